"""The sample project: bundled takes and models that were trained on them, finished at once.

The models are those of `assets/make_sample_models.py`: an ordinary training on the same files.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from audio.bundled import ASSETS, DEMO_TAKES, with_bundled_negatives
from audio.dataset import load_takes
from audio.errors import WakewrightError
from audio.files import folder_atomic, hash_files
from audio.importing import import_folder
from audio.project import Project
from audio.stage import Progress, Stage, scaled
from audio.takes import TakeSet
from compress.card import save_with_card
from compress.parts import Parts, deal
from compress.presets import get_preset
from compress.projectmodels import load_variants
from compress.tradeoffs import best
from compress.training import made_from, planned
from compress.variant import Variant

FOLDER = ASSETS / "sample"
FACTS_FILE = "made_from.json"
IMPORT_SHARE = 0.95


def sample_words() -> tuple[str, ...]:
    """The words of the bundled takes, in the order of their names."""
    folders = (place for place in DEMO_TAKES.iterdir() if place.is_dir())
    return tuple(sorted(place.name for place in folders if not place.name.startswith("_")))


def make_sample(folder: Path, models: Path = FOLDER) -> Stage[Project]:
    """Make the sample project whole or not at all; what is at its place already is kept.

    Args:
        folder: Where the project goes.
        models: Holds the trained models and what they were made from.

    Raises:
        WakewrightError: It cannot be written, or a bundled file is damaged.
    """
    if (folder / "project.toml").exists():
        return Project.open(folder)
    try:
        with folder_atomic(folder) as fresh:
            project = Project.create(fresh, sample_words())
            yield from scaled(import_folder(project, DEMO_TAKES), 0.0, IMPORT_SHARE)
            yield Progress(IMPORT_SHARE, "Taking the trained models over")
            _take_models_over(project, models)
    except OSError as error:
        raise WakewrightError(
            f"The sample project cannot be written to {folder} ({error.strerror}).",
            "Make room on the disk, then open it again.",
        ) from error
    return Project.open(folder)


@dataclass(frozen=True)
class Facts:
    """What trained models were made from, comparable on every computer.

    Attributes:
        takes: Hash of the bundled files.
        recipes: For each variant the hash of everything else that it depends on.
    """

    takes: str
    recipes: Mapping[str, str]

    @classmethod
    def of(cls, project: Project, variants: list[Variant]) -> Facts:
        """The facts as they are with this program and its bundled files."""
        made = _Making.now(project)
        files = [*DEMO_TAKES.glob("*/*.ogg"), *DEMO_TAKES.glob("manifest.csv")]
        files.sort(key=lambda file: file.parts)  # On Windows, paths sort as if all were lower case.
        recipes = {each.name: made.hash_of(each, TakeSet(())) for each in variants}
        return cls(hash_files(files), recipes)

    @classmethod
    def load(cls, folder: Path) -> Facts:
        """Read what was written with `to_json`; no facts where there are none."""
        try:
            values: dict[str, Any] = json.loads((folder / FACTS_FILE).read_text("utf-8"))
        except (OSError, ValueError):
            return cls("", {})
        return cls(values["takes"], values["recipes"])

    def to_json(self) -> str:
        """As a file has it."""
        return json.dumps({"takes": self.takes, "recipes": dict(self.recipes)}, indent=1) + "\n"


def _take_models_over(project: Project, folder: Path) -> None:
    """Copy the models, and have them say that they were made from these takes, if they were.

    Decoders of lossy sound differ in the last bit from system to system, and with it the hashes of
    takes. So models are matched by the files that the takes were decoded from.
    """
    variants = load_variants(folder / "models")
    made, then, now = _Making.now(project), Facts.load(folder), Facts.of(project, variants)
    for variant in variants:
        same = then.takes == now.takes and then.recipes.get(variant.name) == now.recipes.get(
            variant.name
        )
        save_with_card(made.restamped(variant) if same else variant, project.models)
    if variants:
        project.changed(chosen_variant=best(variants))


@dataclass(frozen=True)
class _Making:
    """What a training of a project would be made from."""

    project: Project
    takes: TakeSet
    parts: Parts

    @classmethod
    def now(cls, project: Project) -> _Making:
        takes = with_bundled_negatives(load_takes(project))
        return cls(project, takes, deal(takes.takes, project.words, project.settings.seed))

    def hash_of(self, variant: Variant, takes: TakeSet) -> str:
        preset = planned(get_preset(variant.history["preset"]), self.parts)
        seed = variant.history["seed"]
        return made_from(self.project, takes, preset, variant.architecture, seed)

    def restamped(self, variant: Variant) -> Variant:
        taught = [take.content_hash for take in (*self.parts.train, *self.parts.val)]
        return replace(
            variant,
            made_from=self.hash_of(variant, self.takes),
            history={**variant.history, "heard": taught},
        )
