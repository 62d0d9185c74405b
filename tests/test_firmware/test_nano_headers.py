"""The Nano's sketch against the real headers of Arduino's mbed core, where they are at hand."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
CHECK = ROOT / "tests" / "vendor_headers" / "nano33.py"
MBED, API = (os.environ.get(f"WAKEWRIGHT_{name}_DIR") for name in ("MBED", "ARDUINO_API"))

pytestmark = pytest.mark.skipif(
    not MBED or shutil.which("arm-none-eabi-g++") is None,
    reason="No mbed core is named by WAKEWRIGHT_MBED_DIR, or there is no arm-none-eabi-g++: "
    "the Nano's HAL was not compiled against the vendor's headers.",
)


def check(root: Path) -> subprocess.CompletedProcess[str]:
    """Run the command of CONTRIBUTING on a copy of the program or on this one."""
    command = [sys.executable, root / CHECK.relative_to(ROOT), "--mbed", MBED]
    command += ["--api", API] if API else []
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_sketch_compiles_against_the_vendors_headers() -> None:
    done = check(ROOT)
    assert done.returncode == 0, done.stderr
    assert "nano33.cpp" in done.stdout


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("PDM.begin(1, SAMPLES_PER_SECOND)", "PDM.begin(1)"),
        ("PDM.onReceive(sound_came)", "PDM.onReceive(lost_before)"),
        ("wake.set(SOUND_IS_THERE)", "wake.signal(SOUND_IS_THERE)"),
        ("int hal_serial_read(void)", "int hal_serial_read(int unused)"),
    ],
)
def test_a_misused_api_is_found(right: str, wrong: str, tmp_path: Path) -> None:
    for folder in ("assets/sample", "audio", "compress", "firmware", "tests/vendor_headers"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=ignored)
    hal = tmp_path / "firmware" / "device" / "hal" / "nano33.cpp"
    text = hal.read_text(encoding="utf-8")
    assert right in text
    hal.write_text(text.replace(right, wrong), encoding="utf-8")
    done = check(tmp_path)
    assert done.returncode != 0
    assert "nano33.cpp" in done.stderr
