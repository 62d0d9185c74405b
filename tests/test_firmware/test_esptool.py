"""Flashing a simulated ESP32-S3 with the real esptool: what works, and whatever can go wrong."""

from __future__ import annotations

import importlib.util
import re
import shutil
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from fakes.esp_chip import Chip, Fault, hurry_esptool, is_free
from fakes.esp_files import ESP32_C3
from fakes.esp_image import APP_AT, BOARD, made_image
from fakes.esp_loader import Loader, NorFlash
from serial.tools.list_ports_common import ListPortInfo

from audio.errors import WakewrightError
from audio.stage import Progress, finish
from firmware.flash import flash, last_flash
from firmware.flashers import FlashError, FlashResult
from firmware.flashers.esptool import Esptool
from firmware.flashers.esptool_program import Tool, find_esptool
from firmware.flashers.esptool_words import (
    Phase,
    Piece,
    bytes_written,
    explain,
    phase,
    reached,
)
from firmware.image import FirmwareImage, contents_hash
from firmware.monitor import Monitor

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo terminals."),
    pytest.mark.skipif(
        importlib.util.find_spec("esptool") is None,
        reason="esptool is not installed (pip install -e .[dev]).",
    ),
]
ROM = Esptool(stub=False, patience_s=0.0, hello_s=3.0)
STUB = Esptool(stub=True, patience_s=0.0, hello_s=3.0)
ESP32_WORD = 0x00F01D83


@pytest.fixture(autouse=True)
def _hasty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hurry_esptool(tmp_path, monkeypatch)


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> FirmwareImage:
    """Firmware for it."""
    return made_image(tmp_path_factory.mktemp("builds") / "esp32-s3")


@pytest.fixture
def port(tmp_path: Path) -> Path:
    """Where a chip appears when it is plugged in."""
    return tmp_path / "ttyACM0"


@pytest.fixture
def chip(port: Path) -> Iterator[Chip]:
    """An empty ESP32-S3, plugged in."""
    with Chip(port) as plugged_in:
        yield plugged_in


def put(image: FirmwareImage, chip: Chip, flasher: Esptool = ROM) -> FlashResult:
    """Flash to the end."""
    return finish(flash(image, BOARD, str(chip.port), flasher))


def refused(image: FirmwareImage, chip: Chip, flasher: Esptool = ROM) -> WakewrightError:
    """Flash, and return what it says when that does not work."""
    with pytest.raises(WakewrightError) as caught:
        put(image, chip, flasher)
    assert caught.value.hint
    return caught.value


def in_flash(chip: Chip, image: FirmwareImage) -> bool:
    """Whether all parts of an image are where they belong."""
    return all(
        (content := (image.folder / part.file).read_bytes())
        == chip.flash[part.offset : part.offset + len(content)]
        for part in image.parts
    )


@pytest.mark.parametrize("flasher", [STUB, ROM], ids=["stub", "rom"])
def test_it_is_written_read_back_started_and_asked(
    image: FirmwareImage, chip: Chip, flasher: Esptool
) -> None:
    seen: list[Progress] = []
    result = finish(flash(image, BOARD, str(chip.port), flasher), seen.append)
    assert in_flash(chip, image)
    assert result.model_hash == image.model_hash
    assert result.bytes_written == sum(
        (image.folder / part.file).stat().st_size for part in image.parts
    )
    assert last_flash(image.folder.parent, BOARD.name) == result
    fractions = [step.fraction for step in seen]
    assert fractions == sorted(fractions) and fractions[-1] == 1.0
    for doing in ("Calling the boot loader", "Writing at", "Asking the board"):
        assert any(step.message.startswith(doing) for step in seen), doing
    assert (chip.requests["MEM_END"] > 0) == flasher.stub


def test_after_a_new_training_only_the_model_is_written(
    image: FirmwareImage, chip: Chip, tmp_path: Path
) -> None:
    put(image, chip)
    chip.requests.clear()
    retrained = made_image(tmp_path / "builds" / "esp32-s3", b"second")
    result = put(retrained, chip)
    assert result.model_hash == retrained.model_hash != image.model_hash
    assert result.bytes_written == (retrained.folder / "model.bin").stat().st_size
    assert chip.requests["FLASH_BEGIN"] == 1
    assert put(retrained, chip).bytes_written == 0, "all of it is there already"


