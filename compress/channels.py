"""Which channels of a network belong together, and the same network without some of them.

Every channel that a convolution makes has a number. A number is followed along the graph: through
layers that keep channels apart, through reshapes, and into sums, where the channels of all summands
become one. What a layer reads then says which of its weights go when a channel goes; no
architecture needs code of its own. Runs in a child process.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from compress.surgery import is_depthwise, rebuilt, same, tensors

Numbers = NDArray[np.int64]
Keep = NDArray[np.bool_]


@dataclass(frozen=True)
class Channels:
    """The channels of a network, as numbers from 0.

    Attributes:
        reads: For each layer the number of each channel that it reads (its first input).
        gives: For each layer the number of each channel that it gives.
        groups: The numbers that one layer makes (or several whose sums are taken), which are
            pruned against each other; what must stay, such as the logits, is in no group.
    """

    reads: dict[str, Numbers]
    gives: dict[str, Numbers]
    groups: tuple[Numbers, ...]

    @property
    def count(self) -> int:
        """How many numbers there are."""
        return 1 + max(int(numbers.max()) for numbers in self.gives.values())


def find_channels(model: Any) -> Channels:
    """Follow every channel through a network."""
    return _Follower(model).channels()


class _Follower:
    """Walks the graph once; numbers that turn out to be one are joined (union-find)."""

    def __init__(self, model: Any) -> None:
        self._model = model
        self._parents: list[int] = []
        self._fixed: list[Numbers] = []
        self._made: list[Numbers] = []
        self._of_tensor: dict[int, Numbers] = {}

    def channels(self) -> Channels:
        reads, gives = {}, {}
        for source in self._model.inputs:
            self._of_tensor[id(source)] = self._fresh(source.shape[-1])
            self._fixed.append(self._of_tensor[id(source)])
        for layer in self._model.layers:
            if not tensors(layer.input):
                continue  # An input layer reads nothing.
            inputs = [self._of_tensor[id(tensor)] for tensor in tensors(layer.input)]
            given = self._through(layer, inputs)
            self._of_tensor[id(layer.output)] = given
            reads[layer.name], gives[layer.name] = inputs[0], given
        self._fixed += [self._of_tensor[id(target)] for target in self._model.outputs]
        joined = np.asarray([self._root(number) for number in range(len(self._parents))])
        return Channels(
            {name: joined[numbers] for name, numbers in reads.items()},
            {name: joined[numbers] for name, numbers in gives.items()},
            self._groups(joined),
        )

    def _through(self, layer: Any, inputs: list[Numbers]) -> Numbers:
        """The numbers of what a layer gives."""
        from keras import layers

        merging = (layers.Add, layers.Subtract, layers.Multiply, layers.Average)
        apart = (
            layers.BatchNormalization, layers.ReLU, layers.Activation, layers.Dropout,
            layers.SpatialDropout2D, layers.AveragePooling2D, layers.MaxPooling2D,
            layers.GlobalAveragePooling2D, layers.Cropping2D, layers.ZeroPadding2D,
            layers.Identity,
        )  # fmt: skip
        width, first = int(layer.output.shape[-1]), inputs[0]
        if isinstance(layer, apart) or (is_depthwise(layer) and layer.depth_multiplier == 1):
            return first
        if isinstance(layer, (layers.Conv2D, layers.Dense)) and not is_depthwise(layer):
            self._made.append(self._fresh(width))
            return self._made[-1]
        if isinstance(layer, (layers.Reshape, layers.Flatten)) and width % len(first) == 0:
            return np.tile(first, width // len(first))
        if isinstance(layer, layers.Concatenate):
            return np.concatenate(inputs)
        if isinstance(layer, merging) and {len(each) for each in inputs} == {width}:
            for other in inputs[1:]:
                for one, two in zip(first.tolist(), other.tolist(), strict=True):
                    self._parents[self._root(two)] = self._root(one)
            return first
        # Nobody knows what this layer does with channels: those around it stay.
        self._fixed += [*inputs, self._fresh(width)]
        return self._fixed[-1]

    def _groups(self, joined: Numbers) -> tuple[Numbers, ...]:
        stay = set(joined[np.concatenate(self._fixed)].tolist())
        groups: dict[tuple[int, ...], Numbers] = {}
        for numbers in (np.unique(joined[each]) for each in self._made):
            if not stay & set(numbers.tolist()):
                groups[tuple(numbers.tolist())] = numbers
        return tuple(groups.values())

    def _fresh(self, count: int) -> Numbers:
        first = len(self._parents)
        self._parents.extend(range(first, first + count))
        return np.arange(first, first + count)

    def _root(self, number: int) -> int:
        while self._parents[number] != number:
            number = self._parents[number]
        return number


def without(model: Any, channels: Channels, keep: Keep) -> Any:
    """The network without the channels that are not kept, its other weights as they were.

    Args:
        keep: For each number whether it stays, shape (channels.count,).
    """
    from keras import layers

    def replace(layer: Any) -> Any:
        width = int(keep[channels.gives[layer.name]].sum())
        if isinstance(layer, layers.Dense):
            return same(layer, units=width)
        if isinstance(layer, layers.Reshape):
            return same(layer, target_shape=(*layer.target_shape[:-1], width))
        if isinstance(layer, layers.Conv2D) and not is_depthwise(layer):
            return same(layer, filters=width)
        return same(layer)

    new = rebuilt(model, replace=replace)
    for layer in new.layers:
        if layer.weights:
            _copy(model.get_layer(layer.name), layer, channels, keep)
    return new


def _copy(old: Any, new: Any, channels: Channels, keep: Keep) -> None:
    given = keep[channels.gives[old.name]]
    reads = keep[channels.reads[old.name]]
    kernel = getattr(old, "kernel", None)
    for source, target in zip(old.weights, new.weights, strict=True):
        values = source.numpy()
        if source is not kernel:
            target.assign(values[given])
        elif is_depthwise(old):
            target.assign(values[:, :, given])
        else:
            target.assign(values[..., reads, :][..., given])
