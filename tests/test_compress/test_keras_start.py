"""Keras starts without what nobody here needs of it, and everybody else still gets that."""

from __future__ import annotations

import sys

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


def test_it_starts_without_them_and_others_have_them() -> None:
    assert finish(in_process(started)) == ([], ["Figure", "LogisticRegression"], 2.0)
