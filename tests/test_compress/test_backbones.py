"""Pretrained weights: bundled ones fit their architectures, and how new ones are made."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from audio.stage import Stage, finish, in_process
from compress import architectures
from compress.backbones import FOLDER, has_backbone, save_backbone, start_from_backbone
from compress.pool import Pool
from compress.pretrain import backbone
from compress.pretrain.__main__ import NAMES
from compress.pretrain.voices import VOCABULARY, pseudo_word, vocabulary
from compress.variant import ModelError

HEARD_VALUES = 192


@dataclass(frozen=True)
class Found:
    """What was tried in one child process: TensorFlow is slow to start."""

    fit: list[tuple[str, int, bool]]
    refused: tuple[str, str]
    learned: tuple[float, float, list[str]]


def everything(folder: Path) -> Stage[Found]:
    fit = yield from bundled_fit()
    said = yield from refused(folder)
    return Found(fit, said, (yield from learned()))


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Found:
    return finish(in_process(everything, tmp_path_factory.mktemp("refused")))


def test_every_promised_backbone_is_bundled_and_no_other() -> None:
    assert sorted(file.stem for file in FOLDER.glob("*.npz")) == sorted(NAMES)
    assert has_backbone("stemresnet-48")
    assert not has_backbone("tinyconv-8")


def bundled_fit() -> Stage[list[tuple[str, int, bool]]]:
    """Each bundled backbone put into networks of two window lengths."""
    found = []
    for name in NAMES:
        for frames in (49, 97):
            model = architectures.get(name).build(frames, 5)
            before = [weight.copy() for weight in model.get_weights()]
            start_from_backbone(model, name)
            after = model.get_weights()
            changed = all(
                not np.array_equal(old, new)
                for old, new in zip(before[:-2], after[:-2], strict=True)
                if old.ndim > 1
            )
            kept = all(np.array_equal(before[i], after[i]) for i in (-2, -1))
            found.append((name, frames, changed and kept))
        yield from ()
    return found


def test_bundled_backbones_fit_windows_of_any_length(found: Found) -> None:
    assert len(found.fit) == 2 * len(NAMES)
    assert all(right for _, _, right in found.fit)


def refused(folder: Path) -> Stage[tuple[str, str]]:
    """What is said of a damaged file, and of one of another architecture."""
    small, large = (architectures.get(name) for name in ("mixconv-32", "mixconv-48"))
    model = large.build(49, 3)
    save_backbone(small.build(49, 3).get_weights()[:-2], "mixconv-48", folder)
    messages = []
    for damage in (b"", b"no archive"):
        if damage:
            (folder / "mixconv-48.npz").write_bytes(damage)
        with pytest.raises(ModelError) as error:
            start_from_backbone(model, "mixconv-48", folder)
        messages.append(str(error.value))
        yield from ()
    return messages[0], messages[1]


def test_wrong_or_damaged_weights_are_refused(found: Found) -> None:
    other, damaged = found.refused
    assert "not those of mixconv-48" in other
    assert "cannot be read" in damaged


def learned() -> Stage[tuple[float, float, list[str]]]:
    """Pretrain on twelve made-up words: losses of the first and the last progress."""
    random = np.random.default_rng(1)
    words = 12
    patterns = random.integers(-128, 127, (words, 49, 40))
    rows, features, heard = [], [], []
    ears = random.normal(0, 1, (words, HEARD_VALUES))
    for number in range(600):
        word = number % words
        noise = random.normal(0, 10, (49, 40))
        features.append(np.clip(patterns[word] + noise, -128, 127).astype(np.int8))
        rows.append((49 * number, 49 * number, word))
        heard.append(ears[word] + random.normal(0, 0.1, HEARD_VALUES))
    labels = (*(f"word{number}" for number in range(words)), "_unknown_", "_silence_")
    pool = Pool(
        np.concatenate(features),
        np.asarray(rows, np.int32),
        labels,
        heard=np.asarray(heard, np.float16),
    )
    stage = backbone.pretrain(
        architectures.get("mixconv-32"), pool, backbone.Lesson(steps=500, batch=32), seed=1
    )
    messages, losses = [], []
    while True:
        try:
            progress = next(stage)
        except StopIteration as end:
            weights = end.value
            break
        messages.append(progress.message)
        losses.append(float(progress.message.split("words ")[1].split(",")[0]))
        yield progress
    assert len(weights) == len(architectures.get("mixconv-32").build(49, 2).weights) - 2
    return losses[0], losses[-1], messages


def test_a_backbone_learns_words_and_what_the_teacher_hears(found: Found) -> None:
    first, last, messages = found.learned
    assert last < 0.5 * first
    assert all("embedding" in message for message in messages)


def test_targets_are_the_directions_that_differ_most() -> None:
    random = np.random.default_rng(2)
    two = random.normal(0, 1, (500, 2))
    heard = (two @ random.normal(0, 1, (2, HEARD_VALUES))).astype(np.float16)
    found = backbone.targets(heard)
    assert found.shape == (500, backbone.DIRECTIONS)
    spread = found.std(axis=0)
    assert spread[:2].min() > 5 * spread[2:].max()


def test_the_vocabulary_holds_none_of_the_words_that_benchmarks_count_with() -> None:
    words = vocabulary()
    assert len(words) > 600
    assert len(words) == len(set(VOCABULARY.read_text(encoding="utf-8").split()))
    digits = {"zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"}
    wake = {"alexa", "computer", "athena", "dracarys", "hadouken"}
    assert not words_in(words) & (digits | wake)


def words_in(phrases: tuple[str, ...]) -> set[str]:
    return {word for phrase in phrases for word in phrase.split("_")}


def test_pseudo_words_repeat_with_their_seed() -> None:
    import random

    one, two = (
        [pseudo_word(chance) for _ in range(50)] for chance in (random.Random(4), random.Random(4))
    )
    assert one == two
    assert len(set(one)) > 45
    assert all(word.isascii() and word.isalpha() for word in one)
