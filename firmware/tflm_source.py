"""Where TensorFlow Lite Micro’s sources are: a tree that somebody named, or a copy in the cache.

    tree = find_tree()
    tree.sources(("CONV_2D", "SOFTMAX")), tree.include_dirs, tree.content

`WAKEWRIGHT_TFLM_DIR` names a tree that is already there: espressif/esp-tflite-micro, which brings
its third-party sources along, or tensorflow/tflite-micro once its own script has downloaded those.
Trees with the kernels for CMSIS-NN, and CMSIS-NN itself beside the other third-party sources, are
compiled with those kernels.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from audio.errors import WakewrightError
from firmware.cache import cache_folder
from firmware.engines.tflm.operators import OPERATORS

VARIABLE = "WAKEWRIGHT_TFLM_DIR"
MICRO = "tensorflow/lite/micro"
INTERPRETER = f"{MICRO}/micro_interpreter.cc"
# Third-party sources as (name, folder of its headers), and the two places where trees have them.
THIRD_PARTY = (("flatbuffers", "include"), ("gemmlowp", ""), ("ruy", ""))
HOMES = ("third_party", f"{MICRO}/tools/make/downloads")
# The interpreter without kernels: all C++ of these folders.
CORE_FOLDERS = (
    MICRO,
    f"{MICRO}/arena_allocator",
    f"{MICRO}/memory_planner",
    f"{MICRO}/tflite_bridge",
    "tensorflow/lite/core/api",
    "tensorflow/lite/core/c",
    "tensorflow/compiler/mlir/lite/core/api",
    "tensorflow/compiler/mlir/lite/schema",
    "tensorflow/lite/kernels/internal",
    "tensorflow/lite/kernels/internal/reference",
)
CORE_FILES = ("tensorflow/lite/kernels/kernel_util.cc",)
# Of those, what tests and measures the library itself, and what the board brings.
LEFT_OUT = ("test", "mock", "fake", "recording", "debug_log", "hexdump", "profiler", "micro_time")
KERNELS = f"{MICRO}/kernels"
# Kernels that others need, whatever the model holds.
SHARED_KERNELS = ("kernel_util", "micro_tensor_utils", "conv_common", "decompress")
# Families of CMSIS-NN that kernels call, and the ends of names of what is switched off.
CMSIS_FAMILIES = (
    *(
        "BasicMathFunctions",
        "ConvolutionFunctions",
        "FullyConnectedFunctions",
        "NNSupportFunctions",
    ),
    *("PadFunctions", "PoolingFunctions", "SoftmaxFunctions", "TransposeFunctions"),
)
CMSIS_OTHER_TYPES = ("_f16", "_f32", "_flt")
CMSIS_DEFINES = ("CMSIS_NN", "ARM_NN_ENABLE_F16=0", "ARM_NN_ENABLE_F32=0")
CODE = (".h", ".hpp", ".cc", ".c", ".inc")
# What of a tree can reach the compiler.
HASHED = ("tensorflow/lite", "tensorflow/compiler/mlir/lite", *HOMES)


class TflmError(WakewrightError):
    """There is no tree of TensorFlow Lite Micro, or it is not whole."""


@dataclass(frozen=True)
class TflmTree:
    """Sources of TensorFlow Lite Micro that are whole.

    Attributes:
        root: The folder.
        include_dirs: Where its headers and those of third parties are looked for.
        cmsis_nn: The folder of CMSIS-NN; None where reference kernels are used.
    """

    root: Path
    include_dirs: tuple[Path, ...]
    cmsis_nn: Path | None

    @property
    def kernels(self) -> str:
        """Which kernels are compiled, for people."""
        return "CMSIS-NN" if self.cmsis_nn else "reference"

    @property
    def defines(self) -> tuple[str, ...]:
        """Macros that choose the kernels."""
        return CMSIS_DEFINES if self.cmsis_nn else ()

    @property
    def content(self) -> str:
        """SHA-256 over names and contents of all source files that can be compiled, sorted."""
        return content_hash(self.root)

    def sources(self, opcodes: Sequence[str]) -> tuple[Path, ...]:
        """What to compile for an interpreter with these operators, each file once."""
        found = [
            path for folder in CORE_FOLDERS for path in sorted((self.root / folder).glob("*.cc"))
        ]
        found = [path for path in found if not any(word in path.name for word in LEFT_OUT)]
        found += [self.root / file for file in CORE_FILES]
        stems = [*SHARED_KERNELS, *(OPERATORS[opcode].kernel for opcode in opcodes)]
        found += [path for stem in stems for path in self._kernel_files(stem)]
        if self.cmsis_nn:
            found += _cmsis_files(self.cmsis_nn)
        return tuple(dict.fromkeys(found))

    def _kernel_files(self, stem: str) -> Iterator[Path]:
        folder = self.root / KERNELS
        tuned = folder / "cmsis_nn" / f"{stem}.cc"
        yield from [tuned if self.cmsis_nn and tuned.exists() else folder / f"{stem}.cc"]
        if (common := folder / f"{stem}_common.cc").exists():
            yield common
        if stem == "decode":
            yield from sorted(p for p in folder.glob("decode_*.cc") if "test" not in p.name)


def find_tree() -> TflmTree:
    """The tree that the environment names, else the copy in the cache.

    Raises:
        TflmError: There is none, or it is not whole.
    """
    named = os.environ.get(VARIABLE)
    if named:
        return read_tree(Path(named).absolute())
    if is_tree(cached_tree()):
        return read_tree(cached_tree())
    raise TflmError(
        "The sources of TensorFlow Lite Micro are not on this computer.",
        f"Let {VARIABLE} name a copy of github.com/espressif/esp-tflite-micro, "
        "or take the engine baked.",
    )


def is_tree(root: Path) -> bool:
    """Whether a folder looks like a tree; `read_tree` says whether it is whole."""
    return (root / INTERPRETER).is_file()


def cached_tree() -> Path:
    """Where the copy in the cache is, or would be."""
    return cache_folder("tflm")


def read_tree(root: Path) -> TflmTree:
    """A tree, checked.

    Raises:
        TflmError: Something that is compiled is missing.
    """
    if not is_tree(root):
        raise TflmError(
            f"{root} is no tree of TensorFlow Lite Micro: it holds no {INTERPRETER}.",
            "Name a copy of github.com/espressif/esp-tflite-micro.",
        )
    includes = [root]
    for name, headers in THIRD_PARTY:
        # A folder may be there and hold build files alone.
        places = [root / home / name / headers for home in HOMES]
        whole = [place for place in places if any(place.rglob("*.h"))]
        if not whole:
            raise TflmError(
                f"{root} lacks the sources of {name}, which TensorFlow Lite Micro needs.",
                "Let its Makefile download them (target third_party_downloads), "
                "or take github.com/espressif/esp-tflite-micro.",
            )
        includes.append(whole[0])
    cmsis = [root / home / "cmsis_nn" for home in HOMES]
    tuned = (root / KERNELS / "cmsis_nn").is_dir()
    cmsis_nn = next((place for place in cmsis if tuned and (place / "Include").is_dir()), None)
    if cmsis_nn:
        includes += [cmsis_nn, cmsis_nn / "Include"]
    return TflmTree(root, tuple(includes), cmsis_nn)


def content_hash(root: Path) -> str:
    """SHA-256 over the names and contents of a tree's source files, sorted by name."""
    digest = hashlib.sha256()
    files = {p for part in HASHED for p in (root / part).rglob("*") if p.suffix in CODE}
    for path in sorted(files, key=lambda path: path.relative_to(root).as_posix()):
        name = path.relative_to(root).as_posix()
        digest.update(f"{name}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest()


def _cmsis_files(cmsis_nn: Path) -> list[Path]:
    found = [
        path for family in CMSIS_FAMILIES for path in (cmsis_nn / "Source" / family).glob("*.c")
    ]
    return sorted(p for p in found if not any(other in p.stem for other in CMSIS_OTHER_TYPES))
