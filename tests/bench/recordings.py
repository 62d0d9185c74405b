"""Takes of the collections that the benchmarks run on, straight from their manifest."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

from audio.takes import Take

Row = dict[str, str]


def takes_where(data: Path, wanted: Callable[[Row], bool], label: str = "") -> tuple[Take, ...]:
    """Takes of a folder with a manifest.csv, in the order of their paths.

    Args:
        data: The folder.
        wanted: Which rows of the manifest.
        label: What to call all of them; empty: as the manifest does.
    """
    with (data / "manifest.csv").open(encoding="utf-8") as file:
        rows = sorted((row for row in csv.DictReader(file) if wanted(row)), key=lambda r: r["path"])
    return tuple(
        Take(
            path=data / row["path"],
            label=label or row["label"],
            speaker=row["speaker"],
            session=row["corpus"],
            split=row["split"],
            groups=(),
            quality=(),
            duration_s=float(row["duration_s"]),
            content_hash=row["path"],
        )
        for row in rows
    )
