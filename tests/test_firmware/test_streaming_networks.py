"""What the registry calls streaming streams, at its own stride, and pays."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from baked_harness import assert_same, run_tflm
from stream_harness import converted, some_frames, stream_here, windows_of

from audio.frontend import CHANNELS
from compress import architectures
from firmware.engines.baked import compile_model

STREAMING = [a for a in architectures.registry().values() if a.streaming]
# The narrowest of each family: wider ones have the same graph.
FAMILIES = sorted({a.name.rpartition("-")[0] for a in STREAMING})
CASES = [
    (next(a.name for a in STREAMING if a.name.startswith(family)), frames)
    for family in FAMILIES
    for frames in (49, 97)
]


@cache
def networks() -> dict[str, bytes]:
    """Converted together, since TensorFlow is slow to start."""
    return converted("stream_networks.py", *(f"{name}:{frames}" for name, frames in CASES))


@pytest.mark.parametrize(("name", "frames"), CASES)
def test_it_streams_with_the_bytes_of_its_window(name: str, frames: int, tmp_path: Path) -> None:
    tflite, stride = networks()[f"{name}-at-{frames}"], architectures.get(name).stride_frames
    model = compile_model(tflite, stride)
    assert model.stream is not None, model.stream_note
    sound = some_frames(frames + 8 * stride, CHANNELS)
    expected = run_tflm(tflite, windows_of(sound, frames, stride))
    first, again = stream_here(tmp_path, model, sound)
    assert_same(first, expected)
    assert_same(again, expected)
    assert len({row.tobytes() for row in first}) > len(first) // 2
    # Less memory than the window and its arena: the reason to have this form, besides time.
    taken = model.stream.arena_bytes + stride * CHANNELS
    assert taken < 0.85 * (model.arena_bytes + model.input_bytes)
