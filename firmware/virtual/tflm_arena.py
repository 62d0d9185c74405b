"""The working memory that TensorFlow Lite Micro's interpreter takes for a model."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Callable

from firmware.boards import BoardError
from firmware.virtual.tflm_host import require_tflm

STDERR = 2
TOTAL = re.compile(rb"Arena allocation total (\d+) bytes")


def tflm_arena_bytes(tflite: bytes) -> int:
    """Bytes of arena after one run: of the 64-bit interpreter, some 10 % above a chip's.

    Raises:
        BoardError: The interpreter is not to be had here, or cannot run the model.
    """
    try:
        interpreter = require_tflm().Interpreter.from_bytes(tflite)
        interpreter.invoke()
    except RuntimeError as error:
        raise BoardError(
            f"TensorFlow Lite Micro cannot run the model ({error}).", "Choose another engine."
        ) from error
    found = TOTAL.search(_stderr_of(interpreter.print_allocations))
    if found is None:
        raise BoardError("TensorFlow Lite Micro did not tell its arena's size.", "Try again.")
    return int(found[1])


def _stderr_of(work: Callable[[], object]) -> bytes:
    """What C code writes to the standard error stream, which Python's own does not catch."""
    saved = os.dup(STDERR)
    with tempfile.TemporaryFile() as catcher:
        try:
            os.dup2(catcher.fileno(), STDERR)
            work()
        finally:
            os.dup2(saved, STDERR)
            os.close(saved)
        catcher.seek(0)
        return catcher.read()
