"""Keys as a USB keyboard sends them: modifiers and usage ids of the HID Usage Tables 1.5, page 7.

strokes(KeyboardAction(text="Hi"))   # ((SHIFT, 0x0B), (0, 0x0C))

A keyboard sends places, not letters: which letter a place means, the computer decides. These are
the places of a US keyboard.
"""

from __future__ import annotations

from firmware.action_kind import ActionError
from firmware.board_actions import KeyboardAction

MODIFIER_BITS = {"ctrl": 0x01, "shift": 0x02, "alt": 0x04, "gui": 0x08}
SHIFT = MODIFIER_BITS["shift"]
Stroke = tuple[int, int]

_LETTER_A, _DIGIT_1, _DIGIT_0, _F1 = 0x04, 0x1E, 0x27, 0x3A
_NAMED = {
    **{"enter": 0x28, "escape": 0x29, "backspace": 0x2A, "tab": 0x2B, "space": 0x2C},
    **{"insert": 0x49, "home": 0x4A, "page_up": 0x4B, "delete": 0x4C, "end": 0x4D},
    **{"page_down": 0x4E, "right": 0x4F, "left": 0x50, "down": 0x51, "up": 0x52},
    **{f"f{number + 1}": _F1 + number for number in range(12)},
}
# Each sign's key, by what it types alone and with shift.
_SIGNS = {
    **{0x2D: "-_", 0x2E: "=+", 0x2F: "[{", 0x30: "]}", 0x31: "\\|", 0x33: ";:", 0x34: "'\""},
    **{0x35: "`~", 0x36: ",<", 0x37: ".>", 0x38: "/?"},
}
_SHIFTED_DIGITS = "!@#$%^&*("


def strokes(action: KeyboardAction) -> tuple[Stroke, ...]:
    """The keys to press one after another, as (modifiers, usage).

    Raises:
        ActionError: A character is on no key.
    """
    if not action.key:
        return tuple(_character(character) for character in action.text)
    *held, last = action.key.split("+")
    modifiers, usage = (0, _NAMED[last]) if last in _NAMED else _character(last)
    for name in held:
        modifiers |= MODIFIER_BITS[name]
    return ((modifiers, usage),)


def _character(character: str) -> Stroke:
    if "a" <= character <= "z":
        return 0, _LETTER_A + ord(character) - ord("a")
    if "A" <= character <= "Z":
        return SHIFT, _LETTER_A + ord(character) - ord("A")
    if "1" <= character <= "9":
        return 0, _DIGIT_1 + ord(character) - ord("1")
    if character in _SHIFTED_DIGITS:
        return SHIFT, _DIGIT_1 + _SHIFTED_DIGITS.index(character)
    others = {"0": (0, _DIGIT_0), ")": (SHIFT, _DIGIT_0), " ": (0, _NAMED["space"])}
    if character in others:
        return others[character]
    for usage, pair in _SIGNS.items():
        if character in pair:
            return (SHIFT if character == pair[1] else 0), usage
    raise ActionError(
        f"No key of a USB keyboard types “{character}”.", "Use English letters, digits and signs."
    )
