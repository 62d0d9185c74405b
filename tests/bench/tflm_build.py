"""TensorFlow Lite Micro with its reference kernels for the emulated Cortex-M4, from a tree.

WAKEWRIGHT_TFLM_DIR names the tree: one with its third-party sources inside, such as
espressif/esp-tflite-micro, or tensorflow/tflite-micro after its own download script has run. It
takes arm-none-eabi-g++ with newlib and libstdc++ (Debian: gcc-arm-none-eabi,
libnewlib-arm-none-eabi, libstdc++-arm-none-eabi-newlib).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from compress.graph import read_graph
from firmware.toolchains.cortex_m4 import GNU_TARGET, LINKER_SCRIPT, ImageSizes, image_sizes

HERE = Path(__file__).resolve().parent
COMPILER = "arm-none-eabi-g++"
OPTIONS = (
    "-O2",
    "-std=c++17",
    "-fno-exceptions",
    "-fno-rtti",
    "-fno-threadsafe-statics",
    "-ffunction-sections",
    "-fdata-sections",
    "-DTF_LITE_STATIC_MEMORY",
    "-DTF_LITE_STRIP_ERROR_STRINGS",
    "-w",
)
THIRD_PARTY = ("flatbuffers/include", "gemmlowp", "ruy")
THIRD_PARTY_HOMES = ("third_party", "tensorflow/lite/micro/tools/make/downloads")
# Method of the op resolver and source files of each operator that the measured models hold.
OPERATORS = {
    "AVERAGE_POOL_2D": ("AddAveragePool2D", "pooling"),
    "CONV_2D": ("AddConv2D", "conv"),
    "DEPTHWISE_CONV_2D": ("AddDepthwiseConv2D", "depthwise_conv"),
    "FULLY_CONNECTED": ("AddFullyConnected", "fully_connected"),
    "RESHAPE": ("AddReshape", "reshape"),
    "SOFTMAX": ("AddSoftmax", "softmax"),
}
LEFT_OUT = ("test", "mock", "fake", "recording", "debug_log", "hexdump", "profiler", "micro_time")


def what_is_missing() -> str:
    """Why TFLM cannot be measured here; empty if it can."""
    if not os.environ.get("WAKEWRIGHT_TFLM_DIR"):
        return "WAKEWRIGHT_TFLM_DIR names no tree"
    if not (_tree() / "tensorflow/lite/micro/micro_interpreter.cc").is_file():
        return f"{_tree()} is no tree of TensorFlow Lite Micro"
    if len(_third_party()) < len(THIRD_PARTY):
        return f"{_tree()} lacks its third-party sources ({', '.join(THIRD_PARTY)})"
    if not shutil.which(COMPILER):
        return f"{COMPILER} is not installed"
    probe = subprocess.run(
        [COMPILER, *GNU_TARGET, "-x", "c++", "-", "-fsyntax-only"],
        input=b"#include <algorithm>\n#include <cstdio>\n",
        capture_output=True,
        check=False,
    )
    return "" if probe.returncode == 0 else f"{COMPILER} has no C++ library (newlib, libstdc++)"


def build(tflite: bytes, arena_bytes: int, elf: Path) -> ImageSizes | None:
    """Link an image with `test_input`, `test_output`, `test_run` and `test_arena_used`.

    Returns:
        Its sizes, model and arena included, or None if the model holds other operators.
    """
    graph = read_graph(tflite)
    opcodes = sorted({operator.opcode for operator in graph.operators})
    if not set(opcodes) <= OPERATORS.keys():
        return None
    stems = tuple(OPERATORS[opcode][1] for opcode in opcodes)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        (folder / "model.inc").write_text(",".join(str(value) for value in tflite))
        (folder / "operators.inc").write_text(
            "".join(f"resolver.{OPERATORS[opcode][0]}();\n" for opcode in opcodes)
        )
        defines = [f"-DOPERATOR_COUNT={len(opcodes)}", f"-DARENA_BYTES={arena_bytes}"]
        sizes = (graph.tensors[ends[0]].elements for ends in (graph.inputs, graph.outputs))
        defines += [f"-D{n}_BYTES={s}" for n, s in zip(("INPUT", "OUTPUT"), sizes, strict=True)]
        program = folder / "program.o"
        _compile(HERE / "tflm_program.cc", program, [*defines, f"-I{folder}"])
        link = ["-T", str(LINKER_SCRIPT), "-Wl,--gc-sections,--entry=test_run"]
        link += [f"-Wl,--undefined={name}" for name in ("test_run", "test_arena_used")]
        link += [
            "-nostartfiles",
            "--specs=nano.specs",
            "--specs=nosys.specs",
            "-Wl,--defsym=end=__bss_end",
        ]
        objects = [str(path) for path in _objects(stems)]
        _run([COMPILER, *GNU_TARGET, *OPTIONS, str(program), *objects, *link, "-o", str(elf)])
    return image_sizes(elf.read_bytes())


def _tree() -> Path:
    return Path(os.environ["WAKEWRIGHT_TFLM_DIR"])


def _third_party() -> list[Path]:
    places = [_tree() / home / part for part in THIRD_PARTY for home in THIRD_PARTY_HOMES]
    return [place for place in places if place.is_dir()]


@cache
def _objects(stems: tuple[str, ...]) -> list[Path]:
    return [_object(source) for source in _sources(stems)]


@cache
def _object(source: Path) -> Path:
    name = "_".join(source.relative_to(_tree()).with_suffix(".o").parts)
    target = _object_folder() / name
    _compile(source, target, [])
    return target


@cache
def _object_folder() -> Path:
    # Kept until the program ends: two models share most of the objects.
    keeper = tempfile.TemporaryDirectory()
    _KEEPERS.append(keeper)
    return Path(keeper.name)


_KEEPERS: list[tempfile.TemporaryDirectory[str]] = []


def _sources(stems: Sequence[str]) -> list[Path]:
    lite = _tree() / "tensorflow" / "lite"
    micro = lite / "micro"
    folders = [micro, micro / "arena_allocator", micro / "memory_planner", micro / "tflite_bridge"]
    folders += [lite / "core" / "api", lite / "core" / "c"]
    folders += [_tree() / "tensorflow" / "compiler" / "mlir" / "lite" / "schema"]
    folders += [lite / "kernels" / "internal", lite / "kernels" / "internal" / "reference"]
    found = [path for folder in folders for path in sorted(folder.glob("*.cc"))]
    found += [lite / "kernels" / "kernel_util.cc", micro / "kernels" / "kernel_util.cc"]
    # Depthwise convolutions use what the ordinary ones define.
    found += [micro / "kernels" / "conv_common.cc"]
    for stem in stems:
        found += sorted((micro / "kernels").glob(f"{stem}.cc"))
        found += sorted((micro / "kernels").glob(f"{stem}_common.cc"))
    return [
        path for path in dict.fromkeys(found) if not any(word in path.name for word in LEFT_OUT)
    ]


def _compile(source: Path, target: Path, options: Sequence[str]) -> None:
    includes = [f"-I{path}" for path in [_tree(), *_third_party()]]
    command = [COMPILER, *GNU_TARGET, *OPTIONS, *includes, *options]
    _run([*command, "-c", str(source), "-o", str(target)])


def _run(command: Sequence[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command[-3:])} failed:\n{done.stderr[-3000:]}")
