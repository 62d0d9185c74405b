"""Small networks as training graphs, and what they say; runs in a process with TensorFlow."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from audio.stage import Progress, Stage
from compress.uno.model import Network


@dataclass(frozen=True)
class GraphAnswers:
    """One network as a graph with fake-quantized numbers, and as integers.

    Attributes:
        network: The integers.
        windows: int8, (n, frames, bands).
        logits: What the graph says of the windows, (n, labels).
        floats: What the graph in floats said before its numbers were rounded.
    """

    network: Network
    windows: np.ndarray
    logits: np.ndarray
    floats: np.ndarray


def all_answers() -> Stage[dict[str, GraphAnswers]]:
    """Two convolutional networks and two trees."""
    from compress.uno.descent import start_tensorflow

    yield Progress(0.0, "Building")
    start_tensorflow(1)
    return {
        "convnet": convnet_answers(2),
        "convnet of stride 3": convnet_answers(3),
        "bonsai": bonsai_answers(1),
        "a deeper bonsai": bonsai_answers(3),
    }


def convnet_answers(stride: int) -> GraphAnswers:
    """A convolutional network after some steps on noise, so that no weight is at its start."""
    from compress.uno.convgraph import FloatConvGraph, IntegerConvGraph, Shape
    from compress.uno.descent import Descent, Pace, real

    shape = Shape(6, first_taps=stride + 1, stride_frames=stride, taps=(3, 5))
    windows, targets = _noise(200, shape.frames)
    graph = FloatConvGraph(shape, windows.shape[2], targets.shape[1], 1)
    descent = Descent(graph, Pace(40, 5e-3))
    _train(descent, windows, targets)
    floats = graph.logits(real(windows), 1.0, training=False).numpy()
    fine = IntegerConvGraph(graph.folded(), stride, real(windows))
    _train(Descent(fine, Pace(5, 1e-3)), windows, targets)
    logits = fine.logits(real(windows), 1.0, training=False).numpy()
    return GraphAnswers(fine.to_integers(), windows, logits, floats)


def bonsai_answers(depth: int) -> GraphAnswers:
    """A tree after some steps on noise, thinned out on the way."""
    from compress.uno.bonsaigraph import FloatTree, IntegerTree, TreeShape
    from compress.uno.descent import Descent, Pace, real

    shape = TreeShape(values=6, depth=depth, groups=5, density=0.4)
    windows, targets = _noise(200, shape.frames)
    tree = FloatTree(shape, windows.shape[2], targets.shape[1], 1)
    descent = Descent(tree, Pace(60, 5e-3))
    _train(descent, windows, targets, tree.thin_out)
    floats = tree.logits(real(windows), 1.0, training=False).numpy()
    fine = IntegerTree(tree, real(windows))
    _train(Descent(fine, Pace(5, 1e-3)), windows, targets)
    logits = fine.logits(real(windows), 1.0, training=False).numpy()
    return GraphAnswers(fine.to_integers(), windows, logits, floats)


def _noise(count: int, frames: int) -> tuple[np.ndarray, np.ndarray]:
    """Windows in which the loudest third of the bands is the label."""
    random = np.random.default_rng(5)
    labels = random.integers(0, 3, count)
    windows = random.integers(0, 60, (count, frames, 14))
    for index, label in enumerate(labels):
        windows[index, :, 4 * label : 4 * label + 5] += 50
    return np.clip(windows, 0, 127).astype(np.int8), np.eye(3, dtype=np.float32)[labels]


def _train(descent, windows, targets, before_step=None) -> None:
    steps = descent._pace.steps
    for step in range(steps):
        if before_step is not None:
            before_step(step / steps)
        descent.step(windows, targets, np.ones(len(windows), np.float32))
    descent.finish()
