"""Runs first in a frozen copy: the surroundings that programs expect."""

import ctypes.util
import os
import sys
from pathlib import Path

# PyInstaller's loader points the system's linker into the app's folder; programs of the system
# that we start (compilers, players) must not find their libraries there.
for name in ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "LIBPATH"):
    before = os.environ.pop(f"{name}_ORIG", None)
    if before:
        os.environ[name] = before
    else:
        os.environ.pop(name, None)

# Our own workers do need them: the loader of a copy of this program then points there again.
os.environ["PYINSTALLER_RESET_ENVIRONMENT"] = "1"

# sounddevice asks the system where PortAudio is; the copy that came along comes first.
if sys.platform.startswith("linux"):
    ask_system = ctypes.util.find_library

    def find_library(name: str) -> str | None:
        """A library of the app's folder, else of the system."""
        ours = sorted(Path(sys._MEIPASS).glob(f"lib{name}.so*"))  # type: ignore[attr-defined]
        return str(ours[0]) if ours else ask_system(name)

    ctypes.util.find_library = find_library

# A program without a console has no streams at all, and libraries write to them nevertheless.
for stream in ("stdout", "stderr"):
    if getattr(sys, stream) is None:
        setattr(sys, stream, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115

# Programs of others that came along are looked for last, after the user's own. What is started by
# a click on macOS is not told where Homebrew has put those.
beside = Path(sys.executable).parent
tools = [*beside.glob("tools/*"), *beside.parent.glob("Resources/tools/*")]
homebrew = ["/opt/homebrew/bin", "/usr/local/bin"] if sys.platform == "darwin" else []
search = [os.environ.get("PATH", os.defpath), *homebrew, *map(str, tools)]
os.environ["PATH"] = os.pathsep.join(search)
