"""Pruning of whole channels: they leave the graph, with every weight that made or read them.

Which ones is estimated as by P. Molchanov et al., "Importance Estimation for Neural Network
Pruning" (2019): how much the loss would change, to first order, if a channel were silent. Those
that change it least for the weights they cost go first, in rounds, with training in between.
Channels that are added to each other, as in residual networks, go together.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audio.stage import Stage, scaled
from compress.batches import Batches
from compress.channels import Channels, find_channels, without
from compress.draft import Course, Draft, fine_tune
from compress.surgery import is_depthwise, rebuilt, weight_count, weighted
from compress.trainer import real

NAME = "prune_channels"
TITLE = "Remove whole channels"
AMOUNT = "share of the weights that leave, 0 to 0.9"
ROUNDS = 2
JUDGED_BATCHES = 16
# Kernels on chips work on four channels at once; and a layer keeps a quarter in any case.
MULTIPLE = 4
LEAST_KEPT = 0.25


def prune_channels(
    draft: Draft, course: Course, amount: float
) -> Stage[tuple[Draft, tuple[str, ...]]]:
    """Take the least important channels out and fine-tune.

    Args:
        draft: Its trained ranges and table are lost, which is why this step comes before those.
        course: What to judge and to fine-tune with; each round takes its share of the recipe.
        amount: Share of all weights that leave, 0..0.9.

    Returns:
        The narrower draft, and which layers keep all channels.
    """
    model, recipe = rebuilt(draft.model), course.recipe
    before = weight_count(model)
    short = replace(course, recipe=replace(recipe, batches=max(1, recipe.batches // ROUNDS)))
    for number in range(ROUNDS):
        channels = find_channels(model)
        wanted = round(before * (1 - amount * (number + 1) / ROUNDS))
        keep = choose(model, channels, importance(model, channels, course), wanted)
        model = without(model, channels, keep)
        yield from scaled(fine_tune(model, short), number / ROUNDS, (number + 1) / ROUNDS)
    widths = {layer.name: layer.output.shape[-1] for layer in weighted(draft.model)}
    skipped = tuple(
        f"{layer.name} keeps its {widths[layer.name]} channels"
        for layer in weighted(model)
        if not is_depthwise(layer) and layer.output.shape[-1] == widths[layer.name]
    )
    return Draft(model), skipped


def importance(model: Any, channels: Channels, course: Course) -> NDArray[np.float64]:
    """For each channel how much the loss depends on it, shape (channels.count,).

    Every layer that scales channels one by one counts: batch normalization, or where it is folded
    the weights and bias of the convolution.
    """
    import keras
    import tensorflow as tf

    judged = [layer for layer in model.layers if _gate(layer)]
    variables = [variable for layer in judged for variable in _gate(layer)]
    loss = keras.losses.CategoricalCrossentropy(from_logits=True)
    batches = Batches(course.lesson, course.recipe.variety, course.seed)
    total = np.zeros(channels.count)
    for _ in range(JUDGED_BATCHES):
        windows, targets, _ = batches.next()
        with tf.GradientTape() as tape:
            wrong = loss(targets, model(real(windows), training=False))
        gradients = dict(zip(map(id, variables), tape.gradient(wrong, variables), strict=True))
        for layer in judged:
            change = sum(
                np.sum(_by_channel(layer, variable * gradients[id(variable)]), axis=0)
                for variable in _gate(layer)
            )
            silent = np.zeros(channels.count)
            np.add.at(silent, channels.gives[layer.name], change)
            total += silent**2
    return total


def choose(
    model: Any, channels: Channels, importances: NDArray[np.float64], wanted: int
) -> NDArray[np.bool_]:
    """Which channels stay, so that about `wanted` weights are left; shape (channels.count,)."""
    keep = np.ones(channels.count, bool)
    cost = _cost(model, channels)
    order = np.argsort(importances / np.maximum(cost, 1), kind="stable")
    group_of = {int(number): group for group in channels.groups for number in group}
    for number in order.tolist():
        if _weights(model, channels, keep) <= wanted:
            break
        group = group_of.get(number)
        if group is not None and keep[group].sum() > max(MULTIPLE, LEAST_KEPT * len(group)):
            keep[number] = False
    for group in channels.groups:
        _round_up(keep, group, importances)
    return keep


def _round_up(keep: NDArray[np.bool_], group: Any, importances: NDArray[np.float64]) -> None:
    """Bring the best of a group back until it has a multiple of four channels, or all."""
    gone = [number for number in group if not keep[number]]
    gone.sort(key=lambda number: -importances[number])
    keep[gone[: -int(keep[group].sum()) % MULTIPLE]] = True


def _gate(layer: Any) -> list[Any]:
    """The variables that one may scale together to make a layer's channels silent."""
    from keras import layers

    if isinstance(layer, layers.BatchNormalization):
        return [layer.gamma, layer.beta]
    folded = isinstance(layer, (layers.Conv2D, layers.DepthwiseConv2D)) and layer.use_bias
    return [layer.kernel, layer.bias] if folded else []


def _by_channel(layer: Any, values: Any) -> NDArray[np.float32]:
    """A variable's values with the layer's channels as the last of two axes."""
    array = np.asarray(values)
    if array.ndim > 1 and is_depthwise(layer):
        array = array[..., 0]
    return array.reshape(-1, array.shape[-1])


def _pairs(model: Any) -> list[tuple[Any, int]]:
    """Layers with weights, and the weights between one channel read and one given."""
    return [(layer, int(np.prod(layer.kernel.shape[:-2]))) for layer in weighted(model)]


def _weights(model: Any, channels: Channels, keep: NDArray[np.bool_]) -> int:
    """How many weights are left with these channels."""
    total = 0
    for layer, each in _pairs(model):
        reads = 1 if is_depthwise(layer) else int(keep[channels.reads[layer.name]].sum())
        total += each * reads * int(keep[channels.gives[layer.name]].sum())
    return total


def _cost(model: Any, channels: Channels) -> NDArray[np.float64]:
    """How many weights leave with each channel alone, shape (channels.count,)."""
    cost = np.zeros(channels.count)
    for layer, each in _pairs(model):
        reads, gives = channels.reads[layer.name], channels.gives[layer.name]
        np.add.at(cost, gives, each * (1 if is_depthwise(layer) else len(reads)))
        if not is_depthwise(layer):
            np.add.at(cost, reads, each * len(gives))
    return cost
