"""The page Board: boards found live, wiring, and the model's way onto a virtual board."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from audio.bundled import ASSETS
from audio.project import Project
from firmware.boards import load_board, load_boards
from firmware.build_small import is_small
from firmware.flash import last_flash
from firmware.flashers.virtual import FileMemory, flash_folder
from firmware.image import FirmwareImage
from firmware.monitor import Monitor, wait_for
from firmware.protocol import HelloLine, command
from firmware.toolchains.cortex_m4 import ToolchainError
from firmware.toolchains.zig import download_for
from firmware.virtual.board_process import start_board
from firmware.wiring import connections, in_words
from gui.app import App
from gui.job import JobState
from gui.pages.board import BoardPage
from gui.session import Session

LONG_MS = 120_000
MODELS = ASSETS / "sample" / "models"
BRIDGE = SimpleNamespace(
    device="/dev/ttyUSB0", description="UART", vid=0x10C4, pid=0xEA60, serial_number="0001"
)
UNO = SimpleNamespace(
    device="/dev/ttyACM0", description="Uno", vid=0x2341, pid=0x0043, serial_number="5573"
)
UNO_TOO = SimpleNamespace(**{**vars(UNO), "device": "/dev/ttyACM1", "serial_number": "9999"})
ESP = SimpleNamespace(
    device="/dev/ttyACM2", description="JTAG", vid=0x303A, pid=0x1001, serial_number=None
)


CHIPS = [name for name, board in load_boards().items() if board.kind == "chip"]


class Sockets:
    """What is plugged in, as pyserial would list it."""

    def __init__(self) -> None:
        self.found: list[SimpleNamespace] = []
        self.error = ""

    def __call__(self) -> list[SimpleNamespace]:
        if self.error:
            raise OSError(errno.EIO, self.error)
        return list(self.found)


@pytest.fixture
def sockets(monkeypatch: pytest.MonkeyPatch) -> Sockets:
    """USB sockets to plug boards into; looked at often."""
    made = Sockets()
    monkeypatch.setattr("serial.tools.list_ports.comports", made)
    monkeypatch.setattr("gui.port_watch.LOOK_EACH_S", 0.02)
    return made


@pytest.fixture
def trained(tmp_path: Path) -> Project:
    """A project with two trained models; the smaller one is chosen."""
    project = Project.create(tmp_path / "lamp", ("good night house", "hey lantern"))
    for name in ("mixconv-32", "stemresnet-32"):
        shutil.copytree(MODELS / name, project.models / name)
    return project.changed(chosen_variant="mixconv-32", board="virtual-cortex-m4")


@pytest.fixture
def page(app: App, trained: Project, sockets: Sockets) -> Iterator[BoardPage]:
    """The page, at the front, with a project open."""
    assert app.session.open(trained.folder)
    app.window.activateWindow()
    app.window.go_to("board")
    yield now(app)
    app.session.stop()


def now(app: App) -> BoardPage:
    """The page as it is after everything was built anew."""
    found = app.window.page
    assert isinstance(found, BoardPage)
    return found


def rows(page: BoardPage) -> dict[str, str]:
    """What the list says of each board."""
    return {
        board.name: page.list.item(number).data(Qt.ItemDataRole.AccessibleTextRole)
        for number, board in enumerate(page.list.boards)
    }


def put(qtbot: QtBot, app: App, page: BoardPage) -> None:
    """Build and flash to the end."""
    page.delivery.put_button.click()
    qtbot.waitUntil(lambda: not app.session.delivery.busy, timeout=LONG_MS)


def test_without_a_model_the_page_says_where_to_go(app: App, project: Project) -> None:
    app.window.go_to("board")
    assert "page Words" in now(app).missing()
    app.session.open(project.folder)
    assert "page Train" in now(app).missing()
    assert not now(app).done()


def test_every_board_is_there_and_says_honestly_what_can_be_done(page: BoardPage) -> None:
    said = rows(page)
    assert set(said) == set(load_boards())
    for name, board in load_boards().items():
        assert ("always here" in said[name]) == (board.kind != "chip")
        assert ("cannot be built yet" in said[name]) == (board.status == "planned")


def test_boards_come_and_go_live(qtbot: QtBot, page: BoardPage, sockets: Sockets) -> None:
    assert "plugged in at" not in rows(page)["arduino-uno"]
    sockets.found = [UNO]
    qtbot.waitUntil(lambda: "plugged in at /dev/ttyACM0" in rows(page)["arduino-uno"])
    assert not page.notices.isVisible()
    sockets.found = [UNO, BRIDGE]
    qtbot.waitUntil(page.notices.isVisible)
    assert "CP210x cable is plugged in at /dev/ttyUSB0" in page.notices.text()
    assert "not the board behind it" in page.notices.text()
    sockets.found = [ESP]
    qtbot.waitUntil(lambda: "plugged in at" not in rows(page)["arduino-uno"])
    assert "plugged in at /dev/ttyACM2" in rows(page)["esp32-s3"]
    assert "plugged in at /dev/ttyACM2" in rows(page)["xiao-esp32s3-sense"]
    assert "Several boards answer" in page.notices.text()
    sockets.error = "no USB here"
    qtbot.waitUntil(lambda: "cannot be listed" in page.notices.text())
    sockets.error = ""
    qtbot.waitUntil(lambda: "plugged in at" in rows(page)["esp32-s3"])


def test_ports_are_looked_at_only_while_the_page_is_open(
    qtbot: QtBot, app: App, page: BoardPage
) -> None:
    assert app.session.ports.watching
    app.window.go_to("train")
    assert not app.session.ports.watching
    app.window.go_to("board")
    assert app.session.ports.watching
    app.window.close()
    assert not app.session.ports.watching


def test_two_equal_boards_are_told_apart(
    qtbot: QtBot, app: App, page: BoardPage, sockets: Sockets
) -> None:
    sockets.found = [UNO, UNO_TOO, BRIDGE]
    qtbot.waitUntil(lambda: len(app.session.ports.ports) == 3)
    app.session.change(board="arduino-uno")
    port = page.delivery.port_choice.port
    texts = [port.itemText(number) for number in range(port.count())]
    assert texts[:2] == ["/dev/ttyACM0  #5573", "/dev/ttyACM1  #9999"]
    assert "CP210x cable" in texts[2]
    port.setCurrentIndex(1)
    sockets.found = [UNO_TOO, BRIDGE]
    qtbot.waitUntil(lambda: port.count() == 2)
    assert port.currentData() == "/dev/ttyACM1", "what was chosen stays chosen"
    sockets.found = []
    qtbot.waitUntil(lambda: port.currentData() == "")
    assert port.currentText() == "not plugged in"


@pytest.mark.parametrize("name", CHIPS)
def test_every_chip_can_be_wired_and_built_for_here_or_in_the_arduino_ide(
    qtbot: QtBot, app: App, page: BoardPage, name: str
) -> None:
    names = [board.name for board in page.list.boards]
    page.list.setFocus()
    while page.list.currentRow() != names.index(name):
        key = Qt.Key.Key_Down if page.list.currentRow() < names.index(name) else Qt.Key.Key_Up
        qtbot.keyClick(page.list, key)
    assert Project.open(app.session.project.folder).board == name  # type: ignore[union-attr]
    board = load_board(name)
    wires = connections(board, board.microphones[0])
    assert page.wiring.picture.isVisible()
    assert page.wiring.picture.accessibleDescription() == in_words(board, board.microphones[0])
    assert page.wiring.table.isVisibleTo(page) == bool(wires)
    if wires:
        table = page.wiring.table
        shown = [
            (table.item(row, 0).text(), table.item(row, 1).text())
            for row in range(table.rowCount())
        ]
        assert shown == [(wire.microphone_pin, wire.board_pin) for wire in wires]
    panel = page.delivery
    assert panel.sketch_button.isVisible() and panel.needs.text()
    # A board for small models waits for one.
    assert panel.build_button.isEnabled() == (app.session.board_model is not None)
    assert panel.build_button.isEnabled() == (not is_small(board))


def test_the_model_goes_onto_the_board_by_keyboard_and_runs_there(
    qtbot: QtBot, app: App, page: BoardPage, trained: Project
) -> None:
    panel = page.delivery
    assert "Nothing needs to be downloaded" in panel.needs.text()
    assert not panel.listen_button.isVisible() and not page.done()
    assert "known when it has been built" in page.facts.note.text()
    panel.put_button.setFocus()
    qtbot.keyClick(panel.put_button, Qt.Key.Key_Space)
    assert app.session.delivery.busy and not page.list.isEnabled()
    assert QApplication.focusWidget() is panel.building.cancel_button
    qtbot.waitUntil(lambda: not app.session.delivery.busy, timeout=LONG_MS)
    assert page.done() and app.session.image is not None
    assert app.session.image.folder == trained.builds / "virtual-cortex-m4"
    flashed = FirmwareImage.load(flash_folder(trained.builds, "virtual-cortex-m4"))
    chosen = app.session.chosen
    assert chosen is not None
    with start_board(flashed) as board, Monitor(board.port) as monitor:
        monitor.send(command("hello"))
        assert wait_for(monitor, HelloLine, 20).model == chosen.model_hash
    assert chosen.model_hash in panel.state.text() and "✓" in panel.state.text()
    assert "✓ fits" in page.facts.flash.text.text() and page.facts.flash.isVisible()
    assert QApplication.focusWidget() is panel.listen_button
    with qtbot.waitSignal(app.session.page_wanted) as wanted:
        qtbot.keyClick(panel.listen_button, Qt.Key.Key_Space)
    assert wanted.args == ["listen"]


def test_the_compilers_log_is_one_click_away(qtbot: QtBot, app: App, page: BoardPage) -> None:
    panel = page.delivery
    assert not panel.log_button.isEnabled()
    panel.build_button.click()
    qtbot.waitUntil(lambda: not app.session.delivery.busy, timeout=LONG_MS)
    assert "Built, but not on the board" in panel.state.text() and not page.done()
    panel.log_button.click()
    assert panel.log.isVisible()
    assert "detector.c" in panel.log.toPlainText()
    assert "Nothing to complain about" in panel.log.toPlainText()


def test_what_was_done_is_known_after_the_next_start_and_no_longer_for_another_model(
    qtbot: QtBot, app: App, page: BoardPage, trained: Project
) -> None:
    app.session.change(board="host")
    put(qtbot, app, page)
    assert page.done()
    later = Session(app.preferences)
    assert later.open(trained.folder)
    assert later.image is not None and later.delivery.flashed
    later.choose("stemresnet-32")
    assert later.image is None and not later.delivery.flashed
    later.choose("mixconv-32")
    assert later.image is not None and later.delivery.flashed
    later.change(board="virtual-cortex-m4")
    assert later.image is None and not later.delivery.flashed
    later.stop()


def test_looks_change_in_the_middle_and_the_model_still_arrives(
    qtbot: QtBot, app: App, page: BoardPage
) -> None:
    page.delivery.put_button.click()
    app.preferences.theme = "dark"
    app.change_looks()
    assert now(app) is not page
    qtbot.waitUntil(lambda: not app.session.delivery.busy, timeout=LONG_MS)
    assert now(app).done()
    assert now(app).delivery.listen_button.isVisibleTo(now(app))


write_block = FileMemory.write


def write_until_full(memory: FileMemory, file: Path, at: int, block: bytes) -> None:
    """A disk that has room for one block."""
    if at:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    write_block(memory, file, at, block)


def test_a_full_disk_is_told_with_what_helps_and_nothing_is_lost(
    qtbot: QtBot, app: App, page: BoardPage, trained: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.session.change(board="host")
    put(qtbot, app, page)
    before = last_flash(trained.builds, "host")
    app.session.choose("stemresnet-32")
    with monkeypatch.context() as patch:
        patch.setattr(FileMemory, "write", write_until_full)
        put(qtbot, app, page)
    panel = page.delivery
    assert app.session.flashing.state is JobState.FAILED
    assert "disk is full" in panel.flashing.message.text()
    assert "old firmware is still there" in panel.flashing.message.text()
    assert load_board("host").troubles[0] in panel.troubles.text()
    assert last_flash(trained.builds, "host") == before and not page.done()
    put(qtbot, app, page)
    assert page.done() and not panel.troubles.isVisible()


def test_cancelled_while_building_nothing_is_flashed(
    qtbot: QtBot, app: App, page: BoardPage, trained: Project
) -> None:
    page.delivery.put_button.click()
    qtbot.keyClick(page, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not app.session.delivery.busy, timeout=LONG_MS)
    assert app.session.building.state is JobState.CANCELLED
    assert app.session.flashing.state is JobState.IDLE
    assert last_flash(trained.builds, "virtual-cortex-m4") is None
    assert not (trained.builds / "virtual-cortex-m4").exists()
    put(qtbot, app, page)
    assert page.done()


def refusing() -> Callable[..., tuple[str, ...]]:
    """A computer without a compiler."""

    def find() -> tuple[str, ...]:
        raise ToolchainError("No compiler was found.", "Install the package gcc-arm-none-eabi.")

    return find


def test_a_missing_compiler_is_told_before_and_when_it_is_tried(
    qtbot: QtBot, app: App, page: BoardPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("firmware.toolchains.cortex_m4.find_compiler", refusing())
    page.refresh()
    told = f"Missing: C compiler, up to {download_for().megabytes} MB"
    assert told in page.delivery.needs.text()
    # On a computer that none is offered for.
    monkeypatch.setattr("platform.machine", lambda: "pdp11")
    put(qtbot, app, page)
    assert "No compiler was found" in page.delivery.building.message.text()
    assert "gcc-arm-none-eabi" in page.delivery.building.message.text()
    assert app.session.flashing.state is JobState.IDLE and not page.done()


def test_code_that_does_not_compile_shows_the_first_error_and_the_log(
    qtbot: QtBot, app: App, page: BoardPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("firmware.toolchains.cortex_m4.WARNINGS", ("-include", "nowhere.h"))
    put(qtbot, app, page)
    assert app.session.building.state is JobState.FAILED
    assert "does not compile" in page.delivery.building.message.text()
    page.delivery.log_button.click()
    assert "error" in page.delivery.log.toPlainText()
