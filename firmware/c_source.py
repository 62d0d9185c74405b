"""Small pieces of C written from Python: arrays, strings and the frame of a generated file."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence

NOTICE = "/* Made by Wakewright; change the settings it was made from, not this file. */"
PLAIN = set(range(0x20, 0x7F)) - set(b'"\\?')


def c_array(declaration: str, values: Sequence[int] | Sequence[Sequence[int]]) -> str:
    """A constant array: its `declaration` without `const`, as in `uint16_t table[3]`, and its
    values, which for an array of arrays are sequences themselves."""
    texts = [str(v) if isinstance(v, int) else "{" + ", ".join(map(str, v)) + "}" for v in values]
    lines = textwrap.wrap(", ".join(texts), 96, initial_indent="  ", subsequent_indent="  ")
    return "\n".join([f"const {declaration} = {{", *lines, "};"])


def c_string(text: str) -> str:
    """A string literal holding the UTF-8 of `text`; everything unusual becomes octal escapes."""
    return '"' + "".join(_c_char(byte) for byte in text.encode()) + '"'


def _c_char(byte: int) -> str:
    return chr(byte) if byte in PLAIN else f"\\{byte:03o}"


def c_header(guard: str, lines: Iterable[str]) -> str:
    """A header with its include guard."""
    return "\n".join([NOTICE, f"#ifndef {guard}", f"#define {guard}", "", *lines, "", "#endif", ""])


def c_file(header: str, lines: Iterable[str]) -> str:
    """A source file that includes its own header first."""
    return "\n".join([NOTICE, f'#include "{header}"', "", *lines, ""])
