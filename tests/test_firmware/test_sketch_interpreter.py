"""The interpreter inside a sketch: what is needed and nothing else, as Arduino's tools can find it.

The tree is made up, in the shape of TensorFlow Lite Micro's; a C++ compiler reads what comes out.
"""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from fakes.arduino_computer import Computer

from audio.stage import finish
from compress.sample import FOLDER as SAMPLES
from compress.variant import Variant
from firmware.arduino.includes import foreign_includes
from firmware.arduino.interpreter import FOLDER, with_interpreter
from firmware.arduino.sketch import ProgramSources, write_sketch
from firmware.boards import load_board
from firmware.build import build
from firmware.engines.tflm.operators import OPERATORS, operators_of
from firmware.tflm_source import INTERPRETER, KERNELS, VARIABLE, TflmTree, read_tree

KERNEL = '#include "tensorflow/lite/micro/kernels/softmax.h"\nint softmax() { return rows(2); }\n'
FILES = {
    INTERPRETER: '#include "tensorflow/lite/micro/micro_interpreter.h"\n'
    "#ifndef TF_LITE_STATIC_MEMORY\n#error no macros\n#endif\nint run() { return LIMIT; }\n",
    "tensorflow/lite/micro/micro_interpreter.h": "#pragma once\n"
    '#include "flatbuffers/flatbuffers.h"\n#include <fixedpoint/fixedpoint.h>\nint run();\n',
    "tensorflow/lite/micro/unused.h": "#error nobody asked for this\n",
    "tensorflow/lite/kernels/kernel_util.cc": "int util() { return 1; }\n",
    f"{KERNELS}/softmax.h": "#pragma once\ninline int rows(int n) { return n; }\n",
    f"{KERNELS}/softmax.cc": KERNEL,
    f"{KERNELS}/add.cc": "#error no model needs this\n",
    **{
        f"{KERNELS}/{name}.cc": "\n"
        for name in ("kernel_util", "micro_tensor_utils", "conv_common", "decompress")
    },
    "third_party/flatbuffers/include/flatbuffers/flatbuffers.h": "#pragma once\n#define LIMIT 3\n",
    "third_party/flatbuffers/LICENSE": "a licence\n",
    "third_party/gemmlowp/fixedpoint/fixedpoint.h": "#pragma once\n",
    "third_party/ruy/ruy/ruy.h": "#pragma once\n",
    "LICENSE": "another licence\n",
}
CALLER = '#include "tensorflow/lite/micro/micro_interpreter.h"\nint go() { return run(); }\n'


@pytest.fixture
def tree(tmp_path: Path) -> TflmTree:
    """Sources of an interpreter that does nothing."""
    for name, text in FILES.items():
        path = tmp_path / "tree" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return read_tree(tmp_path / "tree")


@pytest.fixture
def program(tmp_path: Path) -> ProgramSources:
    """What calls it."""
    folder = tmp_path / "program"
    folder.mkdir()
    (folder / "app.h").write_text("void ww_app_start(void);\nvoid ww_app_poll(void);\n", "utf-8")
    (folder / "model.cpp").write_text(CALLER, encoding="utf-8")
    return ProgramSources(folder, (folder,))


def test_a_sketch_gets_what_its_operators_need_and_no_more(
    tree: TflmTree, program: ProgramSources
) -> None:
    with_interpreter(program, tree, ("SOFTMAX",))
    there = {
        path.relative_to(program.folder / FOLDER).as_posix()
        for path in (program.folder / FOLDER).rglob("*")
        if path.is_file()
    }
    assert {f"{KERNELS}/softmax.cpp", f"{KERNELS}/softmax.h"} <= there
    assert "third_party/flatbuffers/include/flatbuffers/flatbuffers.h" in there
    assert {"LICENSE", "third_party/flatbuffers/include/LICENSE"} <= there
    assert not any(name.endswith((".cc", "unused.h", "add.cpp", "ruy.h")) for name in there)


def test_the_sketch_is_whole_and_compiles_without_folders_or_macros(
    tree: TflmTree, program: ProgramSources, tmp_path: Path
) -> None:
    whole = with_interpreter(program, tree, ("SOFTMAX",))
    sketch = write_sketch(whole, load_board("nano-33-ble-sense"), tmp_path / "hears")
    sources = [sketch.folder / name for name in sketch.files if name.endswith(".cpp")]
    assert len(sources) == 8
    for source in sources:
        assert list(foreign_includes(source)) == []
    compiler = shutil.which("c++") or shutil.which("g++") or shutil.which("clang++")
    if compiler is None:
        pytest.skip("There is no C++ compiler (Debian: g++) to read the sketch.")
    for source in sources:
        command = [compiler, "-std=gnu++14", "-Wall", "-Werror", "-fsyntax-only", source]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr


def test_the_nanos_firmware_and_model_are_parts_of_their_own(
    tree: TflmTree,
    computer: Computer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    variant = Variant.load(SAMPLES / "models" / "mixconv-32")
    for opcode in operators_of(variant.tflite):
        (tree.root / KERNELS / f"{OPERATORS[opcode].kernel}.cc").touch()
    monkeypatch.setenv(VARIABLE, str(tree.root))
    board = replace(load_board("nano-33-ble-sense"), status="ready")
    computer.ready(board)
    image = finish(build(variant, board, "tflm", tmp_path / "image"))
    places = {part.kind: part.offset for part in image.parts}
    assert places == {"firmware": 0x10000, "model": board.model_offset}
    assert any(f"/src/{FOLDER}/tensorflow/" in name for name in image.files)
