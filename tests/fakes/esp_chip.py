"""An ESP32-S3 on a cable: a pseudo terminal with the chip's boot loader or its firmware behind it.

    with Chip(tmp_path / "ttyACM0") as chip: ...   # tmp_path / "ttyACM0" is its port

A pseudo terminal has no DTR and RTS. So a chip whose lines work is taken to be reset into download
mode when esptool calls, and into its firmware by the last register that esptool writes before it
lets go of the lines. One whose lines do not work needs somebody at its buttons.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import pty
import select
import struct
import threading
import time
import tty
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fakes.esp_files import NoBoot, read_app, read_partitions
from fakes.esp_loader import COMMANDS, FORCE_DOWNLOAD, Deframer, Loader, NorFlash, framed

from firmware.model_pack import PackError, read_pack

# What goes wrong takes esptool seconds to be sure of; this file lets it be sure sooner.
HASTE = "[esptool]\ntimeout=0.3\nsync_timeout=0.03\nconnect_attempts=1\nserial_write_timeout=1\n"
BOOT_LOG = b"ESP-ROM:esp32s3-20210327\r\nBuild:Mar 27 2021\r\nrst:0x%x,boot:0x%x (%s)\r\n"
FLASH_BYTES = 8 * 1024 * 1024
STAT_S = 1.0


@dataclass(frozen=True)
class Fault:
    """What goes wrong, and when.

    Attributes:
        kind: `unplug` (the cable, instead of an answer), `silence` (no answers any more), or
            `noise` (bytes of nothing before the answer).
        command: At which request, by its name in `COMMANDS`.
        number: At the how manieth such request, from 0.
    """

    kind: str
    command: str
    number: int = 0


def hurry_esptool(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have esptool give up soon, by settings that it reads from a file in `folder`."""
    settings = folder / "esptool.cfg"
    settings.write_text(HASTE)
    monkeypatch.setenv("ESPTOOL_CFGFILE", str(settings))


