"""What a build is called and how old it says it is: the same wherever the same commit is built."""

from __future__ import annotations

import os
import subprocess
import tomllib
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

# What a tree without a history gets for a date; ZIP files know no earlier one.
NO_DATE = 315_532_800


@dataclass(frozen=True)
class Stamp:
    """Names one build.

    Attributes:
        version: That of pyproject.toml; behind a `+` the commit, unless it is that version's tag.
        commit: Its full hash; empty without a history.
        epoch: Seconds since 1970 that every file gets: SOURCE_DATE_EPOCH, or the commit's date.
    """

    version: str
    commit: str
    epoch: int

    @property
    def date(self) -> str:
        """The epoch as a date and time, UTC."""
        return datetime.fromtimestamp(self.epoch, UTC).isoformat()

    def to_dict(self) -> dict[str, str | int]:
        """Plain values for JSON."""
        return {**asdict(self), "date": self.date}


def read_stamp(root: Path) -> Stamp:
    """The stamp of a source tree as it is now.

    Raises:
        KeyError: pyproject.toml names no version.
    """
    version = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    commit = _git(root, "rev-parse", "HEAD")
    if commit and _git(root, "describe", "--tags", "--exact-match", "--match", f"v{version}") == "":
        version += f"+g{commit[:9]}"
    if commit and _git(root, "status", "--porcelain", "--untracked-files=no"):
        version += ".changed" if "+" in version else "+changed"
    dated = os.environ.get("SOURCE_DATE_EPOCH") or _git(root, "log", "-1", "--format=%ct")
    return Stamp(version, commit, int(dated or NO_DATE))


def _git(root: Path, *arguments: str) -> str:
    """What git says in one line; nothing where there is no history or no git."""
    try:
        done = subprocess.run(
            ["git", *arguments], cwd=root, capture_output=True, text=True, check=False
        )
    except FileNotFoundError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
