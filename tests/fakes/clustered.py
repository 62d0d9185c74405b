"""Models with few distinct weights, made from ordinary ones by editing numbers in the file."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import numpy as np
from ai_edge_litert import schema_py_generated as schema
from numpy.typing import NDArray

from compress.decode_format import HuffmanBook
from compress.decode_operators import put_in
from compress.flatfile import pack, unpack
from compress.graph import MAC_OPERATORS, read_graph
from compress.huffman import HuffmanCode
from compress.steps.slim import slim


def edit_weights(tflite: bytes, edit: Any) -> bytes:
    """The slim model whose weights `edit(values, operator name)` gave; int8 arrays in and out."""
    graph, model = read_graph(tflite), unpack(tflite)
    for operator in graph.operators:
        if operator.opcode in MAC_OPERATORS:
            index = operator.inputs[1]
            data = graph.tensors[index].data
            assert data is not None
            buffer = schema.BufferT()
            edited = np.asarray(edit(data.copy(), operator.opcode), np.int8)
            assert edited.shape == data.shape
            buffer.data = edited.reshape(-1).view(np.uint8)
            model.subgraphs[0].tensors[index].buffer = len(model.buffers)
            model.buffers.append(buffer)
    return slim(pack(model))[0]


def clustered(tflite: bytes, levels: int, zeros: float = 0.0) -> bytes:
    """Weights rounded to evenly spaced levels after the smallest ones were set to zero.

    Args:
        levels: How many distinct values are left in the model; odd, so that zero is one.
        zeros: The share of each layer's weights that is pruned.
    """
    grid = np.round(np.linspace(-127, 127, levels)).astype(np.int16)

    def edit(values: NDArray[np.int8], _: str) -> NDArray[np.int8]:
        sizes = np.abs(values.astype(np.int16))
        values[sizes <= np.quantile(sizes, zeros)] *= zeros == 0.0
        nearest = np.abs(values[..., None] - grid).argmin(axis=-1)
        return grid[nearest].astype(np.int8)

    return edit_weights(tflite, edit)


def encode_all(tflite: bytes, only: Collection[int] = ()) -> bytes:
    """The model with all its weights encoded by one Huffman code, whether that pays or not.

    Args:
        only: Indices of tensors, to encode no others.
    """
    graph, model = read_graph(tflite), unpack(tflite)
    layers = [o.inputs[1] for o in graph.operators if o.opcode in MAC_OPERATORS]
    chosen = [index for index in layers if not only or index in only]
    values = [np.asarray(graph.tensors[index].data, np.int8).reshape(-1) for index in chosen]
    counts = np.bincount(np.concatenate(values).view(np.uint8), minlength=256)
    put_in(model, dict.fromkeys(chosen, HuffmanBook(HuffmanCode.of(counts))))
    return pack(model)
