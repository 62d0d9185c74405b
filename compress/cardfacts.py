"""What stands in the sections of a model card, in words and tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from audio.labels import BACKGROUND, SPEECH, UNKNOWN
from audio.languages import spoken_text
from compress.history import words_of
from compress.statistics import poisson_upper
from compress.variant import StepReport, Variant

PARTS = {"train": "Trained on", "val": "Thresholds chosen on", "test": "Tested on"}
MOST_ROWS = 12
MOST_GROUPS = 6


@dataclass(frozen=True)
class Table:
    """A table of texts."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def size_lines(variant: Variant, sizes: Sequence[str]) -> Iterator[str]:
    """Bytes and multiply-accumulates; what was built with it, or how to find out."""
    yield f"{len(variant.tflite):,} bytes as a TensorFlow Lite model, 8-bit integers."
    yield f"{variant.macs:,} multiply-accumulates for each decision."
    yield from sizes or (
        "Flash and RAM are those of the firmware around it: `wakewright tradeoffs` measures them.",
    )


def people_lines(history: dict[str, Any]) -> Iterator[str]:
    """Takes, people, groups and synthesized sound of each part."""
    if not history:
        yield "This model was made before such facts were recorded. Train again to have them."
        return
    for key, name in PARTS.items():
        yield f"{name}: {_part(history[key])}."
    for statement in dict.fromkeys(history["splits"].values()):
        labels = [spoken_text(k) for k, v in history["splits"].items() if v == statement]
        yield f"{', '.join(labels)}: {statement}"
    if history["near_words"]:
        yield (
            f"{history['near_words']:,} clips of similar words, said by a speech synthesizer, "
            "served as examples of what not to hear."
        )
    elif history.get("near_words_wanted"):
        yield (
            "Similar words were to be synthesized, but there was no synthesizer that could say "
            "them (espeak-ng)."
        )


def _part(part: dict[str, Any]) -> str:
    words = words_of(part)
    takes = ", ".join(f"{count} of “{spoken_text(label)}”" for label, count in words.items())
    speakers = f"{part['speakers']} named speakers"
    if part["unnamed"]:
        speakers += f" and {part['unnamed']} takes of people not named"
    if part["synthesized"]:
        speakers += f"; {part['synthesized']} of all takes are synthesized, not recorded"
    groups = "; ".join(_people(kind, values) for kind, values in part["groups"].items())
    long_minutes = {label: part["long_seconds"][label] / 60 for label in (SPEECH, BACKGROUND)}
    synthetic = part["long_synthesized_seconds"] / 60
    text = f"{sum(words.values())} takes ({takes or 'none'}), {part['takes'].get(UNKNOWN, 0)} of "
    text += f"other words, from {speakers}"
    text += f"; people by group: {groups}" if groups else ""
    text += (
        f"; {long_minutes[SPEECH]:.1f} minutes of other speech and "
        f"{long_minutes[BACKGROUND]:.1f} of noise"
    )
    return text + (f", {synthetic:.1f} of them synthesized" if synthetic else "")


def _people(kind: str, values: dict[str, int]) -> str:
    """How many people of each group of a kind, e.g. "gender: female 3, male 2"."""
    largest = sorted(values.items(), key=lambda item: (-item[1], item[0]))
    named = ", ".join(f"{value} {count}" for value, count in largest[:MOST_GROUPS])
    more = sum(count for _, count in largest[MOST_GROUPS:])
    return f"{kind}: {named}" + (f", others {more}" if more else "")


def accuracy_rows(metrics: dict[str, Any]) -> Table:
    """Accuracy, false rejects and false accepts, each with what it is worth."""
    rows = [
        (
            "Clips understood",
            _share(metrics.get("accuracy"), metrics.get("accuracy_interval")),
            f"{metrics.get('clips', 0)} clips",
        )
    ]
    people = metrics.get("people_interval")
    rows.append(
        (
            "The same for other people",
            f"{_percent(people[0])} to {_percent(people[1])}" if people else "not known",
            "interval over the speakers" if people else _why_no_people(metrics),
        )
    )
    for label, row in metrics.get("per_label", {}).items():
        if row["clips"]:
            value = _share(row["accuracy"], (row["low"], row["high"]))
            rows.append((f"… “{spoken_text(label)}”", value, f"{row['clips']} clips"))
    rejects = (metrics.get("false_reject_low"), metrics.get("false_reject_high"))
    rows.append(
        (
            "Words missed in a running room",
            _share(metrics.get("false_reject_rate"), rejects),
            f"{metrics.get('words', 0)} words",
        )
    )
    rows.append(("False accepts an hour", _rate(metrics), _hours(metrics)))
    return Table(("What", "Value", "Measured on"), tuple(rows))


