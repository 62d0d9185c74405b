"""How much working memory the interpreter takes, without running it.

Where a chip can be emulated the arena is measured there and this is where the search starts; for
other chips it is what the arena is made of. It never falls short of what TensorFlow Lite Micro's
own interpreter reports for our architectures, which a test holds it to.
"""

from __future__ import annotations

from compress.graph import Graph, read_stored_graph

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
    """Working memory of the largest convolution.

    Espressif's kernels copy input and weights; Arm's unfold two patches of the input to 16 bits.
    """
    needs = [0]
    for operator in graph.operators:
        if operator.opcode in ("CONV_2D", "DEPTHWISE_CONV_2D"):
            source, weights = (graph.tensors[index] for index in operator.inputs[:2])
            patch = weights.elements // weights.shape[0]
            copies = source.elements + weights.elements
            needs.append(copies if core == XTENSA else 4 * patch)
    return max(needs)
