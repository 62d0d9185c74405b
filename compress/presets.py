"""How much to train: which architectures, on how much sound, for how long."""

from __future__ import annotations

from dataclasses import dataclass

from audio.errors import ProjectError
from compress.fitting import Recipe


@dataclass(frozen=True)
class Preset:
    """A choice between soon and good.

    Attributes:
        architectures: Names in the registry; one variant is made of each.
        words_wanted: Words, known and unknown, in the training scenes.
        recipe: How each network is fitted.
    """

    name: str
    description: str
    architectures: tuple[str, ...]
    words_wanted: int
    recipe: Recipe


PRESETS = {
    preset.name: preset
    for preset in (
        Preset(
            "quick",
            "Two small models in about three minutes.",
            ("mixconv-32", "stemresnet-32"),
            12_000,
            Recipe(epochs=14, batches=150),
        ),
        Preset(
            "standard",
            "Four architectures to choose from, in about six minutes.",
            ("tinyconv-8", "mixconv-48", "stemresnet-48", "stemresnet-64"),
            36_000,
            Recipe(),
        ),
        Preset(
            "thorough",
            "Eight models with more training sound, in about half an hour.",
            (
                "tinyconv-8",
                "mixconv-48",
                "mixconv-64",
                "dscnn-32x4",
                "dscnn-48x4",
                "tcresnet-48",
                "stemresnet-48",
                "stemresnet-64",
            ),
            60_000,
            Recipe(epochs=20, batches=250),
        ),
    )
}


def get_preset(name: str) -> Preset:
    """A preset by its name.

    Raises:
        ProjectError: There is none of this name.
    """
    if name not in PRESETS:
        raise ProjectError(f"There is no preset called {name}.", f"Use {', '.join(PRESETS)}.")
    return PRESETS[name]
