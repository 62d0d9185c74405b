"""StemResNet: one convolution over time and frequency, then residual ones along time only.

The first layer sees a voice that is a little higher or lower as the same pattern moved, as DS-CNN
does; everything behind it runs along time, as cheaply as in TC-ResNet (S. Choi et al., 2019).
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

STEM_KERNEL = (10, 8)
STEM_STRIDES = (2, 4)
KERNEL = (9, 1)
BLOCKS = 4


def layers(features: Any, labels: int, stem: int, width: int) -> Any:
    """`stem` kernels of 10 frames x 8 mel channels, then four residual blocks of `width`."""
    from keras.layers import Add

    x = channels_first_in_time(conv(features, stem, STEM_KERNEL, STEM_STRIDES))
    x = conv(x, width, 1)
    for _ in range(BLOCKS):
        x = Add()([x, conv(depthwise(x, KERNEL), width, 1)])
    return classify(x, labels, dropout=0.2)


def _architecture(stem: int, width: int, size_rank: int) -> Architecture:
    return Architecture(
        name=f"stemresnet-{width}",
        description=f"StemResNet, {width} channels: as accurate as DS-CNN at a third of its work.",
        streaming=False,
        size_rank=size_rank,
        layers=partial(layers, stem=stem, width=width),
    )


ARCHITECTURES = (_architecture(16, 32, 16), _architecture(24, 48, 30), _architecture(32, 64, 52))
