"""How good a model is: over clips, and over long audio as a board hears it."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from audio.bundled import with_bundled_negatives
from audio.dataset import load_takes
from audio.errors import AudioError
from audio.frontend import FrontEndSettings
from audio.importing import import_folder
from audio.project import Project
from audio.stage import Clock, Progress, Stage, in_process, scaled
from audio.takes import Take
from compress.clips import clip_answers, clip_set, measure_clips, passing_offsets
from compress.detector import POSTERIOR_ONE, DetectorSettings, is_word
from compress.events import CURVE_SCORES, Listening, curve_point, listen
from compress.longaudio import negative_audio, spoken_audio
from compress.parts import deal
from compress.runner import ModelRunner, Runner
from compress.variant import ModelError, Variant


@dataclass(frozen=True)
class Evaluation:
    """What was measured; `to_dict` is what `evaluate --json` prints.

    Attributes:
        clips: Accuracy over clips, see `compress.clips.measure_clips`.
        at_threshold: False rejects and false accepts at the model's own threshold.
        curve: The same at each threshold from lenient to strict.
        hours_of_negatives: Sound without any word that was listened to.
    """

    clips: dict[str, Any]
    at_threshold: dict[str, Any]
    curve: tuple[dict[str, Any], ...]
    hours_of_negatives: float

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON: `accuracy`, `per_label`, `false_reject_rate`,
        `false_accepts_per_hour`, `hours_of_negatives`, `threshold`, `groups`, `curve` and more."""
        worst = self.clips["groups"][0] if self.clips["groups"] else None
        return {
            **self.clips,
            "worst_group": worst,
            **self.at_threshold,
            "hours_of_negatives": self.hours_of_negatives,
            "curve": list(self.curve),
        }


class Judged(Protocol):
    """What must be known of a model to judge it."""

    @property
    def labels(self) -> tuple[str, ...]:
        """One for each output."""
        ...

    @property
    def front_end(self) -> FrontEndSettings:
        """How its features are made."""
        ...

    @property
    def detector(self) -> DetectorSettings:
        """How its logits become detections."""
        ...


def evaluate(variant: Variant, takes: Sequence[Take]) -> Stage[Evaluation]:
    """Measure a variant on takes: those of the test split, or anybody's folder.

    Raises:
        AudioError: There is nothing to evaluate on, or a file is gone or damaged.
        ModelError: The model does not fit its description.
    """
    return (yield from measure(variant, checked_runner(variant), takes))


def measure(model: Judged, runner: ModelRunner, takes: Sequence[Take]) -> Stage[Evaluation]:
    """Measure a model of any class on takes.

    Words are judged as clips, by the posteriors that the detector would average with the word in
    the middle, and again in a running background; background and speech count as hours without a
    word; other words are clips of `_unknown_`.

    Raises:
        AudioError: There is nothing to evaluate on, or a file is gone or damaged.
    """
    if not takes:
        raise AudioError("There are no takes to evaluate on.", "Record or import some first.")
    clock = Clock()
    yield Progress(0.0, "Reading the takes")
    labels, front_end, detector = model.labels, model.front_end, model.detector
    clips = clip_set(takes, labels, front_end, passing_offsets(detector))
    yield clock.progress(0.2, "Listening to single clips")
    logits = runner.run(clips.windows)
    answers = clip_answers(logits, runner.output_scale, len(clips.truth))
    measured = measure_clips(answers, clips, labels)
    yield clock.progress(0.4, "Listening to words in a running room")
    spoken = listen(runner, spoken_audio(takes, labels, front_end), labels, front_end, detector)
    yield clock.progress(0.5, "Listening to hours without a word")
    negatives = listen(runner, negative_audio(takes, front_end), labels, front_end, detector)
    yield clock.progress(0.9, "Counting false alarms")
    return _counted(measured, spoken, negatives, detector)


