"""Whether this computer has what the pipeline needs, and what to do about what it lacks.

An installed app has its own parts and needs no compiler for the board that it brings firmware for.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import platform
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from audio import portaudio
from audio.errors import AudioError, WakewrightError
from audio.installation import AGAIN, is_installed
from audio.microphones import input_devices
from audio.synthesis import Synthesizer
from firmware.arduino.project_file import platform_of
from firmware.boards import load_board, load_boards
from firmware.compilation import comes_along, compiler_for
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
GET_PACKAGES = AGAIN if is_installed() else "Run ./run again."


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
        # An installed app brings firmware with that engine along, or none of it.
        *([] if is_installed() else [_interpreter()]),
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
        return Finding(name, False, "not installed", True, GET_PACKAGES)


def _tensorflow() -> Finding:
    """Looked up, not imported: importing takes seconds and half a gigabyte."""
    good = importlib.util.find_spec("tensorflow") is not None
    return _there("TensorFlow", good, True)


def _there(name: str, good: bool, needed: bool) -> Finding:
    found, hint = ("installed", "") if good else ("not installed", GET_PACKAGES)
    return Finding(name, good, found, needed, hint)


def _compiler(board: str, needed: bool) -> Finding:
    name = f"Compiler for {board}"
    if comes_along(load_board(board)):
        return Finding(name, True, "not needed: firmware for it came with this program", needed)
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
        names = [device.name for device in input_devices()]
    except AudioError as error:
        return Finding("Microphone", False, error.what, False, error.hint)
    if not names:
        hint = f"{portaudio.advice()} Recordings can be imported, too."
        return Finding("Microphone", False, "none", False, hint)
    return Finding("Microphone", True, ", ".join(names[:3]), False)


def _window() -> Finding:
    name = "Window (PySide6)"
    try:
        importlib.import_module("PySide6.QtWidgets")
    except ModuleNotFoundError:
        return _there(name, False, False)
    except ImportError as error:
        # It is there, but not a library of the system that Qt needs; the error names it.
        return Finding(name, False, str(error), False, "Install the named library.")
    return _there(name, True, False)


def _flasher(program: str, boards: str, find: Callable[[], Sequence[str]]) -> Finding:
    name = f"{program} (writes {boards})"
    try:
        return Finding(name, True, " ".join(find()), False)
    except WakewrightError as error:
        return Finding(name, False, error.what, False, error.hint)


def _serial_ports() -> list[Finding]:
    ports = list_ports()
    there = ", ".join(port.device for port in ports) or "none plugged in"
    troubles = port_troubles(ports)
    return [
        Finding("Serial ports", not troubles, there, False),
        *(Finding("Serial port", False, each.what, False, each.hint) for each in troubles),
    ]


def _synthesizer() -> Finding:
    name = "espeak-ng (knows how words sound, for advice on them)"
    found = Synthesizer.find()
    if found is None:
        hint = "It is optional: without it, words are judged by how they are written."
        return Finding(name, False, "none", False, hint)
    return Finding(name, True, str(found.program), False)
