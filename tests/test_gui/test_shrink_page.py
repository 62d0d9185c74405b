"""The page Shrink: plot, table and details always speak of the same model."""

from __future__ import annotations

import shutil
import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from fakes.sound_system import FakeSoundSystem
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from compress.detector import POSTERIOR_ONE
from compress.tradeoffs import Row, Waypoint, tradeoffs
from compress.variant import Variant
from firmware.boards import load_boards
from firmware.toolchains.cortex_m4 import ToolchainError
from gui.job import JobState
from gui.pages.shrink import ShrinkPage
from gui.preferences import Preferences
from gui.session import Session
from gui.widgets.row_words import RowWords
from gui.widgets.steps_path import undone_steps


@pytest.fixture
def folder(sample: Path, tmp_path: Path) -> Path:
    """A sample project to change."""
    return Path(shutil.copytree(sample, tmp_path / "mine"))


@pytest.fixture
def page(qtbot: QtBot, session: Session, folder: Path) -> ShrinkPage:
    assert session.open(folder)
    opened = ShrinkPage(session)
    opened.fill()
    qtbot.addWidget(opened)
    opened.resize(900, 1600)
    opened.show()
    return opened


def spread(row: Row, number: int) -> Row:
    """A row with numbers of its own: the larger the better, except for the fourth."""
    accuracy = 0.8 + 0.03 * number if number != 3 else 0.5
    return replace(
        row,
        encoded_bytes=10_000 * (number + 1),
        accuracy=accuracy,
        accuracy_interval=(accuracy - 0.02, accuracy + 0.02),
        pareto=number != 3,
        flash_bytes=24_000 + 10_000 * (number + 1),
        ram_bytes=1_000 * (number + 1),
        fits=dict.fromkeys(load_boards(), number < 2),
    )


def with_spread_rows(session: Session) -> list[Row]:
    rows = [spread(row, n) for n, row in enumerate(tradeoffs(session.variants))]
    session.rows = tuple(rows)
    session.models_changed.emit()
    return rows


def selected(page: ShrinkPage) -> str:
    """The selected model, which every part must agree on."""
    row = page.session.shrinker.selected
    assert row is not None
    place = page.table.table.currentRow()
    assert page.table.names()[place] == row.name
    assert page.headline.text().split(" (")[0] == row.name
    return row.name


def test_without_a_model_it_says_where_one_comes_from(
    qtbot: QtBot, session: Session, folder: Path
) -> None:
    page = ShrinkPage(session)
    page.fill()
    qtbot.addWidget(page)
    assert "Words" in page.missing()
    shutil.rmtree(folder / "models")
    session.open(folder)
    assert "Train" in page.missing()
    assert not page.done()


def test_keys_in_the_plot_select_everywhere(page: ShrinkPage, session: Session) -> None:
    names = [row.name for row in with_spread_rows(session)]
    session.shrinker.select(names[2])
    for key, expected in (
        (Qt.Key.Key_Left, names[1]),
        (Qt.Key.Key_Left, names[0]),
        (Qt.Key.Key_Left, names[0]),
        (Qt.Key.Key_End, names[-1]),
        (Qt.Key.Key_Home, names[0]),
        (Qt.Key.Key_Down, names[3]),  # The fourth is the least accurate one.
        (Qt.Key.Key_Up, names[0]),
        (Qt.Key.Key_Right, names[1]),
    ):
        QTest.keyClick(page.plot, key)
        assert selected(page) == expected
        assert expected in page.plot.accessibleDescription()


def test_a_row_of_the_table_selects_everywhere(page: ShrinkPage, session: Session) -> None:
    names = [row.name for row in with_spread_rows(session)]
    page.table.table.setCurrentCell(4, 2)
    assert selected(page) == names[4]
    QTest.keyClick(page.table.table, Qt.Key.Key_Up)
    assert selected(page) == names[3]


def test_a_click_on_a_point_selects_it(qtbot: QtBot, page: ShrinkPage, session: Session) -> None:
    rows = with_spread_rows(session)
    qtbot.waitExposed(page)
    for row in (rows[1], rows[5]):
        scene = page.plot.getPlotItem().vb.mapViewToScene(QPointF(*page.plot.place(row)))
        place = page.plot.mapFromScene(scene)
        QTest.mouseClick(page.plot.viewport(), Qt.MouseButton.LeftButton, pos=place)
        assert selected(page) == row.name


