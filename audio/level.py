"""How loud it is, for a meter and for somebody who cannot see one."""

from __future__ import annotations

import sys
from enum import Enum
from typing import Any

import numpy as np

from audio.frontend import SAMPLE_RATE_HZ
from audio.microphones import Microphone, letting_go
from audio.portaudio import MicrophoneError, privacy_advice
from audio.quality import TOO_QUIET_DBFS
from audio.sound import Samples
from audio.stage import Progress, Stage
from audio.trimming import FRAME_SAMPLES, SILENCE_DBFS

# A live microphone is never exactly zero for so long; one with a noise gate is, between words.
# macOS asks the person the first time, and gives zeros until they have answered.
ZEROS_AT_FIRST_SECONDS = 20.0 if sys.platform == "darwin" else 2.0
ZEROS_LATER_SECONDS = 15.0
# Of full scale: a wave that comes so near to it has been cut off, or will be.
TOO_LOUD_PEAK = 0.97


class Loudness(Enum):
    """What a level means for somebody who records."""

    SILENT = "silent"  # nothing at all, not even the hiss of a microphone
    QUIET = "quiet"  # nobody speaks, or too softly to be learned from
    GOOD = "good"
    LOUD = "loud"  # distorted, or nearly so


def level_dbfs(block: Samples) -> float:
    """Level of a block of sound for a meter; -100 for digital silence."""
    power = float(np.mean(np.square(block / 32768.0))) if len(block) else 0.0
    return max(SILENCE_DBFS, 10 * float(np.log10(power + 1e-12)))


def peaks(block: Samples) -> tuple[float, ...]:
    """The outline of a block for a picture: for each 10 ms begun its peak, 0..1 of full scale."""
    starts = range(0, len(block), FRAME_SAMPLES)
    heights = (np.abs(block[at : at + FRAME_SAMPLES].astype(np.int32)).max() for at in starts)
    return tuple(float(height) / 32768.0 for height in heights)


def how_loud(loudest_dbfs: float, peak: float) -> Loudness:
    """What the last second or two mean.

    Args:
        loudest_dbfs: The highest level of a block in that time.
        peak: The highest sample in that time, 0..1 of full scale.
    """
    if loudest_dbfs <= SILENCE_DBFS:
        return Loudness.SILENT
    if peak >= TOO_LOUD_PEAK:
        return Loudness.LOUD
    return Loudness.QUIET if loudest_dbfs < TOO_QUIET_DBFS else Loudness.GOOD


class ZeroWatch:
    """Notices a microphone that is muted, or that this program is not allowed to hear."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._zeros = 0
        self.alive = False

    def push(self, block: Samples) -> None:
        """Take the next sound.

        Raises:
            MicrophoneError: It has been exactly zero for longer than a live microphone can be.
        """
        sounds = bool(block.any())
        self.alive = self.alive or sounds
        self._zeros = 0 if sounds else self._zeros + len(block)
        longest = ZEROS_LATER_SECONDS if self.alive else ZEROS_AT_FIRST_SECONDS
        if self._zeros > longest * SAMPLE_RATE_HZ:
            raise MicrophoneError(
                f"{self._name} gives only zeros: it is muted, or this program may not listen.",
                f"Unmute it. {privacy_advice()}",
            )


def try_microphone(microphone: Microphone) -> Stage[None]:
    """Listen and keep nothing, until closed; the details are `level_dbfs` and `peaks`.

    Raises:
        AudioError: The microphone fails or gives only zeros.
    """
    watch = ZeroWatch(microphone.name)
    with letting_go(microphone.blocks()) as blocks:
        for block in blocks:
            watch.push(block)
            yield Progress(0.0, "Listening", details=heard(block, watch))
    raise MicrophoneError(f"{microphone.name} ended.", "Plug it in again, then go on.")


def heard(block: Samples, watch: ZeroWatch) -> dict[str, Any]:
    """What a meter and a picture of the sound need of a block."""
    return {"level_dbfs": level_dbfs(block), "peaks": peaks(block), "alive": watch.alive}
