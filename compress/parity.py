"""The check after every export: does everybody who runs this file get the same bytes?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from compress.runner import Runner
from compress.variant import ModelError

ARENA_BYTES = 512 * 1024
# LiteRT and TFLM may round an ADD or a large fully connected sum differently by one step; a
# wrongly converted graph is off by far more.
ONE_STEP = 1


@dataclass(frozen=True)
class Parity:
    """LiteRT without delegates against TensorFlow Lite Micro.

    Attributes:
        windows: Windows that were run; 0 where the `tflite-micro` wheel does not exist.
        same: Logits equal in both.
        logits: Logits compared.
        largest: The largest difference, in int8 steps.
    """

    windows: int
    same: int
    logits: int
    largest: int


def tflm_answers(tflite: bytes, windows: NDArray[np.int8]) -> NDArray[np.int8] | None:
    """Logits, int8 (n, labels), of TensorFlow Lite Micro's interpreter; None without its wheel."""
    try:
        from tflite_micro.python.tflite_micro import runtime
    except ImportError:
        return None
    engine = runtime.Interpreter.from_bytes(tflite, arena_size=ARENA_BYTES)
    shape = engine.get_input_details(0)["shape"]
    rows = []
    for window in windows:
        engine.set_input(np.ascontiguousarray(window.reshape(shape)), 0)
        engine.invoke()
        rows.append(np.asarray(engine.get_output(0)).reshape(-1))
    return np.asarray(rows, np.int8)


def check_parity(tflite: bytes, windows: NDArray[np.int8]) -> Parity:
    """Run windows through both interpreters.

    Raises:
        ModelError: They differ by more than rounding: the export is wrong.
    """
    theirs = tflm_answers(tflite, windows)
    if theirs is None:
        return Parity(0, 0, 0, 0)
    ours = Runner(tflite).run(windows)
    distance = np.abs(ours.astype(np.int16) - theirs.astype(np.int16))
    largest = int(distance.max(initial=0))
    if largest > ONE_STEP:
        raise ModelError(
            f"TensorFlow Lite Micro answers differently from LiteRT (by {largest} steps).",
            "The export is wrong; please report this with the model file.",
        )
    return Parity(len(windows), int(np.count_nonzero(distance == 0)), distance.size, largest)
