"""Starting child processes that are other programs than this one."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Mapping, Sequence
from multiprocessing import spawn
from multiprocessing.process import BaseProcess
from pathlib import Path

# On Windows a program of the command line would open a window of its own.
NO_WINDOW = getattr(subprocess, "CREATE_NO_WINDOW", 0)

# The program of the next child is one value for all threads.
_gate = threading.Lock()


def hear(
    command: Sequence[str],
    environment: Mapping[str, str] | None = None,
    timeout_s: float | None = None,
    asked: str = "",
) -> subprocess.CompletedProcess[str]:
    """Run a program to its end, unseen, and take in what it says whatever its letters.

    Args:
        command: The program and its arguments.
        environment: Its variables; None for ours.
        timeout_s: How long it may take; None for as long as it likes.
        asked: What it reads.

    Raises:
        OSError: It does not start.
        subprocess.TimeoutExpired: It took longer, and was ended.
    """
    return subprocess.run(
        list(command),
        env=None if environment is None else dict(environment),
        input=asked,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
        timeout=timeout_s,
        creationflags=NO_WINDOW,
    )


def start(child: BaseProcess, program: Path | None = None) -> None:
    """Start a child process.

    Args:
        child: Of the start method "spawn".
        program: A frozen program that holds what the child needs; None for this one.

    Raises:
        OSError: There is no such program.
    """
    with _gate:
        if program is None:
            child.start()
            return
        if not program.exists():
            raise FileNotFoundError(f"{program} is missing")
        before = spawn.get_executable()
        spawn.set_executable(str(program))
        try:
            child.start()
        finally:
            spawn.set_executable(before)
