"""TC-ResNet: residual convolutions along time, here with separable kernels.

After S. Choi et al., "Temporal Convolution for Real-time Keyword Spotting on Mobile Devices"
(2019). Their TC-ResNet8 has full 9x1 convolutions and 66,000 weights; depthwise separable ones keep
its shape at half the size.
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

KERNEL = (9, 1)
HALVE = (2, 1)


def layers(features: Any, labels: int, widths: tuple[int, ...]) -> Any:
    """A first convolution, then residual blocks that each halve the time resolution.

    Both branches end in ReLU before they are added: LiteRT and TensorFlow Lite Micro round negative
    values differently.
    """
    from keras.layers import Add

    x = conv(channels_first_in_time(features), widths[0], (5, 1))
    for width in widths[1:]:
        shortcut = conv(x, width, 1, strides=HALVE)
        x = conv(depthwise(x, KERNEL, strides=HALVE), width, 1)
        x = Add()([shortcut, conv(depthwise(x, KERNEL), width, 1)])
    return classify(x, labels, dropout=0.2)


ARCHITECTURES = (
    Architecture(
        name="tcresnet-48",
        description="Separable TC-ResNet8: the most accurate along time only, quick on a chip.",
        streaming=False,
        size_rank=42,
        layers=partial(layers, widths=(32, 48, 48, 64)),
    ),
)
