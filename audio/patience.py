"""Listening on after a microphone went away: its absence is told, and its return is waited for."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from audio.microphones import Microphone
from audio.portaudio import MicrophoneError
from audio.stage import Progress, Stage

T = TypeVar("T")

RETRY_SECONDS = 1.5
BEAT_SECONDS = 0.1


def patiently(
    open_microphone: Callable[[], Microphone], listen: Callable[[Microphone], Stage[T]]
) -> Stage[T]:
    """Run a stage that listens to a microphone, and run it anew whenever the microphone failed.

    From a failure until the microphone is heard again, the details have `lost`: what happened and
    what to do next, as the first failure said it; the later ones only say that it is still so.

    Args:
        open_microphone: Finds the microphone; called anew after each failure.
        listen: Makes the stage; its details have `alive` (see `audio.level`). It goes on where the
            one before it ended.

    Raises:
        AudioError: Anything else than the microphone failed.
    """
    last, lost = Progress(0.0, "Opening the microphone"), None
    yield last
    while True:
        try:
            stage = listen(open_microphone())
            while True:
                last = next(stage)
                lost = None if last.details["alive"] else lost
                yield replace(last, details=last.details | {"lost": lost}) if lost else last
        except StopIteration as stop:
            return stop.value  # type: ignore[no-any-return]
        except MicrophoneError as error:
            lost = lost or (error.what, error.hint)
        waited = 0.0
        while waited < RETRY_SECONDS:
            yield Progress(last.fraction, lost[0], details={"lost": lost})
            time.sleep(BEAT_SECONDS)
            waited += BEAT_SECONDS
