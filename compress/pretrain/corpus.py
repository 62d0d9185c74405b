"""What backbones are trained on: scenes of synthesized words and of real people's speech."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import numpy as np

from audio.dataset import read_samples
from audio.frontend import FrontEndSettings
from compress.material import Clip, Material, around_word
from compress.pool import Pool, join
from compress.pretrain.voices import Samples, spoken_corpus, vocabulary
from compress.scenes import SceneMaker, SceneSettings

FRONT_END = FrontEndSettings(frames=49)
SCENES = SceneSettings(
    known_words=0.47,
    unknown_words=0.25,
    part_words=0.03,
    shuffled_words=0.02,
    narrow=0.25,
    room=0.3,
    snr_db=(6.0, 35.0),
)
SHORTEST_SAMPLES, LONGEST_SAMPLES = 1600, 48_000
# A real voice is worth more than a made-up one.
REAL_CLIPS_COUNT = 4
# Of the training part only. Digits and wake words that benchmarks count with are left out; running
# speech, which nothing is named in, may hold a digit here and there.
DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
REAL_WORDS = {
    "speech_commands": None,
    "picovoice_wake": ("smart_mirror", "view_glass"),
    "mycroft_precise": ("amelia", "hey_chatterbox"),
    "custom_phrases": ("trick_or_treat",),
}
REAL_SPEECH = ("speech_to_intent", "accent_speech", "asterisk_prompts")
NOISES = ("background_sc", "esc10")


def load(data: Path, seed: int) -> Material:
    """Synthesize the vocabulary and read the training part of the recordings in a folder."""
    words = vocabulary()
    spoken: dict[str | None, list[Clip]] = {word: [] for word in (*words, None)}
    for word, samples in spoken_corpus(seed):
        if SHORTEST_SAMPLES < len(samples) < LONGEST_SAMPLES and samples.any():
            spoken[word].append(_clip(samples))
    with (data / "manifest.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["split"] == "train"]

    def read(wanted: Callable[[dict[str, str]], bool]) -> list[Samples]:
        return [read_samples(data / row["path"]) for row in rows if wanted(row)]

    real = [_clip(samples) for samples in read(_is_real_word)]
    return Material(
        (*words, "_unknown_", "_silence_"),
        (
            *(tuple(spoken[word]) for word in words),
            (*spoken[None], *(real * REAL_CLIPS_COUNT)),
        ),
        tuple(read(lambda row: row["corpus"] in NOISES)),
        tuple(
            read(lambda row: row["corpus"] in REAL_SPEECH or row["label"].startswith("not_wake"))
        ),
    )


def make_scenes(material: Material, rows: int, seed: tuple[int, int]) -> Pool:
    """Scenes with that many words at least, and what the teacher's ears make of each."""
    maker = SceneMaker(material, FRONT_END, SCENES, with_teacher=True)
    random, count = np.random.default_rng(seed), 0
    pools = []
    while count < rows:
        scene = maker.make(random)
        pools.append(Pool(scene.features, scene.rows, material.labels, heard=scene.heard))
        count += len(scene.rows)
    return join(pools)


def _is_real_word(row: dict[str, str]) -> bool:
    if row["corpus"] not in REAL_WORDS or row["notes"].removeprefix("word=") in DIGITS:
        return False
    labels = REAL_WORDS[row["corpus"]]
    return labels is None or row["label"] in labels


def _clip(samples: Samples) -> Clip:
    return Clip.of(around_word(samples))
