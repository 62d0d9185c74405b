"""Starts Keras without the packages that it imports for wrappers of its own.

It has models that look like scikit-learn's (and needs SciPy's statistics for them) and pictures of
data sets by Matplotlib. Nothing here uses either, and Keras does without them where they are not
installed. So it starts with 3.2 instead of 4.6 seconds of a core's work (Keras 3.15), in each of
the processes that train.

And it starts with its own settings. Keras reads `~/.keras/keras.json`, where whoever works with it
may have chosen another backend or half precision, and writes that file where there is none.
"""

from __future__ import annotations

import os
import sys
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Any, cast

NOT_NEEDED = ("sklearn", "matplotlib")


def start_keras() -> Any:
    """The module `keras`. Runs in a child process: it imports TensorFlow.

    Other code imports what was kept from Keras as ever.
    """
    hidden = [name for name in NOT_NEEDED if name not in sys.modules]
    # Whoever imports a module that is None here is told that there is none.
    cast("dict[str, ModuleType | None]", sys.modules).update(dict.fromkeys(hidden))
    os.environ["KERAS_BACKEND"] = "tensorflow"
    before = os.environ.get("KERAS_HOME")
    try:
        with TemporaryDirectory(prefix="wakewright-") as empty:
            os.environ["KERAS_HOME"] = empty
            import keras
    finally:
        for name in hidden:
            del sys.modules[name]
        if before is None:
            del os.environ["KERAS_HOME"]
        else:
            os.environ["KERAS_HOME"] = before
    return keras
