"""Actions that the board does by itself: pins, a line over the serial port, and a USB keyboard
where the chip can be one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar

from firmware.action_kind import BOARD, ActionError
from firmware.keyboards import check_keys

PIN_VERBS = ("high", "low", "toggle", "pulse")
REST_LEVELS = ("low", "high")
SHORTEST_PULSE_MS, LONGEST_PULSE_MS, USUAL_PULSE_MS = 10, 60_000, 500
MOST_TYPED = MOST_SENT_BYTES = 120
_PIN = re.compile(r"[A-Za-z]?[A-Za-z0-9_.]{0,15}")


@dataclass(frozen=True)
class PinAction:
    """Switch a pin: `pin=D2 high`, `pin=13 toggle`, or `pin=13 pulse=500` in milliseconds.

    `rest=high` is for what is on while its pin is low, as many relays are: the pin is high from the
    board's start until it is used, and a pulse goes low.
    """

    kind: ClassVar[str] = "gpio"
    where: ClassVar[str] = BOARD
    latches: ClassVar[bool] = False  # That is what `toggle` does, by the pin's real level.

    pin: str
    verb: str = "pulse"
    pulse_ms: int = USUAL_PULSE_MS
    rest: str = "low"

    def __post_init__(self) -> None:
        if not self.pin:
            raise ActionError("Which pin is not said yet.", "Name one as the board prints it.")
        if not _PIN.fullmatch(self.pin):
            raise ActionError(f"“{self.pin}” is no name of a pin.", "Give one such as 13 or D2.")
        if self.verb not in PIN_VERBS:
            raise ActionError(f"A pin cannot “{self.verb}”.", f"It can be {', '.join(PIN_VERBS)}.")
        if self.rest not in REST_LEVELS:
            raise ActionError(f"A pin cannot rest “{self.rest}”.", "It rests low or high.")
        if not SHORTEST_PULSE_MS <= self.pulse_ms <= LONGEST_PULSE_MS:
            raise ActionError(
                f"A pulse of {self.pulse_ms} ms is not possible.",
                f"It lasts {SHORTEST_PULSE_MS} to {LONGEST_PULSE_MS} ms.",
            )

    @classmethod
    def read(cls, value: str) -> PinAction:
        """From e.g. `pin=D2 pulse=500`; in any order."""
        pin, verb, pulse_ms, rest = "", "", USUAL_PULSE_MS, "low"
        for word in value.split():
            key, _, content = word.partition("=")
            if key == "pin":
                pin = content
            elif key == "pulse" and content:
                verb, pulse_ms = key, _whole_ms(content)
            elif key == "rest":
                rest = content
            else:
                verb = word
        return cls(pin, verb or "pulse", pulse_ms, rest)

    def write(self) -> str:
        """E.g. `pin=D2 pulse=500`."""
        length = f"={self.pulse_ms}" if self.verb == "pulse" else ""
        rest = f" rest={self.rest}" if self.rest != "low" else ""
        return f"pin={self.pin} {self.verb}{length}{rest}"


@dataclass(frozen=True)
class KeyboardAction:
    """Type on the computer that the board is plugged into, as a USB keyboard: keys or a text.

    `key=ctrl+alt+l`, `key=f5`, or `text=Good night`.
    """

    kind: ClassVar[str] = "usb_keyboard"
    where: ClassVar[str] = BOARD
    latches: ClassVar[bool] = False

    key: str = ""
    text: str = ""

    def __post_init__(self) -> None:
        if not self.key and not self.text:
            raise ActionError("There is nothing to type yet.", "Give a key or a text.")
        if self.key:
            check_keys(self.key)
        if len(self.text) > MOST_TYPED:
            raise ActionError(
                f"The text has {len(self.text)} characters.", f"Up to {MOST_TYPED} fit the board."
            )
        # A USB keyboard sends places on a keyboard, and only these are the same on all of them.
        odd = next((c for c in self.text if not 32 <= ord(c) < 127), "")
        if odd:
            raise ActionError(
                f"A USB keyboard cannot type “{odd}”.",
                "Use English letters, digits and signs; for others run a command on the computer.",
            )

    @classmethod
    def read(cls, value: str) -> KeyboardAction:
        """From `key=...` or `text=...`; a value without either is a text."""
        kind, _, content = value.partition("=")
        if kind == "key":
            return cls(key="+".join(part.strip().lower() for part in content.split("+")))
        return cls(text=content if kind == "text" else value)

    def write(self) -> str:
        """E.g. `key=ctrl+l`."""
        return f"key={self.key}" if self.key else f"text={self.text}"


@dataclass(frozen=True)
class SerialAction:
    """Say something of one's own over the serial port, for what else listens there."""

    kind: ClassVar[str] = "serial"
    where: ClassVar[str] = BOARD
    latches: ClassVar[bool] = True  # The line says whether it is on.

    text: str

    def __post_init__(self) -> None:
        if not self.text.strip():
            raise ActionError("There is no text to send yet.", "Write what the line shall say.")
        if len(self.text.encode()) > MOST_SENT_BYTES:
            raise ActionError(
                f"The text has {len(self.text.encode())} bytes.",
                f"Up to {MOST_SENT_BYTES} fit the board.",
            )
        if not self.text.isprintable():
            raise ActionError("The text has signs that cannot be seen.", "Write one line.")

    @classmethod
    def read(cls, value: str) -> SerialAction:
        """From the text."""
        return cls(value)

    def write(self) -> str:
        """The text."""
        return self.text


def _whole_ms(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise ActionError(f"“{text}” is no number of milliseconds.", "Give e.g. pulse=500.")
    return int(text)
