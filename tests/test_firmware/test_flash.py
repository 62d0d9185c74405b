"""Flashing: what is written is proved, and whatever goes wrong leaves the old firmware whole."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from command import wakewright

from audio.errors import WakewrightError
from audio.project import Project
from audio.stage import finish
from compress.variant import Variant
from firmware.boards import load_board, load_boards
from firmware.build import build, compiler_log
from firmware.flash import flash, is_flashed, last_flash
from firmware.flashers import FLASHERS, FlashError
from firmware.flashers.virtual import BLOCK_BYTES, FileMemory, VirtualFlasher, flash_folder
from firmware.image import FirmwareImage, ImageError
from firmware.monitor import Monitor, wait_for
from firmware.protocol import HelloLine, command
from firmware.virtual.board_process import start_board

MakeImage = Callable[[str], FirmwareImage]
OLD = {"firmware": b"what was there before", "build.json": b"{}"}


class WornMemory(FileMemory):
    """A memory whose write or read of one block goes wrong."""

    def __init__(self, block: int, fault: str) -> None:
        self._at, self._fault = block * BLOCK_BYTES, fault

    def write(self, file: Path, at: int, block: bytes) -> None:
        if at == self._at and self._fault in ("full", "broken"):
            code = errno.ENOSPC if self._fault == "full" else errno.EIO
            raise OSError(code, os.strerror(code))
        super().write(file, at, block)

    def read(self, file: Path, at: int, count: int) -> bytes:
        block = super().read(file, at, count)
        if at == self._at and self._fault == "flipped bit":
            return block[:-1] + bytes([block[-1] ^ 1])
        return block


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A flash with something in it."""
    folder = tmp_path / "flash"
    folder.mkdir()
    for name, content in OLD.items():
        (folder / name).write_bytes(content)
    return folder


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def assert_untouched(place: Path) -> None:
    assert content(place) == OLD
    assert [path.name for path in place.parent.iterdir()] == [place.name]


@pytest.mark.parametrize("name", ["host", "virtual-cortex-m4"])
def test_what_was_flashed_runs_from_the_flash(
    name: str, tone_image: MakeImage, place: Path
) -> None:
    image = tone_image(name)
    result = finish(flash(image, load_board(name), str(place)))
    assert result.model_hash == image.model_hash
    assert result.bytes_written == image.firmware_path.stat().st_size
    assert set(content(place)) == {image.firmware, "build.json"}
    assert content(place)[image.firmware] == image.firmware_path.read_bytes()
    with start_board(FirmwareImage.load(place)) as board, Monitor(board.port) as monitor:
        monitor.send(command("hello"))
        assert wait_for(monitor, HelloLine, 20).model == image.model_hash


def test_the_project_knows_what_is_on_the_board(tone_variant: Variant, tmp_path: Path) -> None:
    board = load_board("host")
    image = finish(build(tone_variant, board, "", tmp_path / "host"))
    assert last_flash(tmp_path, "host") is None and not is_flashed(image)
    result = finish(flash(image, board))
    assert last_flash(tmp_path, "host") == result
    assert is_flashed(image)
    assert result.place == str(flash_folder(tmp_path, "host"))
    assert not is_flashed(replace(image, contents="0" * 16))
    assert not is_flashed(replace(image, board="virtual-cortex-m4"))
    (tmp_path / ".flashed" / "host.json").write_text('{"board": "host"}')
    assert last_flash(tmp_path, "host") is None


