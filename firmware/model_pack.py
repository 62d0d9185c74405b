"""The model pack: all that firmware takes from one model, as bytes in a flash region of their own.

    data = write_pack(pack_of(variant, behaviour, board))
    read_pack(data) == pack_of(variant, behaviour, board)

The header, little-endian like the rest (`firmware/device/model_pack.c` reads it in place):

    0   magic "WWMP"                44  front end, 20 bytes that end with NUL
    4   version                     64  model hash, likewise
    6   size of the header          84  labels, stride in frames, smoothing, runs of silence
    8   size of all                 92  entries of the table of exponentials, actions
    12  SHA-256 of byte 44 onwards  96  offset and size of each section

Sections, in this order: labels (UTF-8, each ended by NUL), thresholds of the build, those that the
board starts with, exponentials (all of 2 bytes), actions and what they lead to
(`firmware/action_table.py`), and the model at a multiple of 16.
"""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass

from audio.errors import WakewrightError

MAGIC = b"WWMP"
VERSION = 1
ALIGNMENT = 16
# The frame that says what is to be hashed; then what is.
FRAME = struct.Struct("<4sHHI32s")
FACTS = struct.Struct("<20s20s6H")
SECTION = struct.Struct("<II")
SECTIONS = 7
HEADER_BYTES = FRAME.size + FACTS.size + SECTIONS * SECTION.size
NAME_BYTES = 20
ACTION_BYTES = 18
LEAST_MODEL_BYTES = 16
# What the firmware has room for in RAM: firmware/device/model_pack.h has the same numbers.
MOST_LABELS, MOST_SMOOTHING, MOST_ACTIONS = 40, 16, 64


class PackError(WakewrightError):
    """A model does not fit into a pack, or bytes are no good pack."""


@dataclass(frozen=True)
class ModelPack:
    """What a pack holds.

    Attributes:
        front_end: Names the front end that the firmware must have.
        model_hash: Names the model.
        labels: One for each output; none for a model that hears nothing and is only measured.
        stride_frames: New frames between two runs.
        smoothing: Runs that a score is averaged over.
        refractory_runs: Silence after a detection, in runs.
        thresholds: Q15, those of the build.
        start_thresholds: Those that the board starts with.
        exp_table: exp of minus so many steps of the logits, in 1/65535.
        actions: Entries of 18 bytes.
        action_data: What they lead to.
        model: What the engine runs: a .tflite, or a plan (`firmware/engines/packed`).
    """

    front_end: str
    model_hash: str
    labels: tuple[str, ...]
    stride_frames: int
    smoothing: int
    refractory_runs: int
    thresholds: tuple[int, ...]
    start_thresholds: tuple[int, ...]
    exp_table: tuple[int, ...]
    actions: bytes
    action_data: bytes
    model: bytes


def write_pack(pack: ModelPack) -> bytes:
    """A pack as the bytes that go into flash.

    Raises:
        PackError: It is more than firmware has room for, or contradicts itself.
    """
    _check(pack)
    sections = (
        b"".join(label.encode() + b"\0" for label in pack.labels),
        _u16(pack.thresholds),
        _u16(pack.start_thresholds),
        _u16(pack.exp_table),
        pack.actions,
        pack.action_data,
        pack.model,
    )
    body = bytearray()
    table = b""
    for number, section in enumerate(sections):
        alignment = ALIGNMENT if number == len(sections) - 1 else 2
        body += bytes(-(HEADER_BYTES + len(body)) % alignment)
        table += SECTION.pack(HEADER_BYTES + len(body), len(section))
        body += section
    facts = FACTS.pack(
        pack.front_end.encode(),
        pack.model_hash.encode(),
        len(pack.labels),
        pack.stride_frames,
        pack.smoothing,
        pack.refractory_runs,
        len(pack.exp_table),
        len(pack.actions) // ACTION_BYTES,
    )
    hashed = facts + table + bytes(body)
    digest = hashlib.sha256(hashed).digest()
    return FRAME.pack(MAGIC, VERSION, HEADER_BYTES, FRAME.size + len(hashed), digest) + hashed


