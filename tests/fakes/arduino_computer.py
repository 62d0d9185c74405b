"""A computer with nothing of Arduino on it, unless a test puts it there."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from fakes.arduino_cli import FAULT_VARIABLE, HISTORY_VARIABLE, history, install_fake

from firmware.arduino.project_file import platform_of
from firmware.boards import Board, load_board


@dataclass(frozen=True)
class Computer:
    """Its home, cache and PATH are in one new folder."""

    folder: Path
    monkeypatch: pytest.MonkeyPatch

    def install(self, version: str = "1.5.1") -> None:
        """Put arduino-cli on the PATH."""
        install_fake(self.folder / "bin", version)

    def ready(self, board: Board | None = None) -> None:
        """Put it there with the core for a board, that of the ESP32-S3 without one."""
        self.install()
        board = board or load_board("esp32-s3")
        vendor, architecture = platform_of(board).split(":")
        packages = self.folder / "cache" / "a15" / "packages"
        core = packages / vendor / "hardware" / architecture / board.core_version
        core.mkdir(parents=True)
        (core / "boards.txt").touch()

    def misbehave(self, fault: str) -> None:
        """From now on."""
        self.monkeypatch.setenv(FAULT_VARIABLE, fault)

    def commands(self) -> list[list[str]]:
        """What arduino-cli was asked, except for its version."""
        asked = [each["arguments"] for each in history(self.folder / "history")]
        return [arguments for arguments in asked if arguments[0] != "version"]

    def settings(self) -> dict[str, str]:
        """What it was told in its environment, the last time."""
        settings: dict[str, str] = history(self.folder / "history")[-1]["settings"]
        return settings


@pytest.fixture
def computer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Computer:
    """Home, cache and PATH are new."""
    system = os.environ["PATH"] if sys.platform == "win32" else "/usr/bin:/bin"
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{system}")
    monkeypatch.setenv("WAKEWRIGHT_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "home"))
    monkeypatch.setattr(Path, "home", lambda: tmp_path / "home")
    monkeypatch.setenv(HISTORY_VARIABLE, str(tmp_path / "history"))
    # What a person has set for an arduino-cli of their own must not count.
    monkeypatch.setenv("ARDUINO_DATA_DIR", str(tmp_path / "elsewhere"))
    return Computer(tmp_path, monkeypatch)
