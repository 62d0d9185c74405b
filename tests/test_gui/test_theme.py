"""Colours can be told apart: by WCAG 2.2's formula, in every theme."""

from __future__ import annotations

from itertools import combinations

import pytest
from fakes.looks import LEAST_CONTRAST, palette_contrasts
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QImage
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from gui import theme
from gui.pages.page import set_primary
from gui.theme import THEMES, Theme, contrast

LEAST_MARK_CONTRAST = 3.0  # WCAG 2.2, success criterion 1.4.11
READ = ("text", "soft_text", "good", "caution", "bad")


@pytest.fixture(params=THEMES.values(), ids=THEMES)
def colours(request: pytest.FixtureRequest) -> Theme:
    found: Theme = request.param
    return found


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        ("#777777", "#ffffff", 4.478),  # the example that WCAG's authors give as just too little
        ("#767676", "#ffffff", 4.542),
    ],
)
def test_contrast_is_that_of_wcag(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == pytest.approx(ratio, abs=0.001)
    assert contrast(other, one) == contrast(one, other)


@pytest.mark.parametrize("role", READ)
def test_text_can_be_read_on_windows_and_cards(colours: Theme, role: str) -> None:
    for behind in (colours.window, colours.card):
        assert contrast(getattr(colours, role), behind) >= LEAST_CONTRAST


def test_text_on_the_accent_can_be_read(colours: Theme) -> None:
    assert contrast(colours.on_accent, colours.accent) >= LEAST_CONTRAST


def test_borders_focus_and_lines_of_plots_are_seen(colours: Theme) -> None:
    for mark in (colours.line, colours.accent, *colours.series):
        for behind in (colours.window, colours.card):
            assert contrast(mark, behind) >= LEAST_MARK_CONTRAST


def test_high_contrast_deserves_its_name() -> None:
    high = THEMES["contrast"]
    for role in (*READ, "line", "accent"):
        assert contrast(getattr(high, role), high.window) >= 7.0


def test_lines_of_plots_are_all_different(colours: Theme) -> None:
    assert all(one != other for one, other in combinations(colours.series, 2))


def test_the_palette_can_be_read(qapp: QApplication, colours: Theme) -> None:
    theme.apply(qapp, colours, QFont(qapp.font()), 100)
    too_pale = {
        pair: ratio for pair, ratio in palette_contrasts(qapp.palette()) if ratio < LEAST_CONTRAST
    }
    assert too_pale == {}
    assert theme.current() is colours


@pytest.mark.parametrize("kind", ["plain", "primary", "checked"])
def test_a_button_with_the_focus_looks_different(
    qtbot: QtBot, qapp: QApplication, colours: Theme, kind: str
) -> None:
    """A ring as thick as a border, at least, is in another colour than without the focus."""
    theme.apply(qapp, colours, QFont(qapp.font()), 100)
    place = QWidget()
    qtbot.addWidget(place)
    button = QPushButton("Against mistakes", place)
    button.setCheckable(kind == "checked")
    button.setChecked(kind == "checked")
    set_primary(button, kind == "primary")
    place.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    with qtbot.waitActive(place):
        place.show()
        place.setFocus()
    before = button.grab().toImage()
    button.setFocus()
    assert button.hasFocus()
    after = button.grab().toImage()
    other = sum(
        before.pixel(x, y) != after.pixel(x, y)
        for x in range(before.width())
        for y in range(before.height())
    )
    assert other >= 2 * (before.width() + before.height() - 8)


@pytest.mark.parametrize("percent", [100, 200])
def test_text_grows_as_asked(qapp: QApplication, percent: int) -> None:
    base = QFont(qapp.font())
    base.setPointSizeF(10.0)
    theme.apply(qapp, THEMES["light"], base, percent)
    assert qapp.font().pointSizeF() == pytest.approx(percent / 10)
    theme.apply(qapp, THEMES["light"], base, 100)


@pytest.mark.parametrize("sign", ["check", "down", "up"])
def test_signs_of_controls_are_in_the_inks_of_the_theme(
    qapp: QApplication, colours: Theme, sign: str
) -> None:
    """A sign that is missing or pale would leave boxes and lists without their state."""
    picture = QImage(theme.icon(sign, colours))
    assert not picture.isNull()
    strongest = max(
        (picture.pixelColor(x, y) for x in range(picture.width()) for y in range(picture.height())),
        key=lambda colour: colour.alpha(),
    )
    ink, behind = (
        (colours.on_accent, colours.accent) if sign == "check" else (colours.text, colours.card)
    )
    assert strongest.name() == ink
    assert contrast(ink, behind) >= LEAST_MARK_CONTRAST
