"""How much memory an interpreter needs for a model's tensors."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from compress.graph import NUMPY_TYPES, Graph, read_stored_graph

ALIGNMENT_BYTES = 16


@dataclass(frozen=True)
class _Span:
    """A tensor in memory: from which operator to which, and how large."""

    index: int
    first: int
    last: int
    size: int


def arena_bytes(tflite: bytes) -> int:
    """Memory for all tensors that are not constant, as TensorFlow Lite Micro lays them out.

    Its planner takes the largest tensor first and puts each as low as it fits beside those that
    are alive with it (tensorflow/lite/micro/memory_planner/greedy_memory_planner.cc). Weights that
    are decoded at run time count while their operator needs them. What the interpreter keeps for
    itself, a few kilobytes, is not counted.

    Raises:
        ModelError: The file is damaged.
    """
    graph = read_stored_graph(tflite)
    placed: list[tuple[int, _Span]] = []
    # Of equal sizes the later tensor comes first there, which changes some layouts.
    for span in sorted(_spans(graph), key=lambda span: (-span.size, -span.index)):
        start = 0
        for low, other in sorted(placed, key=lambda place: place[0]):
            meets = other.first <= span.last and span.first <= other.last
            if meets and low < start + span.size:
                start = max(start, low + other.size)
        placed.append((start, span))
    return max((start + span.size for start, span in placed), default=0)


def _spans(graph: Graph) -> list[_Span]:
    """Lifetimes of all tensors that operators fill, by their index."""
    first = dict.fromkeys(graph.inputs, -1)
    last = dict.fromkeys(graph.inputs, -1)
    for step, operator in enumerate(graph.operators):
        for index in operator.outputs:
            first.setdefault(index, step)
        for index in (*operator.inputs, *operator.outputs):
            last[index] = step
    last |= dict.fromkeys(graph.outputs, len(graph.operators))
    spans = []
    for index, begin in sorted(first.items()):
        tensor = graph.tensors[index]
        size = tensor.elements * np.dtype(NUMPY_TYPES[tensor.dtype]).itemsize
        size = -(-size // ALIGNMENT_BYTES) * ALIGNMENT_BYTES
        spans.append(_Span(index, begin, last[index], size))
    return spans
