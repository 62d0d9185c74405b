"""Recording in the window through the microphone of a board that is plugged in."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from fakes.board_wire import wire
from fakes.sounds import RATE_HZ, take
from pytestqt.qtbot import QtBot

from audio.project import Project
from gui.app import App
from gui.pages.record import RecordPage

LONG_MS = 30_000


def test_its_microphone_is_offered_explained_and_recorded_with(
    qtbot: QtBot, app: App, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    quiet = np.random.default_rng(3).normal(0, 20, 2 * RATE_HZ).astype(np.int16)
    plugged: list[SimpleNamespace] = []
    monkeypatch.setattr("serial.tools.list_ports.comports", lambda: list(plugged))
    monkeypatch.setattr("gui.port_watch.LOOK_EACH_S", 0.02)
    app.preferences.pace = "brisk"
    app.session.open(project.folder)
    app.window.go_to("record")
    page = app.window.page
    assert isinstance(page, RecordPage)
    box = page.setup.microphone
    assert not page.setup.board_note.isVisible()
    with wire(np.concatenate([quiet, take(1), quiet]), lambda _at: True) as link:
        nano = SimpleNamespace(vid=0x2341, pid=0x805A, description="Nano", serial_number="77")
        plugged.append(SimpleNamespace(device=link.url, **vars(nano)))
        qtbot.waitUntil(lambda: box.findData("board:77") > 0, timeout=LONG_MS)
        assert link.url in box.itemText(box.findData("board:77"))
        assert "best one to record with" in page.setup.board_note.text()
        box.setCurrentIndex(box.findData("board:77"))
        box.activated.emit(box.currentIndex())
        assert app.preferences.microphone == "board:77"
        assert "very microphone" in page.setup.board_note.text()
        recorder = app.session.recorder
        recorder.choices.choose_count(1)
        recorder.choices.choose_going_on(False)
        with qtbot.waitSignal(recorder.take_kept, timeout=LONG_MS) as kept:
            page.start_button.click()
        assert kept.args[0].microphone == "Arduino Nano 33 BLE Sense"
        qtbot.waitUntil(lambda: not recorder.busy, timeout=LONG_MS)
    plugged.clear()
    qtbot.waitUntil(lambda: "not plugged in" in box.currentText(), timeout=LONG_MS)
    recorder.start()
    qtbot.waitUntil(lambda: "not plugged in" in recorder.what, timeout=LONG_MS)
    recorder.finish()
    app.preferences.microphone = ""
