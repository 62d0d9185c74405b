"""A small model that needs no training: hand-made weights tell low tones from high ones."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from audio.uno_frontend import BAND_EDGES, UnoFrontEnd
from compress.detector import DetectorSettings
from compress.uno.convnet import Block, ConvNet, Layer
from compress.uno.model import UnoModel

LABELS = ("low", "high", "_unknown_")
# Partials of each word, in Hz.
TONES_HZ = {"low": (450.0, 700.0), "high": (2000.0, 2700.0, 3400.0)}
TONE_SECONDS = 0.7
RATE_HZ = 16_000
BANDS = len(BAND_EDGES) - 1
CHANNELS, STRIDE = 2, 2
THRESHOLD = 22_000
METRICS = {
    "accuracy": 0.9,
    "accuracy_interval": [0.7, 0.97],
    "clips": 20,
    "words": 20,
    "false_reject_rate": 0.1,
    "false_reject_low": 0.03,
    "false_reject_high": 0.3,
    "false_accepts": 1,
    "false_accepts_per_hour": 4.0,
    "false_accepts_per_hour_upper": 18.9,
    "hours_of_negatives": 0.25,
    "validation_score": 0.9,
}


def two_tone_model(
    name: str = "uno-conv-16", made_from: str = "", labels: tuple[str, ...] = LABELS
) -> UnoModel:
    """Its first channel is the low bands less the high ones, its second the opposite."""
    first = np.full((3, BANDS, CHANNELS), 24, np.int8)
    first[:, BANDS // 2 :, 0] = -24
    first[:, : BANDS // 2, 1] = -24
    nothing = Block(
        Layer(
            np.zeros((3, CHANNELS), np.int8), np.zeros(0, np.int16), np.zeros(CHANNELS, np.uint8)
        ),
        Layer(
            np.zeros((1, CHANNELS, CHANNELS), np.int8),
            np.zeros(CHANNELS, np.int16),
            np.zeros(CHANNELS, np.uint8),
        ),
    )
    head = np.zeros((1, CHANNELS, len(LABELS)), np.int8)
    head[0, 0, 0] = head[0, 1, 1] = 127
    network = ConvNet(
        STRIDE,
        Layer(first, np.full(CHANNELS, -2500, np.int16), np.full(CHANNELS, 6, np.uint8)),
        (nothing,),
        Layer(head, np.array([0, 0, 7000], np.int16), np.full(len(LABELS), 3, np.uint8)),
    )
    detector = DetectorSettings(STRIDE, 4, (THRESHOLD,) * len(LABELS), 600)
    front_end = UnoFrontEnd(frames=network.frames)
    return UnoModel(name, labels, front_end, detector, network, METRICS, made_from)


def two_tone_sound(words: Sequence[tuple[str, float]], seconds: float) -> NDArray[np.int16]:
    """Tones by name, each beginning at its second, in silence; int16, 16 kHz."""
    sound = np.zeros(round(seconds * RATE_HZ))
    time = np.arange(round(TONE_SECONDS * RATE_HZ)) / RATE_HZ
    for word, start_s in words:
        wave = sum(np.sin(2 * np.pi * hertz * time) for hertz in TONES_HZ[word])
        start = round(start_s * RATE_HZ)
        sound[start : start + len(time)] += 6000 * np.hanning(len(time)) ** 0.5 * wave
    return sound.astype(np.int16)
