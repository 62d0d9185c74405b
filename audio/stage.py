"""Stages: generators that yield `Progress` and return their artefact, here or in a child process.

A stage is cancelled by closing its generator; its `finally` blocks clean up. Work that needs
TensorFlow or takes long runs in a spawned process through `in_process`, which forwards the same
progress and ends the process when the generator is closed.
"""

from __future__ import annotations

import faulthandler
import multiprocessing
import multiprocessing.connection
import os
import signal
import sys
import tempfile
import threading
import time
import traceback
from _thread import interrupt_main
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, TypeVar

from audio.errors import WakewrightError
from audio.offline import obey_environment
from audio.spawning import start
from audio.windows import end_children_too

T = TypeVar("T")

HEARTBEAT_SECONDS = 0.2
GENTLE_END_SECONDS = 3.0
LAST_WORDS_CHARACTERS = 2000
# Windows has no SIGTERM that another process could handle: its `terminate` is `kill`.
HAS_SIGNALS = sys.platform != "win32"
# In the details of stages that run side by side: those of each.
BESIDE = "beside"


@dataclass(frozen=True)
class Progress:
    """Where a stage stands. `fraction` is 0..1; `seconds_left` is None while unknown."""

    fraction: float
    message: str
    seconds_left: float | None = None
    details: dict[str, Any] = field(default_factory=dict)


Stage = Generator[Progress, None, T]


class Clock:
    """Estimates the time left from the fraction done since the clock was made."""

    def __init__(self) -> None:
        self._start = time.monotonic()

    def progress(self, fraction: float, message: str, **details: Any) -> Progress:
        """A `Progress` whose `seconds_left` assumes that the rest goes as fast as what is done."""
        spent = time.monotonic() - self._start
        left = spent * (1 - fraction) / fraction if fraction > 0.02 and spent > 1 else None
        return Progress(min(1.0, fraction), message, left, details)


def scaled(stage: Stage[T], start: float, end: float) -> Stage[T]:
    """Run a stage as the part from `start` to `end` of a longer one.

    The time left becomes that of the longer one: what this part still needs, and the rest at the
    pace of this part.
    """
    began = time.monotonic()
    try:
        while True:
            step = next(stage)
            left = step.seconds_left
            if left is not None and end > start:
                part = time.monotonic() - began + left
                left += part / (end - start) * (1 - end)
            fraction = start + (end - start) * step.fraction
            yield Progress(fraction, step.message, left, step.details)
    except StopIteration as stop:
        return stop.value  # type: ignore[no-any-return]
    finally:
        stage.close()


def finish(stage: Stage[T], observe: Callable[[Progress], None] | None = None) -> T:
    """Run a stage to its end and return its artefact, showing each progress to `observe`."""
    try:
        while True:
            step = next(stage)
            if observe is not None:
                observe(step)
    except StopIteration as stop:
        return stop.value  # type: ignore[no-any-return]
    finally:
        stage.close()


def side_by_side(stages: Sequence[Stage[T]]) -> Stage[list[T]]:
    """Run stages of worker processes at the same time; the progress is that of the slowest.

    What it has in `details` is joined by `beside`, a list of the details of every stage.
    """
    results: dict[int, T] = {}
    latest = [Progress(0.0, "Starting")] * len(stages)
    try:
        while len(results) < len(stages):
            for index, stage in enumerate(stages):
                if index in results:
                    continue
                try:
                    latest[index] = next(stage)
                except StopIteration as stop:
                    results[index] = stop.value
                    latest[index] = Progress(1.0, "Done", details=latest[index].details)
            slowest = min(latest, key=lambda progress: progress.fraction)
            beside = [progress.details for progress in latest]
            yield replace(slowest, details={**slowest.details, BESIDE: beside})
    finally:
        for stage in stages:
            stage.close()
    return [results[index] for index in range(len(stages))]


def few_at_once(
    stages: Sequence[Stage[T]], at_once: int, done: Callable[[T], None] | None = None
) -> Stage[list[T]]:
    """Run stages of worker processes in their order, so many of them side by side.

    Args:
        stages: Not begun yet.
        at_once: How many run at the same time.
        done: Is given each artefact as soon as those that ran beside it have ended as well.
    """
    results: list[T] = []
    for first in range(0, len(stages), at_once):
        few = stages[first : first + at_once]
        start, end = first / len(stages), (first + len(few)) / len(stages)
        artefacts = yield from scaled(side_by_side(few), start, end)
        for artefact in artefacts:
            if done is not None:
                done(artefact)
        results += artefacts
    return results


