"""Untrained networks, exported in a child process: TensorFlow stays out of the test process."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audio.stage import Progress, Stage
from compress import architectures

LABELS = 10
FRAMES = 49


@dataclass(frozen=True)
class Exported:
    """One architecture with random weights: as the converter gave it, and slim."""

    name: str
    quantized: bytes
    slimmed: bytes
    agreement: float
    float_logits: NDArray[np.float32]


def some_features(count: int, seed: int = 0) -> NDArray[np.int8]:
    """Smooth features, as speech has, over the whole range; int8, shape (count, 49, 40)."""
    random = np.random.default_rng(seed)
    coarse = random.integers(-128, 128, (count, 8, 10)).astype(np.float32)
    fine = coarse.repeat(7, axis=1)[:, :FRAMES].repeat(4, axis=2)
    return np.clip(fine + random.normal(0, 10, fine.shape), -128, 127).astype(np.int8)


def export_all() -> Stage[list[Exported]]:
    """Export every architecture of the registry."""
    from audio.frontend import to_float
    from compress.draft import Draft
    from compress.steps.quantize_int8 import quantize_int8
    from compress.steps.slim import slim

    windows, result = some_features(40), []
    for name, architecture in architectures.registry().items():
        import keras

        keras.utils.set_random_seed(1)
        model = architecture.build(FRAMES, LABELS, batch=1)
        quantized, report = quantize_int8(Draft(model), windows, windows)
        logits = [model(to_float(w)[None, :, :, None], training=False) for w in windows[:5]]
        result.append(
            Exported(
                name,
                quantized,
                slim(quantized)[0],
                report.after["agreement_with_float"],
                np.concatenate([np.asarray(each) for each in logits]),
            )
        )
        yield Progress(0.0, name)
    return result


def export_dynamic_batch() -> Stage[bytes]:
    """What the quantizer makes of a model for any number of windows."""
    from compress.draft import Draft
    from compress.steps.quantize_int8 import quantize_int8

    yield Progress(0.0, "Starting")
    model = architectures.get("dscnn-32x4").build(FRAMES, LABELS)
    return quantize_int8(Draft(model), some_features(2), some_features(2))[0]
