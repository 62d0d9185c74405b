"""The whole program of an 8-bit board: front end, model, detector, protocol, its chip's file."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np

from compress.detector import exp_table
from compress.uno.arithmetic import LOGIT_BITS
from compress.uno.model import UnoModel
from compress.variant import ModelError
from firmware.c_source import c_array, c_file, c_header, c_string
from firmware.engines.micro.emit import DEVICE_FOLDER, emit_model
from firmware.engines.micro.front_end import TABLES_HEADER, emit_tables
from firmware.image import FIRMWARE_VERSION

PORTABLE = DEVICE_FOLDER.parent
HAL = PORTABLE / "hal" / "atmega328p.c"
FROM_THE_OTHER_BOARDS = ("detector.h", "detector.c")
OWN = (
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


def write_program(model: UnoModel, board_name: str, folder: Path) -> list[Path]:
    """Lay the program out in a folder; return its C files.

    Raises:
        ModelError: The model or its labels are more than the chip's program counts or can say.
    """
    emitted = emit_model(model.network)
    texts = {
        "model.h": emitted.header,
        "model.c": emitted.source,
        TABLES_HEADER: emit_tables(),
        **_config(model, board_name),
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    copied = [*emitted.kernels, HAL]
    copied += [DEVICE_FOLDER / name for name in OWN]
    copied += [PORTABLE / name for name in FROM_THE_OTHER_BOARDS]
    for path in copied:
        shutil.copyfile(path, folder / path.name)
    return sorted(folder.glob("*.c"))


def _config(model: UnoModel, board_name: str) -> dict[str, str]:
    """`ww_config.h` and `.c`; the table lies in flash, which this chip reads in its own way."""
    unsayable = [label for label in model.labels if any(c in label for c in '"\\\n')]
    if unsayable:
        raise ModelError(f"The chip cannot say the label {unsayable[0]!r}.", "Name it otherwise.")
    detector = model.detector
    run_ms = detector.stride_frames * model.front_end.step_ms
    table = np.trim_zeros(exp_table(2.0**-LOGIT_BITS), "b").tolist()
    numbers = {
        "WW_LABEL_COUNT": len(model.labels),
        "WW_SMOOTHING": detector.smoothing,
        "WW_REFRACTORY_RUNS": -(-detector.refractory_ms // run_ms),
        "WW_EXP_COUNT": len(table),
    }
    texts = {
        "WW_MODEL_HASH": model.model_hash,
        "WW_BOARD_NAME": board_name,
        "WW_FIRMWARE_VERSION": FIRMWARE_VERSION,
    }
    header = [
        "#include <stdint.h>",
        "",
        '#include "uno_flash.h"',
        "",
        *[f"#define {name} {value}" for name, value in numbers.items()],
        *[f"#define {name} {c_string(text)}" for name, text in texts.items()],
        "",
        "extern const char *const ww_labels[WW_LABEL_COUNT];",
        "extern const uint16_t ww_initial_thresholds[WW_LABEL_COUNT];",
        "/* exp of minus that many steps of the logits, in 1/65535 */",
        "extern const uint16_t ww_exp_table[WW_EXP_COUNT];",
        "#define WW_EXP_AT(difference) uno_flash_u16(&ww_exp_table[difference])",
    ]
    names = ",\n  ".join(c_string(label) for label in model.labels)
    source = [
        f"const char *const ww_labels[WW_LABEL_COUNT] = {{\n  {names},\n}};",
        c_array("uint16_t ww_initial_thresholds[WW_LABEL_COUNT]", detector.thresholds),
        c_array("uint16_t ww_exp_table[WW_EXP_COUNT] UNO_FLASH", table),
    ]
    return {
        "ww_config.h": c_header("WW_CONFIG_H", header),
        "ww_config.c": c_file("ww_config.h", source),
    }
