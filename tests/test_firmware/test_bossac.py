"""Flashing a scripted Nano with the real bossac: the touch, the boot loader, and what goes wrong.

Arduino's build of bossac meets the boot loader of the nRF52840; Debian's, which does not know that
chip, a boot loader of a chip that it knows. Everything else is alike.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest
from fakes.esp_image import made_image
from fakes.samba import LOADER_ID, NRF52840, SAMD21, SERIAL, SKETCH_ID, Desk, Faults, Kind

from audio.stage import Progress, finish
from firmware.boards import Board, load_board
from firmware.flash import flash, last_flash
from firmware.flashers import FlashError, FlashResult, bossac_program, touch
from firmware.flashers.bossac import Bossac
from firmware.flashers.bossac_program import find_bossac
from firmware.flashers.touch import Waits
from firmware.image import FirmwareImage, ImagePart, contents_hash
from firmware.ports import Port

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo terminals.")

PAGE, POLL_S = 4096, 0.03
WAITS = Waits(touch_s=0.8, buttons_s=0.8, start_s=1.2)
PlugIn = Callable[..., Desk]


@pytest.fixture(params=[SAMD21, NRF52840], ids=["debian", "arduino"])
def kind(request: pytest.FixtureRequest) -> Kind:
    """A chip that the bossac of this computer knows."""
    try:
        find_bossac(request.param.chip)
    except FlashError as error:
        pytest.skip(f"{error.what} (Debian: bossa-cli, for the stand-in only.)")
    return request.param


@pytest.fixture
def board(kind: Kind) -> Board:
    """The Nano, with the chip that there is."""
    return replace(load_board("nano-33-ble-sense"), flash_bytes=kind.flash_bytes)


@pytest.fixture
def plug_in(kind: Kind, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PlugIn]:
    """Plugs a board in, so that the system lists its port."""
    for module in ("program", "touch"):
        monkeypatch.setattr(f"firmware.flashers.{module}.POLL_S", POLL_S)
    monkeypatch.setattr(touch, "SETTLE_S", 0.2)
    with ExitStack() as unplug:

        def plugged(
            others: tuple[Port, ...] = (),
            serial: bool = True,
            one_name: bool = False,
            **faults: object,
        ) -> Desk:
            desk = Desk(tmp_path, kind, Faults(**faults), list(others), serial, one_name)
            unplug.enter_context(desk)
            for module in ("bossac", "touch"):
                monkeypatch.setattr(f"firmware.flashers.{module}.list_ports", desk.ports)
            monkeypatch.setattr("firmware.flash.list_ports", desk.ports)
            return desk

        yield plugged


@pytest.fixture
def image(kind: Kind, tmp_path: Path) -> FirmwareImage:
    """Firmware of two pages, and a model of one, each in its own region."""
    return made(kind, tmp_path, "0a1b")


def made(kind: Kind, folder: Path, model: str, firmware: int = 1) -> FirmwareImage:
    """An image whose firmware says which model it finds in flash."""
    image = made_image(folder / f"{model}-{firmware}")
    content = {
        "firmware.bin": bytes([firmware]) * PAGE + b"constants" * 100,
        "model.bin": f"<model {model}>".encode() + b"weights" * 50,
    }
    for name, data in content.items():
        (image.folder / name).write_bytes(data)
    image = replace(
        image,
        board="nano-33-ble-sense",
        parts=(
            ImagePart("model.bin", kind.model_at, "model"),
            ImagePart("firmware.bin", kind.firmware_at, "firmware"),
        ),
        files=tuple(content),
        model_hash=model,
    )
    image = replace(image, contents=contents_hash(image.folder, image.files))
    image.save()
    return image


def put(
    desk: Desk,
    image: FirmwareImage,
    board: Board,
    observe: Callable[[Progress], None] | None = None,
    port: str = "",
) -> FlashResult:
    """Write an image onto the board on the desk."""
    flasher = Bossac(chips={board.chip: desk.kind.chip}, waits=WAITS)
    port = port or desk.wait_for_port()
    return finish(flash(image, board, port, flasher), observe)


def in_flash(desk: Desk, image: FirmwareImage) -> bool:
    """Whether all parts are where they belong."""
    for part in image.parts:
        data = (image.folder / part.file).read_bytes()
        if desk.flash[part.offset : part.offset + len(data)] != data:
            return False
    return True


def test_it_is_touched_written_read_back_and_found_again(plug_in, image, board) -> None:
    desk, seen = plug_in(), []
    port = desk.wait_for_port()
    result = put(desk, image, board, seen.append)
    assert in_flash(desk, image)
    assert result.model_hash == image.model_hash
    assert result.place == port == desk.wait_for_port()
    assert result.serial_number == SERIAL
    assert result.bytes_written == sum((image.folder / f).stat().st_size for f in image.files)
    assert last_flash(image.folder.parent, board.name) == result
    fractions = [step.fraction for step in seen]
    assert fractions == sorted(fractions)
    for doing in ("Calling", "Sending", "Comparing", "Writing", "Starting", "Asking"):
        assert any(step.message.startswith(doing) for step in seen), doing


def test_only_what_is_new_is_written(kind, plug_in, image, board, tmp_path) -> None:
    desk = plug_in()
    put(desk, image, board)
    written = desk.pages_written
    other = made(kind, tmp_path, "5c6d")
    result = put(desk, other, board)
    assert desk.pages_written == written + 1
    assert result.bytes_written == (other.folder / "model.bin").stat().st_size
    assert in_flash(desk, other)
    with pytest.raises(FlashError, match=r"runs the model 5c6d; 9999 was written"):
        put(desk, replace(other, model_hash="9999"), board)
    assert desk.pages_written == written + 1


def test_a_board_that_waits_in_its_boot_loader_is_taken_as_it_is(plug_in, image, board) -> None:
    desk, seen = plug_in(deaf=True), []
    desk.press_reset_twice()
    while not (desk.in_loader and desk.ports()):
        pass
    put(desk, image, board, seen.append)
    assert not any(step.message.startswith("Sending") for step in seen)
    assert in_flash(desk, image)


def test_firmware_that_ignores_the_touch_is_helped_by_a_person(plug_in, image, board) -> None:
    desk, asked = plug_in(deaf=True), []

    def help_it(step: Progress) -> None:
        if step.message.startswith("Press RESET twice") and not asked:
            asked.append(step.seconds_left)
            desk.press_reset_twice()

    put(desk, image, board, help_it)
    assert asked[0] is not None
    assert in_flash(desk, image)


def test_nobody_helps(plug_in, image, board) -> None:
    with pytest.raises(FlashError, match="does not come") as caught:
        put(plug_in(deaf=True), image, board)
    assert "orange light" in caught.value.hint


@pytest.mark.parametrize("easy", [True, False])
def test_of_two_equal_boards_the_chosen_one_is_written(plug_in, image, board, easy: bool) -> None:
    """Without serial numbers, and with a boot loader that gets the name its firmware's port had."""
    waiting = Port("/dev/ttyACM7", "Nano", LOADER_ID, (), "11" * 8 if easy else "")
    running = Port("/dev/ttyACM8", "Nano", SKETCH_ID, (), "22" * 8 if easy else "")
    desk = plug_in(others=(waiting, running), serial=easy, one_name=not easy)
    result = put(desk, image, board)
    assert result.place == desk.wait_for_port()
    assert in_flash(desk, image)


