"""Where a variant comes from: whose takes, split how, made with what. Kept with the variant."""

from __future__ import annotations

import datetime
import json
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from audio.labels import LONG_LABELS, UNKNOWN
from audio.project import Project
from audio.splits import plan
from audio.takes import Take
from compress.fairness import NOBODY, SPEAKER, groups_of
from compress.parts import Parts
from compress.pool import Pool
from compress.presets import Preset

# How collections name the source of speech that nobody spoke.
SYNTHESIZED = re.compile(r"espeak|synth|\btts\b|text.to.speech", re.IGNORECASE)


def history_of(
    project: Project, parts: Parts, preset: Preset, seed: int, pool: Pool
) -> dict[str, Any]:
    """Everything that a model card must tell and that the model itself does not know.

    Returns:
        Values for JSON: `trained_on` (a date), `preset`, `recipe`, `seed`,
        `false_accepts_per_hour`, for each part of the takes what `_described` gives, `splits` (a
        sentence for each label), `licences`, `near_words` (how many were synthesized, and how
        many were wanted) and `heard`: the content hashes of all takes that trained the model or
        chose its thresholds.
    """
    takes = (*parts.train, *parts.val, *parts.test)
    words = [take for take in takes if take.label not in LONG_LABELS]
    facts = {
        "trained_on": datetime.date.today().isoformat(),
        "preset": preset.name,
        "recipe": {"words_wanted": preset.words_wanted, **asdict(preset.recipe)},
        "seed": seed,
        "split_seed": project.settings.seed,
        "false_accepts_per_hour": project.settings.false_accepts_per_hour,
        "train": _described(parts.train),
        "val": _described(parts.val),
        "test": _described(parts.test),
        "splits": plan(words, project.settings.seed).statements,
        "licences": _licences(takes),
        "near_words": pool.synthesized,
        "near_words_wanted": project.settings.near_words,
        "heard": [take.content_hash for take in (*parts.train, *parts.val)],
    }
    # As it will be read again: JSON knows no tuples.
    values: dict[str, Any] = json.loads(json.dumps(facts))
    return values


def is_synthesized(take: Take) -> bool:
    """Whether the source of a take states that no person spoke it."""
    return bool(SYNTHESIZED.search(take.source))


def _described(takes: Sequence[Take]) -> dict[str, Any]:
    """Counts of one part: takes by word, people, groups, synthesized takes, long sound."""
    words = [take for take in takes if take.label not in LONG_LABELS]
    people: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for take in words:
        for kind, value in groups_of(take):
            people[kind][value].add(take.speaker)
    return {
        "takes": dict(sorted(Counter(take.label for take in words).items())),
        "speakers": len(people.pop(SPEAKER, {})),
        "unnamed": sum(take.speaker.casefold() in NOBODY for take in words),
        "groups": {
            kind: {value: len(who) for value, who in sorted(values.items())}
            for kind, values in sorted(people.items())
        },
        "synthesized": sum(map(is_synthesized, words)),
        "long_seconds": {
            label: sum(take.duration_s for take in takes if take.label == label)
            for label in LONG_LABELS
        },
        "long_synthesized_seconds": sum(
            take.duration_s for take in takes if take.label in LONG_LABELS and is_synthesized(take)
        ),
    }


def _licences(takes: Sequence[Take]) -> list[dict[str, Any]]:
    """For each licence that is stated, and for none, how many takes have it and from where."""
    takes_of: Counter[str] = Counter(take.licence for take in takes)
    sources: dict[str, set[str]] = defaultdict(set)
    for take in takes:
        sources[take.licence].add(take.source)
    return [
        {"licence": licence, "takes": count, "sources": sorted(sources[licence] - {""})}
        for licence, count in takes_of.most_common()
    ]


def words_of(part: dict[str, Any]) -> dict[str, int]:
    """Takes of each word of a part, without those of other words."""
    return {label: count for label, count in part["takes"].items() if label != UNKNOWN}
