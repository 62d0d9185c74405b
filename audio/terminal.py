"""Running a stage on the command line, with its progress on stderr."""

from __future__ import annotations

import os
import re
import sys
from typing import TypeVar

from audio.stage import Progress, Stage, finish

T = TypeVar("T")


class Terminal:
    """Shows progress on stderr: one line that changes on a terminal, a line a message elsewhere."""

    def __init__(self) -> None:
        self._live = sys.stderr.isatty()
        self._last = ("", -1)

    def show(self, step: Progress) -> None:
        """Show where a stage stands."""
        line = f"{100 * step.fraction:3.0f} %  {step.message}{_left(step.seconds_left)}"
        if self._live:
            width = os.get_terminal_size(sys.stderr.fileno()).columns
            print(f"\r\x1b[K{line[: max(20, width - 1)]}", end="", file=sys.stderr, flush=True)
            return
        tenth = int(step.fraction * 10)
        # What is counted up is one message.
        kind = re.sub(r"\d+", "", step.message.split(" ")[0])
        if (kind, tenth) != self._last:
            self._last = (kind, tenth)
            print(line, file=sys.stderr, flush=True)

    def end(self) -> None:
        """Leave the progress line."""
        if self._live:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def _left(seconds: float | None) -> str:
    """How much longer it takes, as an appendix; nothing while that is unknown, and at the end."""
    if seconds is None or seconds < 0.5:
        return ""
    if seconds < 90:
        return f", about {seconds:.0f} s left"
    return f", about {seconds / 60:.0f} min left"


def run_stage(stage: Stage[T]) -> T:
    """Run a stage with its progress on the terminal."""
    terminal = Terminal()
    try:
        return finish(stage, terminal.show)
    finally:
        terminal.end()