def test_the_table_sorts_by_numbers_not_by_letters(page: ShrinkPage, session: Session) -> None:
    rows = with_spread_rows(session)
    by_accuracy = sorted(rows, key=lambda row: row.accuracy or 0)
    page.table.order.setCurrentIndex(1)
    assert page.table.names() == [row.name for row in by_accuracy]
    page.table.order.setCurrentIndex(4)
    # 100 kB would come before 20 kB by letters.
    assert page.table.names() == [row.name for row in rows]
    before = selected(page)
    page.table.order.setCurrentIndex(1)
    assert selected(page) == before


def test_enter_takes_a_model_and_another_one_can_take_its_place(
    page: ShrinkPage, session: Session
) -> None:
    names = [row.name for row in with_spread_rows(session)]
    for name in (names[2], names[4]):
        session.shrinker.select(name)
        assert page.use_button.isVisible()
        assert page.use_button.property("primary") is True
        QTest.keyClick(page.plot, Qt.Key.Key_Return)
        assert session.project is not None
        assert session.project.chosen_variant == name
        assert not page.use_button.isVisible()
        assert page.onward_button.property("primary") is True
        assert "(chosen)" in page.headline.text()
        # What was measured is still known.
        assert session.shrinker.measured


def test_the_button_takes_the_selected_model(page: ShrinkPage, session: Session) -> None:
    names = [row.name for row in session.shrinker.rows]
    session.shrinker.select(names[-1])
    QTest.keyClick(page.use_button, Qt.Key.Key_Space)
    assert session.chosen is not None
    assert session.chosen.name == names[-1]


def test_before_measuring_sizes_are_said_to_be_unknown(page: ShrinkPage, session: Session) -> None:
    assert not session.shrinker.measured
    table = page.table.table
    assert table.item(0, 5).text() == "not measured yet"
    assert table.item(0, 4).text() == "16.9 kB"
    assert page.measure_button.isVisible()
    assert not page.fits.isVisible()


def test_sizes_are_measured_when_the_page_is_opened(
    qtbot: QtBot, page: ShrinkPage, session: Session
) -> None:
    with qtbot.waitSignal(session.measuring.ended, timeout=300_000):
        page.entered()
    if session.measuring.state is JobState.FAILED:
        # Only a missing compiler may stop it, and then it says what to install.
        assert "compiler" in session.measuring.what.lower()
        return
    row = session.shrinker.selected
    assert row is not None
    assert row.flash_bytes is not None
    assert row.flash_bytes > row.encoded_bytes
    assert "fits on: Arduino Nano 33 BLE Sense" in page.fits.text()
    # It takes models of its own and never these, so it is named apart.
    assert "Uno" not in page.fits.text()
    assert not page.measure_button.isVisible()
    assert "The Arduino Uno takes small models of its own" in page.room.text()


