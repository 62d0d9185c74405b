"""From a draft to the files of a chip, checked and measured. Runs in a child process."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace

import numpy as np
from numpy.typing import NDArray

from compress.arena import arena_bytes
from compress.batches import Lesson
from compress.clips import ClipSet
from compress.draft import Draft, some_windows
from compress.graph import count_macs, read_graph
from compress.parity import check_parity
from compress.runner import Runner
from compress.steps.encode import encode
from compress.steps.quantize_int8 import quantize_int8
from compress.steps.slim import slim
from compress.variant import ModelError, StepReport

REPRESENTATIVE_WINDOWS = 300
CHECKED_WINDOWS = 100


@dataclass(frozen=True)
class Judgement:
    """Share of windows that are right, and the mean cross-entropy."""

    accuracy: float
    loss: float


@dataclass(frozen=True)
class Export:
    """A network as it would be on a chip now, and how good it is on validation clips.

    Attributes:
        plain: The converter's own int8 file.
        slimmed: The same without what no chip reads.
        encoded: The same with encoded weights, where that saves bytes.
        judged: Share of windows that are right, and the mean cross-entropy of the int8 logits,
            which tells networks apart that are right equally often; None without clips.
        quantizing, slimming, encoding, parity: What each of these steps did.
    """

    plain: bytes
    slimmed: bytes
    encoded: bytes
    judged: Judgement | None
    quantizing: StepReport
    slimming: StepReport
    encoding: StepReport
    parity: StepReport

    def figures(self) -> dict[str, float]:
        """What the report of a step says of it."""
        return {
            **(asdict(self.judged) if self.judged else {}),
            "tflite_bytes": float(len(self.slimmed)),
            "encoded_bytes": float(len(self.encoded)),
            "macs": float(count_macs(read_graph(self.slimmed))),
            "arena_bytes": float(arena_bytes(self.slimmed)),
        }


def export(draft: Draft, lesson: Lesson, validation: ClipSet, seed: int) -> Export:
    """Quantize, slim, check and measure.

    Args:
        draft: A network at any point of its route.
        lesson: Where representative windows come from.
        validation: Clips to measure on, with any number of windows each.
        seed: Chooses the representative windows.

    Raises:
        ModelError: A step changed an answer that it must not change.
    """
    windows = some_windows(lesson, REPRESENTATIVE_WINDOWS, seed)
    check = validation.windows[:: max(1, len(validation.windows) // CHECKED_WINDOWS)]
    check = check if len(check) else windows[:CHECKED_WINDOWS]
    plain, quantizing = quantize_int8(draft, windows, check)
    slimmed, slimming = slim(plain)
    if not np.array_equal(Runner(plain).run(check), Runner(slimmed).run(check)):
        raise ModelError("Slimming the model changed its answers.", "Please report this.")
    encoded, encoding = encode(slimmed)
    judged = judge(Runner(slimmed), validation)
    if judged:
        quantizing = replace(quantizing, after={**quantizing.after, **asdict(judged)})
    return Export(
        plain, slimmed, encoded, judged, quantizing, slimming, encoding,
        parity_report(slimmed, check),
    )  # fmt: skip


def parity_report(tflite: bytes, windows: NDArray[np.int8]) -> StepReport:
    """LiteRT against TensorFlow Lite Micro.

    Raises:
        ModelError: They differ by more than rounding.
    """
    parity = check_parity(tflite, windows)
    return StepReport(
        "parity",
        {"windows": float(parity.windows)},
        {"same_logits": float(parity.same), "logits": float(parity.logits)},
        () if parity.windows else ("there is no tflite-micro wheel for this system",),
    )


def judge(runner: Runner, clips: ClipSet) -> Judgement | None:
    """How good a model is on clips with any number of windows each; None without clips."""
    if not len(clips.truth):
        return None
    truth = np.repeat(clips.truth, len(clips.windows) // len(clips.truth))
    logits = runner.run(clips.windows).astype(np.float64) * runner.output_scale
    right = float(np.mean(logits.argmax(axis=1) == truth))
    logits -= logits.max(axis=1, keepdims=True)
    chances = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
    return Judgement(right, float(-np.mean(chances[np.arange(len(truth)), truth])))
