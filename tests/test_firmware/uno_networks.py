"""Small networks with random integers, which use every range that training could."""

from __future__ import annotations

import numpy as np

from audio.uno_frontend import BAND_EDGES
from compress.uno.bonsai import Bonsai
from compress.uno.convnet import Block, ConvNet, Layer

BANDS = len(BAND_EDGES) - 1


def random_convnet(seed: int, channels: int = 8, labels: int = 3, stride: int = 2) -> ConvNet:
    """A convolutional network; its shifts bring about as many outputs into range as out of it."""
    random = np.random.default_rng(seed)

    def layer(*shape: int, bias: bool = True) -> Layer:
        outputs = shape[-1]
        spread = np.sqrt(np.prod(shape[:-1])) * 40
        shifts = np.clip(np.round(np.log2(spread)) + random.integers(-3, 3, outputs), 0, 15)
        return Layer(
            random.integers(-127, 128, shape).astype(np.int8),
            random.integers(-9000, 9000, outputs if bias else 0).astype(np.int16),
            shifts.astype(np.uint8),
        )

    blocks = tuple(
        Block(layer(taps, channels, bias=False), layer(1, channels, channels)) for taps in (5, 3)
    )
    return ConvNet(stride, layer(3, BANDS, channels), blocks, layer(1, channels, labels))


def random_bonsai(seed: int, values: int = 5, depth: int = 2, labels: int = 3) -> Bonsai:
    """A tree in which every leaf is reached."""
    random = np.random.default_rng(seed)
    groups, nodes = 6, 2 ** (depth + 1) - 1

    def weights(*shape: int) -> np.ndarray:
        return random.integers(-127, 128, shape).astype(np.int8)

    projection = weights(values, groups * BANDS)
    projection[random.random(projection.shape) < 0.6] = 0
    return Bonsai(
        projection=projection,
        bias=random.integers(-9000, 9000, values).astype(np.int16),
        shifts=random.integers(6, 10, values).astype(np.uint8),
        one=32,
        branches=weights(nodes // 2, values + 1),
        scores=weights(nodes, labels, values + 1),
        score_shifts=random.integers(0, 8, (nodes, labels)).astype(np.uint8),
        gates=weights(nodes, labels, values + 1),
        gate_shifts=random.integers(6, 11, (nodes, labels)).astype(np.uint8),
        bands=BANDS,
    )


def some_features(seed: int, frames: int) -> np.ndarray:
    """Stretches of noise, quiet and full scale; int8, (frames, bands), 0..127."""
    random = np.random.default_rng(seed)
    levels = np.repeat(random.integers(0, 128, -(-frames // 20)), 20)[:frames, None]
    noisy = random.integers(-60, 60, (frames, BANDS)) + levels
    return np.clip(noisy, 0, 127).astype(np.int8)
