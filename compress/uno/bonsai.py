"""Bonsai in integers: a sparse projection and one shallow tree in it.

Source: A. Kumar, S. Goyal, M. Varma, "Resource-efficient Machine Learning in 2 KB RAM for the
Internet of Things" (ICML 2017). Every node on the way from the root to a leaf adds
W z * tanh(V z) to the logits, where z is the projection of the input; theta z tells the way. The
tanh is v (1 - |v| / 4), held between -1 and 1: one multiplication, no table.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from compress.uno.arithmetic import LOGIT_BITS, MOST, requantize

# So many frames are one input: their mean.
GROUP = 4
GROUP_BITS = 2
GATE_BITS = 5
# Beyond two the tanh is one.
GATE_MOST = 2 << GATE_BITS
TANH_BITS = 2 * GATE_BITS + 2
SCORE_BITS = 8
SCORE_MOST = 2047
CHUNK_WINDOWS = 2048


@dataclass(frozen=True)
class Bonsai:
    """The whole model.

    Attributes:
        projection: int8, (values, inputs); zeros are not stored. Inputs are groups of frames, all
            bands of the oldest group first.
        bias: int16, one for each value, in units of the sums.
        shifts: uint8, from the sums to the values, which are int8.
        one: What stands for 1 behind the values, so that nodes have a bias.
        branches: int8, (inner nodes, values + 1): above zero goes on to the second child.
        scores: int8, (nodes, labels, values + 1).
        score_shifts: uint8, (nodes, labels).
        gates: int8, (nodes, labels, values + 1).
        gate_shifts: uint8, (nodes, labels).
    """

    projection: NDArray[np.int8]
    bias: NDArray[np.int16]
    shifts: NDArray[np.uint8]
    one: int
    branches: NDArray[np.int8]
    scores: NDArray[np.int8]
    score_shifts: NDArray[np.uint8]
    gates: NDArray[np.int8]
    gate_shifts: NDArray[np.uint8]
    bands: int

    @property
    def values(self) -> int:
        """Size of the projection."""
        return int(self.projection.shape[0])

    @property
    def groups(self) -> int:
        """How many groups of frames are one window."""
        return int(self.projection.shape[1]) // self.bands

    @property
    def depth(self) -> int:
        """How many branches lie before a leaf."""
        return int(len(self.branches) + 1).bit_length() - 1

    @property
    def frames(self) -> int:
        """Feature frames that one answer depends on."""
        return self.groups * GROUP

    @property
    def stride_frames(self) -> int:
        """Feature frames between two answers."""
        return GROUP

    @property
    def labels(self) -> int:
        """How many logits there are."""
        return int(self.scores.shape[1])

    @property
    def weight_bytes(self) -> int:
        """All that the training made, as it lies in flash: the projection as a bit for each place
        and a byte for each weight that is not zero."""
        rest = (self.bias, self.shifts, self.branches, self.scores, self.score_shifts)
        dense = sum(each.nbytes for each in (*rest, self.gates, self.gate_shifts))
        return dense + -(-self.projection.size // 8) + int(np.count_nonzero(self.projection))

    @property
    def macs(self) -> int:
        """Multiply-accumulates of one answer."""
        nodes = self.depth * (self.values + 1)
        nodes += (self.depth + 1) * 2 * self.labels * (self.values + 1)
        return int(np.count_nonzero(self.projection)) + nodes

    @property
    def ram_bytes(self) -> int:
        """The ring of groups and the sums of the group under way, between two frames."""
        return int(self.projection.shape[1]) + 2 * self.bands + 2

    def run(self, windows: NDArray[np.int8]) -> NDArray[np.int8]:
        """Logits of windows: int8 (n, frames, bands) -> int8 (n, labels), in sixteenths."""
        grouped = windows.astype(np.int64).reshape(len(windows), self.groups, GROUP, self.bands)
        inputs = requantize(grouped.sum(axis=2), GROUP_BITS, 0, MOST).reshape(len(windows), -1)
        sums = inputs @ self.projection.T.astype(np.int64) + self.bias
        values = requantize(sums, self.shifts.astype(np.int64), -MOST, MOST)
        full = np.concatenate([values, np.full((len(values), 1), self.one)], axis=1)
        node = np.zeros(len(full), np.int64)
        total = self._node(node, full)
        for _ in range(self.depth):
            side = np.sum(full * self.branches[node], axis=1) > 0
            node = 2 * node + 1 + side
            total += self._node(node, full)
        return requantize(total, SCORE_BITS - LOGIT_BITS, -MOST, MOST).astype(np.int8)

    def run_stream(self, features: NDArray[np.int8]) -> NDArray[np.int8]:
        """Logits over continuous features (n, bands), after each group; quiet before the start."""
        quiet = np.zeros((self.frames - GROUP, self.bands), np.int8)
        whole = np.concatenate([quiet, features])
        if len(whole) < self.frames:
            return np.zeros((0, self.labels), np.int8)
        views = np.lib.stride_tricks.sliding_window_view(whole, self.frames, axis=0)
        windows = views[::GROUP].swapaxes(1, 2)
        chunks = np.array_split(windows, -(-len(windows) // CHUNK_WINDOWS))
        return np.concatenate([self.run(chunk) for chunk in chunks])

    def _node(self, node: NDArray[np.int64], full: NDArray[np.int64]) -> NDArray[np.int64]:
        """What a node of each window adds to its logits, (n, labels)."""

        def layer(
            weights: NDArray[np.int8], shifts: NDArray[np.uint8], most: int
        ) -> NDArray[np.int64]:
            sums = np.einsum("nlv,nv->nl", weights[node].astype(np.int64), full)
            return requantize(sums, shifts[node].astype(np.int64), -most, most)

        gates = layer(self.gates, self.gate_shifts, GATE_MOST)
        tanh = gates * (2 * GATE_MOST - np.abs(gates))
        scores = layer(self.scores, self.score_shifts, SCORE_MOST)
        return requantize(scores * tanh, TANH_BITS, -SCORE_MOST, SCORE_MOST)
