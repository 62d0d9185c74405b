"""The page Train: from takes to a result in words, and everything that may come between."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fakes.spoken_project import tone_project
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from audio.project import Project
from audio.stage import Progress
from audio.takes import Take
from compress import presets
from compress.batches import Variety
from compress.fitting import Recipe
from compress.presets import Preset
from compress.variant import Variant
from gui import theme
from gui.job import JobState
from gui.pages.train import TrainPage
from gui.session import Session
from gui.widgets.card_dialog import CardDialog
from gui.widgets.fact_table import mixed, readable_on
from gui.widgets.live_curve import LiveCurveView

TINY = Preset(
    "tiny",
    "For tests.",
    ("mixconv-32",),
    500,
    Recipe(epochs=2, batches=50, variety=Variety(64)),
    said_words=40,
)


@pytest.fixture
def tiny(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A preset that is done in half a minute."""
    monkeypatch.setitem(presets.PRESETS, "tiny", TINY)
    yield "tiny"


@pytest.fixture
def page(qtbot: QtBot, session: Session) -> TrainPage:
    opened = TrainPage(session)
    opened.fill()
    qtbot.addWidget(opened)
    opened.show()
    return opened


def take(word: str, number: int) -> Take:
    path = Path(f"takes/{word}/me_{number}.flac")
    return Take(path, word, "me", "today", "", (), (), 1.0, content_hash=f"{word}{number}")


def with_takes(session: Session, project: Project, counts: dict[str, int]) -> None:
    """As if so many takes of each word were recorded."""
    session.show(project)
    takes = tuple(take(word, n) for word, count in counts.items() for n in range(count))
    session.takes = replace(session.takes, takes=takes)
    session.takes_changed.emit()


def test_what_is_missing_is_said_and_blocks_the_start(
    page: TrainPage, session: Session, project: Project
) -> None:
    assert "project" in page.missing()
    with_takes(session, project, {"hey_lantern": 12})
    assert "good night" in page.missing()
    assert "hey lantern" not in page.missing()
    assert not page.start_button.isEnabled()
    with_takes(session, project, {"hey_lantern": 12, "good_night": 1})
    assert page.missing() == ""
    assert page.start_button.isEnabled()
    # Possible, but not well: that is said as well.
    assert "good night" in page.notice.text()
    with_takes(session, project, {"hey_lantern": 5, "good_night": 5})
    assert page.notice.text() == ""
    assert not page.done()


def test_standard_is_the_default_and_the_choice_survives_a_new_page(
    qtbot: QtBot, page: TrainPage, session: Session
) -> None:
    assert page.presets.buttons["standard"].isChecked()
    assert "minutes" in page.presets.buttons["quick"].accessibleDescription()
    page.presets.buttons["quick"].click()
    assert session.trainer.preset == "quick"
    again = TrainPage(session)
    again.fill()
    qtbot.addWidget(again)
    assert again.presets.buttons["quick"].isChecked()


def test_a_training_from_start_to_results(
    qtbot: QtBot, page: TrainPage, session: Session, tmp_path: Path, tiny: str
) -> None:
    session.show(tone_project(tmp_path, speakers=5, each=2))
    session.trainer.choose(tiny)
    assert page.start_button.property("primary") is True
    assert page.first_focus() is page.start_button
    told: list[str] = []
    session.told.connect(told.append)
    with qtbot.waitSignal(session.training.ended, timeout=300_000):
        QTest.keyClick(page.start_button, Qt.Key.Key_Space)
        assert session.training.state is JobState.RUNNING
        assert not page.start_button.isEnabled()
        assert page.bar.cancel_button.isEnabled()
    assert session.training.state is JobState.SUCCEEDED, session.training.what
    assert page.missing() == ""
    assert page.done()
    assert page.onward_button.property("primary") is True
    assert any(text.startswith("The training is done.") for text in told)
    # The live curve saw the whole training.
    [series] = session.trainer.curve.series
    assert series.network == "mixconv-32"
    assert series.share == 1.0
    assert len(series.accuracies) == TINY.recipe.epochs
    qtbot.waitUntil(page.curve.isVisible)
    page.curve.refresh()
    assert "mixconv-32" in page.curve.plot.accessibleDescription()
    assert page.curve.table.item(0, 1).text() == "100 %"
    # The result is in words, and never accuracy without false alarms.
    variant = session.chosen
    assert variant is not None
    assert page.results.verdict.text()[0] in "✓!✗?"
    assert "false alarms an hour" in page.results.counted.text()
    assert page.results.confusion.rowCount() == 4


