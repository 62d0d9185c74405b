"""What is left out of the installers, by rules with their reasons, and how much that saves."""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath

# PyInstaller's entry of a collected file: (place in the app's folder, source, kind).
Entry = tuple[str, str, str]

ASSETS_IN = (
    "backbones", "demo", "esphome", "icons", "sample", "teacher", "translations", "web",
)  # fmt: skip

# Only developers run these; and the emulator is a program of its own.
OWN_MODULES_OUT = (
    "gui.translations", "gui.core_sentences", "gui.screenshots", "compress.pretrain",
    "firmware.virtual.cortex_m4", "firmware.virtual.emulator",
)  # fmt: skip

# Modules that the packages we use can do without, and so do we.
MODULES_OUT = [
    # Of TensorFlow and keras: other backends, remote profiling, model files of another format.
    "grpc", "h5py", "tensorboard", "tensorboard_data_server", "torch", "jax", "jaxlib",
    # Under the GPL: in the program wakewright-emulator alone.
    "unicorn", "firmware.virtual.cortex_m4", "firmware.virtual.emulator",
    # Of librosa: a stand-in does it, see stand_ins/numba.py.
    "llvmlite",
    # Of pyqtgraph, matplotlib, Optuna, urllib3: windows, notebooks and databases that nobody opens.
    "IPython", "pandas", "OpenGL", "tkinter", "PyQt5", "PyQt6", "cryptography", "MySQLdb",
    "psycopg", "psycopg2", "matplotlib.backends.backend_qtagg", "fontTools.ttLib",
    # For developers.
    "attr", "jsonschema", "pytest", "hypothesis", "mypy", "setuptools", "pip", "wheel", "ziglang",
]  # fmt: skip

# What PyInstaller would run first in each process. This one gives matplotlib a new folder, for apps
# that are unpacked anew at each start; processes that are killed would leave theirs behind.
HOOKS_OUT = ("pyi_rth_mplconfig",)

# The programs under the GPL hold what goes together with it, and no more; the sources of all of it
# are published beside the installers (.github/workflows/installers.yml).
EMULATOR_IN = {"audio", "compress", "elftools", "firmware", "numpy", "unicorn"}
EMULATOR_OUT = [
    "ai_edge_litert", "flatbuffers", "keras", "librosa", "matplotlib", "optuna", "PIL",
    "pymicro_features", "PySide6", "scipy", "serial", "sklearn", "sounddevice", "soundfile",
    "soxr", "tensorflow", "tflite_micro", "tomlkit", "tkinter", "setuptools", "pkg_resources",
    "pytest", "hypothesis", "charset_normalizer", "yaml", "psutil", "importlib_resources",
    "threadpoolctl", "typing_extensions",
]  # fmt: skip
TOOL_IN = {
    "click", "colorama", "esp_pylib", "esptool", "intelhex", "markdown_it", "mdurl", "pygments",
    "rich", "rich_click", "serial", "typing_extensions",
}  # fmt: skip
TOOL_OUT = [
    "tkinter", "IPython", "numpy", "PySide6", "setuptools", "pytest", "PIL", "readline", "attr",
    # For programs that start it and listen to it over a network, which we do not.
    "websockets", "ssl",
]  # fmt: skip

# Files by their place in the app's folder -> why they are not needed.
FILES_OUT = {
    "*/profiler/internal/_pywrap_profiler_plugin*": "TensorFlow's remote profiler",
    "*/stablehlo/stablehlo_extension*": "TensorFlow's exporter to another compiler",
    "tensorflow/compiler/tf2xla/ops/_xla_ops.*": "TensorFlow's just-in-time compiler from Python",
    "tensorflow/include/*": "headers",
    "wakewright-*.dist-info/*": "written anew with the version's stamp",
    "*/PySide6/Qt/translations/*": "Qt's own texts in languages that the app does not speak",
    "PySide6/Qt/translations/*": "Qt's own texts in languages that the app does not speak",
    "PySide6/translations/*": "Qt's own texts in languages that the app does not speak",
    "*/plugins/platformthemes/libqgtk3.so": "GTK's looks, with all of GTK",
    "*/plugins/platforms/libqeglfs.so": "screens without a window system",
    "*/plugins/platforms/libqlinuxfb.so": "screens without a window system",
    "*/plugins/platforms/libqvnc.so": "windows over a network",
    "*/plugins/platforms/libqvkkhrdisplay.so": "screens without a window system",
    "*/plugins/platforms/libqminimal*.so": "windows that nobody sees",
    "*/plugins/egldeviceintegrations/*": "screens without a window system",
    "*/plugins/generic/*": "touch screens without a window system",
    "*/plugins/networkinformation/*": "the network is never used",
    "*/plugins/tls/*": "the network is never used",
    "PySide6/QtNetwork.*": "the network is never used",
    "*/plugins/imageformats/libq[!si]*": "pictures of other kinds than SVG and icons",
    "*/plugins/imageformats/q[!si]*": "pictures of other kinds than SVG and icons",
    "PIL/_avif*": "pictures of other kinds",
    "PIL/_webp*": "pictures of other kinds",
    "PIL/_imagingcms*": "colour management",
    "matplotlib/mpl-data/sample_data/*": "examples",
    "sklearn/datasets/*": "examples",
    "scipy/*/tests/*": "tests",
    "*/readline.*": "Python's line editor, under the GPL; nobody types at a prompt here",
    "*/_dbm.*": "databases of other kinds than SQLite",
    "*/_gdbm.*": "databases of other kinds than SQLite",
    "libmvec.so.*": "a piece of the system's C library",
    "*/opengl32sw.dll": "drawing in three dimensions without a graphics card",
    # The system's own must be used: its plug-ins and drivers fit only that one.
    "libasound.so.*": "the system's sound library is used",
    "libstdc++.so.*": "the system's is newer or the same",
    "libgcc_s.so.*": "the system's is newer or the same",
    "libfontconfig.so.*": "the system's knows its fonts",
    "libfreetype.so.*": "the system's goes with its fontconfig",
    "libexpat.so.*": "the system's goes with its fontconfig",
    "libdbus-1.so.*": "the system's knows its bus",
}
# Of Qt's own texts those in these languages stay: "OK" and "Cancel" of its dialogs.
FILES_IN = ("*/qtbase_ko.qm", "*/qtbase_en.qm")
# Looked up by name when the program runs, so nothing is linked to them.
LOADED_BY_NAME = ("libportaudio*", "libpython*", "libXtst*")


