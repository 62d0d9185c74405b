"""The model card says what was measured, and says so where nothing was."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from fakes.spoken_project import tone_project

from audio.dataset import load_takes
from audio.frontend import FrontEndSettings
from audio.takes import Take
from compress.card import CARD_FILE, model_card, save_with_card
from compress.cardfacts import target_line
from compress.detector import DetectorSettings
from compress.history import history_of, is_synthesized
from compress.parts import deal
from compress.pool import Pool
from compress.presets import get_preset
from compress.variant import StepReport, Variant

LABELS = ("hey_lantern", "out", "_unknown_", "_silence_")
METRICS = {
    "accuracy": 0.9,
    "accuracy_interval": [0.8, 0.95],
    "people_interval": [0.7, 0.97],
    "clips": 60,
    "per_label": {
        "hey_lantern": {"accuracy": 0.5, "low": 0.2, "high": 0.8, "clips": 6, "right": 3},
        "out": {"accuracy": None, "low": 0.0, "high": 1.0, "clips": 0, "right": 0},
    },
    "false_reject_rate": 0.125,
    "false_reject_low": 0.05,
    "false_reject_high": 0.3,
    "words": 32,
    "false_accepts": 0,
    "false_accepts_per_hour": 0.0,
    "false_accepts_per_hour_upper": 5.992,
    "hours_of_negatives": 0.5,
    "threshold": 0.84,
    "groups": [
        {
            "group": "accent",
            "value": "a|b",
            "accuracy": 0.25,
            "low": 0.1,
            "high": 0.4,
            "clips": 4,
            "right": 1,
            "speakers": 2,
        }
    ],
    "fairness": {"code": "worse", "sentence": "Understood worse: accent.", "worse": []},
}


def variant(**changes: object) -> Variant:
    made = Variant(
        "tiny",
        "mixconv-32",
        LABELS,
        FrontEndSettings(frames=61),
        DetectorSettings(thresholds=(27525,) * 4),
        b"x" * 20_480,
        250_000,
        METRICS,
        "abc",
        (StepReport("slim", {"tflite_bytes": 30_000}, {"tflite_bytes": 20_480, "kept": 0.5}),),
    )
    return replace(made, **changes)


def test_every_number_is_there_with_what_it_is_worth() -> None:
    text = model_card(variant()).markdown()
    assert "“hey lantern”, “out”" in text
    assert "20,480 bytes" in text and "250,000 multiply-accumulates" in text
    assert "1.23 seconds" in text and "every 60 ms" in text
    assert "90.0 % (80.0 % to 95.0 %)" in text and "60 clips" in text
    assert "70.0 % to 97.0 %" in text
    assert "12.5 % (5.0 % to 30.0 %)" in text and "32 words" in text
    assert "0.0, with 95 % certainty below 6.0" in text and "0 in 0.50 hours" in text
    assert "(0.84)" in text
    assert "tflite bytes 30,000 → 20,480; kept 0.500" in text
    assert "Not for safety" in text
    assert "… “hey lantern”" in text and "… “out”" not in text
    assert model_card(variant()).to_dict()["title"] == "Model card: tiny"


def test_it_is_a_markdown_table_whatever_the_names_are() -> None:
    lines = model_card(variant()).markdown().splitlines()
    tables = [line for line in lines if line.startswith("|")]
    cells = [len(re.findall(r"(?<!\\)\|", line)) for line in tables]
    assert set(cells) == {4, 5} and "| accent: a\\|b |" in " ".join(tables)
    assert sum(line.startswith("## ") for line in lines) == 8


def test_nothing_measured_is_not_made_up() -> None:
    nothing = {
        "accuracy": None,
        "accuracy_interval": [0.0, 1.0],
        "false_reject_rate": None,
        "false_accepts_per_hour": None,
        "false_accepts_per_hour_upper": None,
    }
    text = model_card(variant(metrics=nothing, steps=())).markdown()
    assert text.count("not known") >= 4 and "no sound without a word" in text
    assert "Train again to have them" in text
    assert "certainty" not in text


def test_history_counts_people_takes_and_licences(tmp_path: Path) -> None:
    project = tone_project(tmp_path, speakers=7, each=2)
    takes = load_takes(project).takes
    marked = tuple(
        replace(take, licence="MIT", source="espeak-ng 1.51", groups=(("gender", "female"),))
        if take.speaker == "s1" and take.label in project.words
        else take
        for take in takes
    )
    parts = deal(marked, project.words, project.settings.seed)
    pool = Pool(np.zeros((0, 40), np.int8), np.zeros((0, 3), np.int32), LABELS, synthesized=12)
    history = history_of(project, parts, get_preset("quick"), 5, pool)
    counted = [sum(history[part]["takes"].values()) for part in ("train", "val", "test")]
    assert sum(counted) == 7 * 2 * 3
    assert sum(history[part]["speakers"] for part in ("train", "val", "test")) == 7
    assert sum(history[part]["synthesized"] for part in ("train", "val", "test")) == 4
    groups = [history[part]["groups"] for part in ("train", "val", "test")]
    assert {"gender": {"female": 1}} in groups and groups.count({}) == 2
    licences = {entry["licence"]: entry["takes"] for entry in history["licences"]}
    assert licences == {"MIT": 4, "": len(takes) - 4}
    heard = {take.content_hash for take in (*parts.train, *parts.val)}
    assert set(history["heard"]) == heard
    text = model_card(variant(history=history)).markdown()
    assert "MIT: 4 takes (espeak-ng 1.51)" in text and "No licence is stated" in text
    assert "12 clips of similar words, said by a speech synthesizer" in text
    assert "--preset quick --seed 5" in text


@pytest.mark.parametrize(
    ("source", "synthesized"),
    [("espeak-ng 1.51", True), ("our TTS", True), ("synthesized", True), ("a phone", False)],
)
def test_synthesized_takes_are_known_by_their_source(source: str, synthesized: bool) -> None:
    take = Take(Path("x"), "a", "s", "", "", (), (), 1.0, source=source)
    assert is_synthesized(take) == synthesized
    assert not is_synthesized(replace(take, source=""))


def test_card_and_model_are_written_together_and_read_back(tmp_path: Path) -> None:
    made = variant(history={"heard": ["a", "b"], "trained_on": "2026-01-02"})
    with pytest.raises(KeyError):
        save_with_card(made, tmp_path)  # A history with holes fails before anything is written.
    assert list(tmp_path.iterdir()) == []
    folder = save_with_card(variant(), tmp_path)
    assert (folder / CARD_FILE).read_text("utf-8") == model_card(variant()).markdown()
    assert Variant.load(folder) == variant()


@pytest.mark.parametrize(
    ("hours", "synthesized", "proof", "easier"),
    [(0.1, 0.1, False, True), (5.99, 0.0, False, False), (6.0, 0.0, True, False)],
)
def test_a_target_that_was_not_proven_is_called_a_hope(
    hours: float, synthesized: float, proof: bool, easier: bool
) -> None:
    val = {
        "long_seconds": {"_speech_": hours * 1800, "_background_": hours * 1800},
        "long_synthesized_seconds": synthesized * 3600,
    }
    text = target_line({"false_accepts_per_hour": 0.5, "val": val})
    assert "0.5 false accepts an hour" in text
    assert ("a hope, not a proof: it would take 6 hours" in text) != proof
    assert ("easier than real life" in text) == easier
    assert f"on {hours * 60:.0f} minutes" in text
