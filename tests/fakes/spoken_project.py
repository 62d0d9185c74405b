"""A small project whose two words any network can learn: one tone rises, the other falls."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from fakes.projects import imported, write_wav
from numpy.typing import NDArray

from audio.project import Project

RATE_HZ = 16000
WORDS = ("rise", "fall")


def sweep(begin_hz: float, end_hz: float, seconds: float, random: np.random.Generator) -> NDArray:
    """A hummed glide with overtones in faint noise, with quiet around it; int16."""
    time = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    pitch_hz = begin_hz + (end_hz - begin_hz) * time / seconds
    phase = 2 * np.pi * np.cumsum(pitch_hz) / RATE_HZ
    hum = sum(np.sin(k * phase) / k for k in (1, 2, 3)) * np.hanning(len(time))
    sound = np.pad(hum * random.uniform(4000, 9000), round(0.25 * RATE_HZ))
    return np.rint(sound + random.normal(0, 15, len(sound))).astype(np.int16)


def tone_project(folder: Path, speakers: int = 7, each: int = 3) -> Project:
    """Both words, other sounds, noise and long "speech" of steady tones, imported.

    There is more than five minutes of noise and speech, so the bundled ones stay out.
    """
    random = np.random.default_rng(3)
    source = folder / "recordings"
    for speaker in range(speakers):
        for number in range(each):
            low, high = random.uniform(350, 500), random.uniform(1800, 2600)
            flat = random.uniform(500, 2000)
            for label, begin, end in (
                ("rise", low, high),
                ("fall", high, low),
                ("_unknown_", flat, flat * 1.05),
            ):
                sound = sweep(begin, end, random.uniform(0.4, 0.6), random)
                write_wav(source / label / f"s{speaker}_{number}.wav", sound)
    for number in range(6):
        noise = random.normal(0, 300 + 200 * number, 29 * RATE_HZ)
        write_wav(source / "_background_" / f"n{number}_0.wav", noise.astype(np.int16))
        tones = [sweep(f, f * 1.03, 0.5, random) for f in random.uniform(400, 2200, 27)]
        write_wav(source / "_speech_" / f"t{number}_0.wav", np.concatenate(tones))
    project = Project.create(folder / "project", WORDS)
    imported(project, source)
    return project
