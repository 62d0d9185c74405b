"""What a project says that a word does, and what keeps that from happening by mistake.

    Action("lamp", "gpio", "pin=D2 toggle", Safety(cooldown_ms=2000))
    Action("bed_up", "gpio", "pin=D3 pulse=400", Safety(confirm="yes"))

Here is only what a project's file holds. What the kinds mean, `firmware.actions` knows, and what
safety means, event by event, `firmware.action_rules`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any

from audio.errors import ProjectError

LONGEST_COOLDOWN_MS = 60_000
SHORTEST_CONFIRM_MS, USUAL_CONFIRM_MS, LONGEST_CONFIRM_MS = 500, 3_000, 60_000


@dataclass(frozen=True)
class Safety:
    """For controls that must not misfire.

    Attributes:
        latch: First heard: on; heard again: off.
        cooldown_ms: After it was done, the word does nothing for that long; 0 for not at all.
        confirm: The word that must follow for it to be done, which may be the same word; empty
            for none.
        confirm_ms: How long the second word is waited for.

    Raises:
        ProjectError: A time is out of range.
    """

    latch: bool = False
    cooldown_ms: int = 0
    confirm: str = ""
    confirm_ms: int = USUAL_CONFIRM_MS

    def __post_init__(self) -> None:
        if not 0 <= self.cooldown_ms <= LONGEST_COOLDOWN_MS:
            raise ProjectError(
                f"An action cannot rest for {self.cooldown_ms} ms.",
                f"Give 0 to {LONGEST_COOLDOWN_MS} ms.",
            )
        if not SHORTEST_CONFIRM_MS <= self.confirm_ms <= LONGEST_CONFIRM_MS:
            raise ProjectError(
                f"A second word cannot be waited for during {self.confirm_ms} ms.",
                f"Give {SHORTEST_CONFIRM_MS} to {LONGEST_CONFIRM_MS} ms.",
            )


@dataclass(frozen=True)
class Action:
    """What happens when a word is heard.

    Attributes:
        word: The label.
        kind: One of `firmware.actions.KINDS`.
        value: What exactly, as that kind writes it.
        safety: What keeps it from happening by mistake.
    """

    word: str
    kind: str
    value: str = ""
    safety: Safety = field(default=Safety())

    def to_table(self) -> dict[str, Any]:
        """For the project's file: safety is said only where it is not the usual one."""
        usual = Safety()
        said = {
            entry.name: getattr(self.safety, entry.name)
            for entry in fields(Safety)
            if getattr(self.safety, entry.name) != getattr(usual, entry.name)
        }
        return {"word": self.word, "kind": self.kind, "value": self.value, **said}

    @classmethod
    def from_table(cls, table: dict[str, Any]) -> Action:
        """What `to_table` wrote, or an older Wakewright, which knew nothing of safety.

        Raises:
            ValueError: An entry is missing, unknown or of another type.
            ProjectError: A time is out of range.
        """
        texts = {key: table[key] for key in ("word", "kind", "value") if key in table}
        said = {key: value for key, value in table.items() if key not in texts}
        kinds = {entry.name: type(entry.default) for entry in fields(Safety)}
        if not {"word", "kind"} <= set(texts):
            raise ValueError("word or kind is missing")
        for key, value in said.items():
            # Nothing about safety is passed over: what is not understood must not be ignored.
            if key not in kinds:
                raise ValueError(f"{key} is not known")
            if type(value) is not kinds[key]:
                raise ValueError(f"{key} is {value!r}, not a {kinds[key].__name__}")
        return cls(**{key: str(value) for key, value in texts.items()}, safety=Safety(**said))
