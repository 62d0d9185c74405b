"""What can be typed after `wakewright`: the commands and their arguments.

    parser({"demo": demo, "new": new, ...}).parse_args()

What a command does is not known here: each is a function that is given by its name, and whose
docstring is its help.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

Run = Callable[[argparse.Namespace], int]

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

ENGINES = ("tflm", "baked", "packed")
PRESETS = ("quick", "standard", "thorough")
PACES = ("very-relaxed", "relaxed", "normal", "brisk")
FORMATS = ("tflite", "c", "uno", "web", "esphome", "arduino")
MODEL = "project folder, or an int8 .tflite file"


def parser(runs: Mapping[str, Run], alone: Run) -> argparse.ArgumentParser:
    """The parser of all commands.

    Args:
        runs: What each command does, by its name.
        alone: What happens without any.
    """
    top = argparse.ArgumentParser(
        prog="wakewright", description="Teach a five-dollar chip your words."
    )
    top.set_defaults(run=alone, json=False)
    top.add_argument("--version", action="version", version=f"Wakewright {version('wakewright')}")
    entries = _Entries(top.add_subparsers(title="commands", metavar="COMMAND"), runs)
    _takes(entries)
    _models(entries)
    _boards(entries)
    return top


@dataclass(frozen=True)
class _Entries:
    """Adds commands."""

    commands: Commands
    runs: Mapping[str, Run]

    def command(self, name: str) -> argparse.ArgumentParser:
        """A command with what all have in common."""
        run = self.runs[name]
        entry = self.commands.add_parser(name, help=run.__doc__, description=run.__doc__)
        entry.set_defaults(run=run)
        entry.add_argument("--json", action="store_true", help="print one JSON object on stdout")
        return entry

    def on_project(self, name: str, what: str = "project folder") -> argparse.ArgumentParser:
        """A command whose first argument is a project, or a model."""
        entry = self.command(name)
        entry.add_argument("project", type=Path, metavar="PROJECT", help=what)
        return entry


def _takes(entries: _Entries) -> None:
    """Projects and their recordings."""
    entry = entries.command("demo")
    entry.add_argument("--out", type=Path, default=Path("wakewright-demo"), help="result folder")
    entry = entries.on_project("new")
    entry.add_argument("--word", action="append", required=True, help="a word; may be repeated")
    entry = entries.on_project("rename")
    entry.add_argument("word", metavar="OLD", help="a word of the project")
    entry.add_argument("name", metavar="NEW", help="what it shall be called")
    entry = entries.on_project("import")
    entry.add_argument("folder", type=Path, metavar="FOLDER", help="<label>/<speaker>_<n>.<ext>")
    entry = entries.on_project("record")
    entry.add_argument("word", metavar="WORD", help="a word of the project, or a special label")
    entry.add_argument("--takes", type=int, default=10, help="how many (10)")
    entry.add_argument("--device", default="", help="name or number of the microphone")
    entry.add_argument("--port", default="", help="of a board, to record with its microphone")
    entry.add_argument("--speaker", default="me", help="who speaks (me)")
    entry.add_argument("--pace", choices=PACES, default="normal", help="pauses (normal)")


def _models(entries: _Entries) -> None:
    """Training, judging and choosing."""
    entry = entries.on_project("train")
    entry.add_argument("--preset", choices=(*PRESETS, "uno"), default="standard")
    entry.add_argument("--seed", type=int, help="start of the random numbers")
    entry = entries.on_project("search")
    entry.add_argument("--trials", type=int, default=24, help="candidates to try in all (24)")
    entry.add_argument("--minutes", type=float, help="begin no candidate after so long")
    entry.add_argument("--keep", type=int, default=4, help="best ones to train fully and save (4)")
    entry.add_argument("--preset", choices=PRESETS, default="standard")
    entry.add_argument("--board", help="keep only models that fit this board")
    entry.add_argument("--storage", default="", metavar="URL", help="file or database to share")
    entry.add_argument("--study", default="", metavar="NAME", help="another name for the study")
    entry.add_argument("--seed", type=int, help="start of the random numbers")
    entry = entries.command("advise")
    entry.add_argument("what", nargs="+", metavar="PROJECT|WORD", help="a project, or words")
    entry.add_argument("--language", default="", help="of words in Latin letters, e.g. de (en)")
    entry = entries.on_project("curve")
    entry.add_argument("--more", type=int, default=10, help="takes a word to look ahead (10)")
    entry.add_argument("--seed", type=int, help="start of the random numbers")
    entry = entries.on_project("card")
    entry.add_argument("--variant", help="another than the chosen one")
    entry.add_argument("--out", type=Path, metavar="FILE", help="write it as Markdown, too")
    entry = entries.on_project("tradeoffs")
    entry.add_argument("--plot", type=Path, metavar="FILE", help="write a .png or .svg picture")
    entry = entries.on_project("choose")
    entry.add_argument("variant", metavar="VARIANT")
    entry = entries.on_project("evaluate")
    entry.add_argument("folder", type=Path, metavar="FOLDER", help="recordings, as for import")
    entry.add_argument("--variant", help="another than the chosen one")


def _boards(entries: _Entries) -> None:
    """Firmware, boards, and what they say."""
    entry = entries.on_project("listen", MODEL)
    entry.add_argument("--wav", type=Path, required=True, metavar="FILE", help="sound to play")
    entry.add_argument("--board", default="virtual-cortex-m4")
    entry.add_argument("--engine", choices=ENGINES)
    _agreeing(entry)
    entry = entries.on_project("build", MODEL)
    entry.add_argument("--board", required=True)
    entry.add_argument("--engine", choices=ENGINES)
    entry.add_argument("--out", type=Path, metavar="DIR")
    _agreeing(entry)
    entry = entries.on_project("flash")
    entry.add_argument("--board", required=True)
    entry.add_argument("--engine", choices=ENGINES)
    entry.add_argument(
        "--port", default="", help="serial port or number of the board; for virtual ones a folder"
    )
    _agreeing(entry)
    entry = entries.on_project("act")
    entry.add_argument("word", metavar="WORD", nargs="?", help="nothing: list what words do")
    entry.add_argument("kind", metavar="KIND", nargs="?", help="e.g. gpio, key, media, command")
    entry.add_argument("value", metavar="VALUE", nargs="*", help='e.g. "pin=2 pulse=500"')
    entry.add_argument("--latch", action="store_true", help="on, then off, in turn")
    entry.add_argument("--confirm", metavar="WORD", default="", help="only after this word")
    entry.add_argument("--within", type=float, default=3.0, metavar="S", help="for that word (3)")
    entry.add_argument("--rest", type=float, default=0.0, metavar="S", help="afterwards (0)")
    entry.add_argument("--board", help="that it shall be done on, from now on")
    entry.add_argument("--clear", metavar="WORD", help="let this word do nothing more")
    entry = entries.command("monitor")
    entry.add_argument(
        "--act",
        type=Path,
        metavar="PROJECT",
        help="allow this project's words to press keys and run programs here, and do so",
    )
    entry.add_argument("--port", required=True, help="serial port or socket:// address")
    entry.add_argument("--seconds", type=float, help="stop after so long")
    entry.add_argument("--save", type=Path, metavar="FILE", help="keep all lines, and detections")
    entry = entries.on_project("parity")
    entry.add_argument("--board", default="", help="another than the project's")
    entry.add_argument("--port", default="", help="its serial port, address or serial number")
    entry.add_argument("--wav", type=Path, metavar="FILE", help="sound to compare with")
    _agreeing(entry)
    entry = entries.on_project("export", MODEL)
    entry.add_argument("--format", choices=FORMATS, required=True)
    entry.add_argument("--board", default="", help="of a sketch for the Arduino IDE")
    entry.add_argument("--out", type=Path, metavar="DIR", default=Path())
    _agreeing(entry)
    entries.command("boards")
    entry = entries.command("ports")
    entry.add_argument(
        "--ask", action="store_true", help="ask boards what they run (an Uno resets)"
    )
    entry.add_argument("--reset", action="store_true", help="reset chips that say nothing, to ask")
    entries.command("doctor")
    entries.command("selftest")


def _agreeing(entry: argparse.ArgumentParser) -> None:
    """For commands that may need a download."""
    entry.add_argument("--yes", action="store_true", help="agree to downloads beforehand")