def evaluate_folder(project: Project, variant: Variant, folder: Path) -> Stage[dict[str, Any]]:
    """Measure a variant on a folder of recordings, in a worker process.

    Recordings that the project's models were trained on, or their thresholds chosen with, are left
    out and counted in `left_out`: what a model has heard proves nothing.

    Raises:
        ProjectError, AudioError, ModelError: As `import_folder` and `evaluate`.
    """
    return (yield from in_process(_evaluate_folder, project, variant, folder))


def _evaluate_folder(project: Project, variant: Variant, folder: Path) -> Stage[dict[str, Any]]:
    with tempfile.TemporaryDirectory(prefix="wakewright-") as place:
        guest = Project.create(Path(place) / "guest", project.words)
        report = yield from scaled(import_folder(guest, folder), 0.0, 0.3)
        takes = load_takes(guest).takes
        heard = heard_by(project, variant)
        unheard = [take for take in takes if take.content_hash not in heard]
        if not unheard:
            raise AudioError(
                f"{folder} holds nothing that the models of this project have not heard already.",
                "Give recordings that were not imported, or whose split is “test”.",
            )
        measured = yield from scaled(evaluate(variant, unheard), 0.3, 1.0)
    return {
        **measured.to_dict(),
        "left_out": len(takes) - len(unheard),
        "refused": [{"path": entry.path, "reason": entry.reason} for entry in report.refused],
    }


def heard_by(project: Project, variant: Variant) -> set[str]:
    """Content of all takes that trained a model or chose its threshold.

    The model itself remembers them; takes that came later do not deal the old ones anew. For a
    model of before that, they are dealt as its training dealt them, bundled negatives included.
    """
    if "heard" in variant.history:
        return set(variant.history["heard"])
    takes = with_bundled_negatives(load_takes(project)).takes
    parts = deal(takes, (), project.settings.seed)
    return {take.content_hash for take in (*parts.train, *parts.val)}


def in_words(metrics: dict[str, Any]) -> str:
    """What was measured, as a sentence; what could not be measured is said to be so."""
    parts = ["no clips"]
    if metrics["accuracy"] is not None:
        low, high = (100 * bound for bound in metrics["accuracy_interval"])
        parts = [
            f"{100 * metrics['accuracy']:.1f} % of {metrics['clips']} clips "
            f"(95 % interval {low:.1f} to {high:.1f})"
        ]
    if metrics["false_reject_rate"] is not None:
        low, high = (100 * metrics[f"false_reject_{end}"] for end in ("low", "high"))
        parts.append(
            f"{100 * metrics['false_reject_rate']:.1f} % false rejects ({low:.1f} to {high:.1f})"
        )
    if metrics["false_accepts_per_hour"] is None:
        parts.append("false accepts unknown, for want of sound without a word")
    else:
        parts.append(
            f"{metrics['false_accepts_per_hour']:.1f} false accepts an hour (at most "
            f"{metrics['false_accepts_per_hour_upper']:.1f}) in "
            f"{metrics['hours_of_negatives']:.2f} hours"
        )
    return ", ".join(parts)


def checked_runner(variant: Variant) -> Runner:
    """A runner for a variant whose model has the window and the outputs that it states.

    Raises:
        ModelError: It has not.
    """
    runner = Runner(variant.tflite)
    have = (runner.frames, runner.labels)
    want = (variant.front_end.frames, len(variant.labels))
    if have != want:
        raise ModelError(
            f"The model of {variant.name} takes {have[0]} frames and gives {have[1]} outputs; its "
            f"description says {want[0]} and {want[1]}.",
            "Train again.",
        )
    return runner


def _counted(
    clips: dict[str, Any], spoken: Listening, negatives: Listening, detector: DetectorSettings
) -> Evaluation:
    word = next(i for i, label in enumerate(spoken.labels) if is_word(label))
    threshold = detector.thresholds[word] / POSTERIOR_ONE
    return Evaluation(
        clips,
        curve_point(threshold, spoken, negatives),
        tuple(curve_point(score, spoken, negatives) for score in CURVE_SCORES),
        negatives.audio.hours,
    )
