"""Full-integer quantization after training: int8 weights, activations, features and logits.

The representative data fixes the input to the front end's own scale and zero point, so that the
chip copies features into the model without touching them. TensorFlow is imported inside; this runs
in a child process, because the converter leaks tens of megabytes a call.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import redirect_stdout
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audio.frontend import to_float
from compress.draft import Draft
from compress.ranges import with_ranges
from compress.runner import Runner
from compress.surgery import rebuilt
from compress.variant import StepReport

NAME = "quantize_int8"
TITLE = "Quantize to 8-bit integers"
FLOAT_BYTES = 4


def quantize_int8(
    draft: Draft, windows: NDArray[np.int8], check: NDArray[np.int8]
) -> tuple[bytes, StepReport]:
    """Convert a network. Ranges that it was trained with are kept; others are looked for.

    Args:
        draft: Real features (batch, frames, 40, 1) -> logits (batch, labels).
        windows: Representative features, int8, shape (n, frames, 40).
        check: Features on which float and int8 answers are compared, same shape.

    Raises:
        ModelError: The result does not take the front end's features as they are.
    """
    import tensorflow as tf

    # A dynamic batch can become a graph that TensorFlow Lite Micro runs silently wrong.
    if draft.ranges:
        model = with_ranges(draft.model, draft.ranges, batch=1, following=False)
    else:
        model = rebuilt(draft.model, batch=1)
    converter = tf.lite.TFLiteConverter.from_keras_model(model)
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.representative_dataset = lambda: _representative(windows)
    converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
    converter.inference_input_type = converter.inference_output_type = tf.int8
    # The converter talks on stdout, which belongs to whoever asked for JSON.
    with redirect_stdout(io.StringIO()):
        tflite: bytes = converter.convert()
    runner = Runner(tflite)  # Checks the input's scale and zero point.
    before = _float_answers(draft.model, check)
    agreement = float(np.mean(before == runner.run(check).argmax(axis=1))) if len(check) else 1.0
    float_bytes = float(sum(np.prod(weight.shape) for weight in draft.model.weights) * FLOAT_BYTES)
    report = StepReport(
        NAME,
        {"weight_bytes": float_bytes},
        {"tflite_bytes": float(len(tflite)), "agreement_with_float": agreement},
        _not_int8(tflite),
    )
    return tflite, report


def _representative(windows: NDArray[np.int8]) -> Iterator[list[NDArray[np.float32]]]:
    """Each window with the smallest and the largest feature put in its oldest frame.

    Two values of 1,960 do not move the ranges of the layers behind, but they pin the input's.
    """
    for window in windows:
        pinned = window.copy()
        pinned[0, 0], pinned[0, -1] = -128, 127
        yield [to_float(pinned)[None, :, :, None]]


def _float_answers(model: Any, windows: NDArray[np.int8]) -> NDArray[np.int64]:
    answers = [
        int(np.argmax(model(to_float(window)[None, :, :, None], training=False)))
        for window in windows
    ]
    return np.asarray(answers, np.int64)


def _not_int8(tflite: bytes) -> tuple[str, ...]:
    """Tensors that stayed in floating point, which no integer engine can run."""
    from ai_edge_litert.schema_py_generated import TensorType

    from compress.flatfile import unpack

    tensors = unpack(tflite).subgraphs[0].tensors
    floats = [t.name for t in tensors if t.type in (TensorType.FLOAT32, TensorType.FLOAT16)]
    return tuple(f"{name.decode()} stayed in floating point" for name in floats)
