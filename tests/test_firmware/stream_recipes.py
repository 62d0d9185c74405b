"""Models that stream, in the ways that networks along time are built; and some that cannot.

python tests/test_firmware/stream_recipes.py FOLDER
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from baked_layers import Layers, Recipe, convert

FRAMES, CHANNELS = 33, 8
SOUND = (1, FRAMES, CHANNELS, 1)


def in_time(layers: Layers, x: Any) -> Any:
    """All that is known of a moment as channels."""
    return layers.tf.reshape(x, (1, x.shape[1], 1, x.shape[2] * x.shape[3]))


def valid(layers: Layers, x: Any, filters: int, kernel: int, stride: int = 1) -> Any:
    """A convolution along time that pads nothing."""
    y = layers.conv(x, filters, (kernel, 1), (stride, 1), "VALID")
    return layers.tf.nn.relu(y)


def valid_depthwise(layers: Layers, x: Any, kernel: int, dilation: int = 1) -> Any:
    """A depthwise one."""
    size = (kernel, 1)
    return layers.tf.nn.relu(layers.depthwise(x, size, padding="VALID", dilation=(dilation, 1)))


def pooled(layers: Layers, x: Any, labels: int = 4) -> Any:
    """The average over all that is left, then an answer."""
    size = x.shape[1:3]
    return layers.dense(layers.flat(layers.tf.nn.avg_pool2d(x, size, size, "VALID")), labels)


def mix_conv(layers: Layers, x: Any) -> Any:
    """As compress/architectures/mixconv.py, with an odd number of channels."""
    y = valid(layers, in_time(layers, x), 7, 5, 2)
    for kernel in (3, 6):
        y = valid(layers, valid_depthwise(layers, y, kernel), 7, 1)
    return pooled(layers, y)


def two_strides(layers: Layers, x: Any) -> Any:
    """Columns four frames apart behind two strided layers, the last frames of the window unread."""
    y = valid(layers, in_time(layers, x), 6, 4, 2)
    y = valid(layers, valid(layers, y, 5, 2, 2), 8, 3)
    return layers.dense(layers.flat(y), 3)


def residual(layers: Layers, x: Any) -> Any:
    """A stem over time and frequency, then shortcuts that are cropped: centre, front and end."""
    y = layers.tf.nn.relu(layers.conv(x, 3, (4, 3), (2, 2), "VALID"))
    y = valid(layers, in_time(layers, y), 6, 1)
    for before, after in ((2, 2), (4, 0), (0, 2)):
        inner = valid_depthwise(layers, y, before + after + 1)
        y = y[:, before : y.shape[1] - after] + valid(layers, inner, 6, 1)
    return pooled(layers, y)


def cropped_twice(layers: Layers, x: Any) -> Any:
    """A crop of a crop, and crops that are needed as a whole."""
    y = valid(layers, in_time(layers, x), 5, 3, 2)
    inner = y[:, 1:]
    inner = inner[:, 2:-1] + valid(layers, y, 5, 5)
    return layers.dense(layers.flat(inner[:, 3:]), 3)


def padded_frequencies(layers: Layers, x: Any) -> Any:
    """Frequencies are padded, time is not."""
    tf = layers.tf
    y = tf.pad(x, ((0, 0), (0, 0), (1, 2), (0, 0)))
    y = tf.nn.relu(layers.conv(y, 4, (3, 4), (1, 2), "VALID"))
    return pooled(layers, tf.nn.relu(layers.depthwise(y, (2, 2), padding="VALID")))


def dilated(layers: Layers, x: Any) -> Any:
    """Filters with gaps in time."""
    y = valid(layers, in_time(layers, x), 8, 3)
    y = layers.tf.nn.relu(layers.conv(y, 6, (3, 1), padding="VALID", dilation=(3, 1)))
    return pooled(layers, valid_depthwise(layers, y, 2, 5))


def local_pools(layers: Layers, x: Any) -> Any:
    """Pools that step through time, before and after a layer."""
    tf = layers.tf
    y = tf.nn.max_pool2d(x, (2, 2), (1, 2), "VALID")
    y = tf.nn.avg_pool2d(tf.nn.relu(layers.conv(y, 4, (3, 2), padding="VALID")), 2, 2, "VALID")
    return pooled(layers, y)


def side_by_side(layers: Layers, x: Any) -> Any:
    """Branches that meet: channels joined, a gate, numbers added, a mean over frequencies."""
    tf = layers.tf
    y = tf.nn.relu(layers.conv(x, 4, (3, 3), padding="VALID"))
    left = layers.conv(y, 4, (3, 1), padding="VALID")
    right = tf.sigmoid(layers.depthwise(y, (3, 1), padding="VALID"))
    y = tf.concat([left * right, left + layers.constant(4)], 3)
    y = tf.nn.relu6(tf.reduce_mean(y, 2))
    y = tf.nn.softmax(tf.nn.relu(layers.dense(y, 6)))
    return layers.dense(layers.flat(y), 3)


def every_other(layers: Layers, x: Any) -> Any:
    """A slice that takes every other column and some of the channels."""
    y = valid(layers, in_time(layers, x), 8, 3)
    return pooled(layers, valid_depthwise(layers, y[:, 1::2, :, 2:7], 4))


def newest_only(layers: Layers, x: Any) -> Any:
    """An answer from the last columns alone, so that nothing but frames is kept."""
    y = valid(layers, in_time(layers, x), 6, 5)
    return layers.dense(layers.flat(y[:, -2:]), 3)


def flat_input(layers: Layers, x: Any) -> Any:
    """Features that come in one row, as in TensorFlow's micro_speech example."""
    return mix_conv(layers, layers.tf.reshape(x, SOUND))


