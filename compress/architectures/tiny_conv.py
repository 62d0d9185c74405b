"""TinyConv: one convolution and one dense layer, the network of TensorFlow's micro_speech example.

The example's kernel, stride and eight filters; its size grows with the number of words.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from compress.architectures.blocks import Architecture, classify, conv


def layers(features: Any, labels: int, filters: int) -> Any:
    """`filters` kernels of 10 frames x 8 mel channels at stride 2, then all to the logits."""
    return classify(conv(features, filters, (10, 8), strides=(2, 2)), labels, 0.3, pool=False)


ARCHITECTURES = (
    Architecture(
        name="tinyconv-8",
        description="TinyConv: the simplest and quickest to run; for one to three easy words.",
        streaming=False,
        size_rank=18,
        layers=partial(layers, filters=8),
    ),
)