def test_cancelling_leaves_what_was_there(
    qtbot: QtBot, page: TrainPage, session: Session, tmp_path: Path, tiny: str
) -> None:
    session.show(tone_project(tmp_path, speakers=3, each=2))
    session.trainer.choose(tiny)
    page.start_button.click()
    qtbot.waitUntil(lambda: session.training.progress.message != "", timeout=30_000)
    with qtbot.waitSignal(session.training.ended, timeout=30_000):
        QTest.keyClick(page.shown, Qt.Key.Key_Escape)  # Wherever on the page the focus is.
    assert session.training.state is JobState.CANCELLED
    assert page.start_button.isEnabled()
    assert session.variants == ()
    assert session.project is not None
    assert list(session.project.models.iterdir()) == []


def test_results_of_the_sample(page: TrainPage, session: Session, sample: Path) -> None:
    assert session.open(sample)
    assert page.done()
    assert page.results_card.isVisible()
    variant = session.chosen
    assert variant is not None
    labels = variant.metrics["confusion"]["labels"]
    counts = variant.metrics["confusion"]["counts"]
    table = page.results.confusion
    for row in range(len(labels)):
        for column in range(len(labels)):
            item = table.item(row, column)
            assert item.text().split()[-1] == str(counts[row][column])
            spoken = item.data(Qt.ItemDataRole.AccessibleTextRole)
            assert f"{counts[row][column]} of {sum(counts[row])}" in spoken
    assert table.verticalHeaderItem(0).text() == "“good night house”"
    groups = page.results.groups
    assert groups.rowCount() == len(variant.metrics["groups"])
    worst = variant.metrics["groups"][0]
    assert groups.item(0, 0).text() == f"{worst['group']}: {worst['value']}"
    assert page.results.fairness.text() == variant.metrics["fairness"]["sentence"]


def with_metrics(variant: Variant, **changes: object) -> Variant:
    return replace(variant, metrics={**variant.metrics, **changes})


def test_a_poor_model_is_not_praised(page: TrainPage, session: Session, sample: Path) -> None:
    assert session.open(sample)
    assert session.chosen is not None
    groups = [{**session.chosen.metrics["groups"][0], "accuracy": 0.2, "low": 0.1, "high": 0.4}]
    fairness = {"code": "worse", "sentence": "Worse.", "worse": [("accent", "en-gb")]}
    poor = with_metrics(
        session.chosen,
        false_reject_rate=0.5,
        false_accepts_per_hour=31.7,
        groups=groups,
        fairness=fairness,
    )
    page.results.show_variant(poor)
    assert page.results.verdict.text().startswith("✗")
    assert page.results.verdict.property("role") == "bad"
    assert page.results.groups.item(0, 0).text().startswith("!")
    unknown = with_metrics(poor, false_accepts_per_hour=None, false_accepts_per_hour_upper=None)
    page.results.show_variant(unknown)
    assert page.results.verdict.text().startswith("?")


def test_new_takes_make_models_stale_and_it_says_so(
    page: TrainPage, session: Session, sample: Path, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(sample, tmp_path / "mine"))
    assert session.open(folder)
    assert session.trainer.stale == ()
    assert page.notice.text() == ""
    gone = next(t for t in session.takes.takes if t.label == "hey_lantern")
    gone.path.unlink()
    session.reload_takes()
    assert set(session.trainer.stale) == {variant.name for variant in session.variants}
    assert not page.done()
    assert page.notice.property("role") == "caution"
    assert page.start_button.property("primary") is True
    assert "out of date" in page.shown.currentText()


