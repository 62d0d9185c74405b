"""The ESP32-S3's firmware against Espressif's own headers, where these are at hand."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "tests" / "vendor_headers"
IDF = os.environ.get("WAKEWRIGHT_ESP_IDF_DIR")
COMPILER = shutil.which("xtensa-esp32s3-elf-gcc") or shutil.which("xtensa-esp-elf-gcc")


@pytest.mark.skipif(
    not IDF or COMPILER is None,
    reason="No ESP-IDF is named by WAKEWRIGHT_ESP_IDF_DIR, or there is no xtensa-esp32s3-elf-gcc: "
    "the ESP32-S3's HAL was not compiled against the vendor's headers.",
)
def test_the_firmware_compiles_and_mistakes_are_found() -> None:
    command = [sys.executable, FOLDER / "esp32s3.py", "--esp-idf", IDF]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    for expected in ("esp32s3_microphone.c", "must be refused", "bytes of flash"):
        assert expected in done.stdout


def test_the_mistakes_that_the_check_makes_are_mistakes_in_todays_files(monkeypatch) -> None:
    monkeypatch.syspath_prepend(str(FOLDER))
    import esp32s3

    for name, (right, wrong) in esp32s3.MISUSES.items():
        text = (ROOT / "firmware" / "device" / "hal" / name).read_text(encoding="utf-8")
        assert text.count(right) == 1
        assert right != wrong
