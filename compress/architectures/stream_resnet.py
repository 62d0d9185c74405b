"""StreamResNet: StemResNet without padding along time, so that a chip computes only new frames.

A residual block's input is cut to the columns that its valid convolution leaves. While streaming
that costs nothing: an older column of what is kept anyway is read.
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
# 49 frames leave 20 columns behind the stem; each kernel takes one less than its length of them.
KERNELS = (3, 3, 5, 5)


def layers(features: Any, labels: int, stem: int, width: int) -> Any:
    """`stem` kernels of 10 frames x 8 mel channels, then four residual blocks of `width`."""
    from keras.layers import Add, Cropping2D

    x = channels_first_in_time(conv(features, stem, STEM_KERNEL, STEM_STRIDES, padding="valid"))
    x = conv(x, width, 1)
    for kernel in KERNELS:
        seen = (kernel - 1) // 2
        branch = conv(depthwise(x, (kernel, 1), padding="valid"), width, 1)
        x = Add()([Cropping2D(((seen, seen), (0, 0)))(x), branch])
    return classify(x, labels, dropout=0.2)


def _architecture(stem: int, width: int, size_rank: int) -> Architecture:
    return Architecture(
        name=f"streamresnet-{width}",
        description=f"StreamResNet, {width} channels: nearly StemResNet, but able to stream.",
        streaming=True,
        size_rank=size_rank,
        layers=partial(layers, stem=stem, width=width),
        stride_frames=2 * STEM_STRIDES[0],
    )


ARCHITECTURES = (_architecture(16, 32, 16), _architecture(24, 48, 29), _architecture(32, 64, 50))
