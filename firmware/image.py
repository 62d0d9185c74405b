"""The artefact of `firmware.build`: firmware for one board, in a folder that a person can open."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from audio.action import Action
from audio.errors import WakewrightError
from audio.files import hash_bytes, hash_files, write_atomic
from audio.frontend import FrontEndSettings
from audio.uno_frontend import front_end_of
from compress.detector import DetectorSettings

BUILD_FILE = "build.json"
# What a part of an image can be.
PART_KINDS = ("firmware", "model", "bootloader", "partitions")
# What the firmware calls itself at boot.
FIRMWARE_VERSION = "0.1.0"


class ImageError(WakewrightError):
    """A firmware image is missing, damaged, or lacks what was asked of it."""


@dataclass(frozen=True)
class Needs:
    """What firmware needs of a chip.

    Attributes:
        flash_bytes: Code, constants and initial values.
        static_ram_bytes: Variables, the microphone's buffer and the engine's arena.
        arena_bytes: The engine's working memory, which is part of the static RAM.
        stack_bytes: The stack's high-water mark, measured by running; 0 where it was not.
        front_end_instructions: For 10 ms of sound, counted while running; 0 where it was not.
        inference_instructions: For one run of the model, likewise.
        busy: Share of the time that the chip is awake while it listens, 0..1, by cycles counted
            while running; 0 where they were not.
    """

    flash_bytes: int
    static_ram_bytes: int
    arena_bytes: int
    stack_bytes: int = 0
    front_end_instructions: int = 0
    inference_instructions: int = 0
    busy: float = 0.0

    @property
    def ram_bytes(self) -> int:
        """Static RAM and stack together."""
        return self.static_ram_bytes + self.stack_bytes


@dataclass(frozen=True)
class ImagePart:
    """A file that goes to one place of the chip's flash.

    Attributes:
        file: Its name, relative to the image's folder.
        offset: Where it goes, counted from the start of the flash; 0 for files that say so
            themselves (ELF, Intel HEX) and for programs of this computer.
        kind: One of `PART_KINDS`. A retrained model changes the part `model` alone, where there
            is one.

    Raises:
        ValueError: There is no such kind or place.
    """

    file: str
    offset: int
    kind: str

    def __post_init__(self) -> None:
        if self.kind not in PART_KINDS or self.offset < 0:
            raise ValueError(f"part {self.file} of kind '{self.kind}' at {self.offset}")


@dataclass(frozen=True)
class FirmwareImage:
    """Firmware for one board.

    Attributes:
        folder: Where it is; `build.json` describes it.
        board: Name of the board.
        engine: `baked`, `packed` or `tflm`.
        firmware: File name of what runs: an ELF, a program of this computer, or a .tflite.
        parts: All that is to be written to the board, in that order.
        files: Every file of the folder but `build.json`, relative, with forward slashes.
        needs: What it needs of the chip.
        streams: Whether each run of the model computes only what is new since the last one.
        streaming_note: What that saves, or why it does not, in a sentence.
        labels: One for each output of the model.
        front_end: Settings of the features; None when the model does not take features of sound
            and the image holds the engine alone.
        detector: Settings that turn logits into detections.
        sensitivity: What the board starts with; see `firmware.behaviour`.
        output_scale: What one step of an int8 logit means.
        model_hash: Names the exact model.
        made_from: Hash of everything that went in, to tell when it is stale.
        contents: Hash of the files.
        actions: What words do on the board.
        base_reused: Whether nothing had to be compiled, because the same program, but for its model
            pack, had been compiled for this board before.
    """

    folder: Path
    board: str
    engine: str
    firmware: str
    parts: tuple[ImagePart, ...]
    files: tuple[str, ...]
    needs: Needs
    streams: bool
    streaming_note: str
    labels: tuple[str, ...]
    front_end: FrontEndSettings | None
    detector: DetectorSettings
    sensitivity: float
    output_scale: float
    model_hash: str
    made_from: str
    contents: str
    actions: tuple[Action, ...] = ()
    base_reused: bool = False

    @property
    def flash_bytes(self) -> int:
        """Code, constants and initial values."""
        return self.needs.flash_bytes

    @property
    def ram_bytes(self) -> int:
        """Static RAM with the arena, and the stack's high-water mark where it was measured."""
        return self.needs.ram_bytes

    @property
    def firmware_path(self) -> Path:
        """The file that runs on the board."""
        return self.folder / self.firmware

    def part(self, kind: str) -> ImagePart | None:
        """The part of a kind; None when the image has none."""
        return next((part for part in self.parts if part.kind == kind), None)

    def read_parts(self, kind: str) -> tuple[tuple[int, bytes], ...]:
        """Offset and content of the parts of a kind.

        Raises:
            OSError: A file is missing.
        """
        parts = [part for part in self.parts if part.kind == kind]
        return tuple((part.offset, (self.folder / part.file).read_bytes()) for part in parts)

    def part_hash(self, kind: str) -> str:
        """Hash of the parts of a kind and of their places; two images with equal ones need not
        write them twice.

        Raises:
            OSError: A file is missing.
        """
        parts = [part for part in self.parts if part.kind == kind]
        places = " ".join(f"{part.offset}" for part in parts)
        return hash_bytes((places + contents_hash(self.folder, _files(parts))).encode())

    def to_dict(self) -> dict[str, Any]:
        """The image as plain values for JSON; `flash_bytes` and `ram_bytes` are at the top."""
        values = asdict(self)
        del values["folder"]
        return {
            **values,
            "flash_bytes": self.flash_bytes,
            "ram_bytes": self.ram_bytes,
            "files": list(self.files),
            "labels": list(self.labels),
            "front_end": self.front_end.to_dict() if self.front_end else None,
            "detector": self.detector.to_dict(),
            "actions": [action.to_table() for action in self.actions],
        }

    def save(self) -> None:
        """Write `build.json` beside the files."""
        text = json.dumps(self.to_dict(), indent=1, ensure_ascii=False)
        write_atomic(self.folder / BUILD_FILE, text)

    @classmethod
    def load(cls, folder: Path) -> FirmwareImage:
        """Read what `save` wrote.

        Raises:
            ImageError: There is no image, or a file is missing, broken or was changed.
        """
        try:
            values = json.loads((folder / BUILD_FILE).read_text(encoding="utf-8"))
            front_end = values["front_end"]
            image = cls(
                folder=folder,
                board=values["board"],
                engine=values["engine"],
                firmware=values["firmware"],
                parts=tuple(ImagePart(**part) for part in values["parts"]),
                files=tuple(values["files"]),
                needs=Needs(**values["needs"]),
                streams=values["streams"],
                streaming_note=values["streaming_note"],
                labels=tuple(values["labels"]),
                front_end=front_end_of(front_end) if front_end else None,
                detector=DetectorSettings.from_dict(values["detector"]),
                sensitivity=values["sensitivity"],
                output_scale=values["output_scale"],
                model_hash=values["model_hash"],
                made_from=values["made_from"],
                contents=values["contents"],
                actions=tuple(Action.from_table(each) for each in values["actions"]),
                base_reused=values["base_reused"],
            )
            contents = contents_hash(folder, image.files)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ImageError(
                f"There is no usable firmware in {folder} ({error}).", "Build it again."
            ) from error
        if contents != image.contents:
            raise ImageError(
                f"Files in {folder} were changed after they were built.", "Build again."
            )
        return image


def _files(parts: list[ImagePart]) -> tuple[str, ...]:
    return tuple(part.file for part in parts)


def contents_hash(folder: Path, files: tuple[str, ...]) -> str:
    """One hash over the image's files.

    Raises:
        OSError: One is missing.
    """
    return hash_files([folder / name for name in files])
