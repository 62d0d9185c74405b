"""Labels: the words of a project, and the three special ones of Google Speech Commands.

A label is also the name of a folder, on every system: it is checked against what Windows, macOS
and Linux forbid. Any language is welcome; names are kept in Unicode's composed form (NFC) so that
a Korean folder made on macOS is the same label on Windows.
"""

from __future__ import annotations

import re
import unicodedata

from audio.errors import ProjectError

UNKNOWN = "_unknown_"
BACKGROUND = "_background_"
SPEECH = "_speech_"
SPECIAL = (UNKNOWN, BACKGROUND, SPEECH)
# Long sound without a word, cut into pieces and never into clips.
LONG_LABELS = (SPEECH, BACKGROUND)

ALIASES = {
    "unknown": UNKNOWN,
    "background": BACKGROUND,
    "_background_noise_": BACKGROUND,
    "background_noise": BACKGROUND,
    "noise": BACKGROUND,
    "speech": SPEECH,
}
# The `kind` column of a manifest speaks for the whole row, whatever its folder is called.
KINDS = {"background": BACKGROUND, "speech": SPEECH, "unknown": UNKNOWN}

MAX_LABEL_BYTES = 64
MAX_SPEAKER_BYTES = 80
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
# https://learn.microsoft.com/windows/win32/fileio/naming-a-file
_DEVICES = {"con", "prn", "aux", "nul", "conin$", "conout$"} | {
    f"{port}{number}" for port in ("com", "lpt") for number in "123456789¹²³"
}


def check_word(name: str) -> str:
    """Turn what the user typed into the label of a word, e.g. "hey lantern" into hey_lantern.

    Raises:
        ProjectError: The name is empty, too long, reserved, or no folder could be called so.
    """
    label = tidy(name)
    problem = _problem(label)
    if problem:
        raise ProjectError(
            f"“{name}” cannot be the name of a word: {problem}.",
            "Use letters of any language, digits, spaces, - and _, e.g. “hey lantern”.",
        )
    return label


def tidy(name: str) -> str:
    """The composed form of a name, with every run of white space as one underscore."""
    return "_".join(unicodedata.normalize("NFC", name).split())


def _problem(label: str) -> str:
    if not label:
        return "it is empty"
    if len(label.encode()) > MAX_LABEL_BYTES:
        return f"it is longer than {MAX_LABEL_BYTES} bytes"
    if label.lower() in SPECIAL or label.lower() in ALIASES:
        return "this name is reserved for sounds that are not your words"
    if label[0] in "._-" or label[-1] == ".":
        return "it may not begin with “.”, “_” or “-”, nor end with “.”"
    if _FORBIDDEN.search(label):
        return "it holds a character that no file may have in its name"
    if label.split(".")[0].lower() in _DEVICES:
        return "Windows keeps this name for itself"
    if not any(character.isalnum() for character in label):
        return "it holds no letter and no digit"
    return ""


def find_label(folder_name: str, words: tuple[str, ...], kind: str = "") -> str:
    """The label that an imported folder stands for: special, one of `words`, or another word.

    Upper and lower case and blanks do not matter. `kind` is the manifest's, where there is one.

    Raises:
        ProjectError: The folder's name can be neither.
    """
    name = tidy(folder_name)
    for word in words:
        if word.casefold() == name.casefold():
            return word
    if kind in KINDS:
        return KINDS[kind]
    special = ALIASES.get(name.lower(), name.lower())
    return special if special in SPECIAL else check_word(name)


def file_safe(speaker: str) -> str:
    """A speaker's name as the beginning of a file name; never empty, never a hidden file."""
    name = _FORBIDDEN.sub("-", tidy(speaker)).lstrip(".-")
    while len(name.encode()) > MAX_SPEAKER_BYTES:
        name = name[:-1]
    if not name or name.split(".")[0].lower() in _DEVICES:
        return f"speaker-{name}".rstrip("-")
    return name
