"""Models that cover every operator and option of the baked engine; `python -m` converts them all.

python tests/test_firmware/baked_recipes.py FOLDER
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from baked_layers import Layers, Recipe, convert


def tiny_conv(layers: Layers, x: Any) -> Any:
    """The architecture of TensorFlow's micro_speech example."""
    image = layers.tf.reshape(x, (1, 49, 40, 1))
    y = layers.tf.nn.relu(layers.conv(image, 8, (10, 8), (2, 2)))
    return layers.tf.nn.softmax(layers.dense(layers.flat(y), 4))


def ds_cnn(layers: Layers, x: Any) -> Any:
    """The architecture of MLPerf Tiny's keyword spotting benchmark."""
    y = layers.tf.nn.relu(layers.conv(x, 64, (10, 4), (2, 2)))
    for _ in range(4):
        y = layers.tf.nn.relu(layers.depthwise(y, (3, 3)))
        y = layers.tf.nn.relu(layers.conv(y, 64, (1, 1)))
    y = layers.tf.nn.avg_pool2d(y, (25, 5), (25, 5), "VALID")
    return layers.tf.nn.softmax(layers.dense(layers.flat(y), 12))


def tc_resnet(layers: Layers, x: Any) -> Any:
    """Convolutions in time with residual connections."""
    tf = layers.tf
    y = tf.nn.relu(layers.conv(x, 16, (3, 1)))
    for filters in (24, 32):
        shortcut = tf.nn.relu(layers.conv(y, filters, (1, 1), (2, 1)))
        y = tf.nn.relu(layers.conv(y, filters, (9, 1), (2, 1)))
        y = tf.nn.relu(layers.conv(y, filters, (9, 1)) + shortcut)
    return layers.dense(tf.reduce_mean(y, (1, 2)), 5)


def mix_conv(layers: Layers, x: Any) -> Any:
    """Depthwise filters of several lengths in time, side by side."""
    tf = layers.tf
    y = tf.nn.relu(layers.conv(x, 12, (3, 1), (2, 1), "VALID"))
    parts = [
        layers.depthwise(y[..., first : first + 4], (length, 1))
        for first, length in ((0, 3), (4, 5), (8, 9))
    ]
    y = tf.nn.relu(layers.conv(tf.concat(parts, 3), 12, (1, 1)))
    return layers.dense(layers.flat(tf.nn.max_pool2d(y, (4, 1), (4, 1), "VALID")), 4)


def squeeze_excite(layers: Layers, x: Any) -> Any:
    """Channels weighted by a gate that sees them all."""
    tf = layers.tf
    y = layers.conv(x, 8, (3, 3))
    gate = tf.reduce_mean(y, (1, 2), keepdims=True)
    return y * tf.sigmoid(layers.conv(tf.nn.relu(layers.conv(gate, 4, (1, 1))), 8, (1, 1)))


def many_consumers(layers: Layers, x: Any) -> Any:
    """Tensors that live long, so that the plan of the arena gets hard."""
    tf = layers.tf
    a = tf.nn.relu(layers.conv(x, 6, (3, 3)))
    b = layers.depthwise(a, (3, 3))
    c = layers.conv(tf.sigmoid(b), 6, (1, 1))
    d = a + c
    e = layers.conv(d, 6, (3, 3), (2, 2)) * tf.nn.max_pool2d(b, 2, 2, "SAME")
    return tf.concat([e, tf.nn.avg_pool2d(d, 2, 2, "SAME")], 3)


IMAGE = (1, 9, 7, 4)
CONV, DEPTHWISE, DENSE = ("CONV_2D",), ("DEPTHWISE_CONV_2D",), ("FULLY_CONNECTED",)

ARCHITECTURES = (
    Recipe("tiny_conv", (1, 1960), ("RESHAPE", *DENSE, "SOFTMAX"), tiny_conv),
    Recipe("ds_cnn", (1, 49, 10, 1), (*CONV, *DEPTHWISE, "AVERAGE_POOL_2D", "SOFTMAX"), ds_cnn),
    Recipe("tc_resnet", (1, 49, 1, 20), (*CONV, "ADD", "MEAN", *DENSE), tc_resnet),
    Recipe("mix_conv", (1, 49, 1, 20), (*DEPTHWISE, "CONCATENATION", "MAX_POOL_2D"), mix_conv),
    Recipe("squeeze_excite", IMAGE, ("MEAN", "LOGISTIC", "MUL"), squeeze_excite),
    Recipe("many_consumers", (1, 8, 8, 3), ("ADD", "MUL", "LOGISTIC"), many_consumers),
)

