"""Situations that people get into with the app, brought about for pictures and ended again.

Each is a page and a context manager. What can really be brought about is: words are judged, a
sketch is written, a board is compared. Ports, and what takes minutes, are told to the session as
its own threads tell it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtWidgets import QWidget

from audio.action import Action, Safety
from audio.errors import WakewrightError
from audio.sound import read_samples
from audio.stage import Progress, Stage
from compress.livecurve import LiveCurve
from firmware.boards import load_board
from firmware.flashers.bossac_program import gone
from firmware.port_troubles import PortTrouble
from firmware.ports import Port
from gui.app import App
from gui.job import Job
from gui.pages.board import BoardPage
from gui.pages.page import Page
from gui.picture_room import PictureRoom, Trouble
from gui.widgets.export_dialog import ExportDialog

# So long a situation needs to unfold, e.g. for a microphone that is looked for every 3 s.
UNFOLD_MS, LISTEN_MS, MISS_MS = 400, 1_800, 3_600
BEAT_S = 0.05
NANO = Port("/dev/ttyACM0", "Nano 33 BLE", "2341:805A", ("nano-33-ble-sense",), "5A0E1FCD7C55")
OTHER_NANO = replace(NANO, device="/dev/ttyACM1", serial_number="91B3D01A2E74")
CABLE = Port("/dev/ttyUSB0", "USB2.0-Serial", "1A86:7523", (), bridge="CH340")
FORBIDDEN = PortTrouble(
    "You may not use /dev/ttyACM0; it belongs to the group dialout.",
    "sudo usermod -a -G dialout $USER, then log in again.",
)


@dataclass(frozen=True)
class Situation:
    """Something to take a picture of.

    Attributes:
        name: What the picture's file is called first.
        page: Name of the page.
        brings_about: Brings it about for as long as its block lasts, and gives what is to be
            pictured; None is the whole window.
        unfolds_ms: How long that takes.
    """

    name: str
    page: str
    brings_about: Callable[[App], AbstractContextManager[QWidget | None]]
    unfolds_ms: int = UNFOLD_MS


@contextmanager
def as_it_is(app: App) -> Iterator[None]:
    """Nothing special."""
    yield


@contextmanager
def _new_words(app: App) -> Iterator[None]:
    """A new project whose words are too short, everyday and alike."""
    words = app.session.words
    words.new_project()
    words.set_name("Desk lamp")
    for word in ("lamp on", "lamp off", "yes"):
        words.add(word)
    yield
    words.words = ()
    words.set_name("")
    words.go_back()


@contextmanager
def _actions(app: App) -> Iterator[None]:
    """Words that do things, one of them carefully, one of them impossible on this board."""
    session = app.session
    assert session.project is not None
    one, other = session.project.words[:2]
    careful = Safety(cooldown_ms=2000, confirm=other)
    actions = (
        Action(one, "gpio", "pin=D2 toggle", careful),
        Action(one, "gpio", "pin=D3 pulse=500"),
        Action(one, "serial", "LAMP", Safety(latch=True)),
        Action(one, "webhook", "http://lamp.local/on"),
        Action(other, "media", "play_pause"),
        Action(other, "usb_keyboard", "key=ctrl+alt+l"),
    )
    before = session.project
    session.change(actions=actions, board="nano-33-ble-sense")
    yield
    session.change(actions=before.actions, board=before.board)


@contextmanager
def _removed(app: App) -> Iterator[None]:
    """A word was removed a moment ago."""
    assert app.session.project is not None
    app.session.words.remove(app.session.project.words[-1])
    yield
    app.session.words.undo()


@contextmanager
def _heard(app: App) -> Iterator[None]:
    """The microphone is tried, and somebody speaks."""
    assert app.session.project is not None
    for take in app.session.takes.of(app.session.project.words[0]).takes[:2]:
        _room(app).say(read_samples(take.path))
    app.session.recorder.try_out()
    yield
    _end_recording(app)


@contextmanager
def _cannot_record(trouble: Trouble, app: App) -> Iterator[None]:
    """A recording waits for a microphone that gives nothing."""
    recorder = app.session.recorder
    _room(app).trouble = trouble
    recorder.microphones.look()
    recorder.start()
    yield
    _end_recording(app)
    recorder.microphones.look()


@contextmanager
def _training(app: App) -> Iterator[None]:
    """A training is under way."""
    with _curve_of_its_own(app), _at_work(app.session.training, _learning):
        yield


@contextmanager
def _training_failed(app: App) -> Iterator[None]:
    """A training ended before it was done."""
    with _curve_of_its_own(app), _at_work(app.session.training, _no_room):
        yield


@contextmanager
def _asks(app: App) -> Iterator[None]:
    """Something must be downloaded first, if it is not on this computer."""
    with _nano(app, (NANO,)):
        _board_page(app).delivery.put_button.click()
        yield
        _board_page(app).delivery.fetch.no_button.click()


@contextmanager
def _downloads(app: App) -> Iterator[None]:
    """It is being downloaded."""
    with _asks(app), _at_work(app.session.delivery.fetching, _downloading):
        yield


@contextmanager
def _may_not(app: App) -> Iterator[None]:
    """The board is there, but its port belongs to somebody else."""
    with _nano(app, (NANO,), (FORBIDDEN,)):
        yield


@contextmanager
def _two_alike(app: App) -> Iterator[None]:
    """Two boards of one kind, and a cable that does not say what is behind it."""
    with _nano(app, (NANO, OTHER_NANO, CABLE)):
        yield


@contextmanager
def _failed(app: App) -> Iterator[None]:
    """A board went silent while it was written."""
    with _nano(app, (NANO,)), _at_work(app.session.flashing, _no_answer):
        yield


@contextmanager
def _sketch(app: App) -> Iterator[None]:
    """A sketch for the Arduino IDE was written."""
    with _nano(app, ()):
        app.session.delivery.write_sketch()
        yield
        app.session.delivery.sketching.stop()


@contextmanager
def _uno(app: App) -> Iterator[None]:
    """The smallest board, for which there is no model yet."""
    with _on_board(app, "arduino-uno"):
        yield


@contextmanager
def _stopped(app: App) -> Iterator[None]:
    """Nobody listens any more."""
    app.session.listener.stop()
    yield


@contextmanager
def _compared(app: App) -> Iterator[None]:
    """Whether the board computes the same."""
    app.session.parity.start()
    yield
    app.session.parity.job.stop()


@contextmanager
def _export(app: App) -> Iterator[QWidget]:
    """The dialog that asks where the words shall be heard."""
    dialog = ExportDialog(app.session, app.window)
    dialog.open()
    yield dialog
    dialog.close()
    dialog.deleteLater()


SITUATIONS = (
    Situation("words-new", "words", _new_words, LISTEN_MS),
    Situation("words-actions", "words", _actions),
    Situation("words-removed", "words", _removed),
    Situation("record-heard", "record", _heard, LISTEN_MS),
    Situation("record-forbidden", "record", partial(_cannot_record, Trouble.FORBIDDEN)),
    Situation("record-muted", "record", partial(_cannot_record, Trouble.MUTED), MISS_MS),
    Situation("record-unplugged", "record", partial(_cannot_record, Trouble.UNPLUGGED)),
    Situation("train-running", "train", _training),
    Situation("train-failed", "train", _training_failed),
    Situation("board-asks", "board", _asks),
    Situation("board-downloads", "board", _downloads),
    Situation("board-forbidden", "board", _may_not),
    Situation("board-two", "board", _two_alike),
    Situation("board-failed", "board", _failed),
    Situation("board-sketch", "board", _sketch, LISTEN_MS),
    Situation("board-uno", "board", _uno),
    Situation("listen-stopped", "listen", _stopped),
    Situation("listen-compared", "listen", _compared, MISS_MS),
    Situation("export", "listen", _export),
)


def _room(app: App) -> PictureRoom:
    room = app.session.sound
    assert isinstance(room, PictureRoom)
    return room


def _end_recording(app: App) -> None:
    app.session.recorder.stop()
    _room(app).hush()


def _board_page(app: App) -> BoardPage:
    page: Page = app.window.page
    assert isinstance(page, BoardPage)
    return page


@contextmanager
def _on_board(app: App, board: str) -> Iterator[None]:
    session = app.session
    before = session.project.board if session.project else ""
    session.change(board=board)
    yield
    session.change(board=before)


@contextmanager
def _nano(
    app: App, ports: tuple[Port, ...], troubles: tuple[PortTrouble, ...] = ()
) -> Iterator[None]:
    """A Nano is the project's board, and this is what is plugged in."""
    watch = app.session.ports
    before = (watch.ports, watch.troubles, watch.problem)
    with _on_board(app, "nano-33-ble-sense"):
        watch.looked.emit(ports, troubles, "")
        yield
    watch.looked.emit(*before)


