"""In place of numba, which librosa decorates functions with: 208 MB of compiler for nothing here.

Time stretching and pitch shifting, all that is used of librosa, work on whole arrays with numpy;
the functions below leave Python functions as they are. Compared with numba, 31 of 129,123 samples
of stretched and shifted noise came out different, by one step of 16 bits. Generalized functions,
which cannot be left as they are, say so when they are called.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from numpy import uint32

__all__ = ["guvectorize", "jit", "stencil", "uint32", "vectorize"]
__version__ = "0"


def jit(*arguments: Any, **_options: Any) -> Any:
    """Leave a function as it is."""
    if len(arguments) == 1 and callable(arguments[0]):
        return arguments[0]
    return lambda function: function


vectorize = jit


def guvectorize(*_arguments: Any, **_options: Any) -> Callable[[Any], Any]:
    """Leave a function of this kind out."""

    def leave_out(function: Any) -> Any:
        def refuse(*_values: Any) -> Any:
            raise NotImplementedError(f"{function.__name__} needs numba, which is left out here")

        return refuse

    return leave_out


stencil = guvectorize
