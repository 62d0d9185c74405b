"""Google's speech embedding: what the teacher hears with. It never runs on a chip.

A convolutional network of 1.3 MB that was trained on five thousand words of hundreds of millions of
clips (J. Lin et al., "Training Keyword Spotters with Limited and Synthesized Speech Data", 2020).
Its features tell words apart that neither it nor the user's takes have heard from a voice like
this one. The bundled files are those of openWakeWord (Apache-2.0), see `assets/LICENSES.md`.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audio.bundled import ASSETS
from compress.variant import ModelError

FILES = ASSETS / "teacher"
VALUES = 96
HOP_SAMPLES = 1280
# A value sees 76 mel frames of 32 ms every 10 ms.
WINDOW_SAMPLES = 75 * 160 + 512
MEL_CHANNELS = 32
MODEL = "embedding_model.tflite"
# How far beyond the window's own rows a word is listened to, on both sides: 0.18 s.
REACH_SAMPLES = 2816
LONG_WINDOW_SAMPLES = 22_400


def available() -> bool:
    """Whether the embedding's two files came with this copy of the program."""
    return all((FILES / name).is_file() for name in ("melspectrogram.tflite", MODEL))


def embed(samples: NDArray[Any]) -> NDArray[np.float32]:
    """Embed sound, float32 (n, 96): row i hears 12,512 samples from sample 1,280 i on.

    The network is convolutional throughout, so a long sound runs at once: the same numbers as
    window by window in a tenth of the time (2 ms for a second of sound). Only the mel front end
    knows of the whole sound: what is 80 dB below its loudest moment is nothing.

    Args:
        samples: 16 kHz, int16 or float in the range of int16, shape (m,); shorter ones than a
            window give no row.

    Raises:
        ModelError: The bundled files are missing.
    """
    if len(samples) < WINDOW_SAMPLES:
        return np.zeros((0, VALUES), np.float32)
    mel = _run("melspectrogram.tflite", samples.astype(np.float32)[None])
    # The scale that openWakeWord feeds it with, as the original's front end differed.
    scaled = mel.reshape(1, -1, MEL_CHANNELS, 1) / np.float32(10) + np.float32(2)
    return _run(MODEL, scaled).reshape(-1, VALUES)


def vectors(
    embedded: NDArray[np.float32], centres: NDArray[np.int64], window_samples: int
) -> NDArray[np.float32]:
    """What the embedding hears of words: mean and largest of the rows around each word's middle.

    Single rows were tried first: they stand on a grid of 80 ms, and half a step's difference cost
    ten points of accuracy. Long windows are halved, so that the order of syllables is not lost.

    Args:
        embedded: What `embed` made of the whole sound, (n, 96).
        centres: Samples that windows are centred on, (words,).
        window_samples: Length of the windows; at least 12,512.

    Returns:
        float32, (words, 192 * parts): means, then maxima, part by part.
    """
    half = (window_samples - WINDOW_SAMPLES) / 2 + REACH_SAMPLES
    count = max(1, int(2 * half / HOP_SAMPLES))
    first = np.ceil((centres - half - WINDOW_SAMPLES / 2) / HOP_SAMPLES).astype(np.int64)
    rows = embedded[np.clip(first[:, None] + np.arange(count), 0, len(embedded) - 1)]
    parts = np.array_split(rows, 2 if window_samples > LONG_WINDOW_SAMPLES else 1, axis=1)
    return np.concatenate(
        [values for part in parts for values in (part.mean(axis=1), part.max(axis=1))], axis=1
    )


def _run(name: str, values: NDArray[np.float32]) -> NDArray[np.float32]:
    interpreter = _interpreter(FILES / name)
    index = interpreter.get_input_details()[0]["index"]
    interpreter.resize_tensor_input(index, values.shape)
    interpreter.allocate_tensors()
    interpreter.set_tensor(index, values)
    interpreter.invoke()
    answer: NDArray[np.float32] = interpreter.get_tensor(
        interpreter.get_output_details()[0]["index"]
    )
    return answer


@cache
def _interpreter(path: Path) -> Any:
    from ai_edge_litert.interpreter import Interpreter

    try:
        return Interpreter(str(path), num_threads=1)
    except (OSError, ValueError) as error:
        raise ModelError(
            f"The teacher's ears cannot be read from {path} ({error}).",
            "Install the program again, or train without a teacher.",
        ) from error
