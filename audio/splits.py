"""Who is trained on and who is kept for testing.

A split that the source states wins. Else whole speakers are dealt out, where a label has enough of
them; else whole sessions; else, with one session, takes. Dealing is by a seeded hash, so the same
takes always fall the same way.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from audio.takes import SPLITS, Take

SHARES = {"train": 0.70, "val": 0.15, "test": 0.15}
ENOUGH_SPEAKERS = 5
ENOUGH_SESSIONS = 3

Unit = tuple[str, ...]


@dataclass(frozen=True)
class SplitPlan:
    """Takes dealt into train, val and test.

    Attributes:
        parts: The takes of each split.
        statements: For each label, a sentence on how it was split and what the test then means.
    """

    parts: dict[str, list[Take]]
    statements: dict[str, str]


def assign(takes: Sequence[Take], seed: int) -> dict[str, list[Take]]:
    """Deal takes into "train", "val" and "test"; the same takes and seed give the same answer."""
    return plan(takes, seed).parts


def plan(takes: Sequence[Take], seed: int) -> SplitPlan:
    """`assign` with a sentence for each label that says how it was done."""
    by_label: dict[str, list[Take]] = defaultdict(list)
    for take in takes:
        by_label[take.label].append(take)
    bases = {label: _basis(members) for label, members in by_label.items()}
    units: dict[Unit, list[Take]] = defaultdict(list)
    for take in takes:
        units[_unit(take, bases[take.label])].append(take)
    chosen = _deal(units, seed)
    parts: dict[str, list[Take]] = {split: [] for split in SPLITS}
    for unit, members in units.items():
        for take in members:
            parts[take.split or chosen[unit]].append(take)
    statements = {label: _statement(bases[label], members) for label, members in by_label.items()}
    return SplitPlan(parts, statements)


def _basis(takes: list[Take]) -> str:
    free = [take for take in takes if not take.split]
    if not free:
        return "stated"
    # Only of those that are dealt out: stated ones leave no choice, however many people spoke them.
    if len({take.speaker for take in free}) >= ENOUGH_SPEAKERS:
        return "speaker"
    if len({(take.speaker, take.session) for take in free}) >= ENOUGH_SESSIONS:
        return "session"
    return "take"


def _unit(take: Take, basis: str) -> Unit:
    """What may not be torn apart: pieces of one original file share its hash and stay whole."""
    if basis in ("speaker", "stated"):
        return ("speaker", take.speaker)
    if basis == "session":
        return ("session", take.speaker, take.session)
    return ("take", take.label, take.source_hash or take.name)


def _deal(units: dict[Unit, list[Take]], seed: int) -> dict[Unit, str]:
    """Give each unit the split that its labels are shortest of, in the order of a seeded hash."""
    totals = Counter(take.label for members in units.values() for take in members)
    have: dict[str, Counter[str]] = {split: Counter() for split in SPLITS}
    chosen: dict[Unit, str] = {}
    stated = {unit: _stated(members) for unit, members in units.items()}
    for unit in sorted(units, key=lambda unit: (not stated[unit], _rank(unit, seed))):
        labels = Counter(take.label for take in units[unit])
        # max keeps the first of equals: with nothing dealt yet, train comes first.
        chosen[unit] = stated[unit] or max(
            SPLITS,
            key=lambda split: sum(
                count * (1 - have[split][label] / (SHARES[split] * totals[label]))
                for label, count in labels.items()
            ),
        )
        for take in units[unit]:
            have[take.split or chosen[unit]][take.label] += 1
    return chosen


def _stated(members: list[Take]) -> str:
    """The split that the source states for this unit, if it states exactly one."""
    splits = {take.split for take in members if take.split}
    return splits.pop() if len(splits) == 1 else ""


def _rank(unit: Unit, seed: int) -> bytes:
    return hashlib.sha256("\0".join((str(seed), *unit)).encode()).digest()


def _statement(basis: str, takes: list[Take]) -> str:
    speakers = len({take.speaker for take in takes})
    sessions = len({(take.speaker, take.session) for take in takes})
    return {
        "stated": "Split as its source states.",
        "speaker": f"Split by speaker: tested on some of its {speakers} speakers, who were never "
        "trained on.",
        "session": f"Split by session: tested on some of its {sessions} sessions; its speakers are "
        "known from training, so strangers may be understood less well.",
        "take": "Split take by take: the tested takes come from the same session as those trained "
        "on, so expect less on other days, in other rooms and from other people.",
    }[basis]
