"""How long after a word its line is on the wire, in the emulated chip's own time."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from fakes.projects import imported

from audio.bundled import ASSETS, DEMO_TAKES
from audio.dataset import load_takes
from audio.project import Project
from audio.stage import finish
from compress.longaudio import spoken_sound
from compress.sample import sample_words
from compress.variant import Variant
from firmware.boards import DEFAULT_BAUD, load_board
from firmware.build import build
from firmware.listen import listen

MODEL = ASSETS / "sample" / "models" / "mixconv-48"
# Voices that the bundled model was not trained with: `split` is "test" in the manifest.
VOICES = 4
LIMIT_S = 0.250
# Start bit, eight data bits, stop bit.
BITS_A_BYTE = 10


def unheard_voices(folder: Path) -> Path:
    """A folder of bundled takes of voices that no sample model has heard, one of each voice."""
    rows = (DEMO_TAKES / "manifest.csv").read_text("utf-8").splitlines()[1:]
    chosen: dict[str, list[str]] = {}
    for row in rows:
        path, _, label, _speaker, split, *_ = row.split(",")
        if split == "test" and label in sample_words() and path.endswith("_1.ogg"):
            chosen.setdefault(label, []).append(path)
    for label, paths in chosen.items():
        (folder / label).mkdir(parents=True)
        for path in sorted(paths)[:VOICES]:
            (folder / path).write_bytes((DEMO_TAKES / path).read_bytes())
    return folder


def wire_seconds(ms: int, word: str, late_ticks: int) -> float:
    """What the line takes at the speed of the serial port."""
    line = {"type": "detect", "ms": ms, "word": word, "score": 0.12345, "late_ticks": late_ticks}
    text = json.dumps(line, separators=(",", ":"), ensure_ascii=False) + "\n"
    return len(text.encode()) * BITS_A_BYTE / DEFAULT_BAUD


def test_a_word_is_on_the_wire_within_a_quarter_of_a_second(tmp_path: Path) -> None:
    project = Project.create(tmp_path / "project", sample_words())
    imported(project, unheard_voices(tmp_path / "voices"))
    variant = Variant.load(MODEL)
    samples, spoken = spoken_sound(load_takes(project).takes, variant.labels)
    assert len(spoken) == VOICES * len(project.words)
    image = finish(build(variant, load_board("virtual-cortex-m4"), "", tmp_path / "build"))
    result = finish(listen(image, samples))
    told = zip(result.detections, result.latencies_s, strict=True)
    delays = [
        detection.seconds
        + late_s
        + wire_seconds(round(1000 * detection.seconds), detection.word, round(late_s * 64e6))
        - word.end_seconds
        for word, (detection, late_s) in zip(spoken, told, strict=True)
    ]
    print(f"after the end of the word, ms: {np.round(1000 * np.array(delays)).tolist()}")
    words = [variant.labels[word.label] for word in spoken]
    assert [each.word for each in result.detections] == words
    assert result.dropped_seconds == 0
    assert max(delays) < LIMIT_S
    # The line takes time, too: a wire that is forgotten would make the board look faster.
    assert 0.006 < wire_seconds(12345, "hey_lantern", 123456) < 0.009
