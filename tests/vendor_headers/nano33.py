"""Compiles the Nano 33 BLE Sense's sketch against the real headers of Arduino's mbed core.

    python tests/vendor_headers/nano33.py --mbed DIR [--api DIR] [--model FOLDER] [--engine tflm]

DIR is an installed core (.../packages/arduino/hardware/mbed_nano/4.2.4) or ArduinoCore-mbed's
sources; those lack `cores/arduino/api`, which is in ArduinoCore-API: name that with --api.
Nothing of the vendor's is compiled: each of our files is, as the core's own recipe says, and a
warning in one of them is an error; together they are linked but for what they call of the core.
It needs arm-none-eabi-g++ with newlib and libstdc++ (Debian: gcc-arm-none-eabi
libnewlib-arm-none-eabi libstdc++-arm-none-eabi-newlib). With the engine tflm the interpreter is
compiled as a part of the sketch, from the tree that WAKEWRIGHT_TFLM_DIR names.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from arduino_core import ArduinoCore  # noqa: E402
from elftools.elf.constants import SH_FLAGS  # noqa: E402
from elftools.elf.elffile import ELFFile  # noqa: E402

from compress.variant import Variant  # noqa: E402
from firmware.arduino.interpreter import FOLDER as INTERPRETER  # noqa: E402
from firmware.arduino.interpreter import with_interpreter  # noqa: E402
from firmware.arduino.sketch import ProgramSources, Sketch, sketch_name, write_sketch  # noqa: E402
from firmware.boards import load_board  # noqa: E402
from firmware.sources import lay_out  # noqa: E402
from firmware.tflm_source import find_tree  # noqa: E402

BOARD = "nano-33-ble-sense"
CORE_BOARD = "nano33ble"
# Libraries that the sketch's files name; arduino-cli finds them by their headers.
LIBRARIES = ("PDM",)
MODEL = ROOT / "assets" / "sample" / "models" / "mixconv-32"
# What the core calls.
ENTRY_POINTS = ("setup", "loop")
OWN_PREFIXES = ("hal_", "ww_")
COMPILER = "arm-none-eabi-g++"
WARNING = re.compile(r"^(?P<file>.+?):\d+:\d+: warning: ")


def main() -> None:
    """Compile all, say what each part of it takes, and fail when a file does not compile."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--mbed", type=Path, required=True, help="the core's folder")
    options.add_argument("--api", type=Path, help="ArduinoCore-API, where the core lacks it")
    options.add_argument("--model", type=Path, default=MODEL, help="folder of a trained model")
    options.add_argument("--engine", choices=("baked", "tflm"), default="baked")
    arguments = options.parse_args()
    compiler = shutil.which(COMPILER)
    if compiler is None:
        sys.exit(f"There is no {COMPILER} (Debian: gcc-arm-none-eabi).")
    core = ArduinoCore.load(arguments.mbed.resolve(), CORE_BOARD, f"{Path(compiler).parent}/")
    includes = _include_dirs(core, arguments.api)
    with tempfile.TemporaryDirectory(prefix="wakewright-nano33-") as temporary:
        folder = Path(temporary)
        sketch = _sketch(arguments.model, arguments.engine, folder)
        objects = [_compile(core, file, folder, includes) for file in _sources(sketch)]
        _check_own_names(objects)
        print(f"{len(objects)} files compiled; not run. The sketch without the core, as linked:")
        _report(_linked(compiler, objects, folder / "sketch.o"))


def _include_dirs(core: ArduinoCore, api: Path | None) -> list[Path]:
    """The core, the variant, and each library, as arduino-cli would find them."""
    own = core.path("build.core.path")
    dirs = [own, core.path("build.variant.path")]
    dirs += [core.folder / "libraries" / name / "src" for name in LIBRARIES]
    if api is not None:
        dirs += [api, api / "api" / "deprecated", api / "api" / "deprecated-avr-comp"]
    elif not (own / "api").exists():
        sys.exit(f"{own} has no folder api: name ArduinoCore-API with --api.")
    missing = [str(each) for each in dirs if not each.is_dir()]
    if missing:
        sys.exit(f"There is no {missing[0]}.")
    return dirs


