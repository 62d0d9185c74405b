"""The model card: what a model is, what it is good for, and for whom it was shown to work.

After M. Mitchell et al., "Model Cards for Model Reporting" (2019), with the sections that apply to
a word detector. It is an object first, so that a window can show it as well as a file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from audio.languages import spoken_text
from compress.cardfacts import (
    Table,
    accuracy_rows,
    group_table,
    licence_lines,
    people_lines,
    repeat_lines,
    size_lines,
    step_table,
    target_line,
)
from compress.detector import is_word
from compress.variant import Variant

CARD_FILE = "MODEL_CARD.md"
NOT_FOR = (
    "Not for safety: do not let a life, a lock or a machine that can hurt depend on it. It misses "
    "words and hears some that nobody said.",
    "Not for telling who speaks: whoever says the word is heard.",
    "Not for other words, languages or accents than those it was tested with.",
)


@dataclass(frozen=True)
class Section:
    """One part of a card: sentences, then a list, then a table."""

    title: str
    sentences: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    table: Table | None = None


@dataclass(frozen=True)
class ModelCard:
    """A card: its title and its sections."""

    title: str
    sections: tuple[Section, ...]

    def to_dict(self) -> dict[str, Any]:
        """Values for JSON."""
        return asdict(self)

    def markdown(self) -> str:
        """The card as a Markdown document."""
        body = (line for section in self.sections for line in _lines(section))
        return "\n".join([f"# {self.title}", *body]) + "\n"


def model_card(variant: Variant, sizes: Sequence[str] = ()) -> ModelCard:
    """The card of a variant, from what was measured and recorded when it was trained.

    Args:
        sizes: Sentences on flash and RAM of firmware that was built with it, where there is any.
    """
    words = ", ".join(f"“{spoken_text(label)}”" for label in variant.labels if is_word(label))
    metrics, history = variant.metrics, variant.history
    verdict = metrics.get("fairness", {}).get("sentence", "")
    frames, detector = variant.front_end, variant.detector
    return ModelCard(
        f"Model card: {variant.name}",
        (
            Section(
                "What it is",
                (
                    f"A neural network of the architecture {variant.architecture} that listens for "
                    f"{words}, made with Wakewright on {history.get('trained_on', 'a day unknown')}"
                    ". It runs on a microcontroller without a network connection.",
                    f"It hears {frames.window_samples / 16000:.2f} seconds at once, in "
                    f"{frames.frames} frames of {frames.channels} mel channels, and decides every "
                    f"{detector.stride_frames * frames.step_ms} ms.",
                ),
                tuple(size_lines(variant, sizes)),
            ),
            Section(
                "What it is for, and what not",
                ("Waking a device or giving it one of a few orders, near its microphone.",),
                NOT_FOR,
            ),
            Section("Whose recordings", (), tuple(people_lines(history))),
            Section(
                "How well it works",
                (
                    "Measured on takes that it never heard, at the threshold that is on the chip "
                    f"({metrics.get('threshold', 0):.2f}). Intervals are of 95 %.",
                    *([target_line(history)] if history else ()),
                ),
                (),
                accuracy_rows(metrics),
            ),
            Section(
                "Who is understood worst", (verdict,) if verdict else (), (), group_table(metrics)
            ),
            Section("How it was made smaller", (), (), step_table(variant.steps)),
            Section("Licences of the recordings", (), tuple(licence_lines(history))),
            Section("To make it again", (), tuple(repeat_lines(variant))),
        ),
    )


def save_with_card(variant: Variant, models: Path) -> Path:
    """`Variant.save` with the card beside the model: both are written, or neither."""
    return variant.save(models, {CARD_FILE: model_card(variant).markdown()})


def _lines(section: Section) -> Iterator[str]:
    yield from ("", f"## {section.title}")
    for sentence in section.sentences:
        yield from ("", sentence)
    if section.points:
        yield ""
        yield from (f"- {point}" for point in section.points)
    if section.table is not None:
        yield ""
        yield _row(section.table.head)
        yield _row(tuple("---" for _ in section.table.head))
        yield from map(_row, section.table.rows)


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
