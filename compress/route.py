"""Routes: a network's way from fitted to small, step by step, each step judged before it is kept.

Runs in a child process.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from audio.stage import Progress, Stage, scaled
from compress import steps
from compress.clips import ClipSet
from compress.draft import Course, Draft
from compress.export import Export, export
from compress.surgery import rebuilt
from compress.variant import ModelError, StepReport

# A step that saves bytes may lose so much accuracy, or bring the network so far below its
# beginning; all steps together lose twice as much at most.
MOST_LOST = 0.005
MOST_LOST_IN_ALL = 0.01
# Fewer bytes than that are no gain, and more are no loss.
LEAST_SAVED = 0.01
# Encoding costs memory and time on the chip, so it must save more.
LEAST_SAVED_BY_ENCODING = 0.1
# A step comes before those that would be undone by it.
ORDER = (("prune_channels", "prune_weights"), ("cluster", "quantize_aware"))


@dataclass(frozen=True)
class RouteStep:
    """One step and how far it goes; what the amount means is the step's `AMOUNT`."""

    name: str
    amount: float


# Ways worth trying, by the name that variants get; each step still has to pay for its network.
WAYS: dict[str, tuple[RouteStep, ...]] = {
    "plain": (),
    "aware": (RouteStep("quantize_aware", 8),),
    "4bit": (RouteStep("quantize_aware", 4),),
    "small": (
        RouteStep("prune_weights", 0.5),
        RouteStep("cluster", 16),
        RouteStep("quantize_aware", 8),
    ),
    "smaller": (
        RouteStep("prune_channels", 0.3),
        RouteStep("prune_weights", 0.5),
        RouteStep("cluster", 16),
        RouteStep("quantize_aware", 8),
    ),
}


@dataclass(frozen=True)
class Route:
    """An architecture and the steps that its fitted network goes through.

    Attributes:
        architecture: Key of the architecture registry.
        steps: Those that train, in order. Quantizing, slimming and encoding follow by themselves.

    Raises:
        ModelError: A step is unknown, or stands behind one that it would undo.
    """

    architecture: str
    steps: tuple[RouteStep, ...] = ()

    def __post_init__(self) -> None:
        places = {name: place for place, names in enumerate(ORDER) for name in names}
        unknown = [step.name for step in self.steps if step.name not in places]
        order = [places[step.name] for step in self.steps if step.name in places]
        names = {step.name for step in self.steps}
        if unknown or order != sorted(order) or len(names) != len(self.steps):
            wanted = ", ".join(" or ".join(each) for each in ORDER)
            raise ModelError(
                f"A model cannot go through {', '.join(step.name for step in self.steps)}.",
                f"The steps are, each once at most and in this order: {wanted}.",
            )

    @classmethod
    def of(cls, architecture: str, way: str = "plain") -> Route:
        """A route by the name of its way.

        Raises:
            ModelError: There is no such way.
        """
        if way not in WAYS:
            raise ModelError(f"There is no way called {way}.", f"Use {', '.join(WAYS)}.")
        return cls(architecture, WAYS[way])

    @property
    def name(self) -> str:
        """Unique among all routes, and usable as a folder: the architecture, then the way."""
        if not self.steps:
            return self.architecture
        way = next((name for name, way in WAYS.items() if way == self.steps), None)
        initials = (
            "".join(word[0] for word in step.name.split("_")) + f"{step.amount:g}".replace(".", "")
            for step in self.steps
        )
        return f"{self.architecture}-{way or '-'.join(initials)}"


@dataclass(frozen=True)
class Arrival:
    """The end of a route.

    Attributes:
        tflite: What is to be stored on the chip.
        steps: What each step did, or why it was undone.
        stations: The network before the first step and after each one that trains; the same again
            behind one that was undone.
    """

    tflite: bytes
    steps: tuple[StepReport, ...]
    stations: tuple[Export, ...]


def follow(route: Route, model: Any, course: Course, validation: ClipSet) -> Stage[Arrival]:
    """Take a fitted network along a route; a step that does not pay is undone and says so.

    Args:
        model: Keras, real features -> logits; it is not changed.
        course: What the steps train with.
        validation: Clips that steps are judged by; other takes measure the result.

    Raises:
        ModelError: An export came out wrong.
    """
    draft, course = Draft(rebuilt(model)), replace(course, name=route.name)
    yield Progress(0.0, f"{route.name}: quantizing")
    first = now = export(draft, course.lesson, validation, course.seed)
    reports, stations = [], [first]
    for number, step in enumerate(route.steps):
        module = steps.registry()[step.name]
        work = getattr(module, step.name)(draft, course, step.amount)
        start, end = (n / len(route.steps) for n in (number, number + 1))
        tried, skipped = yield from scaled(work, start, end)
        then = export(tried, course.lesson, validation, course.seed)
        reason = why_undone(first, now, then)
        report = StepReport(step.name, now.figures(), then.figures(), skipped)
        if reason is None:
            draft, now = tried, then
        else:
            report = replace(report, after=report.before, skipped=(*skipped, reason))
        reports.append(report)
        stations.append(now)
    tflite, encoding = _encoded(now)
    last = (encoding, now.parity) if route.steps else (now.parity,)
    return Arrival(
        tflite if route.steps else now.slimmed,
        (*reports, now.quantizing, now.slimming, *last),
        tuple(stations),
    )


def why_undone(first: Export, before: Export, after: Export) -> str | None:
    """Why a step does not pay, in words; None if it does.

    It pays if it saves bytes and loses little, or if it costs no bytes and the network is no worse,
    judged by its loss where as many are right.

    Args:
        first: The network before any step.
        before, after: The network before and after this step.
    """
    start, old, new = first.judged, before.judged, after.judged
    if start is None or old is None or new is None:
        return "undone, as there are no validation takes to judge it by"
    saved = 1 - len(after.encoded) / len(before.encoded)
    lost, in_all = (each.accuracy - new.accuracy for each in (old, start))
    no_worse = (new.accuracy, -new.loss) >= (old.accuracy, -old.loss)
    loses_little = min(lost, in_all) <= MOST_LOST and in_all <= MOST_LOST_IN_ALL
    if (saved >= LEAST_SAVED and loses_little) or (saved > -LEAST_SAVED and no_worse):
        return None
    return (
        f"undone, as it does not pay: {len(before.encoded):,} -> {len(after.encoded):,} bytes, "
        f"{old.accuracy:.1%} -> {new.accuracy:.1%} right (loss {old.loss:.3f} -> {new.loss:.3f}), "
        f"{start.accuracy:.1%} at first"
    )


def _encoded(now: Export) -> tuple[bytes, StepReport]:
    """The encoded file if it pays, with a report of it in any case."""
    report, saved = now.encoding, 1 - len(now.encoded) / len(now.slimmed)
    if saved >= LEAST_SAVED_BY_ENCODING:
        return now.encoded, report
    reason = f"undone, as it does not pay: it saves {saved:.1%}, and costs memory and time"
    return now.slimmed, replace(report, after=report.before, skipped=(*report.skipped, reason))
