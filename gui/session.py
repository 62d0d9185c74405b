"""The open project and everything made of it: the one truth that all pages show.

Pages keep no copies. They read from here, ask for changes here, and show anew when a signal says
that something changed. So a page can be thrown away and built again at any time.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QStandardPaths, Signal

from audio.dataset import load_takes
from audio.errors import WakewrightError
from audio.microphones import Microphone
from audio.project import Project
from audio.renaming import rename_word
from audio.takes import TakeSet
from compress.projectmodels import load_variants
from compress.tradeoffs import Row
from compress.uno.model import load_uno_models
from compress.variant import Variant
from firmware.board_build import BoardModel
from firmware.board_microphone import PREFIX as BOARD_MICROPHONE
from firmware.board_microphone import BoardMicrophone, board_microphones, port_of
from firmware.boards import Board, load_board
from firmware.budget import tradeoff_rows
from firmware.build_small import is_small
from firmware.image import FirmwareImage
from gui.action_runner import ActionRunner
from gui.delivery import Delivery
from gui.job import Job
from gui.listener import Listener
from gui.parity_check import ParityCheck
from gui.port_watch import PortWatch
from gui.preferences import Preferences
from gui.recorder import Recorder
from gui.shrinker import Shrinker
from gui.small_trainer import SmallTrainer
from gui.sound_system import SoundSystem, SystemSound
from gui.trainer import Trainer
from gui.tryout import Tryout
from gui.word_editor import WordEditor

NO_TAKES = TakeSet((), ())


class Session(QObject):
    """What is open, and the jobs that work on it.

    Attributes:
        preferences: What outlives the session.
        project: The open project; None before there is one.
        takes: Its takes.
        variants: Its models as they are on disk.
        rows: The models with sizes measured by building them; empty until that was done.
        image: Firmware of the chosen model for the project's board; None until it was built.
        importing, training, measuring, building, flashing, exporting: Jobs; one of each at a
            time.
        sound: Microphones and loudspeaker.
        recorder: Takes being recorded.
        tryout: The chosen model listening through this computer's microphone.
        ports: Serial ports and boards that are plugged in.
        listener: The board that is being listened to.
        words: Words and what they do, being edited.
        delivery: The way of the chosen model onto the board.
        parity: Whether the board computes as this computer does.
        runner: Does what words shall do on this computer.
        trainer: How trainings go, what is stale, what is advised.
        small: Models for boards that take none of the others, such as the Uno.
        shrinker: Which variant is looked at, and what it gets wrong.

    Args:
        preferences: What outlives the session.
        sound: Another sound system than this computer's, for tests.
    """

    project_changed = Signal()  # another project, or its words, actions, board or settings
    takes_changed = Signal()
    models_changed = Signal()  # other variants, another one is chosen, or sizes were measured
    image_changed = Signal()
    failed = Signal(str, str)  # something small did not work: what happened, what to do next
    told = Signal(str)  # something worth a word in the status bar and from the screen reader
    page_wanted = Signal(str)  # the name of the page to go to

    def __init__(
        self,
        preferences: Preferences,
        sound: SoundSystem | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.preferences = preferences
        self.project: Project | None = None
        self.takes = NO_TAKES
        self.variants: tuple[Variant, ...] = ()
        self.rows: tuple[Row, ...] = ()
        self.image: FirmwareImage | None = None
        self.importing, self.training, self.measuring = Job(self), Job(self), Job(self)
        self.building, self.flashing, self.exporting = Job(self), Job(self), Job(self)
        self.sound = sound or SystemSound()
        self.recorder, self.tryout = Recorder(self), Tryout(self)
        self.ports = PortWatch(self)
        self.listener = Listener(self)  # It looks at the ports.
        self.trainer, self.shrinker = Trainer(self), Shrinker(self)
        self.small = SmallTrainer(self)
        self.words, self.delivery = WordEditor(self), Delivery(self)
        self.parity = ParityCheck(self)
        self.runner = ActionRunner(self)
        self.training.ended.connect(self.reload_models)
        self.importing.ended.connect(self.reload_takes)
        self.measuring.succeeded.connect(self._keep_rows)

    @property
    def jobs(self) -> tuple[Job, ...]:
        """All of them."""
        trainer, shrinker = self.trainer, self.shrinker
        return (
            *(self.importing, self.training, self.measuring, self.building, self.flashing),
            self.exporting,
            *(self.delivery.fetching, self.delivery.sketching),
            *(trainer.advising, trainer.learning, self.words.advising, self.small.training),
            self.parity.job,
            *(shrinker.hunting, shrinker.searching, shrinker.drawing, shrinker.playing),
        )

    @property
    def busy(self) -> bool:
        """Whether any job is under way."""
        return any(job.busy for job in self.jobs)

    @property
    def chosen(self) -> Variant | None:
        """The model that was chosen among the variants."""
        name = self.project.chosen_variant if self.project else ""
        return next((variant for variant in self.variants if variant.name == name), None)

    @property
    def board_model(self) -> BoardModel | None:
        """What goes on the project's board: the chosen model, or one of the board's own kind."""
        board = self.board
        return self.small.best if board is not None and is_small(board) else self.chosen

    @property
    def board(self) -> Board | None:
        """The project's board."""
        return load_board(self.project.board) if self.project else None

    def microphone(self) -> Microphone:
        """The microphone that was chosen, of this computer or of a board; may take a while.

        Raises:
            AudioError: It is not there.
        """
        choice = self.preferences.microphone
        if choice.startswith(BOARD_MICROPHONE):
            return BoardMicrophone(port_of(choice, self.ports.ports))
        return self.sound.microphone(choice)

    def free_microphone(self) -> None:
        """Let the listener go of the board whose microphone was chosen: one port, one user."""
        for choice, port in board_microphones(self.ports.ports):
            if choice == self.preferences.microphone:
                self.listener.release(port)

    def open(self, folder: Path) -> bool:
        """Open a project in place of the one that is open; False if that did not work."""
        return self.attempt(lambda: self.show(Project.open(folder)))

    def show(self, project: Project) -> None:
        """Make a project the open one.

        Raises:
            WakewrightError: Something in it is damaged; the project before it stays open.
        """
        takes, variants = load_takes(project), load_variants(project.models)
        small = load_uno_models(project)
        self.stop()
        self.small.keep(small)
        self.project, self.takes, self.variants = project, takes, tuple(variants)
        self.rows, self.image = (), None
        for job in self.jobs:
            job.reset()
        self.preferences.remember_project(project.folder)
        for signal in (
            self.project_changed,
            self.takes_changed,
            self.models_changed,
            self.image_changed,
        ):
            signal.emit()
        for note in takes.notes:
            self.told.emit(note)

    def change(self, **changes: Any) -> bool:
        """Change fields of the project and save it; False if that did not work."""
        return self.attempt(lambda: self._change(**changes))

    def rename_word(self, label: str, name: str) -> None:
        """Call a word otherwise; its takes and what it does go along.

        Raises:
            WakewrightError: It cannot be called so, or its takes are in use.
        """
        project = self.project
        if project is None:
            return
        using = (self.training, self.small.training, self.importing, self.shrinker.searching)
        if self.recorder.busy or any(job.busy for job in using):
            raise WakewrightError(
                "The takes are in use now, so the word cannot be renamed.",
                "Wait until recording or training has ended, or stop it.",
            )
        self.recorder.bin.clear()  # What was deleted would come back under the old name.
        self.project = rename_word(project, label, name)
        self.reload_takes()
        self.models_changed.emit()
        self.project_changed.emit()

    def choose(self, name: str) -> bool:
        """Choose the variant that goes on the board."""
        return self.change(chosen_variant=name)

    def reload_takes(self) -> None:
        """Read the takes again after some came or went."""
        if self.project is not None:
            self.takes = load_takes(self.project)
            self.takes_changed.emit()

    def show_takes(self, takes: TakeSet) -> None:
        """Show takes as somebody knows them who has just written or deleted some."""
        self.takes = takes
        self.takes_changed.emit()

    def reload_models(self) -> None:
        """Read project and models again after a training."""
        if self.project is not None:
            self.attempt(self._reload_models)

    def measure(self) -> None:
        """Build every variant to know what it needs of a chip, unless that is under way."""
        project = self.project
        if project is not None and self.variants:
            self.measuring.start(lambda: tradeoff_rows(project))

    def keep_image(self, image: FirmwareImage | None) -> None:
        """Take firmware of the chosen model for the project's board as the one to put there."""
        self.image = image
        self.image_changed.emit()

    def attempt(self, action: Callable[[], object]) -> bool:
        """Do something that may be refused; a refusal is told by `failed`."""
        try:
            action()
        except WakewrightError as error:
            self.failed.emit(error.what, error.hint)
            return False
        return True

    def stop(self) -> None:
        """End everything that is under way and wait for its clean-up."""
        for device in (self.recorder, self.tryout, self.listener, self.ports, self.runner):
            device.stop()
        self.words.stop()
        for job in self.jobs:
            job.stop()

    def _change(self, **changes: Any) -> None:
        if self.project is None:
            return
        before = self.project
        self.project = before.changed(**changes)
        if {"chosen_variant", "board"} & changes.keys():
            self.image = None
            self.image_changed.emit()
        if "chosen_variant" in changes:
            self.models_changed.emit()
        self.project_changed.emit()

    def _reload_models(self) -> None:
        if self.project is None:
            return
        self.project = Project.open(self.project.folder)
        self.variants = tuple(load_variants(self.project.models))
        self.small.keep(load_uno_models(self.project))
        self.rows, self.image = (), None
        self.models_changed.emit()
        self.image_changed.emit()
        self.project_changed.emit()

    def _keep_rows(self, rows: list[Row]) -> None:
        self.rows = tuple(rows)
        self.models_changed.emit()


def projects_folder() -> Path:
    """Where new projects go unless the user says otherwise."""
    place = QStandardPaths.StandardLocation.DocumentsLocation
    return Path(QStandardPaths.writableLocation(place)) / "Wakewright"


def data_folder() -> Path:
    """The app's own data: the sample project, crash reports."""
    place = QStandardPaths.StandardLocation.AppDataLocation
    return Path(QStandardPaths.writableLocation(place))
