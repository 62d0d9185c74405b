"""Brings the translations up to date with the source: python -m gui.translations

Two kinds of texts have two kinds of files in assets/translations/:

- Texts of the window, written as `self.tr("...")`: Qt's tools collect them in wakewright_ko.ts,
  which Qt Linguist (pyside6-linguist) edits, and pack them into wakewright_ko.qm.
- Sentences of the stages, found by `gui.core_sentences`: core_ko.json, a text file.

Texts that are new are listed when it ends; those that nobody says any more are dropped. The
tests fail while anything is missing, so that no half-translated app is handed out.
"""

from __future__ import annotations

import json
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import PySide6

from audio.files import write_atomic
from gui.core_sentences import core_templates
from gui.language import FOLDER, LANGUAGES

ROOT = Path(__file__).parent.parent
TRANSLATED = tuple(code for code in LANGUAGES if code != "en")


@dataclass(frozen=True)
class Message:
    """A text of the window: where it stands, in English, in the other language, and its state."""

    context: str
    source: str
    said: str
    state: str  # "", "unfinished", "vanished" or "obsolete", as Qt Linguist calls them


def core_file(code: str) -> Path:
    """Sentences of the stages in a language."""
    return FOLDER / f"core_{code}.json"


def window_file(code: str) -> Path:
    """Texts of the window in a language, to be edited."""
    return FOLDER / f"wakewright_{code}.ts"


def merged(templates: Iterable[str], known: dict[str, str]) -> dict[str, str]:
    """What is said in the source, with what is known of it; an empty text where nothing is."""
    return {template: known.get(template, "") for template in templates}


def collect(target: Path, code: str) -> None:
    """Write the texts of the window into a .ts file, keeping the translations it has."""
    sources = [str(file.relative_to(ROOT)) for file in sorted((ROOT / "gui").rglob("*.py"))]
    options = ["-no-obsolete", "-locations", "none", "-silent"]
    languages = ["-source-language", "en", "-target-language", code]
    _run("lupdate", *sources, *options, *languages, "-ts", str(target))


def release(source: Path, target: Path) -> None:
    """Pack a .ts file into the .qm file that the app reads."""
    _run("lrelease", "-silent", str(source), "-qm", str(target))


def messages(file: Path) -> Iterator[Message]:
    """All texts of a .ts file."""
    for context in ElementTree.parse(file).getroot().iter("context"):
        for message in context.iter("message"):
            said = message.find("translation")
            assert said is not None
            yield Message(
                context.findtext("name", ""),
                message.findtext("source", ""),
                said.text or "",
                said.get("type", ""),
            )


def _run(tool: str, *arguments: str) -> None:
    """One of Qt's tools, which lie beside its libraries."""
    name = f"{tool}.exe" if sys.platform == "win32" else tool
    program = Path(PySide6.__file__).parent / name
    subprocess.run([str(program), *arguments], cwd=ROOT, check=True)


def main() -> int:
    """Update all files of all languages; 1 if a text is not translated yet."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    templates = core_templates(ROOT)
    missing = 0
    for code in TRANSLATED:
        core = core_file(code)
        known = json.loads(core.read_text("utf-8")) if core.exists() else {}
        texts = merged(templates, known)
        write_atomic(core, json.dumps(texts, ensure_ascii=False, indent=1) + "\n")
        collect(window_file(code), code)
        release(window_file(code), window_file(code).with_suffix(".qm"))
        for template, said in texts.items():
            if not said:
                missing += 1
                print(f"{templates[template]}: {template!r}")
        for message in messages(window_file(code)):
            if message.state or not message.said:
                missing += 1
                print(f"{message.context}: {message.source!r}")
    print(f"{missing} texts are not translated." if missing else "All texts are translated.")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
