"""Damaged commands by the thousand, read by the firmware's C under the compiler's sanitizers."""

from __future__ import annotations

import random
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from audio.stage import finish
from compress.variant import Variant
from firmware.boards import load_board
from firmware.build import build
from firmware.protocol import HelloLine, LineReader, ReplayLine, StatLine, ThresholdsLine, command

ROUNDS = 12_000
SANITIZERS = "-fsanitize=address,undefined -fno-sanitize-recover=all"
RNG = random.Random(1)
GOOD = [
    command("hello"),
    command("threshold", word="rise", value=0.3),
    command("sensitivity", value=0.7),
    command("scores", on=True),
    command("audio", on=True),
    command("audio", on=False),
    command("replay", on=True),
    command("replay", audio=RNG.randbytes(320)),
    command("replay", features=RNG.randbytes(40)),
    command("replay", on=False),
]


def damaged(line: bytes) -> bytes:
    """The line with some bytes changed, lost, added, or a part of it repeated; newlines too."""
    data = bytearray(line)
    for _ in range(RNG.choice([0, 0, 1, 1, 2, 5])):
        at = RNG.randrange(len(data) + 1)
        kind = RNG.randrange(4)
        if kind == 0:
            data[at : at + 1] = RNG.randbytes(1)
        elif kind == 1:
            del data[at : at + RNG.randrange(1, 8)]
        elif kind == 2:
            data[at:at] = RNG.randbytes(RNG.randrange(1, 5))
        else:
            data[at:at] = data[: RNG.randrange(600)]
    return bytes(data)


def records(data: bytes) -> bytes:
    """Bytes of the serial port as the desktop firmware takes them."""
    pieces = [data[start : start + 255] for start in range(0, len(data), 255)]
    return b"".join(b"s" + bytes([len(piece)]) + piece for piece in pieces)


def sanitizers_work(folder: Path) -> bool:
    source = folder / "empty.c"
    source.write_text("int main(void) { return 0; }\n")
    trial = ["cc", *SANITIZERS.split(), str(source), "-o", str(folder / "empty")]
    return subprocess.run(trial, capture_output=True, check=False).returncode == 0


def test_no_command_however_damaged_breaks_the_firmware(
    tone_variant: Variant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if sanitizers_work(tmp_path):
        monkeypatch.setenv("CC", f"cc {SANITIZERS}")
    image = finish(build(tone_variant, load_board("host"), "", tmp_path / "image"))
    block = b"a" + RNG.randbytes(320)
    stream = bytearray()
    for index in range(ROUNDS):
        stream += records(damaged(RNG.choice(GOOD)))
        stream += block if index % 10 == 0 else b""
    stream += records(b"\n" + command("replay", on=False) + command("audio", on=False))
    stream += records(command("threshold", value=0.5)) + block * 100
    done = subprocess.run(
        [str(image.firmware_path)], input=bytes(stream), capture_output=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")
    reader = LineReader()
    lines = reader.feed(done.stdout)
    assert reader.lost_lines == 0
    kinds = Counter(type(line) for line in lines)
    # Enough good ones were among them to reach everything behind the parser.
    assert all(kinds[kind] > 50 for kind in (HelloLine, ReplayLine, ThresholdsLine)), kinds
    last = next(line for line in reversed(lines) if isinstance(line, ThresholdsLine))
    assert last.values == (0.50002,) * 3  # 16384 of 32767
    assert isinstance(lines[-1], StatLine) and lines[-1].ms == 1000
