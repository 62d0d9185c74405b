"""A program that starts others, as compilers' drivers do: run, watched, ended with all of them."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass

from audio.spawning import NO_WINDOW
from firmware.toolchains.cortex_m4 import ToolchainError

POLL_S = 0.2
GENTLE_END_S = 3.0


@dataclass(frozen=True)
class Ended:
    """How a program ended, and all that it said."""

    code: int
    out: str
    err: str


def run_tree(
    command: Sequence[str], environment: Mapping[str, str]
) -> Generator[None, None, Ended]:
    """Run a program; yields while it works, so that the caller can look at other things or leave.

    When the generator is closed, the program and everything that it started are ended.

    Raises:
        ToolchainError: It does not start.
    """
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        try:
            process = subprocess.Popen(
                list(command),
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                # A group of its own, which can be ended as a whole.
                start_new_session=sys.platform != "win32",
                creationflags=NO_WINDOW,
            )
        except OSError as error:
            raise ToolchainError(
                f"{command[0]} does not start ({error}).", "Install it again."
            ) from error
        try:
            while process.poll() is None:
                yield
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(POLL_S)
        finally:
            if process.poll() is None:
                _end(process)
        out.seek(0)
        err.seek(0)
        said = [file.read().decode("utf-8", errors="replace") for file in (out, err)]
        return Ended(process.returncode, *said)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ask gently, then harder; nobody of the family is left."""
    if sys.platform == "win32":
        command = ["taskkill", "/PID", str(process.pid), "/T", "/F"]
        subprocess.run(command, capture_output=True, check=False, creationflags=NO_WINDOW)
        process.wait()
        return
    for number in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(GENTLE_END_S)