@pytest.mark.parametrize("page", [0, 1, 2])
def test_a_cable_pulled_at_any_page_is_told(plug_in, image, board, page: int) -> None:
    desk = plug_in(unplugged_at=page)
    with pytest.raises(FlashError, match="does not answer any more") as caught:
        put(desk, image, board)
    assert "plug it in again" in caught.value.hint
    assert desk.pages_written == page


def test_a_boot_loader_that_does_not_answer_is_told(plug_in, image, board) -> None:
    with pytest.raises(FlashError, match="No boot loader answers") as caught:
        put(plug_in(silent=True), image, board)
    assert "Press RESET twice" in caught.value.hint


def test_flash_that_does_not_keep_is_told(plug_in, image, board) -> None:
    with pytest.raises(FlashError, match="does not keep"):
        put(plug_in(worn=True), image, board)


def test_another_chip_is_told_before_anything_is_written(plug_in, image, board) -> None:
    desk = plug_in(other_chip=b"ATSAMD51x19")
    with pytest.raises(FlashError, match="is not an nRF52840"):
        put(desk, image, board)
    assert desk.pages_written == 0


def test_a_board_that_does_not_come_back_is_told(plug_in, image, board) -> None:
    with pytest.raises(FlashError, match="does not come back"):
        put(plug_in(stays_away=True), image, board)


