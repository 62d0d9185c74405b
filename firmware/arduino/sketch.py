"""A firmware's sources -> a sketch that the Arduino IDE and arduino-cli build as it is.

    sketch = write_sketch(lay_out(variant, board, "baked", sources), board, folder)
    sketch.ino

The folder follows Arduino's sketch specification: the file that bears the folder's name begins
the program, everything else is in `src`, which is compiled with all its folders.
"""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from firmware.arduino.includes import with_own_includes
from firmware.arduino.project_file import PROJECT_FILE, project_text
from firmware.arduino.readme import README_FILE, readme_text
from firmware.boards import Board, BoardError
from firmware.c_source import NOTICE

SOURCE_FOLDER = "src"
PARTITIONS_FILE = "partitions.csv"
C_SUFFIXES = (".c",)
TEXT_SUFFIXES = (".c", ".cpp", ".h")
# Arduino's cores compile for size. The kernels are written, and measured, for speed.
FAST = '#pragma GCC optimize("O2")\n'
# The portable programs by the header that says how each starts and goes on.
APP_HEADERS = {"app.h": "ww_app", "uno_app.h": "uno_app"}
# Chips with no time to spare bring their own, which is taken instead of the core's.
OWN_MAIN = re.compile(r"^int main\(void\)", re.MULTILINE)


@dataclass(frozen=True)
class ProgramSources:
    """The sources of one program, as any compiler takes them.

    Attributes:
        folder: Where they lie, with their headers and nothing else.
        include_dirs: Where their headers are looked for, in this order.
        defines: Macros that they must be compiled with, as (name, value).
    """

    folder: Path
    include_dirs: tuple[Path, ...]
    defines: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Sketch:
    """A sketch that is there.

    Attributes:
        folder: Its folder, which bears its name.
        files: All its files, relative to the folder, with forward slashes.
    """

    folder: Path
    files: tuple[str, ...]

    @property
    def ino(self) -> Path:
        """The file that the Arduino IDE opens."""
        return self.folder / f"{self.folder.name}.ino"


def sketch_name(board: Board) -> str:
    """The name of a board's sketch, of letters, digits and underscores as all versions take it."""
    return "wakewright_" + board.name.replace("-", "_")


def write_sketch(sources: ProgramSources, board: Board, folder: Path) -> Sketch:
    """Lay a sketch out.

    Args:
        sources: The program; it is not changed.
        board: A board that Arduino's tools build for.
        folder: New or empty; its name becomes the sketch's.

    Raises:
        BoardError: Arduino's tools do not build for the board.
        ValueError: There is no program in the sources.
    """
    if not board.fqbn:
        raise BoardError(
            f"{board.title} is no board of the Arduino IDE.",
            "Boards with a sketch have an [arduino] table in their file.",
        )
    copy = folder / SOURCE_FOLDER
    shutil.copytree(sources.folder, copy)
    include_dirs = [copy / each.relative_to(sources.folder) for each in sources.include_dirs]
    for file in sorted(copy.rglob("*")):
        if file.suffix in TEXT_SUFFIXES:
            _adapt(file, include_dirs, sources.defines)
    partitions = copy / PARTITIONS_FILE
    if partitions.exists():
        partitions.replace(folder / PARTITIONS_FILE)
    texts = {
        f"{folder.name}.ino": _program(copy, board),
        PROJECT_FILE: project_text(board),
        README_FILE: readme_text(board, folder.name),
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return Sketch(folder, tuple(path.relative_to(folder).as_posix() for path in paths))


def _adapt(file: Path, include_dirs: list[Path], defines: tuple[tuple[str, str], ...]) -> None:
    """What a command line would have said is written into the file: includes, macros, speed."""
    text = with_own_includes(file.read_text(encoding="utf-8"), file, include_dirs)
    if file.suffix != ".h":
        needed = [f"#define {name} {value}\n" for name, value in defines if name in text]
        text = (FAST if file.suffix in C_SUFFIXES else "") + "".join(needed) + text
    file.write_text(text, encoding="utf-8", newline="\n")


def _program(sources: Path, board: Board) -> str:
    beginning = f"""{NOTICE}
/* {board.title}. {README_FILE} says what to choose in the Arduino IDE. */
"""
    mains = [path.name for path in sources.rglob("*.c") if OWN_MAIN.search(path.read_text("utf-8"))]
    if mains:
        return f"""{beginning}
/* The program begins in {SOURCE_FOLDER}/{mains[0]}, whose main() is taken instead of Arduino's:
   nothing else may use the chip's timers, converter and serial port. So there is no setup() and
   no loop(). */
"""
    headers = [name for name in APP_HEADERS if (sources / name).exists()]
    if not headers:
        raise ValueError(f"{sources} has none of {', '.join(APP_HEADERS)}")
    app = APP_HEADERS[headers[0]]
    return f"""{beginning}
extern "C" {{
#include "{SOURCE_FOLDER}/{headers[0]}"
}}

void setup() {{ {app}_start(); }}

/* There is room for your own code here, but not to wait: sound goes on meanwhile. */
void loop() {{ {app}_poll(); }}
"""
