"""How long the window is deaf: the longest stretch in which the app does not look at its events.

    python tests/bench/responsiveness.py [--project FOLDER]

Walks through the app offscreen, with the sample project or a copy of yours, and prints for each
thing that a person does the longest time in which a key press would have waited.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parents[1]), str(HERE.parent)]
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from fakes.sound_system import FakeSoundSystem  # noqa: E402
from PySide6.QtCore import QTimer  # noqa: E402
from PySide6.QtWidgets import QApplication  # noqa: E402

from audio.stage import finish  # noqa: E402
from compress.sample import make_sample  # noqa: E402
from gui.app import App  # noqa: E402
from gui.preferences import Preferences  # noqa: E402

BEAT_MS = 2
SETTLE_SECONDS = 1.5


class Watch:
    """Notes the longest pause between two turns of the event loop."""

    def __init__(self, application: QApplication) -> None:
        self._application = application
        self._last, self._longest = time.perf_counter(), 0.0
        self._timer = QTimer()
        self._timer.timeout.connect(self._beat)
        self._timer.start(BEAT_MS)

    def during(self, what: str, act: Callable[[], object]) -> None:
        """Do something, let its consequences come, and print how long it was deaf."""
        self._let_pass(0.2)
        self._longest = 0.0
        self._last = time.perf_counter()
        act()
        self._let_pass(SETTLE_SECONDS)
        print(f"{1000 * self._longest:7.0f} ms  {what}", flush=True)

    def _let_pass(self, seconds: float) -> None:
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            self._application.processEvents()

    def _beat(self) -> None:
        now = time.perf_counter()
        self._longest = max(self._longest, now - self._last)
        self._last = now


def main() -> None:
    """Walk and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--project", type=Path, help="a project with models; it is copied")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="wakewright-") as name:
        place = Path(name) / "project"
        if arguments.project:
            shutil.copytree(arguments.project, place)
        else:
            finish(make_sample(place))
        walk(place, Path(name))


def walk(project: Path, place: Path) -> None:
    """Everything a person does, one after the other."""
    application = QApplication([])
    application.setStyle("Fusion")
    preferences = Preferences(place / "preferences.ini")
    preferences.language, preferences.theme = "en", "light"
    began = time.perf_counter()
    room = FakeSoundSystem()
    app = App(application, preferences, room)
    app.window.show()
    application.processEvents()
    print(f"{1000 * (time.perf_counter() - began):7.0f} ms  the window comes up")
    watch, session = Watch(application), app.session
    watch.during("a project is opened", lambda: session.open(project))
    for page in list(app.window.pages):
        watch.during(f"page {page.name}", lambda page=page: app.window.go_to(page.name))
    app.window.go_to("words")
    watch.during("a word is added", lambda: session.words.add("bright harbour"))
    watch.during("and removed", lambda: session.words.remove("bright_harbour"))
    app.window.go_to("record")
    watch.during("recording begins", session.recorder.start)
    watch.during("and ends", session.recorder.finish)
    app.window.go_to("shrink")
    names = [variant.name for variant in session.variants]
    watch.during("another model is chosen", lambda: session.choose(names[-1]))
    app.window.go_to("board")
    watch.during("another board is chosen", lambda: session.change(board="virtual-cortex-m4"))
    for theme in ("dark", "light"):
        preferences.theme = theme
        watch.during(f"the window becomes {theme}", app.change_looks)
    preferences.language = "ko"
    watch.during("the window speaks Korean", app.change_looks)
    app.window.close()


if __name__ == "__main__":
    main()