class WorkerDied(WakewrightError):
    """The child process of a stage ended without an answer."""


def failed_unexpectedly(told: str) -> WorkerDied:
    """A mistake in what a child process ran, whose traceback it told."""
    return WorkerDied(f"A worker failed unexpectedly:\n{told}", "Please report this.")


def in_process(
    work: Callable[..., Stage[T]], *arguments: Any, program: Path | None = None
) -> Stage[T]:
    """Run the stage `work(*arguments)` in a spawned process and forward its progress.

    `work` must be importable and its arguments and artefact picklable. While the child says
    nothing, the last progress is repeated as a heartbeat so that the caller can cancel. In a frozen
    app `program` may name another program to run it in.

    Raises:
        WakewrightError: Whatever the child raised of this family.
        WorkerDied: The child crashed or was killed; its traceback is in the message if it had one.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    # Nothing is sent through it: that it is closed says enough.
    stop, ending = context.Pipe(duplex=False)
    handle, name = tempfile.mkstemp(prefix="wakewright-", suffix=".log")
    os.close(handle)
    log = Path(name)
    child = context.Process(target=_run, args=(theirs, ending, log, work, arguments), daemon=True)
    start(child, program)
    theirs.close()
    ending.close()
    try:
        for kind, value in _messages(ours, child):
            if kind == "progress":
                yield value
            elif kind == "artefact":
                return value  # type: ignore[no-any-return]
            elif kind == "error":
                raise value
            else:
                raise failed_unexpectedly(value)
        said = log.read_text("utf-8", errors="replace")[-LAST_WORDS_CHARACTERS:].strip()
        raise WorkerDied(
            f"The worker process ended with exit code {child.exitcode} before it was done."
            + (f" Its last words:\n{said}\n" if said else ""),
            "Nothing was changed; try again (closing other programs if memory is short).",
        )
    finally:
        ours.close()
        _end(child, stop)
        log.unlink(missing_ok=True)


def _messages(pipe: Connection, child: Any) -> Iterator[tuple[str, Any]]:
    last = Progress(0.0, "Starting")
    while True:
        if pipe.poll(HEARTBEAT_SECONDS):
            try:
                kind, value = pipe.recv()
            except EOFError:
                child.join(GENTLE_END_SECONDS)
                return
            if kind == "progress":
                last = value
            yield kind, value
        else:
            yield "progress", last


def _end(child: Any, stop: Connection) -> None:
    """Ask gently, then harder."""
    for ask in (child.terminate if HAS_SIGNALS else stop.close, child.kill):
        if child.is_alive():
            ask()
        child.join(GENTLE_END_SECONDS)
        if not child.is_alive():
            break
    stop.close()


def _run(
    pipe: Connection,
    ending: Connection,
    log: Path,
    work: Callable[..., Stage[Any]],
    arguments: tuple[Any, ...],
) -> None:
    # Libraries chatter on stderr, where the progress line is; it is kept for the case of a crash.
    os.dup2(os.open(log, os.O_WRONLY | os.O_APPEND), 2)
    faulthandler.enable(2)
    end_children_too()
    obey_environment()
    # Ctrl+C reaches the whole process group; the parent decides and ends this process, whose
    # clean-up must then run: SIGTERM becomes an ordinary exit that unwinds `finally` blocks.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: _leave())
    threading.Thread(target=_follow_parent, args=(ending,), daemon=True).start()
    try:
        artefact = finish(work(*arguments), lambda step: pipe.send(("progress", step)))
        pipe.send(("artefact", artefact))
    except WakewrightError as error:
        pipe.send(("error", error))
    except BrokenPipeError:
        return  # The parent went away; there is nobody to tell.
    except Exception:  # noqa: BLE001 - a bug in the child is raised again in the parent
        pipe.send(("crash", traceback.format_exc()))


def _follow_parent(ending: Connection) -> None:
    """End this process when the parent wants it, or is gone, even inside a long C call."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return
    if parent.sentinel not in multiprocessing.connection.wait([parent.sentinel, ending]):
        interrupt_main(signal.SIGTERM)
        multiprocessing.connection.wait([parent.sentinel])
    os._exit(1)


def _leave() -> None:
    raise SystemExit(128 + signal.SIGTERM)


def pin_single_thread() -> None:
    """Keep numeric libraries of this process to one thread, for work that is already parallel."""
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = "1"
