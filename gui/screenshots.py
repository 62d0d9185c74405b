"""Pictures of every page in every look: python -m gui.screenshots --out FOLDER

The pages are those of a copy of a project, or of the sample project, in a window of their own;
nothing of the user's is changed. Its models are measured, the chosen one is put on the virtual
board, and that board listens to the takes that were kept for testing, so that every page has
something to show. Then come the situations of `gui.situations`, from a forbidden microphone to a
board that does not answer. Without a screen the pictures are drawn in memory. A picture is called
page-theme-percent-language.png; "start" is the first page before anything is open, and
wiring-board.svg is how the microphone of a board is wired.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from PySide6.QtCore import QDeadlineTimer, QEvent, QEventLoop
from PySide6.QtWidgets import QApplication

from audio.files import write_atomic
from audio.stage import finish
from compress.sample import make_sample
from firmware.boards import load_boards
from firmware.wiring import wiring_svg
from gui import language
from gui.app import App
from gui.pages import PAGES
from gui.picture_room import PictureRoom
from gui.preferences import Preferences
from gui.situations import SITUATIONS, Situation, as_it_is
from gui.theme import THEMES

WINDOW = (1180, 820)
PERCENTS = (100, 200)
SETTLE_MS = 250
LONGEST_WAIT_MS = 180_000
BOARD = "virtual-cortex-m4"
PLAYED_SECONDS, PLAYED_LIMIT_MS = 20.0, 60_000


@dataclass(frozen=True)
class Look:
    """One way to show the app."""

    theme: str
    percent: int
    language: str

    def file_name(self, page: str) -> str:
        """What the picture of a page in this look is called."""
        return f"{page}-{self.theme}-{self.percent}-{self.language}.png"


def looks(languages: Sequence[str]) -> Iterator[Look]:
    """All looks in these languages, those in one language together."""
    for code, theme, percent in product(languages, THEMES, PERCENTS):
        yield Look(theme, percent, code)


def take_pictures(
    app: App,
    out: Path,
    wanted: Sequence[Look],
    situations: Sequence[Situation],
    whole: bool = False,
) -> Iterator[Path]:
    """Show situations in every look and save what is seen; gives each file as it is written.

    Args:
        app: The app in the state to be shown.
        out: Folder of the pictures.
        wanted: Looks, those in one language together.
        situations: What to show.
        whole: Whether a window grows until nothing of its page is left to be scrolled to.
    """
    preferences = app.preferences
    for look in wanted:
        preferences.theme, preferences.text_percent = look.theme, look.percent
        preferences.language = look.language
        app.change_looks()
        for situation in situations:
            app.window.go_to(situation.page)
            _wait(SETTLE_MS)
            with situation.brings_about(app) as shown:
                _wait(situation.unfolds_ms)
                if whole:
                    _grow(app)
                file = out / look.file_name(situation.name)
                if not (shown or app.window).grab().save(str(file)):
                    raise OSError(f"{file} cannot be written")
            yield file


def main(arguments: Sequence[str] | None = None) -> int:
    """Take all pictures; 1 if a language could not be drawn or a file not be written."""
    parser = argparse.ArgumentParser(prog="python -m gui.screenshots", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="folder for the pictures")
    parser.add_argument("--project", type=Path, help="project to show; else the sample project")
    parser.add_argument("--language", choices=[*language.LANGUAGES], help="only this language")
    parser.add_argument("--theme", choices=[*THEMES], help="only these colours")
    parser.add_argument("--percent", type=int, choices=PERCENTS, help="only this size of text")
    parser.add_argument("--only", help="only pictures whose names begin so, such as board")
    parser.add_argument("--whole", action="store_true", help="whole pages, however long they are")
    given = parser.parse_args(arguments)
    if "DISPLAY" not in os.environ and sys.platform.startswith("linux"):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QApplication.instance() or QApplication([parser.prog])
    assert isinstance(application, QApplication)
    application.setStyle("Fusion")
    readable = [code for code in language.LANGUAGES if language.has_font(code)]
    for code in (code for code in language.LANGUAGES if code not in readable):
        print(f"No font on this machine can write {language.LANGUAGES[code]}: left out.")
    wanted = [
        look
        for look in looks(readable)
        if given.language in (None, look.language)
        and given.theme in (None, look.theme)
        and given.percent in (None, look.percent)
    ]
    try:
        given.out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory() as place:
            project = _copy(given.project, Path(place) / "lamp")
            app = _open(application, Path(place))
            try:
                count = _all_pictures(app, project, given, wanted)
                count += len([*draw_wiring(given.out)])
            finally:
                app.window.close()
    except OSError as error:
        print(error)
        return 1
    print(f"{count} pictures are in {given.out}.")
    return 0 if len(readable) == len(language.LANGUAGES) else 1


def _copy(project: Path | None, folder: Path) -> Path:
    """A copy of a project, or of the sample project, that can be changed."""
    if project is None:
        finish(make_sample(folder))
    else:
        shutil.copytree(project, folder)
    return folder


def _open(application: QApplication, place: Path) -> App:
    """The app of somebody who is new here, in a room of its own."""
    app = App(application, Preferences(place / "preferences.ini"), PictureRoom())
    app.window.resize(*WINDOW)
    app.window.show()
    return app


def _all_pictures(
    app: App, project: Path, given: argparse.Namespace, wanted: Sequence[Look]
) -> int:
    """The first page of somebody who is new, then everything with the project."""
    pages = [Situation(page.name, page.name, as_it_is, 0) for page in PAGES]
    start = Situation("start", PAGES[0].name, as_it_is, 0)
    first, *rest = (
        [each for each in group if each.name.startswith(given.only or "")]
        for group in ([start], pages, SITUATIONS)
    )
    taken = [*take_pictures(app, given.out, wanted, first, given.whole)]
    if any(rest):
        if not app.session.open(project):
            raise OSError(app.window.notice.text())
        _live_through(app)
    for group in rest:
        taken += take_pictures(app, given.out, wanted, group, given.whole)
    return len(taken)


def draw_wiring(out: Path) -> Iterator[Path]:
    """Draw how the first microphone of each real board is wired, as the page Board does."""
    for board in load_boards().values():
        if board.kind == "chip" and board.header_left:
            file = out / f"wiring-{board.name}.svg"
            write_atomic(file, wiring_svg(board, board.microphones[0]))
            yield file


def _grow(app: App) -> None:
    """Make the window as high as its page is."""
    window = app.window
    window.resize(*WINDOW)
    for _ in range(2):  # Without a scroll bar a page is wider, and so less high.
        _wait(SETTLE_MS)
        hidden = window.scroller.verticalScrollBar().maximum()
        window.resize(window.width(), window.height() + hidden)


def _live_through(app: App) -> None:
    """Do what people do with a project, so that there is something to see."""
    session = app.session
    session.change(board=BOARD)
    session.measure()
    _wait_while(lambda: session.busy)
    if session.delivery.put_on_board():
        _wait_while(lambda: session.delivery.busy)
    if session.image is not None:
        session.listener.listen()
        _wait_while(lambda: session.listener.opening)
        sound = session.listener.sound
        sound.play_takes(fast=False)
        _wait_while(lambda: sound.played_seconds < PLAYED_SECONDS, longest_ms=PLAYED_LIMIT_MS)


def _wait_while(going_on: Callable[[], bool], longest_ms: int = LONGEST_WAIT_MS) -> None:
    """Let the app work until something is over, or for too long."""
    end = QDeadlineTimer(longest_ms)
    while going_on() and not end.hasExpired():
        _wait(SETTLE_MS)


def _wait(milliseconds: int) -> None:
    """Let the window live for a moment."""
    end = QDeadlineTimer(milliseconds)
    while not end.hasExpired():
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
    # Pages of the look before go only now, as no event loop is running.
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


if __name__ == "__main__":
    sys.exit(main())
