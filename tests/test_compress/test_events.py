"""From scores to counts: what a detection belongs to, and which threshold meets a target."""

from dataclasses import replace

import numpy as np
import pytest

from audio.frontend import FrontEndSettings
from compress.detector import POSTERIOR_ONE, DetectorSettings
from compress.events import (
    CURVE_SCORES,
    FALLBACK_SCORE,
    Hits,
    Listening,
    choose_threshold,
    curve_point,
    match,
    to_threshold,
)
from compress.longaudio import LongAudio, Spoken
from compress.runner import run_seconds, stream_windows

LABELS = ("on", "off", "_unknown_", "_silence_")
FRONT_END = FrontEndSettings()
DETECTOR = DetectorSettings(stride_frames=3, smoothing=4, refractory_ms=600)
NOTHING = np.zeros((0, 40), np.int8)


def listening(peaks: dict[int, tuple[int, float]], runs: int, seconds: float) -> Listening:
    """Scores of zero but for single runs: {run: (label, score)}."""
    scores = np.zeros((runs, len(LABELS)), np.int32)
    for run, (label, score) in peaks.items():
        scores[run, label] = to_threshold(score)
    return Listening(scores, LongAudio(NOTHING, (), seconds), LABELS, FRONT_END, DETECTOR)


def word(label: int, start: float, end: float) -> Spoken:
    return Spoken(label, start, end, "somebody")


def test_a_detection_belongs_to_a_word_from_its_beginning_to_a_second_after() -> None:
    spoken = [word(0, 10.0, 10.5)]
    assert match([(10.0, 0)], spoken) == Hits(1, 1, 0)
    assert match([(11.5, 0)], spoken) == Hits(1, 1, 0)
    assert match([(9.99, 0)], spoken) == Hits(1, 0, 1)
    assert match([(11.51, 0)], spoken) == Hits(1, 0, 1)


def test_another_word_or_the_same_twice_is_wrong() -> None:
    spoken = [word(0, 1.0, 1.5), word(1, 4.0, 4.5)]
    assert match([(1.6, 1)], spoken) == Hits(2, 0, 1)
    assert match([(1.6, 0), (2.2, 0), (4.6, 1)], spoken) == Hits(2, 2, 1)


def test_words_close_together_are_each_found() -> None:
    spoken = [word(0, 1.0, 1.5), word(0, 2.0, 2.5)]
    assert match([(1.6, 0), (2.4, 0)], spoken) == Hits(2, 2, 0)


def test_run_k_comes_after_frame_k_plus_one_times_stride() -> None:
    # A 30 ms window gives the first 10 ms frame; 6 more hops make the 3 frames of 20 ms each.
    assert run_seconds(0, FRONT_END, 3) == pytest.approx(0.030 + 5 * 0.010)
    assert run_seconds(1, FRONT_END, 3) == pytest.approx(0.080 + 0.060)
    assert run_seconds(0, FrontEndSettings(step_ms=10), 3) == pytest.approx(0.030 + 2 * 0.010)


def test_windows_end_at_the_newest_frame_and_begin_with_silence() -> None:
    features = np.arange(7 * 40).reshape(7, 40).astype(np.int8)
    windows = stream_windows(features, 4, 3)
    assert windows.shape == (2, 4, 40)
    assert (windows[0, 0] == -128).all()
    assert np.array_equal(windows[0, 1:], features[:3])
    assert np.array_equal(windows[1], features[2:6])
    assert len(stream_windows(features[:6], 4, 3)) == 2
    assert len(stream_windows(features[:5], 4, 3)) == 1


def test_a_score_at_the_threshold_fires_and_one_below_does_not() -> None:
    heard = listening({5: (0, 0.8)}, 20, 1.2)
    assert heard.events(to_threshold(0.8)) == [(run_seconds(5, FRONT_END, 3), 0)]
    assert heard.events(to_threshold(0.8) + 1) == []


def test_curve_point_counts_misses_and_false_accepts() -> None:
    seconds = run_seconds(50, FRONT_END, 3)
    spoken = listening({50: (1, 0.9)}, 200, 12.0)
    words = (word(1, seconds - 0.5, seconds - 0.1), word(0, 9.0, 9.5))
    spoken = replace(spoken, audio=LongAudio(NOTHING, words, 12.0))
    negatives = listening({10: (0, 0.7), 400: (1, 0.95)}, 60_000, 3600.0)
    strict, lenient = curve_point(0.8, spoken, negatives), curve_point(0.6, spoken, negatives)
    assert strict["false_reject_rate"] == lenient["false_reject_rate"] == 0.5
    assert strict["false_accepts_per_hour"] == 1
    assert lenient["false_accepts_per_hour"] == 2
    assert strict["false_accepts_per_hour_upper"] == pytest.approx(4.744, abs=1e-3)
    assert strict["wrong_detections"] == 0


def test_threshold_meets_the_target_with_one_step_to_spare() -> None:
    negatives = listening({100: (0, 0.70), 300: (1, 0.90)}, 60_000, 3600.0)
    # One false accept an hour is allowed: 0.70 must not fire any more, and one step is added.
    assert choose_threshold(negatives, 1.0) == to_threshold(0.74)
    # 0.72 is the first point of the curve above 0.70, whose own peak fires at 0.70 exactly.
    assert choose_threshold(negatives, 0.99) == to_threshold(0.94)
    assert choose_threshold(negatives, 2.0) == to_threshold(0.52), "never below even odds"


def test_threshold_without_negatives_or_out_of_reach() -> None:
    assert choose_threshold(listening({}, 0, 0.0), 1.0) == to_threshold(FALLBACK_SCORE)
    hopeless = listening({20 * n: (0, 1.0) for n in range(100)}, 3000, 180.0)
    assert choose_threshold(hopeless, 1.0) == to_threshold(CURVE_SCORES[-1])
    assert to_threshold(1.0) == POSTERIOR_ONE
