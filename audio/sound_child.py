"""Streams of sound in a process of their own, which can be ended whatever became of them.

Where the sound server goes away under an open stream, PortAudio's thread for ALSA may loop for
ever: whoever stops or closes the stream waits without end, and each round writes a line to stderr,
some hundred megabytes a second (up to 19.7; mended later by PortAudio's pull request 1038). Drivers
of sound cards crash, too. All of that ends with the process, and so does the stream: what runs here
never stops or closes one.
"""

from __future__ import annotations

import multiprocessing
import multiprocessing.connection
import os
import signal
import threading
import traceback
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from typing import Any, TypeVar

from audio.errors import AudioError
from audio.offline import obey_environment
from audio.portaudio import MicrophoneError, advice
from audio.spawning import start
from audio.stage import failed_unexpectedly

T = TypeVar("T")

# Nobody who listens waits longer than a beat, so that stopping never does.
BEAT_SECONDS = 0.2
# A Bluetooth headset may need some seconds until it is open.
ANSWER_SECONDS = 20.0
END_SECONDS = 3.0


def in_child(source: Callable[..., Iterator[T]], *arguments: Any) -> Iterator[T | None]:
    """Yield what `source(*arguments)` yields in a spawned process; None after a beat without any.

    Closing this iterator ends the process at once.

    Args:
        source: Importable, with picklable arguments and items. It is not closed at its end.

    Raises:
        AudioError: Whatever the source raised of this family; or it hangs, or its process ended.
        WorkerDied: The source failed unexpectedly; its traceback is in the message.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    child = context.Process(target=_run, args=(theirs, source, arguments), daemon=True)
    start(child)
    theirs.close()
    try:
        yield from _items(ours)
    finally:
        ours.close()
        child.kill()
        child.join(END_SECONDS)


def _items(pipe: Connection) -> Iterator[Any]:
    silent_s = 0.0
    while True:
        if not pipe.poll(BEAT_SECONDS):
            silent_s += BEAT_SECONDS
            if silent_s >= ANSWER_SECONDS:
                raise MicrophoneError("The sound system does not answer.", advice())
            yield None
            continue
        silent_s = 0.0
        try:
            kind, value = pipe.recv()
        except (EOFError, OSError):
            raise MicrophoneError("The sound system broke off.", advice()) from None
        if kind == "item":
            yield value
        elif kind == "end":
            return
        elif kind == "error":
            raise value
        else:
            raise failed_unexpectedly(value)


def _run(
    pipe: Connection, source: Callable[..., Iterator[Any]], arguments: tuple[Any, ...]
) -> None:
    # Sound libraries chatter, and what they say when all is well looks like trouble.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    # Ctrl+C reaches the whole process group; the parent decides.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    obey_environment()
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        for item in source(*arguments):
            _tell(pipe, "item", item)
        _tell(pipe, "end", None)
    except AudioError as error:
        _tell(pipe, "error", error)
    except Exception:  # noqa: BLE001 - a bug in the child is raised again in the parent
        _tell(pipe, "crash", traceback.format_exc())
    _leave()


def _tell(pipe: Connection, kind: str, value: Any) -> None:
    try:
        pipe.send((kind, value))
    except OSError:
        _leave()  # The parent went away; there is nobody to tell.


def _leave() -> None:
    """End without any clean-up, the libraries' own included: it could wait for ever."""
    os._exit(0)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        multiprocessing.connection.wait([parent.sentinel])
        os._exit(1)
