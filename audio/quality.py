"""Is this take any good? Verdicts, each with a sentence that says how to mend it.

The limits were set on about 4,700 real takes of nine public corpora, so that what people would
call good mostly passes.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from audio.labels import BACKGROUND, SPEECH
from audio.sound import Samples, content_hash
from audio.trimming import FRAME_SAMPLES, Span, find_word, frame_levels

SILENT_DBFS = -65.0
TOO_QUIET_DBFS = -45.0
LEAST_SNR_DB = 9.0
SHORTEST_WORD_S = 0.12
LONGEST_WORD_S = 3.0
# A cut word is still this near its loudest part when the recording begins or ends.
EDGE_BELOW_LEVEL_DB = 8.0
EDGE_FRAMES = 2
# A clipped wave stays at its extreme; three equal extremes in a row hardly happen otherwise.
FLAT_RUN_SAMPLES = 3
LEAST_FLAT_RUNS = 3
LOUD_ENOUGH_TO_CLIP = 0.5

SENTENCES = {
    "silent": "There is no sound in it: check that the right microphone is chosen, plugged in and "
    "not muted.",
    "too_quiet": "It is very quiet: come nearer to the microphone or turn its level up.",
    "clipped": "It is too loud and distorted: move away from the microphone or turn its level "
    "down.",
    "cut_off": "The word is cut off at the edge: leave a short silence before and after it.",
    "noisy": "The word hardly stands out of the noise: record in a quieter place or nearer to the "
    "microphone.",
    "wrong_length": f"A word or phrase lasts {SHORTEST_WORD_S} to {LONGEST_WORD_S:.0f} seconds: "
    "say it once, with silence around it.",
    "duplicate": "The same recording is there already: record it anew, as each take should differ "
    "a little.",
}


@dataclass(frozen=True)
class Verdict:
    """What is wrong with a take: a code, e.g. "clipped", and how to mend it."""

    code: str

    @property
    def sentence(self) -> str:
        """What is wrong and what to do, for the user."""
        return SENTENCES[self.code]


def judge(samples: Samples, label: str, known_hashes: Collection[str] = ()) -> tuple[Verdict, ...]:
    """Everything that is wrong with a take; nothing for a good one.

    Long speech and background are judged by what matters there: sound at all, and clipping.

    Args:
        samples: int16, shape (n,), 16 kHz.
        label: The label it is meant for.
        known_hashes: `content_hash` of the takes that are there already.
    """
    codes = _faults(samples, label)
    if known_hashes and content_hash(samples) in known_hashes:
        codes.append("duplicate")
    return tuple(Verdict(code) for code in codes)


def _faults(samples: Samples, label: str) -> list[str]:
    span = find_word(samples)
    if span is None or span.level_dbfs < SILENT_DBFS:
        return ["silent"]
    checks = {"clipped": is_clipped(samples)}
    if label not in (BACKGROUND, SPEECH):
        noisy = span.level_dbfs - span.floor_dbfs < LEAST_SNR_DB
        length_ok = SHORTEST_WORD_S <= span.seconds <= LONGEST_WORD_S
        checks |= {
            "too_quiet": span.level_dbfs < TOO_QUIET_DBFS,
            # In noise that loud, what sounds at the edge is not the word.
            "cut_off": not noisy and _is_cut_off(samples, span),
            "noisy": noisy,
            "wrong_length": not length_ok,
        }
    return [code for code, wrong in checks.items() if wrong]


def is_clipped(samples: Samples) -> bool:
    """Whether the tops of the wave are flat, at full scale or at a level it was turned down to."""
    extreme = max(int(samples.max(initial=0)), -int(samples.min(initial=0)))
    if extreme < LOUD_ENOUGH_TO_CLIP * 32768:
        return False
    at_top = np.abs(samples.astype(np.int32)) >= extreme - 1
    runs = np.convolve(at_top, np.ones(FLAT_RUN_SAMPLES, np.int32), "valid") == FLAT_RUN_SAMPLES
    # Each run counts once, where it begins.
    return int(np.count_nonzero(runs[1:] & ~runs[:-1]) + runs[:1].sum()) >= LEAST_FLAT_RUNS


def _is_cut_off(samples: Samples, span: Span) -> bool:
    levels = frame_levels(samples)
    loud = span.level_dbfs - EDGE_BELOW_LEVEL_DB
    first, last = levels[:EDGE_FRAMES].max(), levels[-EDGE_FRAMES:].max()
    at_start = span.start == 0 and first >= loud
    at_end = span.end >= len(levels) * FRAME_SAMPLES and last >= loud
    return bool(at_start or at_end)
