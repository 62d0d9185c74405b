"""A stage run beside the window: its progress as signals, and exactly one end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QThread, Signal

from audio.errors import WakewrightError
from audio.stage import Stage


class StageWorker(QThread):
    """Drives one stage in a thread of its own; long stages put their work in a child process.

    Exactly one of `succeeded`, `failed` and `cancelled` is emitted, whatever happens.
    """

    progressed = Signal(object)  # a Progress, at each step of the stage
    succeeded = Signal(object)  # the artefact, when the stage returned it
    failed = Signal(str, str)  # what happened and what to do next
    cancelled = Signal()  # after the stage has cleaned up

    def __init__(self, start_stage: Callable[[], Stage[Any]]) -> None:
        super().__init__()
        self._start_stage = start_stage

    def cancel(self) -> None:
        """Stop at the stage's next step; its clean-up runs before `cancelled` is emitted."""
        self.requestInterruption()

    def run(self) -> None:
        """Run the stage; called by Qt in the new thread."""
        stage = self._start_stage()
        try:
            while not self.isInterruptionRequested():
                self.progressed.emit(next(stage))
            stage.close()
        except StopIteration as stop:
            self.succeeded.emit(stop.value)
        except WakewrightError as error:
            self.failed.emit(error.what, error.hint)
        except Exception as error:
            self.failed.emit(f"Something unexpected happened: {error!r}.", "Please report this.")
            raise
        else:
            self.cancelled.emit()
