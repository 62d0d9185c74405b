"""What pretraining does in worker processes, which cannot import a program's main module."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from audio.stage import Progress, Stage
from compress import architectures
from compress.pool import Pool
from compress.pretrain import backbone, corpus


def train_one(name: str, pool: Pool, steps: int, seed: int) -> Stage[list[Any]]:
    """One backbone, in a process of its own."""
    lesson = backbone.Lesson(steps=steps)
    return (yield from backbone.pretrain(architectures.get(name), pool, lesson, seed))


def make_part(data: Path, rows: int, seed: int, worker: int) -> Stage[Pool]:
    """One worker's share of the scenes."""
    yield Progress(0.0, "Synthesizing words")
    material = corpus.load(data, seed)
    yield Progress(0.3, "Making scenes")
    return corpus.make_scenes(material, rows, (seed, worker))
