"""The C functions that operators become calls of, as one text without includes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "device" / "kernels"
LOCAL_INCLUDE = re.compile(r'^#include "(.+)"\n', re.MULTILINE)


def kernels_text(names: Iterable[str]) -> str:
    """Files of kernels with what they include, each once, includes first."""
    done: dict[str, str] = {}

    def add(name: str) -> None:
        if name in done:
            return
        text = (FOLDER / name).read_text(encoding="utf-8")
        for included in LOCAL_INCLUDE.findall(text):
            add(included)
        done[name] = LOCAL_INCLUDE.sub("", text)

    for name in names:
        add(name)
    return "\n".join(done.values())
