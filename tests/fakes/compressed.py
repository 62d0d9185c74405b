"""Untrained networks taken through compression steps, in a child process: TensorFlow stays out of
the test process."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from fakes.exports import FRAMES, LABELS, some_features
from numpy.typing import NDArray

from audio.frontend import FrontEndSettings
from audio.stage import Progress, Stage
from compress import architectures
from compress.batches import Lesson, Variety
from compress.clips import ClipSet
from compress.draft import Course, Draft
from compress.fitting import Recipe
from compress.pool import Pool
from compress.surgery import folded, kernel_of, weight_count, weighted


@dataclass(frozen=True)
class Narrowed:
    """An architecture without some channels, beside the whole one with those made silent.

    Attributes:
        removed: Channels that went, over all layers.
        silent: Logits of the whole network whose removed channels give nothing.
        narrow: Logits of the network without them.
        folded: Logits of the whole network with batch normalization folded.
        whole: Its logits before.
        norms_left: Batch normalizations in the folded network.
        weights: How many the whole network has, and the narrow one.
    """

    removed: int
    silent: NDArray[np.float32]
    narrow: NDArray[np.float32]
    folded: NDArray[np.float32]
    whole: NDArray[np.float32]
    norms_left: int
    weights: tuple[int, int]


def narrow_all(names: tuple[str, ...]) -> Stage[dict[str, Narrowed]]:
    """Take channels out of every architecture."""
    result = {}
    for seed, name in enumerate(names):
        yield Progress(0.0, name)
        result[name] = _narrowed(name, np.random.default_rng(seed))
    return result


def untrained(name: str, random: np.random.Generator) -> Any:
    """A network whose batch normalizations and biases are anything but neutral."""
    model = architectures.get(name).build(FRAMES, LABELS)
    for weight in model.weights:
        if "kernel" not in weight.path:
            weight.assign(random.uniform(0.2, 0.9, weight.shape))
    return model


def _narrowed(name: str, random: np.random.Generator) -> Narrowed:
    from keras import layers

    from compress.channels import find_channels, without
    from compress.trainer import real

    windows = real(some_features(3))
    model = untrained(name, random)
    channels = find_channels(model)
    keep = np.ones(channels.count, bool)
    for group in channels.groups:
        keep[random.choice(group, len(group) // 3, replace=False)] = False
    plain = folded(model)
    narrow = without(model, channels, keep)
    whole = np.asarray(model(windows, training=False))
    for layer in model.layers:
        if isinstance(layer, layers.BatchNormalization):
            stays = keep[channels.gives[layer.name]]
            layer.gamma.assign(layer.gamma * stays)
            layer.beta.assign(layer.beta * stays)
    return Narrowed(
        int((~keep).sum()),
        np.asarray(model(windows, training=False)),
        np.asarray(narrow(windows, training=False)),
        np.asarray(plain(windows, training=False)),
        whole,
        sum(isinstance(layer, layers.BatchNormalization) for layer in plain.layers),
        (weight_count(model), weight_count(narrow)),
    )


@dataclass(frozen=True)
class Stepped:
    """What one step made of a network.

    Attributes:
        kernels: Of the network that came out, by layer, with the channel last.
        table, ranges: Of the draft that came out.
        tflite: Its int8 file.
        skipped: What the step says that it left.
        input_changed: Whether the network that went in is another one now.
    """

    kernels: dict[str, NDArray[np.float32]]
    table: tuple[int, ...]
    ranges: dict[str, tuple[float, float]]
    tflite: bytes
    skipped: tuple[str, ...]
    input_changed: bool


def step_all(name: str, amounts: dict[str, float]) -> Stage[dict[str, Stepped]]:
    """One untrained network after each of these steps, and under "aware alone" after that one."""
    from compress import steps

    course = _course()
    start = Draft(untrained(name, np.random.default_rng(1)))
    before = [weight.numpy() for weight in start.model.weights]
    result, draft = {}, start

    def stepped(out: Draft, skipped: tuple[str, ...]) -> Stepped:
        now = (weight.numpy() for weight in start.model.weights)
        changed = any(not np.array_equal(*pair) for pair in zip(before, now, strict=True))
        return _stepped(out, skipped, changed)

    for step, amount in amounts.items():
        yield Progress(0.0, step)
        work = getattr(steps.registry()[step], step)
        draft, skipped = yield from work(draft, course, amount)
        result[step] = stepped(draft, skipped)
    aware = steps.registry()["quantize_aware"].quantize_aware
    result["aware alone"] = stepped(*(yield from aware(start, course, 8)))
    return result


def _course() -> Course:
    random = np.random.default_rng(5)
    windows = some_features(60, seed=3)
    rows = np.asarray([(i * FRAMES, i * FRAMES, i % LABELS) for i in range(60)], np.int32)
    labels = (*(f"word {n}" for n in range(LABELS - 2)), "_unknown_", "_silence_")
    pool = Pool(windows.reshape(-1, windows.shape[-1]), rows, labels)
    validation = ClipSet(windows[:10], np.arange(10) % LABELS, ())
    negatives = random.integers(-128, 128, (200, 40)).astype(np.int8)
    recipe = Recipe(epochs=1, batches=10, variety=Variety(batch=16), searches=(0.0,))
    return Course.of(
        Lesson(pool, FrontEndSettings(frames=FRAMES), validation, negatives), recipe, 1
    )


def _stepped(draft: Draft, skipped: tuple[str, ...], input_changed: bool) -> Stepped:
    from compress.steps.quantize_int8 import quantize_int8

    windows = some_features(20)
    return Stepped(
        {layer.name: kernel_of(layer) for layer in weighted(draft.model)},
        draft.table,
        dict(draft.ranges),
        quantize_int8(draft, windows, windows)[0],
        skipped,
        input_changed,
    )
