"""Model packs: what Python writes the chip's C reads, and neither takes what is damaged."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from device_build import DEVICE, build_host_program, run_program
from hypothesis import given, settings
from hypothesis import strategies as st

from firmware.action_table import ActionTable, Entry
from firmware.model_pack import (
    FACTS,
    FRAME,
    HEADER_BYTES,
    MOST_LABELS,
    SECTION,
    SECTIONS,
    ModelPack,
    PackError,
    read_pack,
    write_pack,
)

HERE = Path(__file__).resolve().parent
FRONT_END = "feed0123feed0123"
ACTIONS = ActionTable(
    (
        Entry(0, 1, 3, 13, pulse_ms=500, what_offset=0),
        Entry(1, 2, stroke_count=2, strokes_offset=4),
    ),
    b"D13\0\x01\x0f\x00\x2c\0",
)
GOOD = ModelPack(
    front_end=FRONT_END,
    model_hash="0123456789abcdef",
    labels=("süß", "yes", "_unknown_"),
    stride_frames=3,
    smoothing=4,
    refractory_runs=17,
    thresholds=(20000, 21000, 32768),
    start_thresholds=(19000, 20000, 32768),
    exp_table=(65535, 60000, 12, 1),
    actions=ACTIONS.entry_bytes(),
    action_data=ACTIONS.data,
    model=bytes(range(7, 40)),
)
# Byte ranges of the header and what the chip says when they are not what they should be.
SENTENCES = (
    (range(0, 4), "there is no model on this board"),
    (range(4, 8), "another version"),
    (range(8, 12), "cut off|damaged"),
    (range(12, HEADER_BYTES), "damaged"),
)

Tell = Callable[[Sequence[bytes]], list[str]]


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The chip's reader on this computer, watched by sanitizers."""
    sources = [HERE / "model_pack_driver.c", DEVICE / "model_pack.c", DEVICE / "sha256.c"]
    return build_host_program(tmp_path_factory.mktemp("pack"), {}, sources)


def _script(messages: Sequence[bytes]) -> bytes:
    return b"".join(struct.pack("<I", len(message)) + message for message in messages)


@pytest.fixture(scope="module")
def opened(program: Path) -> Tell:
    """What the chip makes of each pack."""

    def tell(packs: Sequence[bytes]) -> list[str]:
        said = run_program(program, ["open"], _script(packs)).decode("utf-8", "replace")
        return said.split("\0")[:-1]

    return tell


def signed(data: bytes) -> bytes:
    """A pack whose hash is right whatever it holds."""
    body = data[FRAME.size :]
    return data[: FRAME.size - 32] + hashlib.sha256(body).digest() + body


def said(pack: ModelPack, actions: ActionTable) -> str:
    """What the driver prints for a good pack."""
    parts = [["open", pack.model_hash, pack.stride_frames, pack.smoothing, pack.refractory_runs]]
    each = zip(pack.labels, pack.thresholds, pack.start_thresholds, strict=True)
    parts.append([value for values in each for value in values])
    parts.append(list(pack.exp_table))
    done: list[object] = []
    for entry in actions.entries:
        text = actions.data[entry.what_offset :].partition(b"\0")[0].decode()
        end = entry.strokes_offset + 2 * entry.stroke_count
        done += [entry.pulse_ms, text, *actions.data[entry.strokes_offset : end]]
    parts.append(done)
    parts.append([0, *pack.model])
    return " | ".join(" ".join(map(str, part)) for part in parts).replace("|  |", "| |")


def test_sha256_is_that_of_the_standard(program: Path) -> None:
    random = np.random.default_rng(1)
    messages = [random.bytes(n) for n in [*range(200), 1000, 4096, 4097, 65_537]] + [b"abc"]
    digests = run_program(program, ["hash"], _script(messages)).decode().split("\0")
    assert digests[:-1] == [hashlib.sha256(message).hexdigest() for message in messages]


def test_the_chip_reads_what_was_written(opened: Tell) -> None:
    none = ActionTable()
    engine = replace(
        GOOD, labels=(), thresholds=(), start_thresholds=(), actions=b"", action_data=b""
    )
    packs = [GOOD, replace(GOOD, actions=b"", action_data=b""), engine]
    told = opened([write_pack(pack) for pack in packs])
    assert told == [said(GOOD, ACTIONS), said(packs[1], none), said(engine, none)]
    # The rest of a flash region is erased, or holds what was there before.
    assert opened([write_pack(GOOD) + b"\xff" * 100 + write_pack(engine)]) == [said(GOOD, ACTIONS)]


labels = st.text(st.characters(exclude_characters="\0", codec="utf-8"), min_size=1, max_size=20)
u16 = st.integers(0, 0xFFFF)


@st.composite
def packs(draw: st.DrawFn) -> ModelPack:
    """Any pack that can be written."""
    names = tuple(draw(st.lists(labels, max_size=MOST_LABELS)))
    thresholds = st.lists(u16, min_size=len(names), max_size=len(names)).map(tuple)
    return ModelPack(
        front_end=draw(st.from_regex(r"[0-9a-f]{1,16}", fullmatch=True)),
        model_hash=draw(st.from_regex(r"[0-9a-f]{1,16}", fullmatch=True)),
        labels=names,
        stride_frames=draw(st.integers(1, 98)),
        smoothing=draw(st.integers(1, 16)),
        refractory_runs=draw(u16),
        thresholds=draw(thresholds),
        start_thresholds=draw(thresholds),
        exp_table=(65535, *draw(st.lists(u16, max_size=255))),
        actions=draw(st.integers(0, 5).map(lambda count: bytes(18 * count))),
        action_data=draw(st.binary(max_size=60)),
        model=draw(st.binary(min_size=16, max_size=300)),
    )


