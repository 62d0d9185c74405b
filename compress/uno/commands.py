"""What `train --preset uno` says, as values and as text."""

from __future__ import annotations

from typing import Any

from audio.project import Project
from audio.stage import Stage
from compress.evaluation import in_words
from compress.uno.model import best_uno_model
from compress.uno.training import train_uno


def train_small_words(
    project: Project, preset: str, seed: int | None
) -> Stage[tuple[dict[str, Any], str]]:
    """`train_uno` with what `train --json` prints and the same as text; there is one preset.

    Raises:
        WakewrightError: As `train_uno`.
    """
    models = yield from train_uno(project, seed)
    chosen = best_uno_model(project).name
    lines = [
        f"  {model.name}: {model.network.weight_bytes:,} bytes of weights, "
        f"{model.network.ram_bytes:,} of state, {in_words(model.metrics)}"
        for model in models
    ]
    values = {
        "variants": [
            {
                "name": model.name,
                "weight_bytes": model.network.weight_bytes,
                "state_bytes": model.network.ram_bytes,
                "macs": model.network.macs,
                **model.metrics,
            }
            for model in models
        ],
        "chosen": chosen,
        "preset": preset,
    }
    hint = f"{chosen} is best on validation takes; its C: wakewright export PROJECT --format uno"
    return values, "\n".join(["Trained:", *lines, hint])
