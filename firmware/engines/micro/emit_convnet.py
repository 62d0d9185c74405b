"""The small convolutional network in C."""

from __future__ import annotations

from compress.uno.convnet import ConvNet, Layer
from firmware.c_source import c_array


def convnet_source(net: ConvNet) -> tuple[int, int, list[str]]:
    """Bands, the largest number of values that a kernel counts, and the lines of `model.c`."""
    taps, bands, channels = net.first.weights.shape
    largest = max(taps * bands, *(block.depthwise.weights.size for block in net.blocks))
    tables = [*_tables("first", net.first), *_tables("head", net.head)]
    for index, block in enumerate(net.blocks):
        tables += _tables(f"taps{index}", block.depthwise)
        tables += _tables(f"mix{index}", block.pointwise)
    state = [
        f"static int8_t window[{taps * bands}];",
        *(
            f"static int8_t history{index}[{block.depthwise.weights.size}];"
            for index, block in enumerate(net.blocks)
        ),
        f"static int8_t values[{channels}];",
        f"static int8_t scratch[{channels}];",
        "static int16_t steps[UNO_STEPS * MODEL_LABELS];",
        "static int16_t sums[MODEL_LABELS];",
        "static uint8_t oldest;",
        "static uint8_t fresh;",
    ]
    includes = ["<string.h>", '"uno_convnet.h"', '"uno_flash.h"', '"uno_layers.h"']
    return (
        bands,
        largest,
        [
            *(f"#include {name}" for name in includes),
            "",
            *tables,
            "",
            *state,
            "",
            *_reset(net),
            "",
            *_push(net, channels),
        ],
    )


def _tables(name: str, layer: Layer) -> list[str]:
    """Weights output by output, as the kernels read them."""
    outputs = layer.weights.shape[-1]
    rows = layer.weights.reshape(-1, outputs).T.reshape(-1).tolist()
    arrays = [("int8_t", "weights", rows), ("uint8_t", "shifts", layer.shifts.tolist())]
    if len(layer.bias):
        arrays.append(("int16_t", "bias", layer.bias.tolist()))
    return [
        "static " + c_array(f"{kind} {name}_{what}[{len(values)}] UNO_FLASH", values)
        for kind, what, values in arrays
    ]


def _reset(net: ConvNet) -> list[str]:
    """Histories that begin with zeros are not those of quiet: it is pushed through."""
    cleared = ["window", *(f"history{index}" for index in range(len(net.blocks)))]
    cleared += ["steps", "sums"]
    quiet_frames = -(-net.frames // net.stride_frames) * net.stride_frames
    return [
        "void model_reset(void) {",
        "  const int8_t quiet[MODEL_BANDS] = {0};",
        "  int8_t logits[MODEL_LABELS];",
        *(f"  memset({name}, 0, sizeof({name}));" for name in cleared),
        "  oldest = 0;",
        "  fresh = 0;",
        f"  for (uint8_t frame = 0; frame < {quiet_frames}; ++frame) {{",
        "    model_push(quiet, logits);",
        "  }",
        "}",
    ]


def _push(net: ConvNet, channels: int) -> list[str]:
    size = "sizeof(window)"
    blocks = [
        f"  uno_block(taps{i}_weights, taps{i}_shifts, {block.depthwise.taps}, mix{i}_weights, "
        f"mix{i}_bias, mix{i}_shifts,\n            history{i}, scratch, values, {channels});"
        for i, block in enumerate(net.blocks)
    ]
    return [
        "bool model_push(const int8_t* features, int8_t* logits) {",
        f"  uno_append(window, {size}, features, MODEL_BANDS);",
        "  if (++fresh < MODEL_STRIDE_FRAMES) {",
        "    return false;",
        "  }",
        "  fresh = 0;",
        f"  uno_dense_relu(first_weights, first_bias, first_shifts, window, {size}, values,",
        f"                 {channels});",
        *blocks,
        f"  uno_head(head_weights, head_bias, head_shifts, values, {channels}, steps, sums,",
        "           &oldest, logits, MODEL_LABELS);",
        "  return true;",
        "}",
    ]
