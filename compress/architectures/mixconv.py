"""MixConv: convolutions along time only, longer and longer ones, in the manner of microWakeWord.

After M. Tan and Q. Le, "MixConv: Mixed Depthwise Convolutional Kernels" (2019), and O. Rybakov et
al., "Streaming keyword spotting on mobile devices" (2020). Nothing is padded along time, so a
streaming engine may compute only what is new.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from compress.architectures.blocks import (
    Architecture,
    channels_first_in_time,
    classify,
    conv,
    depthwise,
)

FIRST_KERNEL_FRAMES = 5
FIRST_STRIDE_FRAMES = 2
KERNELS = (3, 5, 7, 9)


def layers(features: Any, labels: int, width: int) -> Any:
    """All 40 channels to `width` features a step of 40 ms, then ever longer depthwise kernels."""
    x = channels_first_in_time(features)
    x = conv(x, width, (FIRST_KERNEL_FRAMES, 1), (FIRST_STRIDE_FRAMES, 1), padding="valid")
    for kernel in KERNELS:
        x = depthwise(x, (kernel, 1), padding="valid")
        x = conv(x, width, 1)
    return classify(x, labels, dropout=0.1)


def _architecture(width: int, size_rank: int) -> Architecture:
    return Architecture(
        name=f"mixconv-{width}",
        description=f"MixConv, {width} channels: quick on a chip, able to stream.",
        streaming=True,
        size_rank=size_rank,
        layers=partial(layers, width=width),
        stride_frames=2 * FIRST_STRIDE_FRAMES,
    )


ARCHITECTURES = (_architecture(32, 19), _architecture(48, 29), _architecture(64, 44))
