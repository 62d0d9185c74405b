"""How much working memory the interpreter takes, without running it.

Where a chip can be emulated the arena is measured there and this is where the search starts; for
other chips it is what the arena is made of. It never falls short of what TensorFlow Lite Micro's
own interpreter reports for our architectures, which a test holds it to.
"""

from __future__ import annotations

from compress.graph import Graph, Operator, read_stored_graph
from firmware.engines.baked.geometry import SAME

ALIGNMENT = 16
# An arena is a multiple of this, so that models of one architecture share their firmware.
CLASS_BYTES = 1024
XTENSA = "xtensa-lx7"
# Kept from set-up to set-up on a chip of 32 bits: the interpreter's own objects; for each tensor
# its evaluation data, for each operator its node and its kernel's data, for each channel a
# multiplier and a shift. Generous: sizes differ between versions by a few words.
OWN_BYTES, TENSOR_BYTES, OPERATOR_BYTES, CHANNEL_BYTES = 2048, 24, 224, 8
# The greedy plan of the interpreter leaves gaps; measured on our architectures it is within this.
PLAN_SLACK = 1.25
# What the vector unit of an ESP32-S3 takes at once, and what its kernels want for alignment.
LANES = 16
SCRATCH_EXTRA = 128


def arena_class(used_bytes: int) -> int:
    """The arena for a need that was measured: the next multiple of `CLASS_BYTES`."""
    return -(-used_bytes // CLASS_BYTES) * CLASS_BYTES


def estimate_arena_bytes(tflite: bytes, core: str) -> int:
    """An arena that holds a model.

    Args:
        tflite: The model.
        core: The instruction set, as boards name it, which decides how kernels work.

    Raises:
        ModelError: The file is damaged.
    """
    graph = read_stored_graph(tflite)
    channels = sum(len(tensor.scales) for tensor in graph.tensors if len(tensor.scales) > 1)
    kept = OWN_BYTES + TENSOR_BYTES * len(graph.tensors) + CHANNEL_BYTES * channels
    kept += OPERATOR_BYTES * len(graph.operators)
    planned = _peak(graph) * PLAN_SLACK + _scratch(graph, core)
    return arena_class(int(kept + planned))


def _sizes(graph: Graph) -> list[int]:
    """Aligned bytes of each tensor that lies in the arena; 0 for constants."""
    widths = {"INT8": 1, "UINT8": 1, "BOOL": 1, "INT16": 2, "INT32": 4, "FLOAT32": 4, "INT64": 8}
    return [
        0
        if tensor.data is not None
        else -(-tensor.elements * widths.get(tensor.dtype, 4) // ALIGNMENT) * ALIGNMENT
        for tensor in graph.tensors
    ]


def _peak(graph: Graph) -> int:
    """The most that is alive at once, from the operator that makes a tensor to the last reader."""
    sizes, last = _sizes(graph), len(graph.operators)
    first_use = dict.fromkeys(graph.inputs, 0)
    last_use = dict.fromkeys((*graph.inputs, *graph.outputs), last)
    for number, operator in enumerate(graph.operators):
        for index in operator.outputs:
            first_use[index] = number
            last_use.setdefault(index, number)
        for index in operator.inputs:
            if index in first_use:
                last_use[index] = max(last_use.get(index, 0), number)
    ages = [(first, last_use[index], sizes[index]) for index, first in first_use.items()]
    alive = (sum(size for first, end, size in ages if first <= at <= end) for at in range(last))
    return max(alive, default=0)


def _scratch(graph: Graph, core: str) -> int:
    """Working memory of the largest convolution."""
    of_a_core = espressif_scratch_bytes if core == XTENSA else _arm_scratch
    return max(
        (
            of_a_core(graph, operator)
            for operator in graph.operators
            if operator.opcode in ("CONV_2D", "DEPTHWISE_CONV_2D")
        ),
        default=0,
    )


def _arm_scratch(graph: Graph, operator: Operator) -> int:
    """CMSIS-NN unfolds two patches of the input to 16 bits."""
    weights = graph.tensors[operator.inputs[1]]
    return 4 * (weights.elements // weights.shape[0])


def espressif_scratch_bytes(graph: Graph, operator: Operator) -> int:
    """The most that any kernel of ESP-NN 1.0 to 1.2 takes on the ESP32-S3.

    They copy input and weights, with rows or channels padded to 16, each in one version or another:
    see esp_nn_get_conv_scratch_size_esp32s3 and esp_nn_get_depthwise_conv_scratch_size_esp32s3 of
    espressif/esp-nn.
    """
    source, weights, result = (
        graph.tensors[index] for index in (*operator.inputs[:2], operator.outputs[0])
    )
    outputs, rows, columns, channels = weights.shape
    _, height, width, _ = source.shape
    # Padding of both sides, where the filter is longer than one.
    places = (height + 2 * (rows - 1)) * (width + 2 * (columns - 1))
    wide = _up_to_16(channels)
    if operator.opcode == "DEPTHWISE_CONV_2D":
        in_16_bits = 2 * (rows * columns + places) * wide
        return in_16_bits + result.elements // result.shape[-1] * wide + 12 * wide + SCRATCH_EXTRA
    extra = 4 * outputs + 16 * wide + SCRATCH_EXTRA
    strides = operator.options["stride_h"], operator.options["stride_w"]
    if rows == columns == 1 and strides == (1, 1):
        return outputs * wide + (places * wide if channels % 8 else 0) + extra
    copies = 2 if operator.options["padding"] == SAME else 1
    with_channels_padded = rows * columns * wide * outputs + places * channels
    with_rows_padded = rows * _up_to_16(columns * channels) * outputs
    if channels < LANES:
        # Versions that pad rows unfold so few channels patch by patch, and copy no input.
        return max(with_channels_padded, with_rows_padded + rows * columns * wide) + extra
    return with_channels_padded + with_rows_padded + (copies - 1) * places * channels + extra


def _up_to_16(count: int) -> int:
    return -(-count // LANES) * LANES
