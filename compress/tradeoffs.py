"""Which variant to choose: size against accuracy, and which ones are beaten on every count."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from compress.decode_operators import decode
from compress.variant import StepReport, Variant

FILE, ENCODE = "tflite_bytes", "encode"
LOSSLESS = ("slim", ENCODE)
BEFORE_ANY_STEP = "trained"

# What firmware-side code knows of a variant: flash and RAM in bytes, and the boards it fits.
Footprint = tuple[int | None, int | None, Mapping[str, bool]]


@dataclass(frozen=True)
class Waypoint:
    """Where a model stood after a compression step; `trained` is where it stood before the first.

    Attributes:
        accuracy: Share of the clips that steps are measured on (validation, never test), if any.
    """

    step: str
    size_bytes: int
    accuracy: float | None


@dataclass(frozen=True)
class Row:
    """One variant beside the others; bytes and rates as `tradeoffs --json` prints them.

    Attributes:
        tflite_bytes: Size of the model with plain weights, as LiteRT runs it.
        encoded_bytes: Size of the model as it is stored on the chip.
        flash_bytes: Program and model together; None until a firmware was measured.
        ram_bytes: Static memory, arena and stack; None until a firmware was measured.
        accuracy_interval: 95 % interval of the accuracy.
        path: The model's way through its compression steps, for steps that told a size.
        pareto: No other variant is at least as small and as accurate, and better in one of them.
        fits: For each board, whether flash and RAM are enough.
    """

    name: str
    architecture: str
    steps: tuple[str, ...]
    tflite_bytes: int
    encoded_bytes: int
    macs: int
    accuracy: float | None
    false_reject_rate: float | None
    false_accepts_per_hour: float | None
    false_accepts_per_hour_upper: float | None
    chosen: bool = False
    pareto: bool = False
    flash_bytes: int | None = None
    ram_bytes: int | None = None
    fits: Mapping[str, bool] | None = None
    accuracy_interval: tuple[float, float] | None = None
    path: tuple[Waypoint, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            **vars(self),
            "steps": list(self.steps),
            "fits": dict(self.fits or {}),
            "accuracy_interval": self.accuracy_interval and list(self.accuracy_interval),
            "path": [vars(point) for point in self.path],
        }


def tradeoffs(
    variants: Sequence[Variant],
    chosen: str = "",
    footprint: Callable[[Variant], Footprint] | None = None,
) -> list[Row]:
    """A row for each variant, smallest first.

    Args:
        chosen: Name of the variant in use.
        footprint: What firmware-side code adds: flash, RAM and the boards that fit.
    """
    rows = [_row(variant, variant.name == chosen, footprint) for variant in variants]
    rows.sort(key=lambda row: (row.encoded_bytes, row.name))
    return [replace(row, pareto=not any(_beats(other, row) for other in rows)) for row in rows]


def best(variants: Sequence[Variant]) -> str:
    """The name of the variant to start with: the smallest of those within a point of the best.

    Judged by `validation_score`, never by the test takes. One point is less than what a few
    hundred clips can tell apart.
    """
    scores = {variant.name: variant.metrics.get("validation_score", 0.0) for variant in variants}
    good = [each for each in variants if scores[each.name] >= max(scores.values()) - 0.01]
    smallest = min(good, key=lambda each: (len(each.tflite), each.name), default=None)
    return smallest.name if smallest else ""


def path_of(steps: Sequence[StepReport]) -> tuple[Waypoint, ...]:
    """The sizes and accuracies that the reports of a model's steps tell, from before the first.

    Steps of a route are judged as the model would be stored after each, quantized, slim and, if it
    is in the end, encoded; without such steps the way through quantizing and slimming is told.
    """
    judged = [report for report in steps if "encoded_bytes" in report.before]
    coded = [r for r in steps if r.step == ENCODE and _size(r.after, FILE) < _size(r.before, FILE)]
    sizes = (("encoded_bytes", FILE) if coded else (FILE,)) if judged else (FILE, "weight_bytes")
    followed = [*judged, *coded] if judged else [r for r in steps if _size(r.after, *sizes)]
    if not followed:
        return ()
    first = followed[0].before
    path = [Waypoint(BEFORE_ANY_STEP, _size(first, *sizes), first.get("accuracy"))]
    for report in followed:
        # Slimming and encoding are checked to leave every answer as it was.
        known = path[-1].accuracy if report.step in LOSSLESS else None
        accuracy = report.after.get("accuracy", known)
        undone = any(text.startswith("undone") for text in report.skipped)
        name = f"{report.step} (undone)" if undone else report.step
        path.append(Waypoint(name, _size(report.after, *sizes), accuracy))
    return tuple(path)


def _size(measured: Mapping[str, float], *keys: str) -> int:
    """The first of these sizes that is known; 0 when none is."""
    return int(next((measured[key] for key in keys if key in measured), 0))


def _row(variant: Variant, chosen: bool, footprint: Callable[[Variant], Footprint] | None) -> Row:
    flash, ram, fits = footprint(variant) if footprint else (None, None, {})
    metrics = variant.metrics
    interval = metrics.get("accuracy_interval")
    return Row(
        name=variant.name,
        architecture=variant.architecture,
        steps=tuple(step.step for step in variant.steps),
        tflite_bytes=len(decode(variant.tflite)),
        encoded_bytes=len(variant.tflite),
        macs=variant.macs,
        accuracy=metrics.get("accuracy"),
        false_reject_rate=metrics.get("false_reject_rate"),
        false_accepts_per_hour=metrics.get("false_accepts_per_hour"),
        false_accepts_per_hour_upper=metrics.get("false_accepts_per_hour_upper"),
        chosen=chosen,
        flash_bytes=flash,
        ram_bytes=ram,
        fits=fits,
        accuracy_interval=(interval[0], interval[1]) if interval else None,
        path=path_of(variant.steps),
    )


def _beats(one: Row, other: Row) -> bool:
    """Whether `one` is no worse in size and accuracy and better in one of them."""
    if one.accuracy is None or other.accuracy is None:
        return False
    no_worse = one.encoded_bytes <= other.encoded_bytes and one.accuracy >= other.accuracy
    return no_worse and (one.encoded_bytes < other.encoded_bytes or one.accuracy > other.accuracy)
