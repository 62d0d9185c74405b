"""A computer without any C compiler, and a server that has zig's release for it.

The archive is laid out as zig's are, with the program of `fakes/zig.py` in zig's place.
"""

from __future__ import annotations

import functools
import hashlib
import http.server
import json
import sys
import tarfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from fakes import zig as fake_zig
from fakes.zig import HISTORY_VARIABLE


@dataclass(frozen=True)
class BareComputer:
    """Its cache and its PATH are in one new folder; there is no compiler on it."""

    folder: Path
    monkeypatch: pytest.MonkeyPatch

    @property
    def cache(self) -> Path:
        """Where things are fetched to."""
        return self.folder / "cache"

    def publish(self, version: str = "0.16.0") -> None:
        """Put a release onto the server, whose zig calls itself this version; it gets its hash."""
        from firmware.toolchains import zig

        inside = self.folder / "made" / "zig-0.16.0"
        (inside / "lib").mkdir(parents=True)
        (inside / "lib" / "compiler_rt.zig").write_text("// a library comes along\n")
        program = inside / zig.PROGRAM
        call = f'"{sys.executable}" -S "{fake_zig.__file__}" {version}'
        windows = sys.platform == "win32"
        program.write_text(f"@{call} %*\n" if windows else f'#!/bin/sh\nexec {call} "$@"\n')
        program.chmod(0o755)
        archive = self.folder / "served" / "zig-0.16.0.tar.xz"
        archive.parent.mkdir(exist_ok=True)
        with tarfile.open(archive, "w:xz") as packed:
            packed.add(inside, "zig-of-some-system-0.16.0")
        self.offer(hashlib.sha256(archive.read_bytes()).hexdigest())

    def offer(self, sha256: str) -> None:
        """Let the program expect the server's archive, with this hash."""
        from firmware.toolchains import zig

        url = f"http://127.0.0.1:{self.port}/zig-0.16.0.tar.xz"
        release = replace(zig.download_for("Linux", "x86_64"), url=url, sha256=sha256)
        self.monkeypatch.setattr(zig, "download_for", lambda *_: release)

    @property
    def port(self) -> int:
        """The server's."""
        return int((self.folder / "port").read_text())

    def runs(self) -> list[dict[str, Any]]:
        """How zig was started: `arguments` and `cache` of each time."""
        history = self.folder / "history"
        return [json.loads(line) for line in history.read_text().splitlines()]


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *arguments: object) -> None:
        """Tests are silent."""


@pytest.fixture
def bare_computer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[BareComputer]:
    """An installed app's, as it has no packages of Python."""
    computer = BareComputer(tmp_path / "bare", monkeypatch)
    served = computer.folder / "served"
    served.mkdir(parents=True)
    monkeypatch.setenv("PATH", str(computer.folder / "bin"))
    monkeypatch.delenv("CC", raising=False)
    monkeypatch.setenv("WAKEWRIGHT_CACHE", str(computer.cache))
    monkeypatch.setenv(HISTORY_VARIABLE, str(computer.folder / "history"))
    for module in ("audio.installation", "firmware.toolchains.zig"):
        monkeypatch.setattr(f"{module}.is_installed", lambda: True)
    if sys.platform == "win32":
        # A script cannot be an .exe.
        monkeypatch.setattr("firmware.toolchains.zig.PROGRAM", "zig.bat")
    handler = functools.partial(_Quiet, directory=str(served))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        (computer.folder / "port").write_text(str(server.server_address[1]))
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield computer
        server.shutdown()
