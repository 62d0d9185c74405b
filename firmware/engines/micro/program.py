"""The whole program of an 8-bit board: front end, model, detector, protocol, its chip's file."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from compress.uno.model import UnoModel, UnoRunner
from compress.variant import ModelError
from firmware.action_table import NO_ACTIONS, ActionTable
from firmware.device_config import Names, config_files, detector_numbers
from firmware.engines.micro.emit import DEVICE_FOLDER, emit_model
from firmware.engines.micro.front_end import TABLES_HEADER, emit_tables
from firmware.image import FIRMWARE_VERSION

PORTABLE = DEVICE_FOLDER.parent
HAL = PORTABLE / "hal" / "atmega328p.c"
FROM_THE_OTHER_BOARDS = ("action_table.h", "detector.h", "detector.c")
FLASH_HEADER = "uno_flash.h"
OWN = (
    "uno_actions.h",
    "uno_actions.c",
    "uno_app.h",
    "uno_app.c",
    "uno_commands.h",
    "uno_commands.c",
    "uno_flash.h",
    "uno_frontend.h",
    "uno_frontend.c",
    "uno_hal.h",
    "uno_line.h",
    "uno_line.c",
    "uno_multiply.h",
)


def write_program(
    model: UnoModel,
    board_name: str,
    folder: Path,
    actions: ActionTable = NO_ACTIONS,
    start_thresholds: Sequence[int] = (),
) -> list[Path]:
    """Lay the program out in a folder; return its C files.

    Args:
        model: A small model.
        board_name: The board's.
        folder: An empty one.
        actions: What words do.
        start_thresholds: Those that the board starts with; empty for the model's.

    Raises:
        ModelError: The model or its labels are more than the chip's program counts or can say.
    """
    emitted = emit_model(model.network)
    texts = {
        "model.h": emitted.header,
        "model.c": emitted.source,
        TABLES_HEADER: emit_tables(),
        **_config(model, board_name, start_thresholds),
        **actions.c_files(has_keyboard=False, flash_header=FLASH_HEADER),
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    copied = [*emitted.kernels, HAL]
    copied += [DEVICE_FOLDER / name for name in OWN]
    copied += [PORTABLE / name for name in FROM_THE_OTHER_BOARDS]
    for path in copied:
        shutil.copyfile(path, folder / path.name)
    return sorted(folder.glob("*.c"))


def _config(model: UnoModel, board_name: str, start_thresholds: Sequence[int]) -> dict[str, str]:
    """`ww_config.h` and `.c`; the table lies in flash, which this chip reads in its own way."""
    unsayable = [label for label in model.labels if any(c in label for c in '"\\\n')]
    if unsayable:
        raise ModelError(f"The chip cannot say the label {unsayable[0]!r}.", "Name it otherwise.")
    run_ms = model.detector.stride_frames * model.front_end.step_ms
    return config_files(
        model.labels,
        model.detector,
        UnoRunner.output_scale,
        detector_numbers(model.detector, run_ms),
        Names(model.model_hash, board_name, FIRMWARE_VERSION),
        start_thresholds,
        flash_header=FLASH_HEADER,
    )
