"""What the host decides about a firmware, as the C files the device's sources include."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from audio.errors import WakewrightError
from audio.frontend import FrontEndSettings
from compress.detector import POSTERIOR_ONE, DetectorSettings, exp_table
from firmware.c_source import c_array, c_file, c_header, c_string
from firmware.front_end_tables import emit_tables

MOST_LABELS = 255
MOST_SMOOTHING = 1024


class ConfigError(WakewrightError):
    """The settings of a model do not fit together or do not fit the firmware."""


def emit_config(
    labels: Sequence[str],
    front_end: FrontEndSettings,
    detector: DetectorSettings,
    output_scale: float,
    model_hash: str,
    board_name: str,
    firmware_version: str,
    start_thresholds: Sequence[int] = (),
) -> dict[str, str]:
    """Everything about one model on one board that the device's C takes from the host.

    Args:
        labels: The model's labels in the order of its outputs.
        front_end: The front end the model was trained with.
        detector: How its logits become detections, with one threshold for each label.
        output_scale: The step of the model's int8 logits.
        model_hash: Names the model in the device's greeting.
        board_name: Names the board there.
        firmware_version: And the firmware.
        start_thresholds: Those that the board starts with; empty for the detector's.

    Returns:
        File names and contents: ww_config.h, ww_config.c and the tables of the front end.

    Raises:
        ConfigError: The settings are out of range or do not fit the labels.
    """
    check_settings(labels, front_end, detector, output_scale)
    run_ms = detector.stride_frames * front_end.step_ms
    numbers = {
        "WW_CHANNELS": front_end.channels,
        "WW_FRAMES": front_end.frames,
        "WW_STEP_MS": front_end.step_ms,
        "WW_STRIDE_FRAMES": detector.stride_frames,
        "WW_RUN_MS": run_ms,
        **detector_numbers(detector, run_ms),
    }
    names = Names(model_hash, board_name, firmware_version)
    return {
        **config_files(labels, detector, output_scale, numbers, names, start_thresholds),
        **emit_tables(front_end),
    }


@dataclass(frozen=True)
class Names:
    """What a firmware says of itself in its greeting."""

    model_hash: str
    board: str
    firmware_version: str


def detector_numbers(detector: DetectorSettings, run_ms: int) -> dict[str, int]:
    """The macros of the detector, for a model that runs each `run_ms`."""
    return {
        "WW_SMOOTHING": detector.smoothing,
        "WW_SMOOTHING_LIMIT": detector.smoothing,
        "WW_REFRACTORY_RUNS": refractory_runs(detector, run_ms),
    }


def refractory_runs(detector: DetectorSettings, run_ms: int) -> int:
    """How many runs of the model the silence after a detection lasts."""
    return -(-detector.refractory_ms // run_ms)


def stored_exp_table(output_scale: float) -> list[int]:
    """`exp_table` without its end, which rounds to zero and need not be stored."""
    return [int(value) for value in np.trim_zeros(exp_table(output_scale), "b")]


def config_files(
    labels: Sequence[str],
    detector: DetectorSettings,
    output_scale: float,
    numbers: Mapping[str, int],
    names: Names,
    start_thresholds: Sequence[int] = (),
    flash_header: str = "",
) -> dict[str, str]:
    """`ww_config.h` and `ww_config.c`, for firmware of one model.

    Args:
        numbers: Macros beside those that follow from the labels.
        start_thresholds: Those that the board starts with; empty for the detector's.
        flash_header: For chips that read constants in flash in a way of their own, as
            `uno_flash.h` says it: the large table then lies there.
    """
    table = stored_exp_table(output_scale)
    counts = {
        "WW_LABEL_COUNT": len(labels),
        "WW_LABEL_LIMIT": len(labels),
        **numbers,
        "WW_EXP_COUNT": len(table),
    }
    texts = {
        "WW_MODEL_HASH": names.model_hash,
        "WW_BOARD_NAME": names.board,
        "WW_FIRMWARE_VERSION": names.firmware_version,
    }
    said = ",\n  ".join(c_string(label) for label in labels)
    own_start = tuple(start_thresholds or detector.thresholds) != detector.thresholds
    header = [
        "#include <stdint.h>",
        "",
        *([f'#include "{flash_header}"', ""] if flash_header else []),
        *[f"#define {name} {value}" for name, value in counts.items()],
        *[f"#define {name} {c_string(text)}" for name, text in texts.items()],
        "",
        "/* UTF-8 */",
        "extern const char *const ww_labels[WW_LABEL_COUNT];",
        "extern const uint16_t ww_initial_thresholds[WW_LABEL_COUNT];",
        "/* what the sensitivity makes of them, which the board starts with */",
        "extern const uint16_t ww_start_thresholds[WW_LABEL_COUNT];"
        if own_start
        else "#define ww_start_thresholds ww_initial_thresholds",
        "/* exp of minus that many steps of the logits, in 1/65535 */",
        "extern const uint16_t ww_exp_table[WW_EXP_COUNT];",
    ]
    if flash_header:
        header.append("#define WW_EXP_AT(difference) uno_flash_u16(&ww_exp_table[difference])")
    place = " UNO_FLASH" if flash_header else ""
    source = [
        f"const char *const ww_labels[WW_LABEL_COUNT] = {{\n  {said},\n}};",
        c_array("uint16_t ww_initial_thresholds[WW_LABEL_COUNT]", detector.thresholds),
        *(
            [c_array("uint16_t ww_start_thresholds[WW_LABEL_COUNT]", start_thresholds)]
            if own_start
            else []
        ),
        c_array(f"uint16_t ww_exp_table[WW_EXP_COUNT]{place}", table),
    ]
    return {
        "ww_config.h": c_header("WW_CONFIG_H", header),
        "ww_config.c": c_file("ww_config.h", source),
    }


def check_settings(
    labels: Sequence[str],
    front_end: FrontEndSettings,
    detector: DetectorSettings,
    output_scale: float,
) -> None:
    """Refuse what no firmware can be configured with.

    Raises:
        ConfigError: Settings are out of range or do not fit the labels.
    """
    wrong = []
    if not 1 <= len(labels) <= MOST_LABELS or not all(labels):
        wrong.append(f"1 to {MOST_LABELS} labels with names (not {list(labels)})")
    if len(detector.thresholds) != len(labels):
        wrong.append(f"a threshold for each of {len(labels)} labels, not {detector.thresholds}")
    if not all(0 <= threshold <= POSTERIOR_ONE + 1 for threshold in detector.thresholds):
        wrong.append(f"thresholds from 0 to {POSTERIOR_ONE + 1}, not {detector.thresholds}")
    if not 1 <= detector.stride_frames <= front_end.frames:
        wrong.append(f"a stride of 1 to {front_end.frames} frames, not {detector.stride_frames}")
    if not 1 <= detector.smoothing <= MOST_SMOOTHING:
        wrong.append(f"smoothing over 1 to {MOST_SMOOTHING} runs, not {detector.smoothing}")
    if detector.refractory_ms < 0:
        wrong.append(f"a refractory time of 0 or more, not {detector.refractory_ms} ms")
    if not output_scale > 0:
        wrong.append(f"a positive output scale, not {output_scale}")
    if wrong:
        raise ConfigError(
            "The firmware cannot be configured; it needs " + "; ".join(wrong) + ".",
            "Train the model again, or choose another variant.",
        )
