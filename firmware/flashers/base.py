"""What all ways of writing firmware have in common."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Protocol

from audio.errors import WakewrightError
from audio.stage import Stage
from firmware.boards import Board
from firmware.image import FirmwareImage

# In the details of a step: it waits for a person's hands, which windows say aloud.
ASKS = "asks"


class FlashError(WakewrightError):
    """Firmware could not be written, or what was written is not what it should be."""


@dataclass(frozen=True)
class FlashResult:
    """Firmware that is on a board, which was proved by reading it back.

    Attributes:
        board: Name of the board.
        method: Name of the flasher.
        place: The port that it is behind, or the folder that is a virtual board's flash.
        model_hash: The model that the board says it runs.
        contents: Hash of the image's files, as `FirmwareImage.contents`.
        bytes_written: How much was written; 0 when all of it was there already.
        serial_number: Tells the board from others of its kind; empty where it has none.
    """

    board: str
    method: str
    place: str
    model_hash: str
    contents: str
    bytes_written: int
    serial_number: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return asdict(self)


class Flasher(Protocol):
    """One way of writing firmware. Everything it does is a step that can be cancelled."""

    @property
    def name(self) -> str:
        """What boards call it in `[upload] method`."""

    @property
    def ready(self) -> bool:
        """Whether it can write already."""

    def flash(self, image: FirmwareImage, board: Board, port: str) -> Stage[FlashResult]:
        """Write, read back and compare, start, and ask the board what it runs.

        Args:
            image: Checked to be whole and for this board.
            board: The board.
            port: Where it is; empty for what a method has by itself, of boards without hardware.

        Raises:
            FlashError: It did not work: what happened, and what to do next.
        """


class NotReady:
    """A method that boards name but that cannot write yet; it says so and what to do instead."""

    ready = False

    def __init__(self, name: str, by_hand: str) -> None:
        self.name = name
        self._by_hand = by_hand

    def flash(self, image: FirmwareImage, board: Board, port: str) -> Stage[FlashResult]:
        """Refuse.

        Raises:
            FlashError: Always.
        """
        raise FlashError(f"{board.title} cannot be written by Wakewright yet.", self._by_hand)
        yield  # A stage that ends before its first step.
