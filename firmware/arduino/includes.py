"""Includes as Arduino's builders need them: each file names its headers relative to itself.

The IDE and arduino-cli compile a sketch's `src` folder with the core's and the libraries' include
folders, but with none of the sketch's own. Our sources are written for a compiler that is given
one include folder or more, so each `#include` that finds a file there is rewritten.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

# In double quotes a header may lie anywhere; in angle brackets only in an include folder.
INCLUDE = re.compile(r'^([ \t]*#[ \t]*include[ \t]*)(?:"([^"\n]+)"|<([^>\n]+)>)', re.MULTILINE)
QUOTED = re.compile(r'^[ \t]*#[ \t]*include[ \t]*"([^"\n]+)"', re.MULTILINE)


def with_own_includes(text: str, file: Path, include_dirs: Sequence[Path]) -> str:
    """Rewrite the includes of a file that find another one of ours.

    Args:
        text: What is in the file.
        file: Where it lies.
        include_dirs: Where a compiler was meant to look, in this order.

    Returns:
        The text, with includes of headers that are none of ours as they were.
    """

    def rewritten(match: re.Match[str]) -> str:
        quoted, angled = match[2], match[3]
        places = [file.parent, *include_dirs] if quoted else include_dirs
        for place in places:
            if (place / (quoted or angled)).is_file():
                target = os.path.relpath(place / (quoted or angled), file.parent)
                return f'{match[1]}"{Path(target).as_posix()}"'
        return match[0]

    return INCLUDE.sub(rewritten, text)


def foreign_includes(file: Path) -> Iterator[str]:
    """Headers that a file names in double quotes and that are not where it says.

    In a sketch these must come from the board's core.
    """
    for name in QUOTED.findall(file.read_text(encoding="utf-8")):
        if not (file.parent / name).is_file():
            yield name
