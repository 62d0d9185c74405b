"""Putting DECODE operators into a .tflite file, and taking them out again.

TensorFlow Lite Micro decodes a tensor right before the operator that reads it. LiteRT knows no
such operator; on a computer a file is decoded first, which gives the same weights.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from ai_edge_litert import schema_py_generated as schema
from numpy.typing import NDArray

from compress.decode_format import (
    KIND_OFFSET,
    KINDS,
    OPERATOR_NAME,
    Book,
    Channels,
    decode_values,
)
from compress.flatfile import data_vector, drop_unused_buffers, pack, unpack
from compress.variant import ModelError

CUSTOM = schema.BuiltinOperator.CUSTOM


@dataclass(frozen=True)
class Encoding:
    """How a tensor was stored.

    Attributes:
        kind: Name of the encoding.
        stream_bytes: Its own part of the file, without the table that others may share.
    """

    kind: str
    stream_bytes: int


@dataclass(frozen=True)
class Decoded:
    """A plain model and, by index of its tensors, how those were stored that were encoded."""

    tflite: bytes
    encodings: Mapping[int, Encoding]


def is_encoded(tflite: bytes) -> bool:
    """Whether a file may hold DECODE operators; cheap, and never wrongly False."""
    return OPERATOR_NAME.encode() in tflite


def decode(tflite: bytes) -> bytes:
    """The plain int8 model of an encoded one, with the same weights; others come back unchanged.

    Raises:
        ModelError: The file is damaged, or encoded in a way that only its maker knows.
    """
    return decode_fully(tflite).tflite


def decode_fully(tflite: bytes) -> Decoded:
    """As `decode`, and what was encoded.

    Raises:
        ModelError: As `decode`.
    """
    if not is_encoded(tflite):
        return Decoded(tflite, {})
    model = unpack(tflite)
    try:
        encodings = _take_out(model)
        return Decoded(pack(model), encodings) if encodings else Decoded(tflite, {})
    except (struct.error, IndexError, ValueError, TypeError, AttributeError, KeyError) as error:
        raise ModelError(
            f"The encoded weights of the model cannot be read ({error}).", "Export it again."
        ) from error


def channels_of(tensor: Any) -> Channels | None:
    """How scales divide a tensor of the schema for the operator; None if it refuses the axis."""
    quantization = tensor.quantization
    count = 1 if quantization is None or quantization.scale is None else len(quantization.scale)
    axis = 0 if quantization is None else quantization.quantizedDimension
    if count > 1 and axis == len(tensor.shape) - 1:
        return Channels(count, last=True)
    return Channels(count) if axis == 0 else None


def zero_point_of(tensor: Any) -> int | None:
    """The one zero point of a tensor; None if its channels have several."""
    quantization = tensor.quantization
    points = None if quantization is None else quantization.zeroPoint
    found = {0} if points is None or not len(points) else {int(value) for value in points}
    return found.pop() if len(found) == 1 else None


def put_in(model: Any, books: Mapping[int, Book]) -> None:
    """Encode constant int8 tensors of the main graph, each read by one operator only.

    Where all zero points of a tensor are equal one of them stays: TensorFlow Lite Micro takes it
    for all channels, and LiteRT, which does not, could not run the file anyway.

    Args:
        model: The file as objects; changed in place.
        books: By index of the tensor. The index stays: it becomes the operator's output.
    """
    graph = model.subgraphs[0]
    code = schema.OperatorCodeT()
    code.builtinCode = code.deprecatedBuiltinCode = CUSTOM
    code.customCode, code.version = OPERATOR_NAME, 1
    model.operatorCodes = [*model.operatorCodes, code]
    tables: dict[int, int] = {}
    pairs: dict[int, tuple[int, int]] = {}
    for index, book in books.items():
        tensor = graph.tensors[index]
        values = np.asarray(model.buffers[tensor.buffer].data, np.uint8).view(np.int8)
        if id(book) not in tables:
            tables[id(book)] = _add_bytes(model, book.ancillary)
        pairs[index] = _add_bytes(model, book.encode(values)), tables[id(book)]
        tensor.buffer = 0
    operators = []
    for operator in graph.operators:
        encoded = [int(index) for index in operator.inputs if int(index) in pairs]
        if encoded:
            decoder = schema.OperatorT()
            decoder.opcodeIndex = len(model.operatorCodes) - 1
            decoder.inputs = _vector([end for index in encoded for end in pairs[index]])
            decoder.outputs = _vector(encoded)
            operators.append(decoder)
        operators.append(operator)
    graph.operators = operators
    _one_zero_point_each(graph)
    drop_unused_buffers(model)


def _add_bytes(model: Any, data: bytes) -> int:
    """A new constant tensor of bytes; its index."""
    graph = model.subgraphs[0]
    buffer, tensor = schema.BufferT(), schema.TensorT()
    buffer.data = data_vector(data)
    tensor.shape, tensor.type = _vector([len(data)]), schema.TensorType.UINT8
    tensor.buffer = len(model.buffers)
    model.buffers = [*model.buffers, buffer]
    graph.tensors = [*graph.tensors, tensor]
    return len(graph.tensors) - 1


def _one_zero_point_each(graph: Any) -> None:
    for tensor in graph.tensors:
        if zero_point_of(tensor) is not None and tensor.quantization is not None:
            tensor.quantization.zeroPoint = tensor.quantization.zeroPoint[:1]


def _take_out(model: Any) -> dict[int, Encoding]:
    """Replace what DECODE operators make by constants; how each was encoded, by its index."""
    codes = [
        index
        for index, code in enumerate(model.operatorCodes)
        if code.customCode in (OPERATOR_NAME, OPERATOR_NAME.encode())
    ]
    encodings: dict[int, Encoding] = {}
    for graph in model.subgraphs:
        found: dict[int, Encoding] = {}
        read: set[int] = set()
        for operator in graph.operators or []:
            if operator.opcodeIndex in codes:
                read |= {int(index) for index in operator.inputs}
                for number, output in enumerate(operator.outputs):
                    stream, table = operator.inputs[2 * number : 2 * number + 2]
                    found[int(output)] = _restore(model, graph, int(output), stream, table)
        for tensor in graph.tensors if found else []:
            _as_many_zero_points_as_scales(tensor)
        graph.operators = [o for o in graph.operators or [] if o.opcodeIndex not in codes]
        renamed = _drop_tensors(graph, read)
        if graph is model.subgraphs[0]:
            encodings = {renamed[index]: each for index, each in found.items()}
    _drop_codes(model, codes)
    drop_unused_buffers(model)
    return encodings


def _restore(model: Any, graph: Any, output: int, stream: int, table: int) -> Encoding:
    tensor = graph.tensors[output]
    if tensor.type != schema.TensorType.INT8:
        raise ValueError("only int8 weights can be decoded here")
    data, ancillary = (
        bytes(np.asarray(model.buffers[graph.tensors[end].buffer].data, np.uint8))
        for end in (stream, table)
    )
    channels = channels_of(tensor) or Channels()
    elements = int(np.prod(tensor.shape))
    values = decode_values(data, ancillary, elements, channels, zero_point_of(tensor) or 0)
    buffer = schema.BufferT()
    buffer.data = values.view(np.uint8)
    tensor.buffer = len(model.buffers)
    model.buffers = [*model.buffers, buffer]
    return Encoding(KINDS[ancillary[KIND_OFFSET]], len(data))


def _as_many_zero_points_as_scales(tensor: Any) -> None:
    quantization = tensor.quantization
    if quantization is None or quantization.scale is None or quantization.zeroPoint is None:
        return
    if len(quantization.zeroPoint) == 1:
        quantization.zeroPoint = np.repeat(quantization.zeroPoint, len(quantization.scale))


def _drop_tensors(graph: Any, candidates: set[int]) -> dict[int, int]:
    """Take out those tensors that nobody names any more; new indices by old ones."""
    lists = [graph.inputs, graph.outputs]
    for operator in graph.operators:
        lists += [operator.inputs, operator.outputs]
    named = {int(index) for each in lists for index in each}
    dropped = candidates - named
    kept = [index for index in range(len(graph.tensors)) if index not in dropped]
    renamed = {old: new for new, old in enumerate(kept)}
    graph.tensors = [graph.tensors[index] for index in kept]
    renamed[-1] = -1
    graph.inputs, graph.outputs = (_vector([renamed[int(i)] for i in each]) for each in lists[:2])
    for operator in graph.operators:
        operator.inputs = _vector([renamed[int(index)] for index in operator.inputs])
        operator.outputs = _vector([renamed[int(index)] for index in operator.outputs])
    return renamed


def _drop_codes(model: Any, codes: list[int]) -> None:
    kept = [index for index in range(len(model.operatorCodes)) if index not in codes]
    renamed = {old: new for new, old in enumerate(kept)}
    model.operatorCodes = [model.operatorCodes[index] for index in kept]
    for graph in model.subgraphs:
        for operator in graph.operators:
            operator.opcodeIndex = renamed[operator.opcodeIndex]


def _vector(values: list[int]) -> NDArray[np.int32]:
    return np.array(values, np.int32)
