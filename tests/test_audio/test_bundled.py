"""The bundled takes: well-formed, as many as promised, and no voice in two splits."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from audio.bundled import DEMO_TAKES
from audio.labels import BACKGROUND, SPEECH, UNKNOWN
from audio.manifest import find_manifest
from audio.quality import judge
from audio.sound import SoundFile, read_samples
from audio.trimming import find_word

PHRASES = ("hey_lantern", "good_night_house")


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    with (DEMO_TAKES / "manifest.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_files_and_manifest_agree(rows: list[dict[str, str]]) -> None:
    on_disk = {path.relative_to(DEMO_TAKES).as_posix() for path in DEMO_TAKES.glob("*/*")}
    assert on_disk == {row["path"] for row in rows} and len(rows) == len(on_disk)
    for row in rows:
        with SoundFile(DEMO_TAKES / row["path"]) as file:
            assert file.rate_hz == 16000
            assert file.duration_s == pytest.approx(float(row["duration_s"]), abs=0.001)
        assert Path(row["path"]).parent.name == row["label"]
    manifest = find_manifest(DEMO_TAKES)
    assert not manifest.notes and len(manifest.entries) == len(rows)


def test_they_are_small_enough_to_ship() -> None:
    assert sum(path.stat().st_size for path in DEMO_TAKES.rglob("*") if path.is_file()) < 7_000_000


def test_no_voice_is_in_two_splits(rows: list[dict[str, str]]) -> None:
    splits: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if row["label"] != BACKGROUND:
            # The timbre makes the voice; the accent before it alone would not.
            splits[row["speaker"].rsplit("-", 1)[1]].add(row["split"])
    assert all(len(each) == 1 for each in splits.values())


def test_there_is_as_much_as_the_readme_says(rows: list[dict[str, str]]) -> None:
    counts = Counter((row["label"], row["split"]) for row in rows)
    minutes: Counter[tuple[str, str]] = Counter()
    for row in rows:
        minutes[row["label"], row["split"]] += float(row["duration_s"]) / 60  # type: ignore[assignment]
    for phrase in PHRASES:
        assert [counts[phrase, s] for s in ("train", "val", "test")] == [72, 12, 20]
    assert sum(counts[UNKNOWN, s] for s in ("train", "val", "test")) == 300
    assert minutes[SPEECH, "test"] >= 10 and minutes[SPEECH, "train"] >= 3
    assert minutes[BACKGROUND, "train"] >= 1


def test_every_phrase_is_audible_whole_and_not_clipped(rows: list[dict[str, str]]) -> None:
    for row in rows:
        if row["label"] in PHRASES:
            samples = read_samples(DEMO_TAKES / row["path"])
            span = find_word(samples)
            assert span is not None and 0.5 < span.seconds < 1.5, row["path"]
            assert judge(samples, row["label"]) == (), row["path"]
