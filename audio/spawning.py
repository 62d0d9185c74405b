"""Starting child processes that are other programs than this one."""

from __future__ import annotations

import subprocess
import threading
from multiprocessing import spawn
from multiprocessing.process import BaseProcess
from pathlib import Path

# On Windows a program of the command line would open a window of its own.
NO_WINDOW = getattr(subprocess, "CREATE_NO_WINDOW", 0)

# The program of the next child is one value for all threads.
_gate = threading.Lock()


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