def read_pack(data: bytes) -> ModelPack:
    """The opposite of `write_pack`; what follows a pack in its region does not matter.

    Raises:
        PackError: The bytes are no good pack: which of its checks failed.
    """
    if len(data) < HEADER_BYTES or data[:4] != MAGIC:
        raise PackError("This is no model pack.", "Build the firmware again.")
    _, version, header_bytes, total, digest = FRAME.unpack_from(data)
    if (version, header_bytes) != (VERSION, HEADER_BYTES):
        raise PackError(f"The pack has version {version}, not {VERSION}.", "Build it again.")
    if not HEADER_BYTES <= total <= len(data):
        raise PackError(f"The pack has {len(data)} of {total} bytes.", "Build it again.")
    if hashlib.sha256(data[FRAME.size : total]).digest() != digest:
        raise PackError("The pack is damaged: its SHA-256 is another one.", "Build it again.")
    facts = FACTS.unpack_from(data, FRAME.size)
    labels, stride, smoothing, runs, exps, actions = facts[2:]
    ends = [
        SECTION.unpack_from(data, FRAME.size + FACTS.size + SECTION.size * number)
        for number in range(SECTIONS)
    ]
    if any(start < HEADER_BYTES or start + size > total for start, size in ends):
        raise PackError("A section of the pack lies outside it.", "Build it again.")
    texts, built, start, table, entries, led_to, model = (data[at : at + n] for at, n in ends)
    try:
        front_end, model_hash = (name.partition(b"\0")[0].decode() for name in facts[:2])
        pack = ModelPack(
            front_end=front_end,
            model_hash=model_hash,
            labels=tuple(text.decode() for text in texts.split(b"\0")[:-1]),
            stride_frames=stride,
            smoothing=smoothing,
            refractory_runs=runs,
            thresholds=_numbers(built),
            start_thresholds=_numbers(start),
            exp_table=_numbers(table),
            actions=entries,
            action_data=led_to,
            model=model,
        )
    except UnicodeDecodeError as error:
        raise PackError(f"The pack contradicts itself ({error}).", "Build it again.") from error
    counts = (len(pack.labels), len(pack.exp_table), len(entries) // ACTION_BYTES)
    if counts != (labels, exps, actions) or ends[-1][0] % ALIGNMENT:
        raise PackError("The pack contradicts itself in its counts.", "Build it again.")
    _check(pack)
    return pack


def _check(pack: ModelPack) -> None:
    """What the chip's reader asks for, too."""
    counts = len(pack.labels), pack.smoothing, len(pack.actions) // ACTION_BYTES
    for what, count, most in zip(
        ("labels", "runs to smooth over", "actions"),
        counts,
        (MOST_LABELS, MOST_SMOOTHING, MOST_ACTIONS),
        strict=True,
    ):
        if count > most:
            raise PackError(
                f"The model has {count} {what}; firmware with a model of its own takes {most}.",
                "Take the engine baked, or fewer.",
            )
    texts = [*pack.labels, pack.front_end, pack.model_hash]
    good = (
        all(label and "\0" not in label for label in texts)
        and all(len(name.encode()) < NAME_BYTES for name in (pack.front_end, pack.model_hash))
        and len(pack.thresholds) == len(pack.start_thresholds) == len(pack.labels)
        and min(pack.stride_frames, pack.smoothing) > 0
        and bool(pack.exp_table and pack.exp_table[0])
        and len(pack.model) >= LEAST_MODEL_BYTES
        and len(pack.actions) % ACTION_BYTES == 0
    )
    if not good:
        raise PackError("The model contradicts itself and cannot be packed.", "Train it again.")


def _u16(values: tuple[int, ...]) -> bytes:
    return struct.pack(f"<{len(values)}H", *values)


def _numbers(data: bytes) -> tuple[int, ...]:
    if len(data) % 2:
        raise PackError("A table of the pack has half a number.", "Build it again.")
    return struct.unpack(f"<{len(data) // 2}H", data)
