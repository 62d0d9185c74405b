"""The takes on the page Record: judged, played, deleted, brought in from elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from fakes.projects import collection, write_wav
from fakes.sound_system import PLUGGED_IN
from fakes.sounds import take
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from recording import Until, press, with_takes

from audio.dataset import load_takes
from audio.project import Project
from audio.takestore import Origin, TakeStore
from gui.main_window import MainWindow
from gui.pages.record import RecordPage
from gui.recorder import Recorder, RecorderState

DESK, HEADSET = PLUGGED_IN


@pytest.fixture
def page(record_window: MainWindow) -> RecordPage:
    """The page at the front."""
    assert isinstance(record_window.page, RecordPage)
    return record_window.page


@pytest.fixture
def recorder(record_window: MainWindow) -> Recorder:
    """What the page shows."""
    return record_window.session.recorder


def test_the_verdict_of_each_take_says_how_to_mend_it(
    qtbot: QtBot, record_window: MainWindow, page: RecordPage, project: Project, until: Until
) -> None:
    with_takes(project, 3)
    record_window.session.reload_takes()
    table, model = page.takes.table, page.takes.table.takes_model
    assert [model.index(row, 3).data() for row in range(3)] == ["✓ good", "⚠ noisy", "✓ good"]
    assert model.index(1, 2).data() == "1.2 s"
    spoken = model.index(1, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.startswith("Take 2, me, 1.2 s, ⚠ noisy, The word hardly stands out")
    table.setFocus()
    press(qtbot, Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
    press(qtbot, Qt.Key.Key_Down)
    until(lambda: "quieter place" in page.takes.advice.text())
    assert len(page.takes.wave._peaks) == 120, "one for each 10 ms"
    chosen = table.take()
    with_takes(project, 1)
    record_window.session.reload_takes()
    assert table.take() == chosen, "the cursor stays where it is when takes come"
    assert chosen is not None
    chosen.path.write_bytes(b"broken")
    press(qtbot, Qt.Key.Key_Up)
    press(qtbot, Qt.Key.Key_Down)
    until(lambda: "is a text file" in page.takes.advice.text())


def test_several_takes_are_deleted_at_once(
    qtbot: QtBot, record_window: MainWindow, page: RecordPage, project: Project, until: Until,
    said: list[str],
) -> None:  # fmt: skip
    with_takes(project, 4)
    record_window.session.reload_takes()
    page.takes.table.setFocus()
    press(qtbot, Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
    press(qtbot, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    press(qtbot, Qt.Key.Key_Delete)
    until(lambda: len(load_takes(project).takes) == 2)
    until(lambda: bool(said))
    assert said == ["Deleted: me_1, me_2. Ctrl+Z puts it back."]
    assert page.takes.table.take() is not None, "the cursor is on what is left"


def test_dropped_files_and_folders_are_taken_in_with_a_report(
    record_window: MainWindow, page: RecordPage, project: Project, until: Until, tmp_path: Path
) -> None:
    folder = collection(tmp_path / "in", ("hey_lantern",), 1, 2)
    bad = tmp_path / "loose" / "anna_1.wav"
    bad.parent.mkdir()
    bad.write_bytes(b"this is a letter, not a sound\n")
    good = write_wav(tmp_path / "loose" / "anna_2.wav", take(77))
    record_window.session.recorder.choices.choose_label("good_night")
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in (folder, bad, good)])
    left, copy = Qt.MouseButton.LeftButton, Qt.DropAction.CopyAction
    none = Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(9, 9), copy, mime, left, none)
    QApplication.sendEvent(page, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(page, QDropEvent(QPointF(9, 9), copy, mime, left, none))
    until(lambda: not record_window.session.importing.busy)
    view = page.takes.findChild(QWidget, "import")
    assert view is not None
    assert view.summary.text() == (  # type: ignore[attr-defined]
        "3 recordings were taken in (good night 1, hey lantern 2). 1 were refused:"
    )
    lines = view.details.toPlainText()  # type: ignore[attr-defined]
    assert lines.startswith("✗ anna_1.wav: ") and "text file" in lines
    labels = [(each.label, each.speaker) for each in record_window.session.takes.takes]
    assert labels == [("good_night", "anna"), ("hey_lantern", "s0"), ("hey_lantern", "s0")]


def test_nothing_is_imported_while_recording_nor_recorded_while_importing(
    page: RecordPage, recorder: Recorder, until: Until, tmp_path: Path
) -> None:
    page.start_button.click()
    assert not page.takes.import_button.isEnabled()
    page.take_in([tmp_path])
    assert not page.session.importing.busy
    page.start_button.click()
    until(lambda: recorder.state is RecorderState.IDLE)
    assert page.takes.import_button.isEnabled()


def test_takes_stand_in_the_order_of_their_numbers(
    record_window: MainWindow, page: RecordPage
) -> None:
    project = record_window.session.project
    assert project is not None
    with TakeStore(project.takes).writer() as writer:
        for seed in range(11):
            writer.add(take(seed), Origin(project.words[0], "me"))
    record_window.session.reload_takes()
    shown = [each.path.stem for each in page.takes.table.takes_model.takes]
    assert shown == [f"me_{number}" for number in range(1, 12)]