CONVOLUTIONS = (
    Recipe("conv_3x3", (1, 9, 7, 3), CONV, lambda t, x: t.conv(x, 5, (3, 3))),
    Recipe(
        "conv_relu_valid",
        IMAGE,
        CONV,
        lambda t, x: t.tf.nn.relu(t.conv(x, 8, (3, 3), (2, 2), "VALID")),
    ),
    Recipe(
        "conv_relu6_even", IMAGE, CONV, lambda t, x: t.tf.nn.relu6(t.conv(x, 6, (4, 2), (1, 2)))
    ),
    Recipe("conv_uneven_stride", IMAGE, CONV, lambda t, x: t.conv(x, 3, (5, 4), (3, 1))),
    Recipe("conv_dilated", IMAGE, CONV, lambda t, x: t.conv(x, 4, (3, 3), dilation=(2, 2))),
    Recipe(
        "conv_dilated_valid",
        IMAGE,
        CONV,
        lambda t, x: t.conv(x, 7, (2, 3), padding="VALID", dilation=(3, 1)),
    ),
    Recipe("conv_no_bias", IMAGE, CONV, lambda t, x: t.conv(x, 4, (3, 3), bias=False)),
    Recipe("conv_1x1_growing", IMAGE, CONV, lambda t, x: t.conv(t.conv(x, 4, (1, 1)), 9, (1, 1))),
    Recipe(
        "conv_1x1_shrinking",
        (1, 9, 7, 6),
        CONV,
        lambda t, x: t.conv(t.conv(t.conv(x, 6, (1, 1)), 5, (1, 1)), 4, (3, 3)),
    ),
    Recipe("conv_one_channel", IMAGE, CONV, lambda t, x: t.conv(x, 1, (3, 3))),
    Recipe("conv_one_output", IMAGE, CONV, lambda t, x: t.conv(x, 5, (9, 7), padding="VALID")),
    Recipe("conv_two_outputs", IMAGE, CONV, lambda t, x: t.conv(x, 5, (8, 7), padding="VALID")),
    Recipe("conv_larger_than_image", (1, 3, 2, 4), CONV, lambda t, x: t.conv(x, 4, (7, 5))),
    Recipe(
        "conv_per_tensor",
        IMAGE,
        CONV,
        lambda t, x: t.tf.nn.relu(t.conv(x, 6, (3, 3))),
        per_channel=False,
    ),
    Recipe("depthwise_3x3", IMAGE, DEPTHWISE, lambda t, x: t.depthwise(x, (3, 3))),
    Recipe(
        "depthwise_3x3_odd",
        (1, 7, 9, 3),
        DEPTHWISE,
        lambda t, x: t.depthwise(t.tf.nn.relu6(t.depthwise(x, (3, 3))), (3, 3), padding="VALID"),
    ),
    Recipe("depthwise_3x3_even", (1, 6, 6, 5), DEPTHWISE, lambda t, x: t.depthwise(x, (3, 3))),
    Recipe("depthwise_3x3_narrow", (1, 12, 1, 5), DEPTHWISE, lambda t, x: t.depthwise(x, (3, 3))),
    Recipe("depthwise_stride", IMAGE, DEPTHWISE, lambda t, x: t.depthwise(x, (3, 3), stride=2)),
    Recipe(
        "depthwise_stride_valid",
        IMAGE,
        DEPTHWISE,
        lambda t, x: t.depthwise(x, (4, 2), stride=3, padding="VALID"),
    ),
    Recipe("depthwise_multiplied", IMAGE, DEPTHWISE, lambda t, x: t.depthwise(x, (3, 3), 2)),
    Recipe("depthwise_multiplied_5x2", IMAGE, DEPTHWISE, lambda t, x: t.depthwise(x, (5, 2), 3)),
    Recipe(
        "depthwise_dilated",
        IMAGE,
        DEPTHWISE,
        lambda t, x: t.depthwise(x, (3, 3), dilation=(2, 2)),
    ),
    Recipe(
        "depthwise_dilated_uneven",
        IMAGE,
        DEPTHWISE,
        lambda t, x: t.depthwise(x, (2, 3), padding="VALID", dilation=(1, 3)),
    ),
    Recipe(
        "depthwise_few_columns",
        (1, 9, 1, 8),
        DEPTHWISE,
        lambda t, x: t.depthwise(t.tf.nn.relu(t.conv(x, 8, (1, 1))), (5, 1), padding="VALID"),
    ),
    Recipe(
        "depthwise_few_columns_odd",
        (1, 11, 1, 7),
        DEPTHWISE,
        lambda t, x: t.tf.nn.relu6(
            t.depthwise(t.conv(x, 7, (1, 1)), (4, 1), padding="VALID", stride=2)
        ),
    ),
    Recipe(
        "depthwise_few_columns_dilated",
        (1, 12, 1, 3),
        DEPTHWISE,
        lambda t, x: t.depthwise(x, (3, 1), padding="VALID", dilation=(4, 1)),
    ),
    Recipe(
        "depthwise_few_in_a_row",
        (1, 1, 8, 5),
        DEPTHWISE,
        lambda t, x: t.depthwise(x, (1, 6), padding="VALID"),
        per_channel=False,
    ),
    Recipe("depthwise_column", IMAGE, DEPTHWISE, lambda t, x: t.depthwise(x, (5, 1))),
    Recipe("depthwise_row", IMAGE, DEPTHWISE, lambda t, x: t.depthwise(x, (1, 6))),
    Recipe("depthwise_1x1", IMAGE, DEPTHWISE, lambda t, x: t.depthwise(x, (1, 1), bias=False)),
    Recipe(
        "depthwise_per_tensor",
        IMAGE,
        DEPTHWISE,
        lambda t, x: t.tf.nn.relu(t.depthwise(x, (3, 3))),
        per_channel=False,
    ),
)

