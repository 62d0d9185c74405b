"""Two 'words' made of tones, a recording of them, and a tiny int8 model that knows them.

    python tone_words.py MODEL.tflite [ARCHITECTURE]

trains the model (in a process of its own, since TensorFlow is slow to import and leaks): a network
of its own or an architecture of the registry.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audio.frontend import FrontEndSettings, features, to_float
from compress import architectures

SAMPLE_RATE_HZ = 16000
LABELS = ("rise", "fall", "_unknown_")
FRONT_END = FrontEndSettings()
WORD_SECONDS = 0.5
SWEEP_HZ = {"rise": (500.0, 3000.0), "fall": (3000.0, 500.0)}


def word(label: str, rng: np.random.Generator) -> NDArray[np.float64]:
    """Half a second of a tone that rises or falls, a little different each time."""
    low, high = (hz * rng.uniform(0.85, 1.15) for hz in SWEEP_HZ[label])
    hz = np.linspace(low, high, int(WORD_SECONDS * SAMPLE_RATE_HZ))
    wave = np.sin(2 * np.pi * np.cumsum(hz) / SAMPLE_RATE_HZ)
    return wave * np.hanning(len(wave)) ** 0.5 * rng.uniform(4000, 12000)


def noise(seconds: float, rng: np.random.Generator) -> NDArray[np.float64]:
    """A hiss that is never quite silent."""
    return rng.normal(scale=rng.uniform(40, 150), size=int(seconds * SAMPLE_RATE_HZ))


def recording(words: list[tuple[str, float]], seconds: float, seed: int) -> NDArray[np.int16]:
    """Words at their start times, in seconds, in noise: int16, 16 kHz."""
    rng = np.random.default_rng(seed)
    sound = noise(seconds, rng)
    for label, start_s in words:
        wave = word(label, rng)
        start = int(start_s * SAMPLE_RATE_HZ)
        sound[start : start + len(wave)] += wave
    return np.clip(sound, -32768, 32767).astype(np.int16)


def training_windows(seed: int, takes: int) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Windows that hold a whole word, a part of one, or none, with their labels' numbers."""
    rng = np.random.default_rng(seed)
    windows, answers = [], []
    for take in range(takes):
        label = take % len(SWEEP_HZ)
        start_s = 2.0 + rng.uniform(-0.1, 0.1)
        sound = recording([(LABELS[label], start_s)], 4.0, int(rng.integers(1 << 30)))
        frames = features(sound, FRONT_END)
        for after_s in (-0.4, -0.1, 0.65, 0.75, 0.85, 0.95, 1.6):
            end = round((start_s + after_s) * 1000 / FRONT_END.step_ms)
            windows.append(to_float(frames[end - FRONT_END.frames : end]))
            answers.append(label if 0.6 < after_s < 1.0 else LABELS.index("_unknown_"))
    return np.stack(windows)[..., np.newaxis], np.asarray(answers)


def small_network() -> Any:
    """Quick to train, and padded in every direction."""
    import keras

    inputs = keras.Input(batch_shape=(1, FRONT_END.frames, FRONT_END.channels, 1))
    net = keras.layers.Conv2D(8, (8, 8), strides=(4, 4), padding="same", activation="relu")(inputs)
    net = keras.layers.DepthwiseConv2D((5, 3), padding="same", activation="relu")(net)
    net = keras.layers.Conv2D(12, 1, activation="relu")(net)
    net = keras.layers.Flatten()(net)
    outputs = keras.layers.Dense(len(LABELS))(net)
    return keras.Model(inputs, outputs)


def train(path: Path, architecture: str = "") -> None:
    """Train and convert the model: int8 features in, int8 logits out."""
    import keras
    import tensorflow as tf

    keras.utils.set_random_seed(1)
    if architecture:
        chosen = architectures.get(architecture)
        exported = chosen.build(FRONT_END.frames, len(LABELS), batch=1)
    else:
        exported = small_network()
    trained = keras.models.clone_model(
        exported, input_tensors=keras.Input((FRONT_END.frames, FRONT_END.channels, 1))
    )
    x, y = training_windows(seed=2, takes=40)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    trained.compile(keras.optimizers.Adam(3e-3), loss)
    trained.fit(x, y, epochs=12, batch_size=16, verbose=0)
    exported.set_weights(trained.get_weights())
    converter = tf.lite.TFLiteConverter.from_keras_model(exported)
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    full_scale = np.full_like(x[:1], 255 * 0.01015625)
    converter.representative_dataset = lambda: (
        [window[np.newaxis]] for window in np.concatenate([x[:100], full_scale])
    )
    converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
    converter.inference_input_type = converter.inference_output_type = tf.int8
    path.write_bytes(converter.convert())


if __name__ == "__main__":
    train(Path(sys.argv[1]), *sys.argv[2:])