@contextmanager
def _curve_of_its_own(app: App) -> Iterator[None]:
    """What a training shows of itself is not drawn over that of another one."""
    trainer = app.session.trainer
    before, trainer.curve = trainer.curve, LiveCurve()
    trainer.curve_changed.emit()
    yield
    trainer.curve = before
    trainer.curve_changed.emit()


@contextmanager
def _at_work(job: Job, stage: Callable[[], Stage[None]]) -> Iterator[None]:
    job.start(stage)
    yield
    job.stop()
    job.reset()


def _learning() -> Stage[None]:
    """The middle of a training: a network that has learned for a while."""
    batches = 240
    for batch in range(8, 100, 8):
        done = batch / batches
        message = f"mixconv-48: epoch {batch // 20 + 1} of 12, loss {0.15 + 1.2 * 0.1**done:.2f}"
        details = {
            "architecture": "mixconv-48",
            "batch": batch,
            "batches": batches,
            "loss": 0.15 + 1.2 * 0.1**done,
            "judged_batch": batch,
            "val_accuracy": 0.97 - 0.6 * 0.02**done,
        }
        yield Progress(0.3 * done, message, 140.0, details)
    while True:
        yield Progress(0.3 * done, message, 140.0, details)
        time.sleep(BEAT_S)


def _downloading() -> Stage[None]:
    while True:
        yield Progress(0.4, "Downloading arduino-cli 1.5.1: 8 of 20 MB", 20.0)
        time.sleep(BEAT_S)


def _no_room() -> Stage[None]:
    yield Progress(0.1, "Reading the takes")
    raise WakewrightError("The disk is full.", "Make room, then try again.")


def _no_answer() -> Stage[None]:
    yield Progress(0.1, "Looking for the board")
    raise gone(load_board(NANO.boards[0]), NANO.device)