def trimmed(entries: Iterable[Entry]) -> tuple[list[Entry], list[tuple[Entry, str]]]:
    """What stays, and what goes with the reason."""
    kept: list[Entry] = []
    cut: list[tuple[Entry, str]] = []
    for entry in entries:
        place = PurePosixPath(entry[0].replace("\\", "/")).as_posix()
        reason = next((why for pattern, why in FILES_OUT.items() if fnmatch(place, pattern)), "")
        if reason and not any(fnmatch(place, pattern) for pattern in FILES_IN):
            cut.append((entry, reason))
        else:
            kept.append(entry)
    needed = _needed(kept) if sys.platform.startswith("linux") else kept
    lost = "only what was left out needed them"
    return needed, cut + [(entry, lost) for entry in kept if entry not in needed]


def sizes(entries: Iterable[Entry]) -> int:
    """Bytes of all files together, links to others not counted."""
    return sum(Path(source).stat().st_size for _, source, kind in entries if kind != "SYMLINK")


def report(before: int, cut: Sequence[tuple[Entry, str]]) -> dict[str, int]:
    """Bytes that each reason saved, the largest first, and what was there before."""
    saved: dict[str, int] = defaultdict(int)
    for (_, source, kind), reason in cut:
        if kind != "SYMLINK":
            saved[reason] += Path(source).stat().st_size
    most_first = sorted(saved.items(), key=lambda item: -item[1])
    return {"collected before trimming": before, **dict(most_first)}


def stand_in_modules(folder: Path) -> list[Entry]:
    """Modules in place of compiled ones that were left out; PyInstaller does not find these."""
    name = "tensorflow.python.profiler.internal._pywrap_profiler_plugin"
    return [(name, str(folder / "profiler_plugin.py"), "PYMODULE")]


def check_program(modules: Iterable[str], allowed: set[str]) -> None:
    """See that a program under the GPL holds what its licence allows and whose sources we publish.

    Raises:
        ValueError: It would hold something else, too; it says what.
    """
    own = {name.partition(".")[0] for name in modules} - set(sys.stdlib_module_names)
    strangers = {name for name in own - allowed if not name.startswith("_")}
    if strangers:
        raise ValueError(f"a program under the GPL would hold {', '.join(sorted(strangers))}")


def icon(staging: Path) -> str | None:
    """The program's icon where a program holds one."""
    suffix = {"win32": ".ico", "darwin": ".icns"}.get(sys.platform)
    return str(staging / "assets" / f"wakewright{suffix}") if suffix else None


def _needed(entries: list[Entry]) -> list[Entry]:
    """Without shared libraries at the top that no other file is linked to, directly or not."""
    from elftools.elf.elffile import ELFFile

    def names(source: str) -> set[str]:
        with Path(source).open("rb") as stream:
            if stream.read(4) != b"\x7fELF":
                return set()
            dynamic = ELFFile(stream).get_section_by_name(".dynamic")
            tags = dynamic.iter_tags("DT_NEEDED") if dynamic else ()
            return {tag.needed for tag in tags}

    plain = re.compile(r"(^|/|\.libs/)lib[^/]*\.so[.\d]*$")
    libraries = [
        entry
        for entry in entries
        if plain.search(entry[0])
        and (entry[0].count("/") == 0 or ".libs/" in entry[0] or "/Qt/lib/" in entry[0])
        and not any(fnmatch(entry[0], pattern) for pattern in LOADED_BY_NAME)
    ]
    optional = {id(entry) for entry in libraries}
    wanted: set[str] = set()
    waiting = [entry for entry in entries if id(entry) not in optional and entry[2] != "DATA"]
    while waiting:
        found = set().union(*(names(source) for _, source, kind in waiting if kind != "SYMLINK"))
        wanted |= found
        waiting = [e for e in libraries if id(e) in optional and Path(e[0]).name in wanted]
        optional -= {id(entry) for entry in waiting}
    return [entry for entry in entries if id(entry) not in optional]
