"""A model that listens on this computer detects what evaluation finds in the same sound."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from fakes.tone_words import recording

from audio.bundled import DEMO_TAKES
from audio.frontend import features
from audio.sound import Samples, read_samples
from compress.detector import POSTERIOR_ONE, find_events, smoothed_scores
from compress.runner import Runner, run_seconds
from compress.variant import Variant
from firmware.tryout import LiveModel, LiveRun

TONES = recording([("rise", 1.5), ("fall", 3.0), ("rise", 4.4), ("fall", 6.2)], 8.0, seed=7)


def bundled() -> Samples:
    """Real speech: some of the bundled takes of all labels, one after the other."""
    folders = sorted(folder for folder in DEMO_TAKES.iterdir() if folder.is_dir())
    files = [file for folder in folders for file in sorted(folder.glob("*.*"))[:4]]
    return np.concatenate([read_samples(file) for file in files])[: 30 * 16000]


def live(variant: Variant, samples: Samples, piece: int) -> list[LiveRun]:
    model = LiveModel(variant)
    return [
        run
        for start in range(0, len(samples), piece)
        for run in model.push(samples[start : start + piece])
    ]


def check(variant: Variant, samples: Samples, piece: int) -> int:
    """Compare every score and every event; return how many events there were."""
    stride, front_end = variant.detector.stride_frames, variant.front_end
    runner = Runner(variant.tflite)
    logits = runner.run_stream(features(samples, front_end), stride)
    scores = smoothed_scores(logits, runner.output_scale, variant.detector.smoothing)
    run_ms = stride * front_end.step_ms
    events = find_events(scores, variant.labels, variant.detector, run_ms)
    runs = live(variant, samples, piece)
    assert np.array_equal(np.rint(np.asarray([run.scores for run in runs]) * POSTERIOR_ONE), scores)
    found = [run.detection for run in runs]
    assert [(each.seconds, each.word, each.score) for each in found if each is not None] == [
        (
            run_seconds(run, front_end, stride),
            variant.labels[label],
            scores[run, label] / POSTERIOR_ONE,
        )
        for run, label in events
    ]
    assert [run.seconds for run in runs] == [
        run_seconds(index, front_end, stride) for index in range(len(runs))
    ]
    return len(events)


@pytest.mark.parametrize("piece", [801, 160, 4000])
def test_events_are_those_of_the_evaluation_whatever_the_blocks(
    tone_variant: Variant, piece: int
) -> None:
    assert check(tone_variant, TONES, piece) == 4


def test_events_in_real_speech_are_those_of_the_evaluation(tone_variant: Variant) -> None:
    touchy = replace(
        tone_variant,
        detector=replace(tone_variant.detector, thresholds=(6000,) * 3, refractory_ms=200),
    )
    assert check(touchy, bundled(), 800) > 3


def test_other_strides_and_smoothing(tone_variant: Variant) -> None:
    odd = replace(tone_variant.detector, stride_frames=2, smoothing=1, refractory_ms=0)
    assert check(replace(tone_variant, detector=odd), TONES, 801) >= 4


def test_thresholds_are_scores(tone_variant: Variant) -> None:
    assert LiveModel(tone_variant).thresholds == pytest.approx((20000 / 32767,) * 3)
