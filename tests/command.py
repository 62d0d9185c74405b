"""The command line, run as a person would."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
# The whole job takes three minutes; a busy computer with slow cores took ten.
COMMAND_SECONDS = 1150


@dataclass(frozen=True)
class Finished:
    """A command that has ended."""

    code: int
    output: str
    errors: str

    def json(self) -> Any:
        """Its one JSON object."""
        assert self.code == 0, self.errors
        return json.loads(self.output)


def wakewright(*arguments: object, cwd: Path | None = None) -> Finished:
    """Run the command line as a person would."""
    command: Sequence[str] = [sys.executable, str(ROOT / "wakewright.py"), *map(str, arguments)]
    ended = subprocess.run(
        command, cwd=cwd, capture_output=True, text=True, timeout=COMMAND_SECONDS, check=False
    )
    return Finished(ended.returncode, ended.stdout, ended.stderr)
