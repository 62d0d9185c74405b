"""DS-CNN: depthwise separable convolutions over time and frequency.

After Y. Zhang et al., "Hello Edge: Keyword Spotting on Microcontrollers" (2017), narrower than the
paper's smallest network. Small in flash for its accuracy; the most multiply-accumulates.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from compress.architectures.blocks import Architecture, classify, conv, depthwise


def layers(features: Any, labels: int, width: int, blocks: int) -> Any:
    """One convolution over 200 ms x 4 mel channels, then `blocks` separable ones."""
    x = conv(features, width, (10, 4), strides=(2, 2))
    for block in range(blocks):
        x = depthwise(x, 3, strides=(2, 2) if block == 0 else 1)
        x = conv(x, width, 1)
    return classify(x, labels, dropout=0.1)


def _architecture(width: int, blocks: int, size_rank: int) -> Architecture:
    return Architecture(
        name=f"dscnn-{width}x{blocks}",
        description=f"DS-CNN, {width} channels: accurate for its size, but slow on a chip.",
        streaming=False,
        size_rank=size_rank,
        layers=partial(layers, width=width, blocks=blocks),
    )


ARCHITECTURES = (_architecture(32, 4, 16), _architecture(48, 4, 24), _architecture(64, 4, 34))
