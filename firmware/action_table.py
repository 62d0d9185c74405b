"""A project's actions as the board's C reads them: `device/action_table.h` says how they lie.

    table = action_table(project.actions, variant.labels, load_board("esp32-s3"))
    table.entry_bytes(), table.data          # for a model pack
    table.c_files(has_keyboard=True)         # ww_action_data.h and .c, to be compiled in

Actions of the computer are not in it.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass, fields

from audio.action import Action
from firmware.action_kind import ActionError
from firmware.actions import check_actions, is_of_board, read_action
from firmware.board_actions import KeyboardAction, PinAction, SerialAction
from firmware.boards import Board
from firmware.c_source import c_array, c_file, c_header
from firmware.usb_keys import strokes

HEADER = "ww_action_data.h"
MOST_ACTIONS = 64
MOST_DATA_BYTES = 0xFFFF
NO_LABEL = 255
LATCHES, RESTS_HIGH = 1, 2
KINDS = {SerialAction: 0, PinAction: 1, KeyboardAction: 2}
VERBS = {"low": 0, "high": 1, "toggle": 2, "pulse": 3}
# ww_action_t: eight bytes and five numbers of two bytes, little-endian.
ENTRY = struct.Struct("<8B5H")


@dataclass(frozen=True)
class Entry:
    """One ww_action_t, field by field in its order."""

    label: int
    kind: int
    verb: int = 0
    pin: int = 0
    flags: int = 0
    confirm_label: int = NO_LABEL
    stroke_count: int = 0
    unused: int = 0
    pulse_ms: int = 0
    cooldown_ms: int = 0
    confirm_ms: int = 0
    what_offset: int = 0
    strokes_offset: int = 0

    @property
    def values(self) -> tuple[int, ...]:
        """All fields."""
        return tuple(getattr(self, field.name) for field in fields(self))


@dataclass(frozen=True)
class ActionTable:
    """What a board does for its words.

    Attributes:
        entries: One for each action, in their order.
        data: What their offsets lead to: texts that end with NUL, and pairs of modifiers and usage.
    """

    entries: tuple[Entry, ...] = ()
    data: bytes = b""

    def entry_bytes(self) -> bytes:
        """The entries as an array of ww_action_t."""
        return b"".join(ENTRY.pack(*entry.values) for entry in self.entries)

    def c_files(self, has_keyboard: bool, flash_header: str = "") -> dict[str, str]:
        """`ww_action_data.h` and its C file, which compile the table in.

        Args:
            has_keyboard: Whether the board's HAL can press keys.
            flash_header: For chips that read constants in flash in a way of their own.
        """
        # C knows no array of nothing.
        entries = self.entries or (Entry(0, 0),)
        data = list(self.data or b"\0")
        header = [
            '#include "action_table.h"',
            *([f'#include "{flash_header}"'] if flash_header else []),
            "",
            f"#define WW_ACTION_COUNT {len(self.entries)}",
            f"#define WW_ACTION_LIMIT {len(entries)}",
            f"#define WW_USB_KEYBOARD {int(has_keyboard)}",
            "",
            "extern const ww_action_t ww_actions[WW_ACTION_LIMIT];",
            f"extern const uint8_t ww_action_bytes[{len(data)}];",
        ]
        place = " UNO_FLASH" if flash_header else ""
        rows = [entry.values for entry in entries]
        source = [
            c_array(f"ww_action_t ww_actions[WW_ACTION_LIMIT]{place}", rows),
            c_array(f"uint8_t ww_action_bytes[{len(data)}]{place}", data),
        ]
        return {
            HEADER: c_header("WW_ACTION_DATA_H", header),
            "ww_action_data.c": c_file(HEADER, source),
        }


NO_ACTIONS = ActionTable()


def action_table(actions: Sequence[Action], labels: Sequence[str], board: Board) -> ActionTable:
    """The actions that a board does, for a model.

    Args:
        actions: Of a project, in their order; those of other places are left out.
        labels: The model's, in the order of its outputs.
        board: Where they shall be done.

    Raises:
        ActionError: As `check_actions`, or there are too many.
    """
    of_board = [action for action in actions if is_of_board(action)]
    check_actions(of_board, labels, board)
    data = _Data()
    entries = [_entry(action, labels, board, data) for action in of_board]
    if len(entries) > MOST_ACTIONS or len(data.bytes) > MOST_DATA_BYTES:
        raise ActionError(
            f"{len(entries)} actions are too many for a board.",
            f"Up to {MOST_ACTIONS} fit; remove some.",
        )
    return ActionTable(tuple(entries), bytes(data.bytes))


class _Data:
    """Bytes that entries lead to; what is there already is not put there again."""

    def __init__(self) -> None:
        self.bytes = bytearray()

    def place(self, content: bytes) -> int:
        found = self.bytes.find(content)
        if found < 0:
            found = len(self.bytes)
            self.bytes += content
        return found


def _entry(action: Action, labels: Sequence[str], board: Board, data: _Data) -> Entry:
    read, safety = read_action(action), action.safety
    typed = strokes(read) if isinstance(read, KeyboardAction) else ()
    pin = read if isinstance(read, PinAction) else None
    what = pin.pin if pin else getattr(read, "key", "") or getattr(read, "text", "")
    rests_high = RESTS_HIGH if pin and pin.rest == "high" else 0
    return Entry(
        label=labels.index(action.word),
        kind=KINDS[type(read)],  # type: ignore[index]
        verb=VERBS[pin.verb] if pin else 0,
        pin=board.pin_number(pin.pin) if pin else 0,
        flags=(LATCHES if safety.latch else 0) | rests_high,
        confirm_label=labels.index(safety.confirm) if safety.confirm else NO_LABEL,
        stroke_count=len(typed),
        pulse_ms=pin.pulse_ms if pin else 0,
        cooldown_ms=safety.cooldown_ms,
        confirm_ms=safety.confirm_ms,
        what_offset=data.place(what.encode() + b"\0"),
        strokes_offset=data.place(bytes(byte for stroke in typed for byte in stroke)),
    )
