"""What an architecture is, and the few layers that all of them are made of.

Only layers that become a handful of TensorFlow Lite operators are used: convolution, depthwise
convolution, fully connected, average pool or mean, add, crop, reshape. Batch normalization and ReLU
disappear into the convolution before them. Keras is imported inside the functions, because this
module is read by processes that never train.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

BATCH_NORM_MOMENTUM = 0.97


@dataclass(frozen=True)
class Architecture:
    """A family of networks at one width.

    Attributes:
        name: Key of the registry, e.g. `mixconv-48`.
        description: One sentence for the person who chooses.
        streaming: Only valid (unpadded) convolutions along time, so that an engine may keep old
            columns and compute the new ones only.
        size_rank: Rough int8 size in kilobytes, for sorting before anything is trained.
        stride_frames: Frames between two runs on a chip; a multiple of the first layer's stride
            where old columns are to be kept.
        layers: Features (batch, frames, 40, 1) and the number of labels -> logits (batch, labels),
            as Keras tensors.
    """

    name: str
    description: str
    streaming: bool
    size_rank: int
    layers: Callable[[Any, int], Any]
    stride_frames: int = 3

    def build(self, frames: int, labels: int, batch: int | None = None) -> Any:
        """A `keras.Model` from features to logits. Export with `batch=1`: a dynamic batch can
        become a graph that TensorFlow Lite Micro runs silently wrong."""
        import keras

        features = keras.Input(batch_shape=(batch, frames, 40, 1), name="features")
        return keras.Model(features, self.layers(features, labels), name=self.name)


def conv(x: Any, filters: int, kernel: Any, strides: Any = 1, padding: str = "same") -> Any:
    """Convolution, batch normalization, ReLU."""
    from keras import layers

    x = layers.Conv2D(filters, kernel, strides=strides, padding=padding, use_bias=False)(x)
    return layers.ReLU()(layers.BatchNormalization(momentum=BATCH_NORM_MOMENTUM)(x))


def depthwise(x: Any, kernel: Any, strides: Any = 1, padding: str = "same") -> Any:
    """Depthwise convolution, batch normalization, ReLU.

    ReLU stays even where a paper leaves it out: without it outputs are negative, which LiteRT and
    TensorFlow Lite Micro round differently.
    """
    from keras import layers

    x = layers.DepthwiseConv2D(kernel, strides=strides, padding=padding, use_bias=False)(x)
    return layers.ReLU()(layers.BatchNormalization(momentum=BATCH_NORM_MOMENTUM)(x))


def channels_first_in_time(x: Any) -> Any:
    """(batch, frames, bands, filters) -> (batch, frames, 1, bands * filters).

    All that is known of a moment becomes its input channels, so that convolutions run along time
    only. The bytes keep their order; on the chip it is free.
    """
    from keras import layers

    return layers.Reshape((x.shape[1], 1, x.shape[2] * x.shape[3]))(x)


def classify(x: Any, labels: int, dropout: float, pool: bool = True) -> Any:
    """Average over time and frequency, or everything in a row; dropout, one dense layer of logits.

    An average pool over the whole map, not a mean: TensorFlow Lite and its Micro sibling round
    AVERAGE_POOL_2D alike, but MEAN differently.
    """
    from keras import layers

    if pool:
        x = layers.AveragePooling2D(tuple(x.shape[1:3]))(x)
    return layers.Dense(labels, name="logits")(layers.Dropout(dropout)(layers.Flatten()(x)))
