"""Says something to a person who clicked an icon, and sees neither a terminal nor our window."""

from __future__ import annotations

import ctypes
import shutil
import subprocess
import sys

from audio.spawning import NO_WINDOW

TITLE = "Wakewright"
# Programs of Linux desktops that show a text, the best first; it is their last argument.
SHOWING = (
    ("zenity", "--error", "--no-markup", f"--title={TITLE}", "--text"),
    ("kdialog", "--title", TITLE, "--error"),
    ("xmessage", "-center"),
    ("notify-send", TITLE),
)
ALERT_OF_MACOS = (
    "on run words",
    f'display alert "{TITLE}" message (item 1 of words) as critical',
    "end run",
)
ERROR_ICON = 0x10


def has_terminal() -> bool:
    """Whether somebody can read what is printed; a program without a console has no streams."""
    return sys.__stderr__ is not None and sys.__stderr__.isatty()


def show(text: str) -> bool:
    """Show a text in a window of the system's, until it is closed; False where nothing can."""
    if sys.platform == "win32":
        return bool(ctypes.windll.user32.MessageBoxW(None, text, TITLE, ERROR_ICON))
    command = _command(text)
    if not command:
        return False
    done = subprocess.run(command, capture_output=True, check=False, creationflags=NO_WINDOW)
    return done.returncode == 0


def _command(text: str) -> list[str]:
    if sys.platform == "darwin":
        lines = [word for line in ALERT_OF_MACOS for word in ("-e", line)]
        return ["osascript", *lines, text]
    for program, *options in SHOWING:
        found = shutil.which(program)
        if found:
            return [found, *options, text]
    return []