def test_another_model_can_be_looked_at(page: TrainPage, session: Session, sample: Path) -> None:
    assert session.open(sample)
    other = page.shown.findData("stemresnet-48")
    page.shown.setCurrentIndex(other)
    page.shown.activated.emit(other)
    assert session.shrinker.selected is not None
    assert session.shrinker.selected.name == "stemresnet-48"
    assert session.project is not None
    assert session.project.chosen_variant != "stemresnet-48"


def test_advice_comes_from_a_process_of_its_own(
    qtbot: QtBot, page: TrainPage, session: Session, sample: Path
) -> None:
    assert session.open(sample)
    page.entered()
    assert session.trainer.advising.busy
    qtbot.waitUntil(lambda: not session.trainer.advising.busy, timeout=60_000)
    assert session.trainer.advice == ()
    assert page.advice.texts() == ["✓ Nothing to say against your words and takes."]
    page.entered()  # The same takes are not listened to again.
    assert not session.trainer.advising.busy


def test_serious_advice_is_marked_by_more_than_colour(
    qtbot: QtBot, page: TrainPage, session: Session, tmp_path: Path
) -> None:
    with_takes(session, Project.create(tmp_path / "two", ("go", "on")), {"go": 1, "on": 1})
    page.entered()
    qtbot.waitUntil(lambda: not session.trainer.advising.busy, timeout=60_000)
    assert any(text.startswith("✗ Serious:") for text in page.advice.texts())


def test_the_card_is_shown_and_saved(
    qtbot: QtBot, page: TrainPage, session: Session, sample: Path, tmp_path: Path
) -> None:
    assert session.open(sample)
    page.card_button.click()
    dialog = page.findChild(CardDialog)
    assert dialog is not None
    assert "Who is understood worst" in dialog.text.toPlainText()
    dialog.save(tmp_path / "card.md")
    assert (tmp_path / "card.md").read_text(encoding="utf-8").startswith("# Model card: mixconv-32")
    with qtbot.waitSignal(session.failed):
        dialog.save(tmp_path / "card.md" / "no folder.md")
    dialog.close()


def test_the_live_curve_can_be_read_by_keys(qtbot: QtBot, session: Session) -> None:
    view = LiveCurveView(session)
    qtbot.addWidget(view)
    for network, batch, accuracy in (("a", 10, 0.5), ("b", 10, 0.25), ("a", 20, 0.75)):
        details = {
            "architecture": network, "batch": batch, "batches": 40, "loss": 1.0,
            "val_accuracy": accuracy, "judged_batch": batch,
        }  # fmt: skip
        session.training.progressed.emit(Progress(0.1, "", details=details))
    view.refresh()
    for key, said in (
        (Qt.Key.Key_End, "a, 50 % done: 75.0 %"),
        (Qt.Key.Key_Left, "a, 25 % done: 50.0 %"),
        (Qt.Key.Key_Left, "a, 25 % done: 50.0 %"),
        (Qt.Key.Key_Down, "b, 25 % done: 25.0 %"),
    ):
        QTest.keyClick(view.plot, key)
        assert view.readout.text() == said


def test_with_reduced_motion_the_curve_is_drawn_seldom(qtbot: QtBot, session: Session) -> None:
    view = LiveCurveView(session)
    qtbot.addWidget(view)
    assert view.redraw_ms() < 500
    session.preferences.reduced_motion = True
    assert view.redraw_ms() >= 2000


@pytest.mark.parametrize("name", theme.THEMES)
def test_numbers_in_shaded_cells_stay_readable(name: str) -> None:
    colours = theme.THEMES[name]
    for strong in (colours.accent, colours.bad):
        for percent in range(0, 46, 5):
            shade = mixed(colours.card, strong, percent / 100)
            assert theme.contrast(readable_on(shade), shade) >= 4.5
