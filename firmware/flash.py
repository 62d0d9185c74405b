"""The stage that puts firmware on a board: written, read back, started and asked.

result = finish(flash(image, load_board("virtual-cortex-m4")))
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from audio.files import write_atomic
from audio.stage import Stage, scaled
from firmware.boards import Board, load_board
from firmware.commands import build_for
from firmware.consent import NO_CONSENT, Consent
from firmware.flashers import FLASHERS, Flasher, FlashError, FlashResult
from firmware.image import FirmwareImage
from firmware.ports import Port, choose_port, list_ports, port_named

FLASHED_FOLDER = ".flashed"


def flash(
    image: FirmwareImage, board: Board, port: str = "", flasher: Flasher | None = None
) -> Stage[FlashResult]:
    """Write an image onto a board.

    Args:
        image: Firmware that was built for this board.
        board: The board.
        port: Its serial port, or its serial number; empty for the only board that fits, or the one
            of several that was written last. For boards without hardware a folder to be their
            flash, or nothing.
        flasher: Another way than the board's own.

    Returns:
        What is on the board now. It is noted beside the image, for `last_flash`.

    Raises:
        ImageError: The image was changed after it was built.
        FlashError: It is not for this board, too large, or could not be written.
        PortChoiceError: No port fits, or several do.
        BoardError: The board does not start with it.
        PortError: Its port cannot be used.
    """
    _check(image, board)
    ports: list[Port] = []
    if board.kind == "chip":
        ports = list_ports()
        port = choose_port(board, port, ports, _last_serial(image))
    result = yield from (flasher or FLASHERS[board.upload_method]).flash(image, board, port)
    # It may have come back at another port, which is known only now.
    found = port_named(result.place, [*ports, *list_ports()] if ports else [])
    result = replace(result, serial_number=found.serial_number if found else "")
    _keep_note(image, result)
    return result


def flash_project(
    source: Path,
    board_name: str,
    port: str,
    consent: Consent = NO_CONSENT,
    engine: str | None = None,
) -> Stage[FlashResult]:
    """Build what is not built yet, then flash; as `wakewright flash`.

    Raises:
        WakewrightError: As `firmware.commands.build_for` and `flash`.
    """
    image = yield from scaled(build_for(source, board_name, engine, None, consent), 0.0, 0.5)
    return (yield from scaled(flash(image, load_board(board_name), port), 0.5, 1.0))


def last_flash(builds: Path, board: str) -> FlashResult | None:
    """What was put on a board last, as far as this project knows.

    Args:
        builds: The folder that images are in.
        board: Name of the board.
    """
    try:
        return FlashResult(**json.loads(_note(builds, board).read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None  # Never, or a note that is damaged: then it is simply flashed again.


def is_flashed(image: FirmwareImage) -> bool:
    """Whether exactly this image was put on its board last."""
    last = last_flash(image.folder.parent, image.board)
    return last is not None and last.contents == image.contents


def _last_serial(image: FirmwareImage) -> str:
    last = last_flash(image.folder.parent, image.board)
    return last.serial_number if last else ""


def _keep_note(image: FirmwareImage, result: FlashResult) -> None:
    try:
        note = json.dumps(result.to_dict(), indent=1)
        write_atomic(_note(image.folder.parent, image.board), note)
    except OSError as error:
        raise FlashError(
            f"The firmware is on the board, but that could not be noted ({error.strerror}).",
            "Make room in the project's folder, so that the project knows the next time.",
        ) from error


def _note(builds: Path, board: str) -> Path:
    return builds / FLASHED_FOLDER / f"{board}.json"


def _check(image: FirmwareImage, board: Board) -> None:
    if image.board != board.name:
        raise FlashError(
            f"This firmware was built for {image.board}, not for {board.name}.",
            f"Build it for {board.name}, or choose the other board.",
        )
    if image.front_end is None:
        raise FlashError(
            "This firmware holds the engine alone, to be measured; it hears nothing.",
            "Flash the firmware of a project's model.",
        )
    if not board.fits(image.flash_bytes, image.ram_bytes):
        raise FlashError(
            f"The firmware needs {image.flash_bytes:,} bytes of flash and {image.ram_bytes:,} of "
            f"RAM; {board.title} leaves it {board.app_flash_bytes:,} and {board.app_ram_bytes:,}.",
            "Choose a smaller model.",
        )
    FirmwareImage.load(image.folder)
