"""Actions of this computer and its screen: keys, a program, a web address, a message.

Of a latched action `on` says which side it comes to; of others it is None.
"""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import tempfile
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import urlsplit

from audio.spawning import NO_WINDOW
from firmware import keyboards
from firmware.action_kind import COMPUTER, SCREEN, ActionError

MOST_SHOWN = 200
WEBHOOK_TIMEOUT_S = 5.0
# A program that goes on longer, e.g. one that plays music, is left alone.
COMMAND_WATCH_S = 3.0
NOTE_CHARACTERS = 300


@dataclass(frozen=True)
class KeyAction:
    """Press a key of this computer: `ctrl+alt+l`, or `f5`."""

    kind: ClassVar[str] = "key"
    where: ClassVar[str] = COMPUTER
    latches: ClassVar[bool] = False

    key: str

    def __post_init__(self) -> None:
        if not self.key:
            raise ActionError("There is no key yet.", "Give one such as ctrl+alt+l or f5.")
        keyboards.check_keys(self.key)

    @classmethod
    def read(cls, value: str) -> KeyAction:
        """From the keys, with a plus between them."""
        return cls("+".join(part.strip().lower() for part in value.split("+")))

    def write(self) -> str:
        """The keys."""
        return self.key

    def perform(self, word: str, score: float, on: bool | None = None) -> None:
        """Press it, for the window in front.

        Raises:
            ActionError: This system does not let it, or has no such key.
        """
        *held, key = self.key.split("+")
        keyboards.press(tuple(held), key)


@dataclass(frozen=True)
class MediaAction:
    """Press a media key of this computer: play, next, louder."""

    kind: ClassVar[str] = "media"
    where: ClassVar[str] = COMPUTER
    latches: ClassVar[bool] = False

    key: str

    def __post_init__(self) -> None:
        if self.key not in keyboards.MEDIA_KEYS:
            raise ActionError(
                f"“{self.key}” is no media key.", f"Those are {', '.join(keyboards.MEDIA_KEYS)}."
            )

    @classmethod
    def read(cls, value: str) -> MediaAction:
        """From the key's name."""
        return cls(value.strip())

    def write(self) -> str:
        """The key's name."""
        return self.key

    def perform(self, word: str, score: float, on: bool | None = None) -> None:
        """Press it.

        Raises:
            ActionError: This system does not let it, or has no such key.
        """
        keyboards.press((), self.key)


@dataclass(frozen=True)
class CommandAction:
    """Run a program on this computer, without a shell.

    It finds the word and its score in WAKEWRIGHT_WORD and WAKEWRIGHT_SCORE of its environment, and
    of a latched action 1 or 0 in WAKEWRIGHT_ON.
    """

    kind: ClassVar[str] = "command"
    where: ClassVar[str] = COMPUTER
    latches: ClassVar[bool] = True

    line: str

    def __post_init__(self) -> None:
        if not self.arguments:
            raise ActionError("There is no command yet.", "Give a program and its arguments.")

    @property
    def arguments(self) -> list[str]:
        """The program and its arguments.

        Raises:
            ActionError: A quotation mark is not closed.
        """
        try:
            # Backslashes are parts of paths on Windows.
            words = shlex.split(self.line, posix=os.name != "nt")
        except ValueError as error:
            raise ActionError(
                f"The command cannot be read ({error}).", "Close each quotation mark."
            ) from error
        return [word.strip('"') for word in words] if os.name == "nt" else words

    @classmethod
    def read(cls, value: str) -> CommandAction:
        """From the command's line."""
        return cls(value)

    def write(self) -> str:
        """The line."""
        return self.line

    def perform(self, word: str, score: float, on: bool | None = None) -> None:
        """Start it and watch it for a few seconds.

        Raises:
            ActionError: It cannot be started, or ended with an error while it was watched.
        """
        program = self.arguments[0]
        told = {"WAKEWRIGHT_WORD": word, "WAKEWRIGHT_SCORE": f"{score:.3f}"}
        if on is not None:
            told["WAKEWRIGHT_ON"] = str(int(on))
        with tempfile.TemporaryFile() as said:
            try:
                process = subprocess.Popen(
                    self.arguments,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=said,
                    env={**os.environ, **told},
                    creationflags=NO_WINDOW,
                )
            except OSError as error:
                raise ActionError(
                    f"“{program}” cannot be started ({error.strerror}).",
                    "Is the program installed? Its whole path always works.",
                ) from error
            try:
                code = process.wait(COMMAND_WATCH_S)
            except subprocess.TimeoutExpired:
                return
            said.seek(0)
            note = said.read().decode(errors="replace").strip()[-NOTE_CHARACTERS:]
        if code != 0:
            raise ActionError(f"“{program}” ended with code {code}. {note}".strip())


@dataclass(frozen=True)
class WebhookAction:
    """Post the word and its score as JSON to an address: `{"word": "stop", "score": 0.93}`.

    A latched action posts `"on": true` or `"on": false`, too.
    """

    kind: ClassVar[str] = "webhook"
    where: ClassVar[str] = COMPUTER
    latches: ClassVar[bool] = True

    url: str

    def __post_init__(self) -> None:
        if not self.url:
            raise ActionError("There is no address yet.", "Give one that begins with http.")
        try:
            parts = urlsplit(self.url)
            good = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
        except ValueError:
            good = False
        if not good or any(c.isspace() or not c.isprintable() for c in self.url):
            raise ActionError(
                f"“{self.url}” is no web address.", "Give one such as http://lamp.local/off."
            )

    @classmethod
    def read(cls, value: str) -> WebhookAction:
        """From the address."""
        return cls(value.strip())

    def write(self) -> str:
        """The address."""
        return self.url

    def perform(self, word: str, score: float, on: bool | None = None) -> None:
        """Post it, within a few seconds.

        Raises:
            ActionError: Nobody answers, or the answer is an error.
        """
        told = {"word": word, "score": score, **({} if on is None else {"on": on})}
        request = urllib.request.Request(
            self.url,
            data=json.dumps(told, ensure_ascii=False).encode(),
            headers={"Content-Type": "application/json", "User-Agent": "Wakewright"},
            method="POST",
        )
        try:
            with urllib.request.urlopen(request, timeout=WEBHOOK_TIMEOUT_S):
                return
        except urllib.error.HTTPError as error:
            raise ActionError(
                f"{self.url} answered {error.code} {error.reason}.", "Check the address."
            ) from error
        except (OSError, ValueError) as error:
            reason = getattr(error, "reason", error)
            raise ActionError(
                f"{self.url} cannot be reached ({reason}).", "Is the device on and in the network?"
            ) from error


@dataclass(frozen=True)
class MessageAction:
    """Show a message over the whole screen, large enough to be read across a room."""

    kind: ClassVar[str] = "message"
    where: ClassVar[str] = SCREEN
    latches: ClassVar[bool] = False  # It goes away by itself.

    text: str

    def __post_init__(self) -> None:
        if not self.text.strip():
            raise ActionError("There is no message yet.", "Write what shall be shown.")
        if len(self.text) > MOST_SHOWN:
            raise ActionError(
                f"The message has {len(self.text)} characters.",
                f"Up to {MOST_SHOWN} can be read across a room.",
            )

    @classmethod
    def read(cls, value: str) -> MessageAction:
        """From the text."""
        return cls(value)

    def write(self) -> str:
        """The text."""
        return self.text
