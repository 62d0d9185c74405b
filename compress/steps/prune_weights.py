"""Pruning of single weights: the smallest become zero, little by little, while the rest learns on.

M. Zhu and S. Gupta, "To prune, or not to prune" (2017): the share of zeros follows a cubic, steep
at first, so that the network has time to recover from the last ones. Zeros make nothing smaller by
themselves: they make the weights predictable, and the encoder turns that into bytes.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audio.stage import Stage
from compress.draft import Course, Draft, fine_tune
from compress.rounding import Holder
from compress.surgery import rebuilt, weight_count, weighted
from compress.trainer import Trainer

NAME = "prune_weights"
TITLE = "Set small weights to zero"
AMOUNT = "share of zeros among the weights, 0 to 0.95"
# Pruning ends here, in shares of the training; in what is left the others recover.
LAST_MOMENT = 0.6
STEPS_APART = 10
# Layers with a smaller share of all weights stay whole: they are few bytes, and missed most.
LEAST_SHARE = 0.05


def prune_weights(
    draft: Draft, course: Course, amount: float
) -> Stage[tuple[Draft, tuple[str, ...]]]:
    """Make a share of the weights zero.

    Args:
        draft: Its zeros stay zero, and count.
        course: What to fine-tune with.
        amount: Share of zeros in each layer that is pruned, 0..1.

    Returns:
        The pruned draft, and what was left as it is.
    """
    model = rebuilt(draft.model)
    holder = Holder(model)
    last = max(1, round(LAST_MOMENT * course.recipe.epochs * course.recipe.batches))

    def after_step(trainer: Trainer, step: int) -> None:
        if step <= last and (step % STEPS_APART == 0 or step == last):
            share = amount * (1 - (1 - step / last) ** 3)
            holder.keep(
                [largest(layer.kernel.numpy(), share * chosen) for layer, chosen in _chosen(model)]
            )
        holder(trainer, step)

    yield from fine_tune(model, course, after_step)
    holder.settle()  # The running mean remembers weights from before they were pruned.
    skipped = tuple(f"{layer.name} stays whole" for layer, chosen in _chosen(model) if not chosen)
    return replace(draft, model=model), skipped


def _chosen(model: Any) -> list[tuple[Any, bool]]:
    """All layers with weights, and whether they are large enough to be pruned."""
    least = LEAST_SHARE * weight_count(model)
    return [(layer, int(np.prod(layer.kernel.shape)) >= least) for layer in weighted(model)]


def largest(kernel: NDArray[np.float32], share: float) -> NDArray[np.bool_]:
    """Which weights stay when a share of them, the smallest, becomes zero."""
    sizes = np.abs(kernel)
    count = round(share * sizes.size)
    mask = np.ones(sizes.size, bool)
    mask[np.argsort(sizes, axis=None, kind="stable")[:count]] = False
    return mask.reshape(kernel.shape) & (sizes > 0)