def test_a_missing_compiler_is_told_and_not_asked_for_again(
    qtbot: QtBot, page: ShrinkPage, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(*_: object) -> None:
        raise ToolchainError("There is no compiler for arm.", "Install arm-none-eabi-gcc.")

    monkeypatch.setattr("firmware.budget.build", missing)
    with qtbot.waitSignal(session.measuring.ended, timeout=60_000):
        page.entered()
    assert page.measure_bar.message.text() == (
        "There is no compiler for arm. Install arm-none-eabi-gcc."
    )
    page.entered()
    assert not session.measuring.busy
    assert page.measure_button.isVisible()  # Whoever installed it tries again.


def test_what_a_board_lacks_is_said_in_numbers() -> None:
    """But of chips that take small models of their own nothing is said: these never run there."""
    boards = load_boards()
    nano, uno, words = boards["nano-33-ble-sense"], boards["arduino-uno"], RowWords(boards)
    row = Row("m", "a", (), 1, 2048, 1, 0.9, 0.1, 0.0, 1.0)
    flash, ram = nano.app_flash_bytes + 1024, nano.app_ram_bytes
    fits = {nano.name: False, uno.name: False}
    lacking = replace(row, flash_bytes=flash, ram_bytes=ram, fits=fits)
    assert words.fits(lacking) == [
        (False, f"✗ does not fit on: {nano.title}, which lacks 1.0 kB of flash")
    ]
    both = replace(lacking, ram_bytes=ram + 512)
    assert words.fits(both)[0][1].endswith("1.0 kB of flash and 0.5 kB of RAM")
    assert words.fits(row) == []


def test_the_steps_are_listed_with_why_one_was_undone(page: ShrinkPage, session: Session) -> None:
    session.shrinker.select("stemresnet-48-4bit")
    row, variant = session.shrinker.selected, session.shrinker.variant
    assert row is not None
    assert variant is not None
    assert page.steps.rowCount() == len(row.path) == 2
    assert page.steps.item(1, 3).text() == "↩ undone"
    assert "30,736 -> 18,192 bytes" in page.undone.text()
    session.shrinker.select("mixconv-32")
    assert [page.steps.item(n, 3).text() for n in (1, 2)] == ["✓ kept", "✓ kept"]
    assert not page.undone.isVisible()
    assert undone_steps(replace(variant, steps=())) == []


def test_the_steps_stand_in_the_plot(page: ShrinkPage, session: Session) -> None:
    rows = with_spread_rows(session)
    way = (
        Waypoint("trained", 40_000, None),
        Waypoint("quantize_int8", 30_000, 0.9),
        Waypoint("encode", 20_000, 0.9),
    )
    session.rows = tuple(replace(row, path=way) for row in rows)
    session.models_changed.emit()
    curves = [item.getData() for item in page.plot.getPlotItem().listDataItems()]
    drawn = [(list(xs), list(ys)) for xs, ys in curves if xs is not None and len(xs) == 2]
    assert any(
        xs == pytest.approx(np.log10([30_000, 20_000])) and ys == [90.0, 90.0] for xs, ys in drawn
    )
    assert "made of 8-bit numbers: 29.3 kB, 90.0 %" in page.plot.accessibleDescription()


def eager(variant: Variant) -> Variant:
    """A model that wakes at nearly everything."""
    detector = variant.detector.with_threshold(round(0.1 * POSTERIOR_ONE), variant.labels)
    return replace(variant, detector=detector)


def test_mistakes_are_found_listed_and_played(
    qtbot: QtBot, preferences: Preferences, folder: Path
) -> None:
    sound = FakeSoundSystem()
    session = Session(preferences, sound)
    assert session.open(folder)
    session.variants = tuple(eager(variant) for variant in session.variants)
    session.models_changed.emit()
    page = ShrinkPage(session)
    page.fill()
    qtbot.addWidget(page)
    page.show()
    listing = page.mistakes
    with qtbot.waitSignal(session.shrinker.hunting.ended, timeout=120_000):
        listing.find_button.click()
    mistakes = session.shrinker.mistakes
    assert mistakes is not None
    assert listing.table.rowCount() == len(mistakes.found) > 3
    assert str(len(mistakes.found)) in listing.summary.text()
    assert "woke" in listing.table.item(0, 1).text()
    listing.table.setCurrentCell(1, 0)
    with qtbot.waitSignal(session.shrinker.playing.ended, timeout=60_000):
        listing.play_button.click()
    assert np.array_equal(sound.played[-1], mistakes.found[1].sound())
    # Other takes may bring other mistakes.
    session.takes_changed.emit()
    assert session.shrinker.mistakes is None
    assert listing.find_button.isVisible()
    session.stop()


def test_a_model_without_mistakes_is_praised(
    qtbot: QtBot, page: ShrinkPage, session: Session
) -> None:
    with qtbot.waitSignal(session.shrinker.hunting.ended, timeout=120_000):
        page.mistakes.find_button.click()
    assert page.mistakes.summary.text().startswith("✓")
    assert "127" in page.mistakes.summary.text()
    assert not page.mistakes.play_button.isVisible()


def test_the_picture_is_saved_and_a_refusal_told(
    qtbot: QtBot, page: ShrinkPage, session: Session, tmp_path: Path
) -> None:
    drawing = session.shrinker.drawing
    with qtbot.waitSignal(drawing.ended, timeout=120_000):
        session.shrinker.draw(tmp_path / "picture.svg")
    assert drawing.state is JobState.SUCCEEDED
    assert str(tmp_path / "picture.svg") in page.drawn.text()
    assert "svg" in ElementTree.parse(tmp_path / "picture.svg").getroot().tag
    with qtbot.waitSignal(drawing.ended, timeout=120_000):
        session.shrinker.draw(tmp_path / "picture.bmp")
    assert ".png or .svg" in page.drawing_bar.message.text()
    assert not page.drawn.isVisible()
