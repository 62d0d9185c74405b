"""In place of TensorFlow's remote profiler, 30 MB that nothing but its own two functions use."""

from __future__ import annotations

from typing import Any


def trace(*_arguments: Any) -> None:
    """Say that it is not here."""
    raise NotImplementedError("TensorFlow's remote profiler is left out of this installation")


monitor = trace