def _why_no_people(metrics: dict[str, Any]) -> str:
    measured = "people_interval" in metrics
    return "fewer than five speakers were tested" if measured else "not measured"


def target_line(history: dict[str, Any]) -> str:
    """What the threshold was chosen for, and whether so much sound can prove it."""
    target, seconds = (
        history["false_accepts_per_hour"],
        sum(history["val"]["long_seconds"].values()),
    )
    needed = poisson_upper(0) / target
    heard = f"{seconds / 60:.0f} minutes of sound without a word"
    if history["val"]["long_synthesized_seconds"] >= seconds / 2:
        heard += ", most of it synthesized, which is easier than real life"
    if seconds / 3600 >= needed:
        return f"The threshold was chosen for {target:g} false accepts an hour on {heard}."
    return (
        f"The threshold was chosen for {target:g} false accepts an hour on {heard}. That is a "
        f"hope, not a proof: it would take {needed:.0f} hours without any. Long recordings of "
        "everyday talk, imported as _speech_, make it more reliable."
    )


def _rate(metrics: dict[str, Any]) -> str:
    rate, upper = (
        metrics.get(key) for key in ("false_accepts_per_hour", "false_accepts_per_hour_upper")
    )
    return "not known" if rate is None else f"{rate:.1f}, with 95 % certainty below {upper:.1f}"


def _hours(metrics: dict[str, Any]) -> str:
    hours, count = metrics.get("hours_of_negatives", 0.0), metrics.get("false_accepts", 0)
    return f"{count} in {hours:.2f} hours without a word" if hours else "no sound without a word"


def group_table(metrics: dict[str, Any]) -> Table | None:
    """Speakers and groups, the worst first."""
    rows = metrics.get("groups", [])
    if not rows:
        return None
    return Table(
        ("Group", "Clips understood", "Clips", "Speakers"),
        tuple(
            (
                f"{row['group']}: {row['value']}",
                _share(row["accuracy"], (row["low"], row["high"])),
                f"{row['right']} of {row['clips']}",
                str(row.get("speakers", "")),
            )
            for row in rows[:MOST_ROWS]
        ),
    )


def step_table(steps: Sequence[StepReport]) -> Table | None:
    """What each compression step changed, and what it left alone and why."""
    if not steps:
        return None
    return Table(
        ("Step", "What it did", "What it skipped"),
        tuple((step.step, _changes(step), "; ".join(step.skipped) or "nothing") for step in steps),
    )


def _changes(step: StepReport) -> str:
    names = dict.fromkeys((*step.before, *step.after))
    return "; ".join(
        f"{name.replace('_', ' ')} "
        + " → ".join(_number(each[name]) for each in (step.before, step.after) if name in each)
        for name in names
    )


def licence_lines(history: dict[str, Any]) -> Iterator[str]:
    """What is known of the rights in the recordings."""
    for entry in history.get("licences", []):
        sources = "; ".join(entry["sources"][:3])
        more = len(entry["sources"]) - 3
        sources += f" and {more} more" if more > 0 else ""
        name = entry["licence"] or "No licence is stated (your own recordings, or a folder without)"
        yield f"{name}: {entry['takes']} takes" + (f" ({sources})" if sources else "")


def repeat_lines(variant: Variant) -> Iterator[str]:
    """Hashes, seeds, and the command that makes the same model from the same takes."""
    history = variant.history
    yield f"Model hash: `{variant.model_hash}`; made from takes and recipe `{variant.made_from}`."
    if history:
        yield (
            f"`wakewright train PROJECT --preset {history['preset']} --seed {history['seed']}` "
            "makes it again from the same takes, on the same kind of computer."
        )
        yield f"Takes were split with seed {history['split_seed']}."


def _share(value: float | None, interval: Sequence[float | None] | None) -> str:
    if value is None or interval is None or interval[0] is None or interval[1] is None:
        return "not known"
    return f"{_percent(value)} ({_percent(interval[0])} to {_percent(interval[1])})"


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"


def _number(value: float) -> str:
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:.3f}"
