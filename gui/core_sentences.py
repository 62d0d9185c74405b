"""Finds in the source every English text of the stages that can reach the window.

The rule, for each module but those of NEVER_SHOWN:

1. What an error of the `WakewrightError` family, a `Progress`, or a signal of the session that
   tells something says, however short; this also in gui/.
2. Outside of ERRORS_ONLY every other text that reads as language: two words or more. So notes of
   imports, verdicts on takes, advice, titles of steps and parts of sentences are found without
   being named one by one.
3. Texts for people in the boards' files.
4. Short names of verdicts on takes, of groups of speakers, of paces, and of downloads.

Not taken: docstrings, assertions, what any other exception says (a bug, or a technical detail
that stands in brackets inside a sentence), keys that are looked up, and texts with signs that only
code has. A text becomes a template with {0}, {1}, ... where values stand. A choice between two
texts inside a sentence ("is gone" or "gives no sound") becomes two whole sentences, because
another language may not be able to put one together from the same parts.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterable, Iterator
from itertools import product
from pathlib import Path
from typing import Any

from audio.manifest import GROUPS
from audio.quality import SENTENCES
from compress.fairness import AGES, SPEAKER

PACKAGES = ("audio", "compress", "firmware", "gui")
# The command line's own, and reports and pictures: files, which are written in English. What is
# told for pictures of the window is what others say, too.
NEVER_SHOWN = (
    "audio/terminal.py",
    "audio/virtual_microphone.py",
    "firmware/inventory.py",
    "firmware/selftest",
    "gui/selftest.py",
    "gui/situations.py",
    "compress/card.py",
    "compress/cardfacts.py",
    "compress/pretrain/",
    "compress/search_study.py",
    "compress/uno/commands.py",
    "firmware/arduino/readme.py",
    "firmware/arguments.py",
    "firmware/asking.py",
    "firmware/card.py",
    "firmware/commands.py",
    "firmware/curve_picture.py",
    "firmware/demo",
    "firmware/doctor.py",
    "firmware/pictures.py",
    "firmware/plot_",
    "firmware/port_report.py",
    "firmware/report",
    "firmware/search_command.py",
    "firmware/tradeoff_pa",
    "firmware/tradeoff_picture.py",
)
# Word lists, makers of C, what boards and computer say to each other; the window's own texts.
ERRORS_ONLY = (
    "audio/alert.py",
    "audio/everyday.py",
    "audio/otherwords.py",
    "audio/pronunciation.py",
    "compress/decode_format.py",
    "firmware/arduino/",
    "firmware/c_source.py",
    "firmware/device_config.py",
    "firmware/engines/",
    "firmware/flashers/esptool_",
    "firmware/flashers/program.py",
    "firmware/front_end_tables.py",
    "firmware/protocol.py",
    "firmware/toolchains/",
    "firmware/virtual/device_commands.py",
    "gui/",
)
SAYERS = {"Progress", "progress", "told.emit", "failed.emit", "_fail"}
LOOKS = ("startswith", "endswith", "get", "replace")  # they look a text up or into one
UNSPOKEN_ARGUMENTS = ("name", "source", "prog")
SPOKEN_ARGUMENTS = ("why",)  # wherever they are given
NAMERS = {"Pace", "_checked", "Offer"}  # things whose short names are shown
BOARD_TEXTS = ("title", "chip", "note", "troubles")
MOST_CHOICES = 12
HOLE = "\0"  # stands for a value until the holes are numbered

Texts = list[str]


def core_templates(root: Path) -> dict[str, str]:
    """Template -> where it is said first (file:line), for the source below this folder."""
    modules = {
        file.relative_to(root).as_posix(): ast.parse(file.read_text("utf-8"))
        for package in PACKAGES
        for file in sorted((root / package).rglob("*.py"))
    }
    family = _error_family(modules.values())
    found: dict[str, str] = {}
    for name, tree in modules.items():
        if name.startswith(NEVER_SHOWN):
            continue
        for text, line in _Module(tree, family).said(not name.startswith(ERRORS_ONLY)):
            found.setdefault(numbered(text.strip()), f"{name}:{line}")
    for code in SENTENCES:
        found.setdefault(code.replace("_", " "), "audio/quality.py")
    for name in (SPEAKER, *GROUPS, *(name for _, name in AGES)):
        found.setdefault(name, "compress/fairness.py")
    for file in sorted((root / "firmware" / "boards").glob("*.toml")):
        for text in _board_texts(tomllib.loads(file.read_text("utf-8"))):
            found.setdefault(text, f"firmware/boards/{file.name}")
    return found


def numbered(text: str) -> str:
    """A text with {0}, {1}, ... in place of its holes."""
    pieces = text.split(HOLE)
    return "".join(
        piece + (f"{{{number}}}" if number < len(pieces) - 1 else "")
        for number, piece in enumerate(pieces)
    )


def _error_family(trees: Iterable[ast.Module]) -> set[str]:
    """Names of `WakewrightError` and of every class that comes from it."""
    bases = {
        node.name: {base.id for base in node.bases if isinstance(base, ast.Name)}
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    }
    family = {"WakewrightError"}
    while True:
        more = {name for name, of in bases.items() if of & family} - family
        if not more:
            return family
        family |= more


def _board_texts(table: dict[str, Any]) -> Iterator[str]:
    for key, value in table.items():
        for entry in value if isinstance(value, list) else [value]:
            if isinstance(entry, dict):
                yield from _board_texts(entry)
            elif key in BOARD_TEXTS and isinstance(entry, str) and _is_language(entry, 2):
                yield entry


class _Module:
    """Texts of one module."""

    def __init__(self, tree: ast.Module, family: set[str]) -> None:
        self._tree, self._family = tree, family
        self._parents = {
            child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)
        }
        self._taken: set[ast.AST] = set()

    def said(self, everything: bool) -> Iterator[tuple[str, int]]:
        for node in ast.walk(self._tree):
            if isinstance(node, ast.Call) and _called(node) in self._family | SAYERS:
                for argument in (*node.args, *(word.value for word in node.keywords)):
                    yield from self._worth(argument, 1)
            if isinstance(node, ast.Call) and _called(node) in NAMERS:
                named = [word.value for word in node.keywords if word.arg == "name"]
                for name in (*node.args[:1], *named):
                    yield from self._worth(name, 1)
            if isinstance(node, ast.keyword) and node.arg in SPOKEN_ARGUMENTS:
                yield from self._worth(node.value, 2)
            if isinstance(node, ast.FunctionDef) and node.name == "__init__":
                for default in node.args.defaults:  # what an error says unless told otherwise
                    yield from self._worth(default, 2)
        if everything:
            for node in ast.walk(self._tree):
                if isinstance(node, ast.Constant | ast.JoinedStr | ast.BinOp | ast.IfExp) and (
                    not self._inside(node)
                ):
                    yield from self._worth(node, 2)

    def _worth(self, node: ast.AST, words: int) -> Iterator[tuple[str, int]]:
        for text in self._texts(node, 0):
            if _is_language(text, words):
                yield text, node.lineno  # type: ignore[attr-defined]

    def _inside(self, node: ast.AST) -> bool:
        """Whether it is a part of a text that is taken as a whole, or none for people."""
        if node in self._taken:
            return True
        child, parent = node, self._parents.get(node)
        while parent is not None:
            if parent in self._taken:
                return True
            if isinstance(parent, ast.Assert | ast.Compare):
                return True
            if isinstance(parent, ast.comprehension) and node in getattr(child, "elts", ()):
                return True  # texts that are looked for one after the other
            if isinstance(parent, ast.Subscript) and parent.slice is child:
                return True
            looked_up = isinstance(child, ast.Constant | ast.Tuple)
            if looked_up and isinstance(parent, ast.Call) and _called(parent) in LOOKS:
                return True
            if isinstance(parent, ast.Expr) and parent.value is node:
                return True  # a docstring
            if isinstance(parent, ast.keyword) and parent.arg in UNSPOKEN_ARGUMENTS:
                return True
            if isinstance(parent, ast.Raise):
                return True  # of the family: taken already; of others: not for people
            if isinstance(parent, ast.JoinedStr) or (
                isinstance(parent, ast.BinOp) and isinstance(parent.op, ast.Add)
            ):
                return isinstance(child, ast.Constant | ast.JoinedStr | ast.BinOp)
            if isinstance(parent, ast.stmt):
                return False
            child, parent = parent, self._parents.get(parent)
        return False

    def _texts(self, node: ast.AST, depth: int) -> Texts:
        """Every text that an expression can become; a lone hole where it is no text."""
        self._taken.add(node)
        if isinstance(node, ast.Constant):
            return [node.value] if isinstance(node.value, str) else [HOLE]
        if isinstance(node, ast.JoinedStr):
            return _joined([self._texts(part, depth) for part in node.values])
        if isinstance(node, ast.FormattedValue):
            return self._texts(node.value, depth)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            sides = [self._texts(node.left, depth), self._texts(node.right, depth)]
            return [HOLE] if sides == [[HOLE], [HOLE]] else _joined(sides)
        if isinstance(node, ast.IfExp):
            return _either([*self._texts(node.body, depth), *self._texts(node.orelse, depth)])
        if isinstance(node, ast.BoolOp):
            return _either([text for part in node.values for text in self._texts(part, depth)])
        if isinstance(node, ast.Tuple | ast.List):
            return [text for part in node.elts for text in self._texts(part, depth)]
        if isinstance(node, ast.Starred):
            return self._texts(node.value, depth)
        if isinstance(node, ast.Name) and depth < 3:
            return self._texts_of_name(node, depth + 1)
        self._taken.discard(node)
        return [HOLE]

    def _texts_of_name(self, name: ast.Name, depth: int) -> Texts:
        """What was assigned to a name in the same function, in the order of the lines."""
        scope: ast.AST | None = name
        while scope is not None and not isinstance(scope, ast.FunctionDef | ast.Module):
            scope = self._parents.get(scope)
        texts: Texts = []
        for node in ast.walk(scope or self._tree):
            if isinstance(node, ast.Assign) and _names(node, name.id):
                texts += self._texts(node.value, depth)
            elif isinstance(node, ast.AugAssign) and _named(node.target, name.id):
                texts += [text + more for text in texts for more in self._texts(node.value, depth)]
        spoken = [text for text in texts if text == "" or _is_language(text, 2)]
        return _either(spoken) if spoken and len(spoken) == len(texts) else [HOLE]


def _called(call: ast.Call) -> str:
    """The name of what is called; of a signal's emit both names."""
    function = call.func
    if isinstance(function, ast.Attribute):
        owner = function.value
        if function.attr == "emit" and isinstance(owner, ast.Attribute):
            return f"{owner.attr}.emit"
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _names(assign: ast.Assign, name: str) -> bool:
    return any(_named(target, name) for target in assign.targets)


def _named(target: ast.expr, name: str) -> bool:
    return isinstance(target, ast.Name) and target.id == name


def _joined(parts: list[Texts]) -> Texts:
    """All ways to join one text of each part; too many choices become values."""
    while len(list(product(*parts))) > MOST_CHOICES:
        parts[max(range(len(parts)), key=lambda at: len(parts[at]))] = [HOLE]
    return ["".join(choice) for choice in product(*parts)]


def _either(texts: Texts) -> Texts:
    return list(dict.fromkeys(texts))


_CODE = re.compile(r"[<{}=#\\|]|//|\b\w+\(|_t\b|^\s*-{1,2}\w|^[A-Z]:/")
_WORD = re.compile(r"[A-Za-z][a-z’'.]+")


def _is_language(text: str, words: int) -> bool:
    """Whether it holds so many words and no sign that only code has."""
    if words > 1 and (_CODE.search(text) or " " not in text.strip()):
        return False
    return len(_WORD.findall(text)) >= words
