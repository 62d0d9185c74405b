"""Models with few distinct weights, made from ordinary ones by editing numbers in the file."""

from __future__ import annotations

from typing import Any

import numpy as np
from ai_edge_litert import schema_py_generated as schema
from numpy.typing import NDArray

from compress.flatfile import pack, unpack
from compress.graph import MAC_OPERATORS, read_graph
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