@given(packs(), st.binary(max_size=40))
@settings(max_examples=60, deadline=None)
def test_a_pack_comes_back_as_it_was(pack: ModelPack, behind: bytes) -> None:
    data = write_pack(pack)
    assert read_pack(data + behind) == pack
    model_at = SECTION.unpack_from(data, HEADER_BYTES - SECTION.size)[0]
    assert model_at % 16 == 0 and data[model_at:] == pack.model


def test_damage_anywhere_is_found_and_named(opened: Tell) -> None:
    good = write_pack(GOOD)
    damaged = []
    for at in range(len(good)):
        changed = bytearray(good)
        changed[at] ^= 1 << at % 8
        damaged.append(bytes(changed))
        with pytest.raises(PackError):
            read_pack(damaged[-1])
    for at, line in enumerate(opened(damaged)):
        sentence = next((text for where, text in SENTENCES if at in where), "damaged")
        assert line.startswith("refused 0 "), f"byte {at}: {line}"
        assert any(text in line for text in sentence.split("|")), f"byte {at}: {line}"


def test_a_cut_off_or_missing_pack_is_refused(opened: Tell) -> None:
    good = write_pack(GOOD)
    cut = [good[:count] for count in range(len(good))]
    for count, line in enumerate(opened(cut)):
        assert line.startswith("refused 0 ")
        assert ("no model on this board" if count < HEADER_BYTES else "cut off") in line
        with pytest.raises(PackError):
            read_pack(cut[count])
    assert "no model on this board" in opened([b"\xff" * 4096])[0]


def test_fields_that_contradict_the_rest_are_refused_even_when_signed(opened: Tell) -> None:
    """Every number of the header, set to what it is not."""
    good = write_pack(GOOD)
    first = FRAME.size + 40
    tried: list[tuple[str, bytes]] = []
    for number, name in enumerate(
        ("labels", "stride", "smoothing", "silence", "exponentials", "actions")
    ):
        for value in (0, 1, 2, 5, 41, 300, 0xFFFF):
            changed = bytearray(good)
            struct.pack_into("<H", changed, first + 2 * number, value)
            tried.append((f"{name} {value}", signed(bytes(changed))))
    table = FRAME.size + FACTS.size
    for number in range(2 * SECTIONS):
        for value in (0, 1, 3, HEADER_BYTES - 1, len(good), len(good) + 1, 1 << 31, 0xFFFFFFFF):
            changed = bytearray(good)
            struct.pack_into("<I", changed, table + 4 * number, value)
            tried.append((f"section {number // 2}, {number % 2}: {value}", signed(bytes(changed))))
    front_end = bytearray(good)
    front_end[FRAME.size] ^= 1
    tried.append(("front end", signed(bytes(front_end))))
    told = dict(zip((name for name, _ in tried), opened([data for _, data in tried]), strict=True))
    assert "another front end" in told["front end"]
    assert "more labels" in told["labels 41"] and "more labels" in told["smoothing 300"]
    # Numbers that mean something else, but something good.
    harmless = ("stride", "smoothing", "silence", "section 5", "section 6")
    for (name, data), line in zip(tried, told.values(), strict=True):
        if line.startswith("refused 0 "):
            continue
        assert name.startswith(harmless) or name == "actions 2", f"{name}: {line}"
        read = read_pack(data)
        assert line.startswith(f"open {read.model_hash} {read.stride_frames} {read.smoothing} ")


def test_whatever_signed_bytes_say_the_chip_stays_inside_them(opened: Tell) -> None:
    """A sanitizer ends the program when a read leaves the pack."""
    random = np.random.default_rng(2)
    tried = []
    for _ in range(2000):
        changed = bytearray(write_pack(GOOD))
        for at in random.integers(FRAME.size, len(changed), random.integers(1, 5)):
            changed[at] = random.integers(256)
        tried.append(signed(bytes(changed)))
    told = opened(tried)
    assert len(told) == len(tried)
    assert all(line.startswith(("refused 0 ", "open ")) for line in told)
    assert {line[:4] for line in told} == {"refu", "open"}


def test_what_firmware_has_no_room_for_is_not_packed() -> None:
    many = tuple(f"word {number}" for number in range(MOST_LABELS + 1))
    zeros = (0,) * len(many)
    with pytest.raises(PackError, match="41 labels"):
        write_pack(replace(GOOD, labels=many, thresholds=zeros, start_thresholds=zeros))
    with pytest.raises(PackError, match="17 runs"):
        write_pack(replace(GOOD, smoothing=17))
    with pytest.raises(PackError, match="65 actions"):
        write_pack(replace(GOOD, actions=bytes(18 * 65)))
    for change in (
        {"labels": ("a", "", "c")},
        {"labels": ("a", "b\0", "c")},
        {"thresholds": (1, 2)},
        {"stride_frames": 0},
        {"exp_table": ()},
        {"exp_table": (0, 1)},
        {"model": bytes(15)},
        {"model_hash": "0" * 20},
        {"actions": bytes(17)},
    ):
        with pytest.raises(PackError, match="contradicts itself"):
            write_pack(replace(GOOD, **change))  # type: ignore[arg-type]


def test_both_sides_have_room_for_the_same() -> None:
    header = (DEVICE / "model_pack.h").read_text("utf-8")
    from firmware import action_table, model_pack

    for name, number in (
        ("LABELS", model_pack.MOST_LABELS),
        ("SMOOTHING", model_pack.MOST_SMOOTHING),
        ("ACTIONS", model_pack.MOST_ACTIONS),
    ):
        assert f"#define WW_PACK_{name} {number}\n" in header
    assert action_table.MOST_ACTIONS == model_pack.MOST_ACTIONS
    assert action_table.ENTRY.size == model_pack.ACTION_BYTES
