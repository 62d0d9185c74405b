"""Scenes: every window that training may draw holds its whole word, and only that word."""

from pathlib import Path

import numpy as np
import pytest
from fakes.sounds import RATE_HZ, spoken
from fakes.spoken_project import WORDS, tone_project

from audio.dataset import load_takes
from audio.frontend import FrontEndSettings
from audio.stage import finish
from compress.batches import Sampler, Variety, answers, mix_weights, shift_channels
from compress.clips import (
    SILENCE,
    ClipSet,
    clip_answers,
    clip_set,
    labels_for,
    measure_clips,
    passing_offsets,
)
from compress.detector import DetectorSettings
from compress.material import Clip, Material
from compress.pool import Pool, PoolPlan, join, make_part
from compress.roomtone import room_tone, surrounded, word_span
from compress.scenes import SceneMaker, SceneSettings

FRONT_END = FrontEndSettings()
CALM = SceneSettings(
    words_per_scene=4,
    clean=1.0,
    room=0.0,
    tilt_db=0.0,
    silent_scenes=0.0,
    known_words=1.0,
    speech_db=(-20.0, -20.0),
    speed=(1.0, 1.0),
    level_db=(0.0, 0.0),
    pause_seconds=(1.2, 1.2),
)


def marked(seconds: float) -> np.ndarray:
    """A "word" that one can see the ends of: silence between two bursts of 40 ms."""
    word = np.zeros(round(seconds * RATE_HZ), np.int16)
    burst = np.random.default_rng(5).normal(0, 6000, RATE_HZ // 25).astype(np.int16)
    word[: len(burst)], word[-len(burst) :] = burst, burst
    return word


def material(seconds: float = 0.5) -> Material:
    word = marked(seconds)
    clips = ((Clip(word, 0, len(word)),), (Clip(word, 0, len(word)),), ())
    return Material(labels_for(("on", "off")), clips, (), ())


def loud_frames(features: np.ndarray) -> list[int]:
    """Frames with sound in them: the noise of a converter stays far below."""
    return np.flatnonzero(features.max(axis=1) > 20).tolist()


@pytest.mark.parametrize("seconds", [0.25, 0.5, 0.8])
def test_first_and_last_window_hold_the_whole_word(seconds: float) -> None:
    scene = SceneMaker(material(seconds), FRONT_END, CALM).make(np.random.default_rng(1))
    assert len(scene.rows) == 4
    word_frames = seconds * 1000 / FRONT_END.step_ms
    for first, last, label in scene.rows.tolist()[1:]:
        assert label in (0, 1)
        assert last - first + 1 == pytest.approx(FRONT_END.frames - word_frames, abs=2)
        early = loud_frames(scene.features[last : last + FRONT_END.frames])
        late = loud_frames(scene.features[first : first + FRONT_END.frames])
        for heard in (early, late):
            assert heard[-1] - heard[0] + 1 == pytest.approx(word_frames, abs=3)
        assert early[0] <= 2, "at the latest start the word is at the very beginning"
        assert late[-1] >= FRONT_END.frames - 3, "at the earliest start it has just ended"


def test_a_word_longer_than_the_window_is_taken_at_its_middle() -> None:
    scene = SceneMaker(material(1.6), FRONT_END, CALM).make(np.random.default_rng(1))
    for first, last, _ in scene.rows.tolist():
        assert first == last
        before = loud_frames(scene.features[first - 20 : first])
        after = loud_frames(scene.features[first + FRONT_END.frames :][:20])
        assert before
        assert after
        assert 20 - before[-1] == pytest.approx(after[0], abs=4)


def test_the_same_seed_makes_the_same_scene() -> None:
    maker = SceneMaker(material(), FRONT_END)
    one, two = (maker.make(np.random.default_rng(7)) for _ in range(2))
    other = maker.make(np.random.default_rng(8))
    assert np.array_equal(one.features, two.features)
    assert np.array_equal(one.rows, two.rows)
    assert not np.array_equal(one.features[:50], other.features[:50])


def test_all_labels_come_up_without_any_negatives() -> None:
    maker, random = SceneMaker(material(), FRONT_END), np.random.default_rng(3)
    labels = np.concatenate([maker.make(random).rows[:, 2] for _ in range(60)])
    assert set(labels.tolist()) == {0, 1, 2, 3}


def test_joining_pools_moves_rows_to_their_frames() -> None:
    pools = [
        Pool(np.full((n, 40), n, np.int8), np.asarray([[0, n - 1, 0]], np.int32), ("a", "b", "c"))
        for n in (3, 5)
    ]
    pool = join(pools)
    assert pool.rows.tolist() == [[0, 2, 0], [3, 7, 0]]
    assert (pool.features[3:8] == 5).all()


def test_sampler_draws_every_start_of_a_row_and_no_other() -> None:
    features = np.repeat(np.arange(60, dtype=np.int8)[:, None], 40, axis=1)
    rows = np.asarray([[5, 7, 0], [20, 20, 1]], np.int32)
    pool = Pool(features, rows, ("a", "_unknown_", SILENCE))
    windows, targets = Sampler(
        pool, 10, Variety(unknown_weight=2.0), np.random.default_rng(0)
    ).draw(300)
    assert windows.shape == (300, 10, 40)
    assert (targets.max(axis=1) == 1).all()
    labels = targets.argmax(axis=1)
    assert set(windows[labels == 0, 0, 0].tolist()) == {5, 6, 7}
    assert set(windows[labels == 1, 0, 0].tolist()) == {20}
    assert set(labels.tolist()) == {0, 1}, "nothing is drawn of a label without rows"
    assert np.mean(labels == 1) == pytest.approx(2 / 3, abs=0.1)


def test_a_teacher_says_of_each_row_what_else_it_sounds_like() -> None:
    features = np.repeat(np.arange(60, dtype=np.int8)[:, None], 40, axis=1)
    rows = np.asarray([[20, 20, 1], [40, 40, 3], [5, 5, 0], [30, 30, 1]], np.int32)
    soft = np.asarray(
        [[0.6, 0.4, 0.0], [0.7, 0.2, 0.1], [0.9, 0.1, 0.0], [0.0, 0.8, 0.2]], np.float32
    )
    pool = Pool(features, rows, ("a", "_unknown_", SILENCE), soft=soft)
    mixed = answers(pool, 0.5)
    assert mixed is not None
    sampler = Sampler(pool, 10, Variety(), np.random.default_rng(0), mixed)
    windows, targets = sampler.draw(200)
    expectations = {20: [0.3, 0.7, 0], 40: [0.7, 0.2, 0.1], 5: [0.95, 0.05, 0], 30: [0, 0.9, 0.1]}
    for start, expected in expectations.items():
        drawn = targets[windows[:, 0, 0] == start]
        assert len(drawn)
        assert drawn == pytest.approx(np.tile(expected, (len(drawn), 1)), abs=1e-6)
    assert answers(pool, 0.0) is None
    untaught, _ = Sampler(pool, 10, Variety(), np.random.default_rng(0)).draw(200)
    assert 40 not in untaught[:, 0, 0], "without a teacher nobody knows what it is"


def test_a_part_of_a_pool_repeats_and_parts_differ(tmp_path: Path) -> None:
    project = tone_project(tmp_path, speakers=2, each=1)
    plan = PoolPlan(load_takes(project).takes, WORDS, FRONT_END, 60, 1)
    one, two, other = (finish(make_part(plan, worker, 2)) for worker in (0, 0, 1))
    assert np.array_equal(one.features, two.features)
    assert not np.array_equal(one.features[:99], other.features[:99])
    known = one.rows[:, 2] != one.labels.index(SILENCE)
    assert 30 <= known.sum() < 30 + CALM.words_per_scene * 3
    assert (one.rows[:, 1] + FRONT_END.frames <= len(one.features)).all()


def test_room_tone_has_the_level_of_the_quiet_part() -> None:
    random = np.random.default_rng(2)
    quiet = random.normal(0, 60, RATE_HZ // 2)
    samples = np.concatenate([quiet, spoken(0.5, seed=1)]).astype(np.int16)
    tone = room_tone(samples, RATE_HZ, random)
    assert tone.shape == (RATE_HZ,)
    assert np.sqrt(np.mean(tone**2)) == pytest.approx(60, rel=0.2)
    padded = np.concatenate([np.zeros(8000, np.int16), spoken(0.5, seed=1)])
    whole = surrounded(padded[:4000], 1600, 800, random)
    assert len(whole) == 6400
    assert 0 < np.abs(whole[:1600]).max() < 12, "digital silence becomes a converter's noise"
    assert word_span(padded)[0] == pytest.approx(8000, abs=320)


def test_clips_are_one_window_around_the_word(tmp_path: Path) -> None:
    project = tone_project(tmp_path, speakers=2, each=1)
    takes = load_takes(project).takes
    clips = clip_set(takes, labels_for(WORDS), FRONT_END)
    labels = labels_for(WORDS)
    counts = np.bincount(clips.truth, minlength=4)
    assert counts[:3].tolist() == [2, 2, 2]
    # 29 s give 1449 frames of 20 ms: 29 windows of 49 of each of six recordings.
    assert counts[3] == 6 * 29
    assert all(take.label != "_speech_" for take in clips.takes)
    for index in np.flatnonzero(clips.truth < 2).tolist():
        frames = loud_frames(clips.windows[index])
        middle = (frames[0] + frames[-1]) / 2
        assert abs(middle - 24) < 6, labels[clips.truth[index]]


def test_measures_of_clips(tmp_path: Path) -> None:
    project = tone_project(tmp_path, speakers=3, each=1)
    takes = load_takes(project).takes
    chosen = tuple(take for take in takes if take.label in (*WORDS, "_unknown_"))
    labels = labels_for(WORDS)
    truth = np.asarray([labels.index(take.label) for take in chosen])
    answers = truth.copy()
    worst = [i for i, take in enumerate(chosen) if take.speaker == "s1"]
    answers[worst] = (answers[worst] + 1) % 4
    clips = ClipSet(np.zeros((9, 49, 40), np.int8), truth, chosen)
    measured = measure_clips(answers, clips, labels)
    assert measured["accuracy"] == pytest.approx(6 / 9)
    assert measured["per_label"]["rise"]["right"] == 2
    assert measured["per_label"][SILENCE]["accuracy"] is None
    assert measured["confusion"]["counts"][0] == [2, 1, 0, 0]
    groups = [
        (row["group"], row["value"], row["right"], row["clips"]) for row in measured["groups"]
    ]
    assert groups[0] == ("speaker", "s1", 0, 3)
    assert {group[1] for group in groups[1:]} == {"s0", "s2"}


def test_channels_shift_without_coming_around() -> None:
    windows = np.tile(np.arange(40, dtype=np.int8), (200, 49, 1))
    shifted = shift_channels(windows, 2, np.random.default_rng(0))
    moves = set()
    for window in shifted:
        move = int(20 - window[0, 20])
        moves.add(move)
        assert np.array_equal(window[7], np.clip(np.arange(40) - move, 0, 39))
    assert moves == {-2, -1, 0, 1, 2}
    assert np.array_equal(shift_channels(windows, 0, np.random.default_rng(0)), windows)


def test_mixture_weights_keep_the_larger_part() -> None:
    weights = mix_weights(Variety(batch=500, mixup=0.4), np.random.default_rng(0))
    assert weights.shape == (500,)
    assert 0.5 <= weights.min() < 0.6
    assert weights.max() <= 1
    assert (mix_weights(Variety(mixup=0.0), np.random.default_rng(0)) == 1).all()


def test_a_clip_is_judged_over_the_runs_that_the_detector_averages() -> None:
    assert passing_offsets(DetectorSettings(stride_frames=3, smoothing=4)) == (-4, -2, 2, 4)
    assert passing_offsets(DetectorSettings(stride_frames=4, smoothing=3)) == (-4, 0, 4)
    assert passing_offsets(DetectorSettings(smoothing=1)) == (0,)
    # Two clips of three windows: of the first, one is sure of label 1 and two lean to label 0.
    logits = np.asarray([[0, 127], [10, 0], [10, 0], [5, 0], [0, 4], [0, 0]], np.int8)
    assert clip_answers(logits, 0.1, 2).tolist() == [1, 0]
    assert clip_answers(logits[:0], 0.1, 0).tolist() == []
    assert clip_answers(logits, 0.001, 6).tolist() == [1, 0, 0, 0, 1, 0]


def test_windows_of_a_clip_stand_at_their_offsets(tmp_path: Path) -> None:
    project = tone_project(tmp_path, speakers=1, each=1)
    takes = [take for take in load_takes(project).takes if take.label != "_background_"]
    one, many = (clip_set(takes, labels_for(WORDS), FRONT_END, o) for o in ((0,), (-4, 0, 5)))
    assert many.truth.tolist() == one.truth.tolist()
    assert sorted(many.truth.tolist()) == [0, 1, 2]
    assert np.array_equal(many.windows[1::3], one.windows)
    assert np.array_equal(many.windows[0][4:], many.windows[1][:-4])
    assert np.array_equal(many.windows[2][:-5], many.windows[1][5:])