def is_free(port: Path) -> bool:
    """Whether no program has locked a port."""
    descriptor = os.open(port, os.O_RDWR | os.O_NOCTTY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(descriptor)
    return True


class Chip:
    """A chip, its cable and its two buttons.

    Args:
        port: Where its serial port appears.
        fault: What goes wrong.
        lines: Whether DTR and RTS reset it, as the board's makers intended.
        fastest_baud: What its bridge can do; beyond, answers are garbled.
        moves_to: Where its boot loader appears, when its firmware has made a port of its own.
        loader: Its boot loader; an ESP32-S3's with an empty flash of 8 MB when not given.
    """

    def __init__(
        self,
        port: Path,
        fault: Fault | None = None,
        lines: bool = True,
        fastest_baud: int = 1_000_000,
        moves_to: Path | None = None,
        loader: Loader | None = None,
    ) -> None:
        self.port = port
        self.fault = fault
        self.lines = lines
        self.fastest_baud = fastest_baud
        self.moves_to = moves_to
        self.loader = loader or Loader(NorFlash(bytearray(b"\xff" * FLASH_BYTES)))
        self.requests: Counter[str] = Counter()
        self.downloading = False
        self._silent = False
        self._baud = 0
        self._firmware: dict[str, Any] = {}
        self._next_stat = 0.0
        self._wire = -1
        self._kept = -1
        self._thread: threading.Thread | None = None

    @property
    def flash(self) -> bytearray:
        """What is in its flash."""
        return self.loader.flash.content

    def plug_in(self) -> None:
        """Put the cable in: the chip starts what is in its flash."""
        self._appear()
        self._silent = False
        self._start_firmware(reason=1)
        self._thread = threading.Thread(target=self._run, name="chip", daemon=True)
        self._thread.start()

    def unplug(self) -> None:
        """Pull the cable."""
        self._vanish()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join()

    def restart(self) -> None:
        """Press the reset button."""
        self._start_firmware(reason=1)

    def hold_boot_and_reset(self) -> None:
        """Press the buttons as people are told to."""
        self.downloading = True
        self._reset_loader()
        self._say(BOOT_LOG % (1, 0x0, b"DOWNLOAD(USB/UART0)") + b"waiting for download\r\n")

    def __enter__(self) -> Chip:
        self.plug_in()
        return self

    def __exit__(self, *_: object) -> None:
        self.unplug()

    def _appear(self) -> None:
        self._wire, self._kept = pty.openpty()
        tty.setraw(self._kept)
        os.set_blocking(self._wire, False)
        self.port.unlink(missing_ok=True)
        self.port.symlink_to(os.ttyname(self._kept))

    def _vanish(self) -> None:
        wire, self._wire = self._wire, -1
        if wire >= 0:
            self.port.unlink(missing_ok=True)
            os.close(wire)
            os.close(self._kept)

    def _run(self) -> None:
        frames, line = Deframer(), bytearray()
        while (wire := self._wire) >= 0:
            try:
                ready, _, _ = select.select([wire], [], [], 0.02)
                data = os.read(wire, 65536) if ready else b""
            except (OSError, ValueError):
                return  # The cable was pulled.
            for packet in frames.feed(data):
                self._take(packet)
                data = b""
            if not self.downloading:
                line += data
                self._run_firmware(line)

    def _take(self, packet: bytes) -> None:
        """One request of esptool."""
        name = COMMANDS[packet[1]]
        if not self.downloading:
            if not (self.lines and name == "SYNC"):
                return
            self.downloading = True
            self._reset_loader()
            if self.moves_to is not None:
                self._vanish()
                self.port = self.moves_to
                self._appear()
                return
        number = self.requests[name]
        self.requests[name] += 1
        fault = self.fault
        if fault is not None and (fault.command, fault.number) == (name, number):
            if fault.kind == "unplug":
                self.unplug()
                return
            if fault.kind == "noise":
                self._say(bytes(range(1, 128)))
            self._silent = self._silent or fault.kind == "silence"
        if self._silent:
            return
        if name == "SYNC" and self.lines:
            self._baud = 0  # It was reset just before.
        for answer in self.loader.answer(name, packet):
            garbled = self._baud > self.fastest_baud
            self._say(os.urandom(len(answer)) if garbled else framed(answer))
        if name == "CHANGE_BAUDRATE":
            (self._baud,) = struct.unpack_from("<I", packet, 8)
        reset = self.loader.pending_reset()
        if reset == "watchdog" or (reset == "line" and self.lines):
            self._start_firmware(reason=7 if reset == "watchdog" else 1)
        self.loader.registers.pop(FORCE_DOWNLOAD, None)

    def _reset_loader(self) -> None:
        self.loader.registers.clear()
        self.loader.is_stub = self.loader.attached = False

    def _start_firmware(self, reason: int) -> None:
        """Boot from flash."""
        self.downloading = False
        self._reset_loader()
        self._say(BOOT_LOG % (reason, 0x8, b"SPI_FAST_FLASH_BOOT"))
        try:
            read_app(self.flash, 0)
            apps = [part for part in read_partitions(self.flash).values() if part.kind == 0]
            self._firmware = read_app(self.flash, apps[0].at)
        except NoBoot as nothing:
            self._firmware = {}
            self._say(f"{nothing}\r\n".encode())
        self._next_stat = 0.0

    def _run_firmware(self, line: bytearray) -> None:
        """Answer commands, and say each second how it is, as Wakewright's firmware does."""
        while b"\n" in line:
            said, _, rest = bytes(line).partition(b"\n")
            line[:] = rest
            with contextlib.suppress(ValueError):
                if self._firmware and json.loads(said) == {"cmd": "hello"}:
                    self._say_hello()
        if self._firmware and time.monotonic() > self._next_stat:
            self._next_stat = time.monotonic() + STAT_S
            self._say_hello()

    def _say_hello(self) -> None:
        """As the firmware: with the model of its partition, or with what is wrong with that."""
        part = read_partitions(self.flash)["model"]
        try:
            pack = read_pack(bytes(self.flash[part.at : part.at + part.size]))
        except PackError as error:
            self._say_line({"type": "hello", "model": "", "labels": [], **self._firmware})
            self._say_line({"type": "error", "what": error.what})
            return
        known = {"model": pack.model_hash, "labels": list(pack.labels)}
        self._say_line({"type": "hello", **known, **self._firmware})

    def _say_line(self, values: dict[str, Any]) -> None:
        self._say(json.dumps(values).encode() + b"\n")

    def _say(self, data: bytes) -> None:
        """Nobody reads, or nobody is there: it is lost, as on USB."""
        with contextlib.suppress(OSError):
            os.write(self._wire, data)
