"""The registry's architectures that stream, with random weights, as int8 models.

python tests/test_firmware/stream_networks.py FOLDER NAME:FRAMES...
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from audio.frontend import FEATURE_SCALE, FEATURE_ZERO_POINT
from compress import architectures

LABELS = 4
WINDOWS = 12


def convert(name: str, frames: int) -> bytes:
    """One network. Features that change slowly keep its activations apart."""
    import keras
    import tensorflow as tf

    keras.utils.set_random_seed(1)
    model = architectures.get(name).build(frames, LABELS, batch=1)
    random = np.random.default_rng(1)
    coarse = random.integers(-128, 128, (WINDOWS, -(-frames // 7), 10))
    windows = coarse.repeat(7, axis=1)[:, :frames].repeat(4, axis=2)
    windows[:, 0, 0], windows[:, 0, 1] = -128, 127
    real = ((windows - FEATURE_ZERO_POINT) * FEATURE_SCALE).astype(np.float32)
    converter = tf.lite.TFLiteConverter.from_keras_model(model)
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.representative_dataset = lambda: ([each[None, ..., None]] for each in real)
    converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
    converter.inference_input_type = converter.inference_output_type = tf.int8
    return bytes(converter.convert())


def main(folder: Path, wanted: list[str]) -> None:
    """Convert what is wanted into `folder`."""
    for each in wanted:
        name, _, frames = each.partition(":")
        (folder / f"{name}-at-{frames}.tflite").write_bytes(convert(name, int(frames)))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
