"""How much to train: which architectures, on how much sound, for how long."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from audio.errors import ProjectError
from compress.fitting import Recipe
from compress.route import Route
from compress.scenes import SceneSettings

# A fine-tuning after each step: the network knows nearly everything already.
TUNING = Recipe(epochs=1, batches=250, learning_rate=1.5e-3, searches=(0.0,))

# Words in the training scenes, and so many more for each take that they come from.
LEAST_WORDS = 10_000
# However few they are, a network learns that share of the preset's time.
LEAST_SHARE = 0.5


@dataclass(frozen=True)
class Preset:
    """A choice between soon and good.

    Attributes:
        architectures: Names in the registry; one plain variant is made of each.
        words_wanted: Words, known and unknown, in the training scenes, where there are many takes.
        recipe: How each network is fitted.
        routes: Further ways for some of the architectures; each makes a variant from the network
            that was fitted already.
        tuning: How each step of a route fine-tunes.
        said_words: How many times a synthesizer says the words, for the teacher to judge.
        words_per_take: How many of the words in the scenes each take is good for.
        scene: What the training scenes are like.
    """

    name: str
    description: str
    architectures: tuple[str, ...]
    words_wanted: int
    recipe: Recipe
    routes: tuple[Route, ...] = ()
    tuning: Recipe = TUNING
    said_words: int = 800
    words_per_take: int = 30
    scene: SceneSettings = field(default_factory=SceneSettings)

    def sized(self, takes: int) -> Preset:
        """The preset for so many takes of words: fewer takes need less sound and less time."""
        words = min(self.words_wanted, LEAST_WORDS + self.words_per_take * takes)
        share = max(LEAST_SHARE, words / self.words_wanted)
        recipe = replace(self.recipe, batches=round(self.recipe.batches * share))
        return replace(self, words_wanted=words, recipe=recipe)

    def routes_of(self, architecture: str) -> tuple[Route, ...]:
        """All routes of one architecture, the plain one first."""
        others = (route for route in self.routes if route.architecture == architecture)
        return (Route(architecture), *others)


PRESETS = {
    preset.name: preset
    for preset in (
        Preset(
            "quick",
            "Two small models, one of them made smaller still, in about three minutes.",
            ("mixconv-32", "stemresnet-32"),
            12_000,
            Recipe(epochs=14, batches=150),
            (Route.of("stemresnet-32", "4bit"),),
            replace(TUNING, batches=120),
        ),
        Preset(
            "standard",
            "Two architectures, one of them made smaller still, in two to six minutes.",
            ("mixconv-48", "stemresnet-48"),
            36_000,
            Recipe(),
            (Route.of("stemresnet-48", "4bit"),),
        ),
        Preset(
            "thorough",
            "Four architectures, three of them made smaller still, with much more training sound, "
            "then a search for others; an hour or two.",
            ("mixconv-48", "streamresnet-48", "stemresnet-48", "stemresnet-64"),
            90_000,
            Recipe(epochs=45, batches=300),
            (
                Route.of("mixconv-48", "4bit"),
                Route.of("stemresnet-48", "4bit"),
                Route.of("stemresnet-64", "4bit"),
                Route.of("stemresnet-64", "smaller"),
            ),
            # Four bits need time: at 400 steps of training they cost two points more.
            replace(TUNING, batches=2500, learning_rate=1.2e-3),
            words_per_take=90,
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