OTHERS = (
    Recipe("dense", (1, 24), DENSE, lambda t, x: t.dense(t.tf.nn.relu(t.dense(x, 8)), 4)),
    Recipe("dense_odd", (1, 23), DENSE, lambda t, x: t.dense(t.dense(x, 7), 5, bias=False)),
    Recipe("dense_relu6", (1, 6), DENSE, lambda t, x: t.tf.nn.relu6(t.dense(x, 3))),
    Recipe("dense_one", (1, 3), DENSE, lambda t, x: t.dense(x, 1)),
    Recipe("dense_rows", (1, 6, 7), DENSE, lambda t, x: t.dense(x, 5)),
    Recipe(
        "average_pool",
        IMAGE,
        ("AVERAGE_POOL_2D",),
        lambda t, x: t.tf.nn.avg_pool2d(t.tf.nn.avg_pool2d(x, 3, 1, "SAME"), 2, 2, "VALID"),
    ),
    Recipe(
        "average_pool_relu6",
        IMAGE,
        ("AVERAGE_POOL_2D",),
        lambda t, x: t.tf.nn.relu6(t.tf.nn.avg_pool2d(x, (3, 2), (2, 3), "SAME")),
    ),
    # Sums that just fit 16 bits, and some that do not.
    Recipe(
        "average_pool_of_256",
        (1, 16, 16, 5),
        ("AVERAGE_POOL_2D",),
        lambda t, x: t.tf.nn.avg_pool2d(x, 16, 16, "VALID"),
    ),
    Recipe(
        "average_pool_of_272",
        (1, 17, 16, 5),
        ("AVERAGE_POOL_2D",),
        lambda t, x: t.tf.nn.avg_pool2d(x, (17, 16), 1, "VALID"),
    ),
    Recipe(
        "max_pool",
        IMAGE,
        ("MAX_POOL_2D",),
        lambda t, x: t.tf.nn.max_pool2d(t.tf.nn.max_pool2d(x, 3, 2, "SAME"), 2, 1, "VALID"),
    ),
    Recipe(
        "max_pool_relu",
        IMAGE,
        ("MAX_POOL_2D",),
        lambda t, x: t.tf.nn.relu(t.tf.nn.max_pool2d(x, (2, 3), 1, "SAME")),
    ),
    Recipe("softmax", (1, 12), ("SOFTMAX",), lambda t, x: t.tf.nn.softmax(9 * t.dense(x, 10))),
    Recipe("softmax_rows", (1, 5, 4), ("SOFTMAX",), lambda t, x: t.tf.nn.softmax(x)),
    Recipe("add_self", IMAGE, ("ADD",), lambda t, x: x + t.conv(x, 4, (1, 1)) + x),
    Recipe("add_relu", IMAGE, ("ADD",), lambda t, x: t.tf.nn.relu(x + t.conv(x, 4, (3, 3)))),
    Recipe("add_channels", IMAGE, ("ADD",), lambda t, x: x + t.constant(4)),
    Recipe(
        "add_repeated",
        IMAGE,
        ("ADD",),
        lambda t, x: t.tf.reduce_mean(x, 1, keepdims=True) + t.conv(x, 4, (1, 1)),
    ),
    Recipe("mul", IMAGE, ("MUL",), lambda t, x: t.tf.nn.relu6(4 * x * t.conv(x, 4, (3, 3)))),
    Recipe("mul_columns", IMAGE, ("MUL",), lambda t, x: x * t.constant(9, 1, 1)),
    Recipe("mean_kept", IMAGE, ("MEAN",), lambda t, x: t.tf.reduce_mean(x, (1, 2), True)),
    Recipe("mean_rows", IMAGE, ("MEAN",), lambda t, x: t.tf.reduce_mean(x, 1)),
    Recipe("mean_columns", IMAGE, ("MEAN",), lambda t, x: t.tf.reduce_mean(x, 2)),
    Recipe("mean_channels", IMAGE, ("MEAN",), lambda t, x: t.tf.reduce_mean(x, 3)),
    Recipe("mean_of_128", (1, 16, 8, 3), ("MEAN",), lambda t, x: t.tf.reduce_mean(x, (1, 2))),
    Recipe("pad", IMAGE, ("PAD",), lambda t, x: t.tf.pad(x, ((0, 0), (1, 2), (3, 0), (0, 1)))),
    Recipe(
        "pad_value",
        IMAGE,
        ("PADV2",),
        lambda t, x: t.tf.pad(x, ((0, 0), (0, 2), (1, 1), (0, 0)), constant_values=0.5),
    ),
    Recipe("relu", IMAGE, ("RELU",), lambda t, x: t.tf.nn.relu(x)),
    Recipe("relu6", IMAGE, ("RELU6",), lambda t, x: t.tf.nn.relu6(x)),
    Recipe("logistic", IMAGE, ("LOGISTIC",), lambda t, x: t.tf.sigmoid(5 * x)),
    Recipe(
        "quantize",
        IMAGE,
        ("QUANTIZE", "CONCATENATION"),
        lambda t, x: t.tf.concat([t.conv(x, 3, (1, 1)), x, t.tf.sigmoid(x)], 3),
    ),
    Recipe(
        "concatenate_rows",
        IMAGE,
        ("CONCATENATION",),
        lambda t, x: t.tf.concat([t.tf.nn.max_pool2d(x, 2, 1, "SAME"), x], 1),
    ),
    Recipe("slice", IMAGE, ("STRIDED_SLICE",), lambda t, x: t.tf.nn.relu(x[:, 1:8:2, -5:, ::-1])),
    Recipe("slice_shrink", IMAGE, ("STRIDED_SLICE",), lambda t, x: x[:, -2, :, 1]),
    Recipe(
        "reshape",
        IMAGE,
        ("RESHAPE",),
        lambda t, x: t.tf.squeeze(t.tf.reshape(t.conv(x, 4, (1, 1)), (1, 1, 9, 28)), 1),
    ),
    Recipe("only_reshape", (1, 6, 4), ("RESHAPE",), lambda t, x: t.tf.reshape(x, (1, 24))),
    Recipe(
        "expand_dims",
        (1, 6, 4),
        CONV,
        lambda t, x: t.conv(t.tf.expand_dims(x, 2), 3, (3, 1)),
    ),
)

RECIPES = {recipe.name: recipe for recipe in (*ARCHITECTURES, *CONVOLUTIONS, *OTHERS)}


def main(folder: Path) -> None:
    """Convert every recipe into `folder`."""
    for recipe in RECIPES.values():
        (folder / f"{recipe.name}.tflite").write_bytes(convert(recipe))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
