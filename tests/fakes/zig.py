"""A program that stands in for zig, whose archive is larger than a test may fetch.

It keeps to the part of zig's command line that is used here: `zig version`, and `zig cc -o FILE`,
which leaves an empty module of WebAssembly there. It tells in ZIG_HISTORY how it was started.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

HISTORY_VARIABLE = "ZIG_HISTORY"
EMPTY_MODULE = b"\0asm\1\0\0\0"


def main(version: str, arguments: list[str]) -> None:
    """One command."""
    note = {"arguments": arguments, "cache": os.environ.get("ZIG_GLOBAL_CACHE_DIR")}
    with Path(os.environ[HISTORY_VARIABLE]).open("a", encoding="utf-8") as history:
        history.write(json.dumps(note) + "\n")
    if arguments == ["version"]:
        print(version)
    elif arguments[:1] == ["cc"] and "-o" in arguments:
        Path(arguments[arguments.index("-o") + 1]).write_bytes(EMPTY_MODULE)
    elif arguments == ["cc", "--version"]:
        print("clang version 21.1.0")
    else:
        sys.exit(f"error: unknown command: {arguments}")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