def test_a_stub_that_does_not_start_is_done_without(
    image: FirmwareImage, chip: Chip, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("firmware.flashers.esptool.STUB_START_S", 0.5)
    chip.loader.stub_starts = False
    put(image, chip, STUB)
    assert in_flash(chip, image) and chip.requests["MEM_END"] == 1


def test_a_bridge_that_is_too_slow_is_written_slowly(image: FirmwareImage, port: Path) -> None:
    with Chip(port, fastest_baud=500_000) as chip:
        put(image, chip)
        assert in_flash(chip, image) and chip.requests["CHANGE_BAUDRATE"] == 1


FIRST_OF = (
    "SYNC",
    "GET_SECURITY_INFO",
    "READ_REG",
    "WRITE_REG",
    "SPI_ATTACH",
    "SPI_SET_PARAMS",
    "CHANGE_BAUDRATE",
    "SPI_FLASH_MD5",
    "FLASH_BEGIN",
)
AGAIN = (0, 4, -1)


def test_a_cable_pulled_at_any_step_and_block_is_told_and_can_be_put_in_again(
    image: FirmwareImage, tmp_path: Path
) -> None:
    with Chip(tmp_path / "first") as chip:
        put(image, chip)
    blocks = [("FLASH_DATA", number) for number in range(chip.requests["FLASH_DATA"])]
    steps = [(name, 0) for name in FIRST_OF]
    steps += [*blocks, ("SPI_FLASH_MD5", chip.requests["SPI_FLASH_MD5"] - 1)]
    again = [blocks[number] for number in AGAIN]

    def pulled(step: tuple[str, int]) -> str:
        chip = Chip(tmp_path / f"tty{step[0]}{step[1]}", Fault("unplug", *step))
        with chip:
            error = refused(image, chip)
        assert not in_flash(chip, image) or step == steps[-1]
        chip.fault = None
        if step in again:
            with chip:
                assert put(image, chip).model_hash == image.model_hash
        return str(error)

    with ThreadPoolExecutor(len(steps)) as pool:
        said = dict(zip(steps, pool.map(pulled, steps), strict=True))
    assert len(blocks) > 6
    for step, text in said.items():
        away = "does not answer any more" if step not in steps[:2] else "cannot be opened"
        assert away in text, (step, text)


def loader(chip_id: int | None = 9, word: int = 0, flash_bytes: int = 1 << 23) -> Loader:
    """The boot loader of another chip, or one with another flash."""
    return Loader(NorFlash(bytearray(b"\xff" * flash_bytes)), chip_id, word)


@pytest.mark.parametrize(
    ("other", "said"),
    [
        (loader(ESP32_C3), "is an ESP32-C3; .* has an ESP32-S3"),
        (loader(None, ESP32_WORD), "is an ESP32; "),
        (loader(4711), "is not an ESP32-S3"),
    ],
    ids=["ESP32-C3", "ESP32", "unknown"],
)
def test_another_chip_is_named_and_left_alone(
    image: FirmwareImage, port: Path, other: Loader, said: str
) -> None:
    with Chip(port, loader=other) as chip:
        error = refused(image, chip)
    assert re.search(said, error.what) and "Choose the board" in error.hint
    assert set(chip.flash) == {0xFF}


@pytest.mark.parametrize("megabytes", [4, 2])
def test_a_flash_that_is_too_small_is_told(
    image: FirmwareImage, port: Path, megabytes: int
) -> None:
    with Chip(port, loader=loader(flash_bytes=megabytes << 20)) as chip:
        assert f"too small: it has {megabytes << 20:,} bytes" in refused(image, chip).what


def test_firmware_of_another_chip_is_not_written(chip: Chip, tmp_path: Path) -> None:
    foreign = made_image(tmp_path / "builds" / "esp32-s3", chip_id=ESP32_C3)
    assert "made for another chip than the ESP32-S3" in refused(foreign, chip).what
    assert set(chip.flash) == {0xFF}


def test_flash_that_does_not_keep_what_was_written_is_told(
    image: FirmwareImage, port: Path
) -> None:
    worn = loader()
    content = (image.folder / "firmware.bin").read_bytes()
    worn.flash.worn_at = APP_AT + next(at for at, byte in enumerate(content) if byte & 1)
    with Chip(port, loader=worn) as chip:
        error = refused(image, chip)
    assert "does not keep what was written" in error.what and "worn out" in error.hint
    assert last_flash(image.folder.parent / "nowhere", BOARD.name) is None


@pytest.mark.parametrize(
    ("fault", "said", "hint"),
    [
        (Fault("silence", "GET_SECURITY_INFO"), "No boot loader answers", "Hold BOOT"),
        (Fault("silence", "FLASH_DATA", 3), "does not answer any more", "plug it in again"),
    ],
    ids=["at once", "while it is written"],
)
def test_a_chip_that_falls_silent_is_told(
    image: FirmwareImage, port: Path, fault: Fault, said: str, hint: str
) -> None:
    with Chip(port, fault) as chip:
        error = refused(image, chip)
    assert said in error.what and hint in error.hint


def test_firmware_that_finds_no_good_model_is_told(chip: Chip, tmp_path: Path) -> None:
    image = made_image(tmp_path / "builds" / "esp32-s3")
    pack = image.folder / "model.bin"
    pack.write_bytes(pack.read_bytes()[:-1] + b"!")
    broken = replace(image, contents=contents_hash(image.folder, image.files))
    broken.save()
    error = refused(broken, chip)
    assert "has no good model" in error.what and "Build again" in error.hint


def test_noise_before_the_first_answer_does_no_harm(image: FirmwareImage, port: Path) -> None:
    with Chip(port, Fault("noise", "SYNC")) as chip:
        put(image, chip)
        assert in_flash(chip, image)


def test_when_nobody_answers_a_person_holds_boot(image: FirmwareImage, port: Path) -> None:
    patient = replace(ROM, patience_s=60.0)
    asked: list[Progress] = []
    with Chip(port, lines=False) as chip:
        for step in flash(image, BOARD, str(port), patient):
            if step.message.startswith("Hold BOOT") and not chip.downloading:
                asked.append(step)
                if len(asked) == 4:
                    chip.hold_boot_and_reset()
        assert in_flash(chip, image) and not chip.downloading, "its watchdog has started it"
    assert "RESET" in asked[0].message
    left = [step.seconds_left or 0.0 for step in asked]
    assert 60.0 >= left[0] > left[-1] > 0.0


def test_a_chip_whose_boot_loader_is_another_usb_device_is_followed(
    image: FirmwareImage, port: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Chip(port, moves_to=tmp_path / "ttyACM1") as chip:

        def plugged_in() -> list[ListPortInfo]:
            row = ListPortInfo(str(chip.port), skip_link_detection=True)
            row.vid, row.pid, row.serial_number = 0x303A, 0x1001, "F4:12:FA:5C:0D:10"
            return [row]

        monkeypatch.setattr("serial.tools.list_ports.comports", plugged_in)
        seen: list[Progress] = []
        result = finish(flash(image, BOARD, "", ROM), seen.append)
    assert result.place == str(tmp_path / "ttyACM1") and in_flash(chip, image)
    assert result.serial_number == "F4:12:FA:5C:0D:10"
    assert not any("BOOT" in step.message for step in seen), "nobody had to help"


def test_a_chip_that_stays_in_its_boot_loader_is_helped_out(
    image: FirmwareImage, chip: Chip
) -> None:
    impatient = replace(ROM, hello_s=0.8)
    for step in flash(image, BOARD, str(chip.port), impatient):
        if step.message.startswith("Writing"):
            chip.lines = False  # From now on only its watchdog starts it.
    assert in_flash(chip, image) and not chip.downloading


@pytest.mark.parametrize("moment", ["Calling", "Writing"])
def test_cancelled_at_any_moment_nothing_goes_on_and_the_port_is_free(
    image: FirmwareImage, chip: Chip, moment: str
) -> None:
    stage = flash(image, BOARD, str(chip.port), ROM)
    for step in stage:
        if step.message.startswith(moment):
            break
    stage.close()
    assert is_free(chip.port) and not in_flash(chip, image)


def test_a_port_in_use_is_told(image: FirmwareImage, chip: Chip) -> None:
    with Monitor(str(chip.port)):
        error = refused(image, chip)
    assert "in use by another program" in error.what and "Close other" in error.hint


def test_a_port_that_is_not_there_is_told_at_once(image: FirmwareImage, port: Path) -> None:
    patient = replace(ROM, patience_s=60.0)
    error = refused(image, Chip(port), patient)
    assert "cannot be opened" in error.what and "ports" in error.hint


@pytest.mark.parametrize("start", ["\r", ""], ids=["version 5.0", "version 5.6"])
def test_how_far_it_is_can_be_read_from_every_version_5(start: str) -> None:
    pieces = [Piece("a", 0x0, 4000), Piece("b", 0x8000, 3072), Piece("c", 0x10000, 2928)]
    said = "Connected to ESP32-S3 on COM3:\nComparing flash contents against new data...\n"
    assert (reached(said, pieces), phase(said)) == (0.0, Phase.COMPARING)
    said += "'a' at 0x00000000 already in flash, skipping write.\n"
    assert reached(said, pieces) == 0.4
    said += (
        f"Flash will be erased from 0x00008000...\n{start}Writing at 0x00008600 [==>  ] 50.0% \n"
    )
    assert reached(said, pieces) == pytest.approx(0.4 + 0.1536)
    assert phase(said) is Phase.WRITING and bytes_written(said, pieces) == 0
    said += (
        f"{start}Writing at 0x00008c00 [====] 100.0% \nWrote 3072 bytes at 0x00008000 in 0.1 s\n"
    )
    said += "Verifying written data...\n"
    assert phase(said) is Phase.READING_BACK and bytes_written(said, pieces) == 3072
    assert phase(said + "Lost connection, retrying...\n") is Phase.AWAY


def test_a_port_that_belongs_to_others_is_told() -> None:
    said = f"Could not open {BOARD.name}\n([Errno 13] could not open port: Permission denied)"
    error = explain(said, BOARD, "/dev/ttyACM0")
    assert "You may not use /dev/ttyACM0" in error.what and "dialout" in error.hint


def test_without_esptool_it_is_told_how_to_get_it(
    image: FirmwareImage, chip: Chip, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("pathlib.Path.home", lambda: tmp_path)
    error = refused(image, chip)
    assert "esptool" in error.what and "pip install esptool" in error.hint
    folder = tmp_path / ".arduino15/packages/esp32/tools/esptool_py"
    for version in ("4.9.1", "5.0.0", "5.10.2"):
        program = folder / version / "esptool"
        program.parent.mkdir(parents=True)
        program.write_text(f"#!/bin/sh\necho esptool v{version}\n")
        program.chmod(0o755)
    assert find_esptool() == Tool((str(program),), (5, 10)), "the newest of Arduino's"
    for version in ("5.0.0", "5.10.2"):
        (folder / version / "esptool").unlink()
    with pytest.raises(FlashError, match=r"esptool 4.9 is too old"):
        find_esptool()


def test_an_old_esptool_of_the_user_does_not_shadow_the_apps_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    suffix = ".bat" if sys.platform == "win32" else ""
    monkeypatch.setattr("audio.installation.is_installed", lambda: True)
    monkeypatch.setattr("firmware.flashers.esptool_program.is_installed", lambda: True)
    monkeypatch.setattr("sys.executable", str(tmp_path / "app" / "wakewright"))
    own, theirs = tmp_path / "app" / "tools" / "esptool", tmp_path / "bin"
    for folder, version in ((own, "5.6.0"), (theirs, "4.8.1")):
        folder.mkdir(parents=True)
        program = folder / f"esptool{suffix}"
        start = "@" if suffix else "#!/bin/sh\n"
        program.write_text(f"{start}echo esptool v{version}\n")
        program.chmod(0o755)
    monkeypatch.setenv("PATH", str(theirs))
    monkeypatch.setattr("pathlib.Path.home", lambda: tmp_path)
    if not suffix:  # On Windows it is an .exe, which cannot be written here.
        assert find_esptool() == Tool((str(own / "esptool"),), (5, 6))
        shutil.rmtree(own)
    with pytest.raises(FlashError, match=r"esptool 4\.8 is too old") as refused:
        find_esptool()
    assert "install Wakewright again" in refused.value.hint