def _sketch(model: Path, engine: str, folder: Path) -> Sketch:
    board = load_board(BOARD)
    sources = lay_out(Variant.load(model), board, engine, folder / "sources")
    program = ProgramSources(sources.folder, sources.include_dirs, sources.defines)
    if engine == "tflm":
        program = with_interpreter(program, find_tree(), sources.operators)
    return write_sketch(program, board, folder / sketch_name(board))


def _sources(sketch: Sketch) -> list[Path]:
    """What Arduino's tools compile: the .ino as C++, after the core's header."""
    program = sketch.ino.with_suffix(".ino.cpp")
    text = f'#include <Arduino.h>\n#line 1 "{sketch.ino.name}"\n{sketch.ino.read_text("utf-8")}'
    program.write_text(text, encoding="utf-8")
    files = [sketch.folder / name for name in sketch.files]
    return [program, *(file for file in files if file.suffix in (".c", ".cpp"))]


def _compile(core: ArduinoCore, source: Path, folder: Path, includes: list[Path]) -> Path:
    target = folder / "objects" / source.relative_to(folder).with_suffix(f"{source.suffix}.o")
    target.parent.mkdir(parents=True, exist_ok=True)
    command = core.command(source, target, includes)
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    ours = [line for line in done.stderr.splitlines() if _is_ours(line, folder)]
    if done.returncode != 0 or ours:
        sys.exit(f"{source.name} is not content with the core's headers:\n{done.stderr}")
    print(f"  {source.relative_to(folder)}")
    return target


def _is_ours(line: str, folder: Path) -> bool:
    """Whether a compiler complains about one of our files; others' are theirs to mend."""
    match = WARNING.match(line)
    if match is None:
        return False
    file = Path(match["file"])
    if INTERPRETER in file.parts:
        return False
    return not file.is_absolute() or file.resolve().is_relative_to(folder.resolve())


def _check_own_names(objects: list[Path]) -> None:
    """What our files call of each other is there, as a linker would find: a function of the HAL
    that differs from its declaration would be another one in C++."""
    defined, wanted = set(), set()
    for path in objects:
        with path.open("rb") as file:
            for symbol in ELFFile(file).get_section_by_name(".symtab").iter_symbols():
                there = symbol["st_shndx"] != "SHN_UNDEF"
                (defined if there else wanted).add(symbol.name)
    missing = sorted(name for name in wanted - defined if name.startswith(OWN_PREFIXES))
    if missing:
        sys.exit(f"No C function of nano33.cpp or of the core is called {missing[0]}.")


def _linked(compiler: str, objects: list[Path], target: Path) -> Path:
    """Our files as one, without what nobody calls; what they call of the core stays open."""
    roots = [f"-Wl,-u,{name}" for name in ENTRY_POINTS]
    command = [compiler, "-r", "-nostdlib", "-Wl,--gc-sections", *roots, *objects, "-o", target]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"The sketch does not link:\n{done.stderr}")
    return target


def _report(linked: Path) -> None:
    """Flash and RAM of the sketch's own part."""
    total: Counter[str] = Counter()
    with linked.open("rb") as file:
        for section in ELFFile(file).iter_sections():
            if section["sh_flags"] & SH_FLAGS.SHF_ALLOC:
                total[_kind(section)] += section["sh_size"]
    for kind in ("code", "constants", "variables", "zeroed variables"):
        print(f"  {kind:18} {total[kind]:8,} bytes")


def _kind(section) -> str:
    if section["sh_flags"] & SH_FLAGS.SHF_EXECINSTR:
        return "code"
    if not section["sh_flags"] & SH_FLAGS.SHF_WRITE:
        return "constants"
    return "zeroed variables" if section["sh_type"] == "SHT_NOBITS" else "variables"


if __name__ == "__main__":
    main()
