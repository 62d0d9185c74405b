"""Weights that stay encoded in flash and are decoded in RAM right before their layer runs.

Which weights these are the model says: those that its file holds encoded. They are laid out for the
kernels first and then encoded anew, with one Huffman code for all layers: a chip without an
interpreter needs no operator, no description of a tensor and no look-up tables besides.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from compress.graph import MAC_OPERATORS, Graph, Tensor
from compress.huffman import HuffmanCode
from firmware.engines.baked.place import Place
from firmware.engines.baked.planner import aligned
from firmware.engines.baked.program import (
    NULL,
    Array,
    Call,
    Constant,
    Field,
    Scratch,
    Step,
    Structure,
    array,
    structure,
)

WEIGHTS_INPUT = 1
# One refill of the reader's window holds any code.
LONGEST_CODE_BITS = 16
# Codes up to this length are found in one look; a wider table would cost more than it saves.
FIRST_LOOK_BITS = 6
# Functions that have a form with decoding, each in a file of its name.
DECODING = {
    "conv_s8": "conv_decoded_s8",
    "depthwise_columns_s8": "depthwise_columns_decoded_s8",
    "depthwise_conv_s8": "depthwise_conv_decoded_s8",
    "fully_connected_s8": "fully_connected_decoded_s8",
}


def with_decoding(place: Place, step: Step) -> Step:
    """The step with encoded weights, if its model has them encoded and that saves flash.

    Args:
        place: The operator.
        step: What it became, with plain weights.
    """
    layers = dict(_encoded_layers(place.graph))
    packed = [c for c in step.constants if isinstance(c, Array) and c.are_weights]
    if place.index not in layers or len(packed) != 1 or step.calls[0].function not in DECODING:
        return step
    code = _code(layers.values())
    [plain] = packed
    values = plain.values
    stream = _stream(code, values)
    if stream.nbytes >= values.size:
        return step
    first_bits, table = code.table(FIRST_LOOK_BITS)
    table_name = f"op{min(layers)}_table"
    names = f"{place.prefix}_stream", f"{place.prefix}_codes"
    fields: list[tuple[str, Field]] = [
        ("stream", names[0]),
        ("table", table_name),
        ("first_bits", first_bits),
        ("count", values.size),
    ]
    constants: list[Constant] = []
    if place.index == min(layers):
        constants.append(array(table_name, table))
    constants += [array(names[0], stream), structure("codes_s8_t", names[1], fields)]
    constants += [_without(plain, each) for each in step.constants if each is not plain]
    return replace(
        step,
        kernels=(f"{DECODING[step.calls[0].function]}.c", *step.kernels),
        calls=(_decoding_call(step.calls[0], names[1]), *step.calls[1:]),
        constants=tuple(constants),
        scratch_bytes=aligned(_decoded_bytes(step, place, values)) + step.scratch_bytes,
    )


def _without(weights: Array, constant: Constant) -> Constant:
    """A description without its pointer to plain weights."""
    if not isinstance(constant, Structure):
        return constant
    pointer = weights.reference
    fields = [(key, NULL if value == pointer else value) for key, value in constant.fields]
    return structure(constant.c_type, constant.name, fields)


def _stream(code: HuffmanCode, values: NDArray[np.int8]) -> NDArray[np.uint16]:
    """The codes, as far as the reader reads: it holds 16 bits before it looks at any code."""
    stream = np.frombuffer(code.encode(values), ">u2").astype(np.uint16)
    before_last = code.bits(np.bincount(values[:-1].view(np.uint8), minlength=256))
    read = -(-before_last // 16) + 1
    return np.pad(stream, (0, max(0, read - len(stream))))[:read]


def _decoding_call(call: Call, codes: str) -> Call:
    descriptor, *ends = (each for each in call.arguments if not isinstance(each, Scratch))
    return Call(DECODING[call.function], (descriptor, f"&{codes}", *ends, Scratch()))


def _decoded_bytes(step: Step, place: Place, values: NDArray[np.int8]) -> int:
    """Weights that lie in RAM at one time: all of a layer, or two rows where each serves once."""
    if step.calls[0].function != "fully_connected_s8":
        return values.size
    outputs, depth = place.input(WEIGHTS_INPUT).shape
    return min(outputs, 2) * aligned(depth)


def _encoded_layers(graph: Graph) -> Iterable[tuple[int, Tensor]]:
    for index, operator in enumerate(graph.operators):
        if operator.opcode in MAC_OPERATORS:
            tensor = graph.tensors[operator.inputs[WEIGHTS_INPUT]]
            if tensor.encoding is not None:
                yield index, tensor


def _code(tensors: Iterable[Tensor]) -> HuffmanCode:
    counts = np.zeros(256, np.int64)
    for tensor in tensors:
        if tensor.data is not None:
            counts += np.bincount(tensor.data.reshape(-1).view(np.uint8), minlength=256)
    # Zeros fill rows up to whole words, also where no weight is zero.
    counts[0] += 1
    return HuffmanCode.of(counts, LONGEST_CODE_BITS)
