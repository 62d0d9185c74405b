"""What boards without hardware do besides talking: pins that change, keys that they press."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class PinChange:
    """From `ms` on, by the board's time, a pin drives this level. `pin` is the chip's number."""

    ms: int
    pin: int
    high: bool


@dataclass(frozen=True)
class KeyPress:
    """A key was pressed and let go: modifiers (bits) and usage id of USB HID."""

    ms: int
    modifiers: int
    usage: int


Output = PinChange | KeyPress


@dataclass(frozen=True)
class Did:
    """What a board's process tells the one that started it."""

    outputs: tuple[Output, ...]


def pin_changes(before: int, after: int, ms: int, first_pin: int = 0) -> list[Output]:
    """The pins of one port whose bits differ; its bit 0 is `first_pin`."""
    changed = before ^ after
    return [
        PinChange(ms, first_pin + bit, bool(after >> bit & 1))
        for bit in range(changed.bit_length())
        if changed >> bit & 1
    ]


def read_output(text: str) -> Output | None:
    """A line of the desktop board's HAL: `pin MS NUMBER LEVEL` or `key MS MODIFIERS USAGE`.

    None for a line that is something else, e.g. a complaint.
    """
    kind, *values = text.split()[:4] or [""]
    if kind not in ("pin", "key") or len(values) != 3 or not all(v.isdigit() for v in values):
        return None
    ms, first, second = (int(value) for value in values)
    return PinChange(ms, first, second == 1) if kind == "pin" else KeyPress(ms, first, second)
