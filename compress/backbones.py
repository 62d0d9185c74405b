"""Pretrained weights: networks that have heard thousands of words before they hear the user's.

`compress.pretrain` makes them; one file for each architecture that has one, in `assets/backbones/`.
They hold everything but the last layer, and fit windows of any length, because that layer's input
is an average over time.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audio.bundled import ASSETS
from audio.files import write_atomic
from compress.variant import ModelError

FOLDER = ASSETS / "backbones"
# The last layer's weights and bias.
HEAD_WEIGHTS = 2


def has_backbone(architecture: str, folder: Path = FOLDER) -> bool:
    """Whether an architecture comes with pretrained weights."""
    return _file(architecture, folder).is_file()


def start_from_backbone(model: Any, architecture: str, folder: Path = FOLDER) -> None:
    """Put pretrained weights into a fresh Keras model; its last layer stays as it is.

    Raises:
        ModelError: The file is damaged or belongs to another version of the architecture.
    """
    file = _file(architecture, folder)
    try:
        with np.load(file) as stored:
            weights = [stored[f"w{number}"] for number in range(len(stored.files))]
    except (OSError, ValueError, KeyError) as error:
        raise ModelError(
            f"The pretrained weights in {file} cannot be read ({error}).",
            "Install the program again.",
        ) from error
    fresh = model.get_weights()
    if [each.shape for each in weights] != [each.shape for each in fresh[:-HEAD_WEIGHTS]]:
        raise ModelError(
            f"The pretrained weights in {file} are not those of {architecture}.",
            "Make them again with python -m compress.pretrain.",
        )
    model.set_weights([*weights, *fresh[-HEAD_WEIGHTS:]])


def save_backbone(
    weights: list[NDArray[np.float32]], architecture: str, folder: Path = FOLDER
) -> Path:
    """Write all weights but the last layer's, whole or not at all; the file."""
    content = io.BytesIO()
    kept = {f"w{number}": values.astype(np.float32) for number, values in enumerate(weights)}
    np.savez_compressed(content, **kept)  # type: ignore[arg-type]
    write_atomic(_file(architecture, folder), content.getvalue())
    return _file(architecture, folder)


def _file(architecture: str, folder: Path) -> Path:
    return folder / f"{architecture}.npz"