def test_cancelled_while_writing_it_can_be_written_again(plug_in, kind, image, board) -> None:
    desk = plug_in()
    flasher = Bossac(chips={board.chip: kind.chip}, waits=WAITS)
    stage = flasher.flash(image, board, desk.wait_for_port())
    for step in stage:
        if step.message.startswith("Writing"):
            stage.close()
    assert not in_flash(desk, image)
    put(desk, image, board)
    assert in_flash(desk, image)


def test_a_port_that_is_not_there_is_told(plug_in, image, board) -> None:
    with pytest.raises(FlashError, match="cannot be opened"):
        put(plug_in(), image, board, port="/dev/ttyACM97")


def test_a_port_of_somebody_else_is_told(plug_in, image, board, monkeypatch) -> None:
    def refuse(port: str, _baud: int) -> None:
        raise OSError(13, f"could not open port {port}: [Errno 13] Permission denied: '{port}'")

    monkeypatch.setattr(touch.serial, "Serial", refuse)
    with pytest.raises(FlashError, match="You may not use") as caught:
        put(plug_in(), image, board)
    assert "dialout" in caught.value.hint


def test_parts_that_would_overwrite_each_other_are_refused(plug_in, kind, image, board) -> None:
    firmware, desk = kind.firmware_at, plug_in()
    for parts in (
        (("model.bin", firmware + PAGE), ("firmware.bin", firmware)),
        (("model.bin", kind.flash_bytes), ("firmware.bin", firmware)),
        (("model.bin", kind.model_at + 1), ("firmware.bin", firmware)),
    ):
        wrong = replace(image, parts=tuple(ImagePart(*part, "model") for part in parts))
        with pytest.raises(FlashError, match="cannot lie at"):
            finish(Bossac(chips={board.chip: kind.chip}).flash(wrong, board, "port"))
    assert desk.pages_written == 0


def test_a_bossac_that_does_not_know_the_chip_is_told(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(bossac_program, "arduino_tool", lambda *_: None)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(FlashError, match="was not found"):
        find_bossac(NRF52840.chip)
    program = tmp_path / "bossac"
    program.write_text("#!/bin/sh\n# ATSAMD21x18\n")
    program.chmod(0o755)
    with pytest.raises(FlashError, match="does not know the chip nRF52840-QIAA") as caught:
        find_bossac(NRF52840.chip)
    assert "Boards Manager" in caught.value.hint
    assert find_bossac(SAMD21.chip) == str(program)


def test_the_words_are_those_of_the_installed_bossac() -> None:
    program = shutil.which("bossac")
    if program is None:
        pytest.skip("bossac is not installed (Debian: bossa-cli).")
    done = subprocess.run([program, "--help"], capture_output=True, text=True, check=False)
    for option in ("--erase", "--write", "--verify", "--offset", "--reset", "--info", "--usb-port"):
        assert option in done.stdout
