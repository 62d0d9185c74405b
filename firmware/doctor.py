"""Whether this computer has what the pipeline needs, and what to do about what it lacks."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import platform
import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from audio.errors import WakewrightError
from firmware.arduino.project_file import platform_of
from firmware.boards import load_board, load_boards
from firmware.compilation import compiler_for
from firmware.flashers.avrdude import find_avrdude
from firmware.flashers.esptool_program import find_esptool
from firmware.port_troubles import port_troubles
from firmware.ports import list_ports
from firmware.tflm_source import find_tree
from firmware.toolchains import cortex_m4_cpp
from firmware.toolchains.arduino_core import find_data_folder
from firmware.toolchains.arduino_program import find_program

PACKAGES = (
    "numpy",
    "soundfile",
    "librosa",
    "pymicro-features",
    "ai-edge-litert",
    "pyserial",
    "unicorn",
    "matplotlib",
)


@dataclass(frozen=True)
class Finding:
    """One thing that was looked for.

    Attributes:
        name: What.
        good: Whether it is there.
        found: What was found, or what is missing.
        needed: Whether the main way does not work without it.
        hint: What to do when it is missing.
    """

    name: str
    good: bool
    found: str
    needed: bool = True
    hint: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return asdict(self)


def examine() -> list[Finding]:
    """Everything worth knowing, needed things first."""
    findings = [_python(), *(_package(name) for name in PACKAGES), _tensorflow()]
    findings += [_compiler("virtual-cortex-m4", True), _compiler("host", False)]
    findings += [_arduino_cli()]
    findings += [_flasher("esptool", "ESP32 boards", lambda: find_esptool().command)]
    findings += [_flasher("avrdude", "an Uno", find_avrdude)]
    return [
        *findings,
        _tflm(),
        _interpreter(),
        _microphone(),
        _window(),
        *_serial_ports(),
        _synthesizer(),
    ]


def _python() -> Finding:
    good = (3, 11) <= sys.version_info[:2] <= (3, 13)
    hint = "" if good else "Use Python 3.11, 3.12 or 3.13."
    return Finding(
        "Python", good, f"{platform.python_version()} on {platform.system()}", True, hint
    )


def _package(name: str) -> Finding:
    try:
        return Finding(name, True, importlib.metadata.version(name))
    except importlib.metadata.PackageNotFoundError:
        return Finding(name, False, "not installed", True, "Run ./run again.")


def _tensorflow() -> Finding:
    """Looked up, not imported: importing takes seconds and half a gigabyte."""
    good = importlib.util.find_spec("tensorflow") is not None
    return Finding("TensorFlow", good, "installed" if good else "not installed", True)


def _compiler(board: str, needed: bool) -> Finding:
    name = f"Compiler for {board}"
    try:
        return Finding(name, True, " ".join(compiler_for(load_board(board))), needed)
    except WakewrightError as error:
        return Finding(name, False, error.what, needed, error.hint)


def _arduino_cli() -> Finding:
    """And the cores of the boards that are there already."""
    program = find_program()
    boards = [board for board in load_boards().values() if board.fqbn]
    cores = sorted({platform_of(board) for board in boards if find_data_folder(board)})
    found = f"{program}; cores: {', '.join(cores) or 'none yet'}" if program else "none"
    hint = "" if program else "wakewright build asks before it downloads it."
    return Finding("arduino-cli (compiles for chips)", program is not None, found, False, hint)


def _tflm() -> Finding:
    good = importlib.util.find_spec("tflite_micro") is not None
    found = "installed" if good else "no wheel for this system; LiteRT checks exports instead"
    return Finding("TensorFlow Lite Micro on the desktop (tflm-host)", good, found, False)


def _interpreter() -> Finding:
    """What compiles the engine `tflm` for chips that are emulated here."""
    name = "TensorFlow Lite Micro for virtual-cortex-m4"
    try:
        compiler, tree = cortex_m4_cpp.find_compiler(), find_tree()
    except WakewrightError as error:
        return Finding(name, False, error.what, False, error.hint)
    return Finding(name, True, f"{tree.root} ({tree.kernels}), {compiler[0]}", False)


def _microphone() -> Finding:
    try:
        import sounddevice

        names = [d["name"] for d in sounddevice.query_devices() if d["max_input_channels"] > 0]
    except OSError as error:
        hint = "On Debian and Ubuntu: apt-get install libportaudio2"
        return Finding("Microphone", False, f"no PortAudio library ({error})", False, hint)
    if not names:
        return Finding("Microphone", False, "none", False, "Plug one in, or import recordings.")
    return Finding("Microphone", True, ", ".join(names[:3]), False)


def _window() -> Finding:
    good = importlib.util.find_spec("PySide6") is not None
    return Finding("Window (PySide6)", good, "installed" if good else "not installed", False)


def _flasher(program: str, boards: str, find: Callable[[], Sequence[str]]) -> Finding:
    name = f"{program} (writes {boards})"
    try:
        return Finding(name, True, " ".join(find()), False)
    except WakewrightError as error:
        return Finding(name, False, "none", False, error.hint)


def _serial_ports() -> list[Finding]:
    ports = list_ports()
    there = ", ".join(port.device for port in ports) or "none plugged in"
    troubles = port_troubles(ports)
    return [
        Finding("Serial ports", not troubles, there, False),
        *(Finding("Serial port", False, each.what, False, each.hint) for each in troubles),
    ]


def _synthesizer() -> Finding:
    path = shutil.which("espeak-ng")
    return Finding("espeak-ng (makes the bundled takes)", path is not None, path or "none", False)
