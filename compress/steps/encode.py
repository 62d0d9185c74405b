"""Store weights in fewer bits: TensorFlow Lite Micro decodes them on the chip, layer by layer.

For each layer the cheapest of four is taken: as it is, indices into a look-up table, a Huffman
code, or a bit for every value that is not zero. Layers share one table where that saves bytes.
What counts is the whole file, operators and tables included. The weights stay the same, and so do
all outputs; RAM grows by the largest layer that is decoded, which the report shows.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from ai_edge_litert import schema_py_generated as schema

from compress.arena import arena_bytes
from compress.codebooks import Weights, choose_books
from compress.decode_format import Book
from compress.decode_operators import channels_of, decode, is_encoded, put_in, zero_point_of
from compress.flatfile import pack, unpack
from compress.graph import read_stored_graph
from compress.parity import tflm_answers
from compress.variant import ModelError, StepReport

NAME = "encode"
TITLE = "Huffman codes and look-up tables"
WEIGHTS_INPUT = 1
LAYERS = {
    schema.BuiltinOperator.CONV_2D: "CONV_2D",
    schema.BuiltinOperator.DEPTHWISE_CONV_2D: "DEPTHWISE_CONV_2D",
    schema.BuiltinOperator.FULLY_CONNECTED: "FULLY_CONNECTED",
}
CHECKED_INPUTS = 4
REPORT_IT = "Please report this with the model file."


def encode(tflite: bytes) -> tuple[bytes, StepReport]:
    """The same model with encoded weights, if that makes it smaller.

    Raises:
        ModelError: These bytes are no .tflite file, or decoding would not give it back.
    """
    before = {"tflite_bytes": float(len(tflite)), "arena_bytes": float(arena_bytes(tflite))}
    if is_encoded(tflite):
        return tflite, StepReport(NAME, before, before, ("the weights are encoded already",))
    names, skipped = _candidates(unpack(tflite))
    weights = {index: _weights(tflite, index) for index in names}
    books = dict(zip(weights, choose_books(list(weights.values())), strict=True))
    chosen = _worthwhile(tflite, {index: book for index, book in books.items() if book})
    packed = _packed(tflite, chosen)
    skipped += [f"{name}: no encoding saves bytes" for i, name in names.items() if i not in chosen]
    if not chosen or len(packed) >= len(tflite):
        return tflite, StepReport(NAME, before, before, (*skipped, "nothing pays: left as it was"))
    ran = _check(tflite, packed)
    after = {
        "tflite_bytes": float(len(packed)),
        "arena_bytes": float(arena_bytes(packed)),
        "encoded_layers": float(len(chosen)),
        "decoded_bytes": float(sum(weights[index].values.size for index in chosen)),
    }
    if ran:
        after["agreement"] = 1.0
    return packed, StepReport(NAME, before, after, tuple(skipped))


def _candidates(model: Any) -> tuple[dict[int, str], list[str]]:
    """Weights that could be encoded, by index with what to call them, and why others cannot."""
    graph = model.subgraphs[0]
    readers: dict[int, int] = {}
    for each in [graph.outputs, *(operator.inputs for operator in graph.operators)]:
        for index in each:
            readers[int(index)] = readers.get(int(index), 0) + 1
    names, skipped = {}, []
    for number, operator in enumerate(graph.operators):
        code = model.operatorCodes[operator.opcodeIndex]
        layer = LAYERS.get(max(code.builtinCode, code.deprecatedBuiltinCode))
        if layer is None:
            continue
        index = int(operator.inputs[WEIGHTS_INPUT])
        tensor = graph.tensors[index]
        name = f"{layer} {number}, {int(np.prod(tensor.shape))} weights"
        data = model.buffers[tensor.buffer].data
        if tensor.type != schema.TensorType.INT8 or data is None or not len(data):
            skipped.append(f"{name}: not constant int8")
        elif readers[index] > 1:
            skipped.append(f"{name}: several operators share them")
        else:
            names[index] = name
    return names, skipped


def _weights(tflite: bytes, index: int) -> Weights:
    model = unpack(tflite)
    tensor = model.subgraphs[0].tensors[index]
    values = np.asarray(model.buffers[tensor.buffer].data, np.uint8).view(np.int8)
    return Weights(values, channels_of(tensor), zero_point_of(tensor))


def _packed(tflite: bytes, books: Mapping[int, Book]) -> bytes:
    model = unpack(tflite)
    put_in(model, books)
    return pack(model)


def _worthwhile(tflite: bytes, books: dict[int, Book]) -> dict[int, Book]:
    """Without those layers whose own bytes in the file are fewer than what encoding them costs."""
    best = len(_packed(tflite, books))
    for index in sorted(books):
        fewer = {other: book for other, book in books.items() if other != index}
        size = len(_packed(tflite, fewer))
        if size <= best:
            books, best = fewer, size
    return books


def _check(plain: bytes, encoded: bytes) -> bool:
    """Decode it again, and let TensorFlow Lite Micro run both files where its wheel exists.

    Returns:
        Whether it ran them, and so found their answers equal.

    Raises:
        ModelError: Weights or answers differ.
    """
    if decode(encoded) != pack(unpack(plain)):
        raise ModelError("Decoding the model did not give its weights back.", REPORT_IT)
    graph = read_stored_graph(plain)
    shape = (CHECKED_INPUTS, *graph.tensors[graph.inputs[0]].shape)
    windows = np.random.default_rng(0).integers(-128, 128, shape, np.int8)
    want, have = tflm_answers(plain, windows), tflm_answers(encoded, windows)
    if want is None or have is None:
        return False
    if not np.array_equal(want, have):
        raise ModelError("TensorFlow Lite Micro decodes the model wrongly.", REPORT_IT)
    return True