def test_progress_names_each_block_and_only_grows(tone_image: MakeImage, place: Path) -> None:
    image = tone_image("host")
    steps: list[tuple[float, str]] = []
    finish(
        flash(image, load_board("host"), str(place)),
        lambda step: steps.append((step.fraction, step.message)),
    )
    blocks = -(-image.firmware_path.stat().st_size // BLOCK_BYTES)
    said = [message for _, message in steps]
    assert [text for text in said if text.startswith("Writing")] == [
        f"Writing block {number} of {blocks}" for number in range(1, blocks + 1)
    ]
    assert steps == sorted(steps, key=lambda step: step[0])
    assert steps[-1][0] == 1.0


def test_cancelled_at_any_step_the_old_firmware_stays(tone_image: MakeImage, place: Path) -> None:
    image, board = tone_image("host"), load_board("host")
    steps = 0
    while True:
        stage = flash(image, board, str(place))
        messages = [next(stage).message for _ in range(steps + 1)]
        if messages[-1].endswith(image.model_hash):  # It is there from this step on.
            stage.close()
            break
        stage.close()
        assert_untouched(place)
        steps += 1
    assert steps > image.firmware_path.stat().st_size // BLOCK_BYTES + 3
    assert FirmwareImage.load(place).model_hash == image.model_hash


@pytest.mark.parametrize("block", [0, 1, -1])
@pytest.mark.parametrize(
    ("fault", "said"),
    [("full", "disk is full"), ("broken", "cannot be written"), ("flipped bit", "is not what was")],
)
def test_a_fault_at_a_block_leaves_the_old_firmware(
    block: int, fault: str, said: str, tone_image: MakeImage, place: Path
) -> None:
    image = tone_image("host")
    blocks = -(-image.firmware_path.stat().st_size // BLOCK_BYTES)
    worn = VirtualFlasher(memory=WornMemory(block % blocks, fault))
    with pytest.raises(FlashError, match=said) as caught:
        finish(flash(image, load_board("host"), str(place), worn))
    assert "old firmware is still there" in caught.value.hint
    if fault == "flipped bit":
        assert f"Block {block % blocks + 1} of" in caught.value.what
    assert_untouched(place)
    assert last_flash(image.folder.parent, "nowhere") is None


def test_a_board_that_runs_another_model_keeps_the_old_one(
    tone_image: MakeImage, place: Path
) -> None:
    image = replace(tone_image("host"), model_hash="0123456789abcdef")
    with pytest.raises(FlashError, match="0123456789abcdef was written"):
        finish(flash(image, load_board("host"), str(place)))
    assert_untouched(place)


def test_firmware_that_does_not_start_is_not_kept(
    tone_variant: Variant, tmp_path: Path, place: Path
) -> None:
    board = load_board("host")
    image = finish(build(tone_variant, board, "", tmp_path / "builds" / "host"))
    image.firmware_path.write_bytes(b"\x00 no program")
    with pytest.raises(ImageError, match="changed after"):
        finish(flash(image, board, str(place)))
    with pytest.raises(WakewrightError):
        finish(VirtualFlasher().flash(image, board, str(place)))
    assert content(place) == OLD


def test_the_wrong_firmware_is_refused_before_anything_is_written(
    tone_image: MakeImage, place: Path
) -> None:
    image, host = tone_image("host"), load_board("host")
    cases = [
        (image, load_board("virtual-cortex-m4"), "was built for host, not for virtual-cortex-m4"),
        (replace(image, front_end=None), host, "holds the engine alone"),
        (image, replace(host, app_flash_bytes=image.flash_bytes - 1), "needs"),
    ]
    for wrong, board, said in cases:
        with pytest.raises(FlashError, match=said):
            finish(flash(wrong, board, str(place)))
        assert_untouched(place)
    finish(flash(image, replace(host, app_flash_bytes=image.flash_bytes), str(place)))


@pytest.mark.parametrize("name", sorted(load_boards()))
def test_every_board_has_a_way_that_works_or_says_what_to_do(
    name: str, tone_image: MakeImage
) -> None:
    board = load_board(name)
    flasher = FLASHERS[board.upload_method]
    assert flasher.name == board.upload_method
    assert flasher.ready or board.status == "planned"
    assert board.troubles and all(text.endswith((".", "$USER")) for text in board.troubles)
    if not flasher.ready:
        image = replace(tone_image("host"), board=name)
        with pytest.raises(FlashError, match="cannot be written by Wakewright yet") as caught:
            finish(flasher.flash(image, board, "/dev/ttyACM0"))
        assert "wakewright export" in caught.value.hint


def test_the_command_builds_flashes_and_prints_what_runs(
    tone_variant: Variant, tmp_path: Path
) -> None:
    project = Project.create(tmp_path / "tones", ["rise", "fall"])
    tone_variant.save(project.models)
    project.changed(chosen_variant=tone_variant.name)
    ended = wakewright("flash", project.folder, "--board", "host", "--json")
    assert ended.code == 0, ended.errors
    values = json.loads(ended.output)
    assert values["model_hash"] == tone_variant.model_hash
    assert is_flashed(FirmwareImage.load(project.builds / "host"))
    assert "Nothing to complain about" in compiler_log(project.builds / "host")
    ended = wakewright("flash", project.folder, "--board", "esp32-s3")
    assert ended.code == 1
    assert "needs a download" in ended.errors and "--yes" in ended.errors
