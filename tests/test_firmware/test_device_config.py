"""The configuration that the host writes for the device."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from device_build import (
    DETECTOR_SOURCES,
    HERE,
    build_host_program,
    device_config,
    run_program,
)

from audio.frontend import FrontEndSettings
from compress.detector import DetectorSettings, exp_table
from firmware.device_config import ConfigError, emit_config

LABELS = ("wake up", "열려라 참깨", 'quo"te\\back', "??/ 1", "_unknown_")
SETTINGS = DetectorSettings(stride_frames=3, smoothing=4, thresholds=(1, 2, 3, 4, 5))


def macros(header: str) -> dict[str, str]:
    return dict(re.findall(r"^#define (\w+) (.+)$", header, re.MULTILINE))


def test_numbers_and_texts() -> None:
    files = emit_config(LABELS, FrontEndSettings(), SETTINGS, 0.1, "ab12", "host", "1.2.3")
    values = macros(files["ww_config.h"])
    expected = {
        "WW_LABEL_COUNT": "5",
        "WW_CHANNELS": "40",
        "WW_FRAMES": "49",
        "WW_STEP_MS": "20",
        "WW_STRIDE_FRAMES": "3",
        "WW_SMOOTHING": "4",
        "WW_REFRACTORY_RUNS": "17",
        "WW_MODEL_HASH": '"ab12"',
        "WW_BOARD_NAME": '"host"',
        "WW_FIRMWARE_VERSION": '"1.2.3"',
    }
    assert expected.items() <= values.items()


@pytest.mark.parametrize(
    ("refractory_ms", "runs"), [(0, 0), (1, 1), (60, 1), (61, 2), (1000, 17), (1020, 17)]
)
def test_refractory_time_is_rounded_up_to_runs(refractory_ms: int, runs: int) -> None:
    settings = replace(SETTINGS, refractory_ms=refractory_ms)
    header = device_config(detector=settings, labels=LABELS)["ww_config.h"]
    assert macros(header)["WW_REFRACTORY_RUNS"] == str(runs)


def test_any_label_reaches_the_device(tmp_path: Path) -> None:
    files = device_config(detector=SETTINGS, labels=LABELS)
    sources = [*DETECTOR_SOURCES, HERE / "detector_driver.c"]
    program = build_host_program(tmp_path, files, sources)
    assert run_program(program, [], b"\x03").decode().split("\0") == [*LABELS, ""]


def test_the_exp_table_ends_where_it_rounds_to_zero() -> None:
    count = int(macros(device_config(output_scale=0.1)["ww_config.h"])["WW_EXP_COUNT"])
    table = exp_table(0.1)
    assert table[count - 1] > 0 and not table[count:].any()
    assert macros(device_config(output_scale=0.01)["ww_config.h"])["WW_EXP_COUNT"] == "256"


@pytest.mark.parametrize(
    ("settings", "labels", "scale", "named"),
    [
        (SETTINGS, LABELS[:4], 0.1, "threshold for each of 4 labels"),
        (SETTINGS, (*LABELS[:4], ""), 0.1, "labels with names"),
        (replace(SETTINGS, thresholds=()), (), 0.1, "1 to 255 labels"),
        (replace(SETTINGS, thresholds=(1, 2, 3, 4, 32769)), LABELS, 0.1, "0 to 32768"),
        (replace(SETTINGS, stride_frames=0), LABELS, 0.1, "a stride of 1 to 49"),
        (replace(SETTINGS, stride_frames=50), LABELS, 0.1, "a stride of 1 to 49"),
        (replace(SETTINGS, smoothing=0), LABELS, 0.1, "smoothing over 1 to"),
        (replace(SETTINGS, refractory_ms=-1), LABELS, 0.1, "-1 ms"),
        (SETTINGS, LABELS, 0.0, "positive output scale"),
    ],
)
def test_settings_that_do_not_fit_are_named(
    settings: DetectorSettings, labels: tuple[str, ...], scale: float, named: str
) -> None:
    with pytest.raises(ConfigError, match=named):
        emit_config(labels, FrontEndSettings(), settings, scale, "", "", "")
