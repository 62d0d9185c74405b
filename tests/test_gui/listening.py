"""A project that listens, for tests of the Listen page and of trying a model out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from fakes.sound_system import BREATH_SECONDS, FakeSoundSystem
from fakes.tone_words import recording
from pytestqt.qtbot import QtBot

from audio.project import Project
from compress.variant import Variant
from firmware.image import FirmwareImage
from gui.listener import Listener, ListenState
from gui.preferences import Preferences
from gui.session import Session

WAIT_MS = 60_000
# So slow that no board is ever behind, even on a busy computer.
SLOW = 4.0
WORDS = [("rise", 1.5), ("fall", 3.0), ("rise", 4.4)]
SOUND = recording(WORDS, 6.0, seed=7)


def said(start_ms: int, end_ms: int) -> np.ndarray:
    """What was said from one time to another, counted from when the microphone was opened."""
    breath = round(BREATH_SECONDS * 16000)
    return SOUND[start_ms * 16 - breath : end_ms * 16 - breath]


@dataclass
class Scene:
    """An open project with a model and firmware, and a room in which its words are said."""

    session: Session
    room: FakeSoundSystem

    @property
    def listener(self) -> Listener:
        """What is tested."""
        return self.session.listener

    def listen(self, qtbot: QtBot) -> Listener:
        """Start the board and wait until it has said who it is."""
        self.listener.listen()
        qtbot.waitUntil(lambda: self.listener.state is ListenState.LISTENING, timeout=WAIT_MS)
        return self.listener


def make_project(folder: Path, variant: Variant) -> Project:
    """A project of the two tone words with the model chosen."""
    project = Project.create(folder / "tones", ("rise", "fall"))
    variant.save(project.models)
    return project.changed(chosen_variant=variant.name)


def make_scene(
    preferences: Preferences,
    folder: Path,
    variant: Variant,
    make_image: Callable[[str], FirmwareImage] | None,
    sound: np.ndarray = SOUND,
) -> Scene:
    """Open such a project, with firmware for the board `host` where that is wanted."""
    room = FakeSoundSystem()
    room.speed = SLOW
    room.say(sound)
    session = Session(preferences, sound=room)
    session.show(make_project(folder, variant))
    if make_image is not None:
        session.image = make_image("host")
        session.image_changed.emit()
    return Scene(session, room)
