"""The Nano's HAL on this computer, with its clock, microphone and USB port in the test's hands.

What is real: every line of nano33.cpp, the ring and the lines that it uses. What is not: the core's
headers, whose place those of `nano_core` take (tests/vendor_headers tries the real ones).
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from firmware.board_header import BOARD_HEADER, emit_board_header
from firmware.boards import load_board

HERE = Path(__file__).resolve().parent
DEVICE = HERE.parents[1] / "firmware" / "device"
# A HAL that waits for ever is one of the things to be found.
TIMEOUT_S = 20
BELOW, ABOVE = 0x90000, 0xD0000
ABOVE_CHECK = "a_sketch_in_the_models_place_has_none"
CHECKS = re.findall(r"NAMED\((\w+)\),", (HERE / "nano_board.cpp").read_text(encoding="utf-8"))

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux") or not shutil.which("g++") or not shutil.which("gcc"),
    reason="It takes Linux and a C++ compiler (Debian: g++).",
)


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    """The checks, linked for two places of the sketch's end."""
    folder = tmp_path_factory.mktemp("nano")
    header = emit_board_header(load_board("nano-33-ble-sense"))
    (folder / BOARD_HEADER).write_text(header, encoding="utf-8")
    warnings = ["-O1", "-Wall", "-Wextra", "-Werror", "-fno-pie"]
    includes = [f"-I{each}" for each in (HERE / "nano_core", DEVICE, folder)]
    objects = []
    for source in (DEVICE / "audio_ring.c", DEVICE / "whole_lines.c"):
        objects.append(folder / f"{source.stem}.o")
        compile_c = ["gcc", "-std=c99", *warnings, *includes, "-c", source, "-o", objects[-1]]
        subprocess.run(compile_c, check=True)
    # Addresses of the chip are narrower than this computer's.
    cpp = ["g++", "-std=gnu++14", *warnings, "-Wno-int-to-pointer-cast", *includes]
    for source in (DEVICE / "hal" / "nano33.cpp", HERE / "nano_board.cpp"):
        objects.append(folder / f"{source.stem}.o")
        subprocess.run([*cpp, "-c", source, "-o", objects[-1]], check=True)
    programs = {}
    for end in (BELOW, ABOVE):
        programs[end] = folder / f"nano-{end:x}"
        places = {"__etext": end, "__data_start__": 0x1000, "__data_end__": 0x2000}
        symbols = [f"-Wl,--defsym={name}={place}" for name, place in places.items()]
        link = ["g++", "-no-pie", "-pthread", *objects, *symbols, "-o", programs[end]]
        subprocess.run(link, check=True)
    return programs


@pytest.mark.parametrize("check", CHECKS)
def test_the_hal(programs: dict[int, Path], check: str) -> None:
    program = programs[ABOVE if check == ABOVE_CHECK else BELOW]
    done = subprocess.run(
        [program, check], capture_output=True, text=True, check=False, timeout=TIMEOUT_S
    )
    assert done.returncode == 0, done.stderr or f"ended by {-done.returncode}"
