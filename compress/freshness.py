"""Which variants still belong to the takes and words of their project, and which are stale."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from audio.bundled import with_bundled_negatives
from audio.errors import AudioError
from audio.project import Project
from audio.takes import TakeSet
from compress.clips import labels_for
from compress.parts import Parts, deal
from compress.presets import PRESETS
from compress.search import PREFIX as SEARCHED
from compress.tradeoffs import best
from compress.training import made_from, planned
from compress.variant import Variant


def stale_variants(
    project: Project, takes: TakeSet, variants: Iterable[Variant]
) -> tuple[str, ...]:
    """Names of the variants that a training now would not keep as they are.

    No recording is read, so that a window may ask whenever a take came or went.

    Args:
        takes: The project's own, as they are now.
    """
    variants = tuple(variants)
    if not variants:
        return ()
    whole = with_bundled_negatives(takes)
    try:
        parts = deal(whole.takes, project.words, project.settings.seed)
    except AudioError:
        return tuple(variant.name for variant in variants)  # A word has no takes any more.
    now = _Now(project, whole, parts)
    return tuple(variant.name for variant in variants if not now.would_keep(variant))


@dataclass(frozen=True)
class _Now:
    """What a training now would be made from."""

    project: Project
    takes: TakeSet
    parts: Parts

    def would_keep(self, variant: Variant) -> bool:
        if variant.labels != labels_for(self.project.words):
            return False
        if variant.name.startswith(SEARCHED):
            # Its hash depends on the limits of the search as well; what it was taught tells enough.
            taught = {take.content_hash for take in (*self.parts.train, *self.parts.val)}
            return set(variant.history.get("heard", ())) == taught
        return variant.made_from in self._hashes(variant)

    def _hashes(self, variant: Variant) -> set[str]:
        """What each preset that makes such a variant would write into it."""
        seed = variant.history.get("seed", self.project.settings.seed)
        return {
            made_from(
                self.project,
                self.takes,
                planned(preset, self.parts),
                variant.architecture,
                seed,
            )
            for preset in PRESETS.values()
            if variant.architecture in preset.architectures
            and preset.name == variant.history.get("preset", preset.name)
        }


def choice(project: Project, takes: TakeSet, variants: Iterable[Variant]) -> str:
    """The name of the variant to use: the chosen one, unless it is stale and others are not."""
    variants = tuple(variants)
    stale = stale_variants(project, takes, variants)
    fresh = [variant for variant in variants if variant.name not in stale]
    if not fresh or project.chosen_variant in {variant.name for variant in fresh}:
        return project.chosen_variant
    return best(fresh)
