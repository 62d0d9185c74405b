"""Two equal boards on the page Board: told apart by number, by what was written, by asking."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fakes.esp_chip import Chip, hurry_esptool, is_free
from fakes.esp_image import BOARD, made_image
from pytestqt.qtbot import QtBot
from serial.tools.list_ports_common import ListPortInfo

from audio.project import Project
from audio.stage import finish
from firmware.flash import flash
from firmware.flashers.esptool import Esptool
from firmware.monitor import Monitor
from firmware.port_troubles import PortTrouble
from gui.job import JobState
from gui.session import Session
from gui.widgets.job_bar import JobBar
from gui.widgets.port_choice import PortChoice

LONG_MS = 120_000
MAC, OTHER_MAC = "F4:12:FA:5C:0D:10", "F4:12:FA:5C:0D:44"


@pytest.fixture
def chips(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Chip]]:
    """Two ESP32-S3 of one kind, plugged in."""
    made = [Chip(tmp_path / f"ttyACM{number}") for number in range(2)]
    rows = []
    for chip, serial_number in zip(made, (MAC, OTHER_MAC), strict=True):
        row = ListPortInfo(str(chip.port), skip_link_detection=True)
        row.vid, row.pid, row.serial_number = 0x303A, 0x1001, serial_number
        rows.append(row)
    monkeypatch.setattr("serial.tools.list_ports.comports", lambda: rows)
    monkeypatch.setattr("gui.port_watch.LOOK_EACH_S", 0.02)
    with made[0], made[1]:
        yield made


@pytest.fixture
def choice(
    qtbot: QtBot, session: Session, project: Project, chips: list[Chip]
) -> Iterator[PortChoice]:
    """The choice, in a project for that board, with somebody who watches the ports."""
    assert session.open(project.changed(board=BOARD.name).folder)
    made = PortChoice(session)
    qtbot.addWidget(made)
    made.show()
    session.ports.start()
    qtbot.waitUntil(lambda: made.port.count() == 2)
    yield made
    session.ports.stop()


def test_of_two_equal_boards_the_one_written_last_is_chosen(
    choice: PortChoice, chips: list[Chip], project: Project
) -> None:
    assert "choose by the serial number" in choice.said.text()
    assert [choice.port.itemText(row).partition("  ")[2] for row in (0, 1)] == [
        f"#{MAC}",
        f"#{OTHER_MAC}",
    ]
    image = made_image(project.builds / BOARD.name)
    finish(flash(image, BOARD, OTHER_MAC, Esptool(stub=False)))
    choice.port.clear()
    choice.refresh()
    assert choice.device() == str(chips[1].port)
    assert choice.port.currentText().endswith(f"#{OTHER_MAC}, written last")
    assert "the one of 2 that was written last" in choice.said.text()
    choice.port.setCurrentIndex(0)
    assert "not the one that was written last" in choice.said.text()
    choice.refresh()
    assert choice.device() == str(chips[0].port), "what a person has chosen stays chosen"


def test_a_board_says_what_it_runs(
    qtbot: QtBot, choice: PortChoice, chips: list[Chip], tmp_path: Path
) -> None:
    image = made_image(tmp_path / "build")
    for part in image.parts:
        content = (image.folder / part.file).read_bytes()
        chips[0].flash[part.offset : part.offset + len(content)] = content
    chips[0].restart()
    choice.ask_button.click()
    assert not choice.ask_button.isEnabled() and "Asking the board" in choice.said.text()
    qtbot.waitUntil(lambda: f"another model, {image.model_hash}: lantern" in choice.said.text())
    choice.port.setCurrentIndex(1)
    assert "another model" not in choice.said.text(), "that was the other board"


def test_a_board_without_firmware_and_a_port_in_use_say_so(
    qtbot: QtBot, choice: PortChoice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("firmware.identify.HELLO_S", 0.3)
    choice.ask_button.click()
    qtbot.waitUntil(lambda: "no firmware of Wakewright is on it" in choice.said.text())
    with Monitor(choice.device()):
        choice.ask_button.click()
        qtbot.waitUntil(lambda: "in use by another program" in choice.said.text())


def test_what_keeps_boards_from_being_used_is_told(
    qtbot: QtBot, choice: PortChoice, monkeypatch: pytest.MonkeyPatch
) -> None:
    trouble = PortTrouble(
        "You may not use /dev/ttyACM0; it belongs to the group dialout.", "Log in."
    )
    monkeypatch.setattr("gui.port_watch.port_troubles", lambda ports: [trouble])
    qtbot.waitUntil(lambda: "belongs to the group dialout. Log in." in choice.said.text())


def test_a_virtual_board_needs_no_port(choice: PortChoice, session: Session) -> None:
    session.change(board="virtual-cortex-m4")
    choice.refresh()
    assert not choice.isVisible() and choice.device() == ""


def test_what_a_person_must_do_is_said_aloud_once_and_need_not_be_done(
    qtbot: QtBot,
    session: Session,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hurry_esptool(tmp_path, monkeypatch)
    said: list[str] = []
    monkeypatch.setattr("gui.widgets.job_bar.announce", lambda bar, text, urgent: said.append(text))
    bar = JobBar(session.flashing, "Writing")
    qtbot.addWidget(bar)
    image = made_image(tmp_path / "builds" / BOARD.name)
    patient = Esptool(stub=False, patience_s=60.0)
    with Chip(tmp_path / "ttyACM0", lines=False) as chip:
        session.flashing.start(lambda: flash(image, BOARD, str(chip.port), patient))
        qtbot.waitUntil(lambda: "Hold BOOT" in bar.message.text(), timeout=LONG_MS)
        assert "left" in bar.message.text()
        session.flashing.cancel()
        qtbot.waitUntil(lambda: not session.flashing.busy, timeout=LONG_MS)
        assert is_free(chip.port)
    assert session.flashing.state is JobState.CANCELLED
    assert [text.split(",")[0].split(".")[0] for text in said] == ["Hold BOOT", "Cancelled"]