def padded_later(layers: Layers, x: Any) -> Any:
    """Streams up to a layer that pads along time."""
    y = valid(layers, in_time(layers, x), 8, 5, 2)
    return pooled(layers, layers.tf.nn.relu(layers.conv(y, 8, (3, 1))))


def gated(layers: Layers, x: Any) -> Any:
    """Streams up to a gate that is made of the whole window."""
    tf = layers.tf
    y = valid(layers, in_time(layers, x), 8, 3)
    gate = tf.sigmoid(layers.conv(tf.reduce_mean(y, (1, 2), keepdims=True), 8, (1, 1)))
    return pooled(layers, valid_depthwise(layers, y * gate, 3))


def padded_first(layers: Layers, x: Any) -> Any:
    """The first layer pads along time."""
    return pooled(layers, layers.tf.nn.relu(layers.conv(x, 4, (3, 3), (2, 2))))


def dense_first(layers: Layers, x: Any) -> Any:
    """No layers along time at all."""
    return layers.dense(layers.flat(x), 4)


def all_columns_out(layers: Layers, x: Any) -> Any:
    """An answer for each moment."""
    return layers.tf.reshape(valid(layers, in_time(layers, x), 4, 3), (1, -1, 4))


def recipe(build: Any, shape: tuple[int, ...] = SOUND) -> Recipe:
    """Named after its function."""
    return Recipe(build.__name__, shape, (), build)


STREAMING = (
    recipe(mix_conv),
    recipe(two_strides),
    recipe(residual),
    recipe(cropped_twice),
    recipe(padded_frequencies),
    recipe(dilated),
    recipe(local_pools),
    recipe(side_by_side),
    recipe(every_other),
    recipe(newest_only),
    recipe(flat_input, (1, FRAMES * CHANNELS)),
    recipe(padded_later),
    recipe(gated),
)
OTHERS = (recipe(padded_first), recipe(dense_first), recipe(all_columns_out))


def main(folder: Path) -> None:
    """Convert every recipe into `folder`."""
    for each in (*STREAMING, *OTHERS):
        (folder / f"{each.name}.tflite").write_bytes(convert(each))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
