"""The teacher: what it hears, what it says of sound that has no label, and who stands in for it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from audio.bundled import DEMO_TAKES
from audio.dataset import read_samples
from audio.frontend import FrontEndSettings
from audio.stage import finish
from audio.synthesis import Synthesizer
from compress import embedding
from compress.embedding import HOP_SAMPLES, VALUES, WINDOW_SAMPLES, embed, vectors
from compress.material import Clip, Material
from compress.pool import Pool, join
from compress.roomtone import word_span
from compress.scenes import SceneMaker, SceneSettings
from compress.teacher import fit_head, taught

FRONT_END = FrontEndSettings(frames=49)
WORDS = ("hey_lantern", "good_night_house")
LABELS = (*WORDS, "_unknown_", "_silence_")


def speech() -> NDArray[np.int16]:
    """Five seconds in a room: no moment of them is 80 dB below the loudest."""
    sound = read_samples(sorted((DEMO_TAKES / "_speech_").iterdir())[0])[: 5 * 16_000]
    room = np.random.default_rng(1).normal(0, 100, len(sound))
    return (sound // 2 + room).astype(np.int16)


def test_a_long_sound_is_embedded_as_its_windows_are() -> None:
    sound = speech()
    whole = embed(sound)
    assert whole.shape == ((len(sound) - WINDOW_SAMPLES) // HOP_SAMPLES + 1, VALUES)
    for row in (0, 1, 17, len(whole) - 1):
        alone = embed(sound[row * HOP_SAMPLES :][:WINDOW_SAMPLES])
        assert alone.shape == (1, VALUES)
        assert np.allclose(alone[0], whole[row], atol=1e-3)
    assert embed(sound[: WINDOW_SAMPLES - 1]).shape == (0, VALUES)


def test_a_word_is_the_mean_and_maximum_of_what_is_heard_around_it() -> None:
    rows = np.zeros((40, VALUES), np.float32)
    rows[20] = 7.0
    middle = 20 * HOP_SAMPLES + WINDOW_SAMPLES // 2
    centres = np.asarray([middle, middle + 12 * HOP_SAMPLES])
    near, far = vectors(rows, centres, FRONT_END.window_samples)
    assert near.shape == (2 * VALUES,)
    assert near[:VALUES] == pytest.approx(1.0)
    assert near[VALUES:] == pytest.approx(7.0)
    assert not far.any()
    halves = vectors(rows, centres, FrontEndSettings(frames=97).window_samples)
    assert halves.shape == (2, 4 * VALUES)


def pool_of(folders: dict[str, list[Path]], unlabelled: list[Path], rows: int) -> Pool:
    """Scenes of bundled takes, with the teacher's ears listening."""

    def clips(files: list[Path]) -> tuple[Clip, ...]:
        sounds = [read_samples(file) for file in files]
        return tuple(Clip(samples, *word_span(samples)) for samples in sounds)

    material = Material(
        LABELS,
        tuple(clips(folders.get(label, [])) for label in LABELS[:-1]),
        (),
        (),
        unlabelled=clips(unlabelled),
    )
    settings = SceneSettings(known_words=0.5, unlabelled_words=0.3, snr_db=(20, 30))
    maker = SceneMaker(material, FRONT_END, settings, with_teacher=True)
    random, scenes, count = np.random.default_rng(1), [], 0
    while count < rows:
        scene = maker.make(random)
        scenes.append(Pool(scene.features, scene.rows, LABELS, heard=scene.heard))
        count += len(scene.rows)
    return join(scenes)


@pytest.fixture(scope="module")
def pool() -> Pool:
    """Two words by two voices with labels; without labels the first word by everybody else."""
    takes = {
        word: sorted((DEMO_TAKES / word).iterdir(), key=lambda file: file.name) for word in WORDS
    }
    voices = sorted({file.stem.rsplit("_", 1)[0] for file in takes[WORDS[0]]})[:2]
    known = {
        word: [file for file in files if file.stem.rsplit("_", 1)[0] in voices]
        for word, files in takes.items()
    }
    known["_unknown_"] = sorted((DEMO_TAKES / "_unknown_").iterdir())[:40]
    others = [file for file in takes[WORDS[0]] if file not in known[WORDS[0]]]
    return pool_of(known, others, 500)


def test_the_teacher_knows_a_word_in_voices_it_was_not_told(pool: Pool) -> None:
    judged = finish(taught(pool, FRONT_END, 1))
    assert judged.heard is None, "what it heard is not needed any more"
    assert judged.soft is not None
    assert judged.soft.shape == (len(pool.rows), len(LABELS))
    assert judged.soft.sum(axis=1) == pytest.approx(1.0, abs=1e-4)
    unsaid = pool.rows[:, 2] == len(LABELS)
    assert unsaid.sum() > 50
    guesses = judged.soft[unsaid].argmax(axis=1)
    assert np.mean(guesses == 0) > 0.8
    certain = judged.soft[~unsaid].argmax(axis=1)
    assert np.mean(certain == pool.rows[~unsaid, 2]) > 0.9


def test_a_label_without_rows_is_never_the_answer(pool: Pool) -> None:
    without = pool.rows[:, 2] != 1
    assert pool.heard is not None
    fewer = replace(pool, rows=pool.rows[without], heard=pool.heard[without])
    answers = fit_head(fewer, 1).answers(fewer.heard.astype(np.float32))  # type: ignore[union-attr]
    assert (answers[:, 1] == 0).all()
    with pytest.raises(ValueError, match="without the teacher"):
        fit_head(replace(pool, heard=None), 1)


def test_without_the_embedding_a_larger_network_teaches(
    pool: Pool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(embedding, "FILES", tmp_path)
    assert not embedding.available()
    monkeypatch.setattr("compress.teacher.LARGE_NETWORK", "stemresnet-32")
    judged = finish(taught(replace(pool, heard=None), FRONT_END, 1))
    assert judged.soft is not None
    labelled = pool.rows[:, 2] < len(LABELS)
    right = judged.soft[labelled].argmax(axis=1) == pool.rows[labelled, 2]
    assert np.mean(right) > 0.8


def test_words_said_by_a_synthesizer_differ_and_repeat() -> None:
    from audio.sayings import said_words

    synthesizer = Synthesizer.find()
    if synthesizer is None:
        pytest.skip("espeak-ng is not installed")
    said = said_words(WORDS, synthesizer, 6, seed=3)
    again = said_words(WORDS, synthesizer, 6, seed=3)
    assert len(said) == 6
    assert all(np.array_equal(one, two) for one, two in zip(said, again, strict=True))
    assert len({len(samples) for samples in said}) > 3
    assert said_words(("\u200b",), synthesizer, 6, seed=3) == []
