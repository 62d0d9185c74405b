"""Keras starts without what nobody here needs of it, and everybody else still gets that."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from audio.stage import Progress, Stage, finish, in_process
from compress.keras_start import NOT_NEEDED, start_keras


def started() -> Stage[tuple[list[str], list[str], float]]:
    """What was imported by Keras and then by others, and what a layer of it answers."""
    yield Progress(0.0, "Starting")
    keras = start_keras()
    by_keras = [name for name in (*NOT_NEEDED, "scipy.stats") if name in sys.modules]
    import matplotlib.figure
    from sklearn.linear_model import LogisticRegression

    by_others = [matplotlib.figure.Figure.__name__, LogisticRegression.__name__]
    answer = keras.layers.ReLU()(keras.ops.convert_to_tensor([-1.0, 2.0]))
    return by_keras, by_others, float(answer[0] + answer[1])


def which_backend() -> Stage[tuple[str, str | None]]:
    """What Keras computes with, and where others of this process find its settings."""
    yield Progress(0.0, "Starting")
    return start_keras().backend.backend(), os.environ.get("KERAS_HOME")


def test_what_a_person_set_for_keras_is_neither_read_nor_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = tmp_path / "keras.json"
    settings.write_text('{"backend": "no such backend", "floatx": "float16"}')
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    monkeypatch.setenv("KERAS_BACKEND", "no such backend")
    assert finish(in_process(which_backend)) == ("tensorflow", str(tmp_path))
    assert [each.name for each in tmp_path.iterdir()] == ["keras.json"]
    assert "float16" in settings.read_text()


def test_it_starts_without_them_and_others_have_them() -> None:
    assert finish(in_process(started)) == ([], ["Figure", "LogisticRegression"], 2.0)
