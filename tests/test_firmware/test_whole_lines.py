"""Lines to a port that refuses them while nobody listens: whole ones, and no two run together."""

from __future__ import annotations

import json
import random
import subprocess

import pytest
from device_build import DEVICE, HERE, build_host_program

ROOM = 512


@pytest.fixture(scope="module")
def lines_program(tmp_path_factory):
    sources = [HERE / "whole_lines_driver.c", DEVICE / "whole_lines.c"]
    return build_host_program(tmp_path_factory.mktemp("lines"), {}, sources)


def send(program, lines: list[bytes], rng: random.Random, taken: float) -> tuple[bytes, int]:
    """What a port took that changes its mind, and how many lines it refused."""
    text = b"".join(lines)
    script, at, takes = bytearray(), 0, True
    while at < len(text):
        if rng.random() < 0.05:
            takes = rng.random() < taken
        count = rng.randrange(1, 30)
        script += bytes([count, takes])
        at += count
    files = [program.with_name(name) for name in ("text.bin", "script.bin", "output.bin")]
    files[0].write_bytes(text)
    files[1].write_bytes(script)
    command = [str(program), *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return files[2].read_bytes(), int(done.stdout)


def some_lines(rng: random.Random, longest: int, count: int = 400) -> list[bytes]:
    """Lines of JSON, numbered, of any length."""
    texts = [{"n": n, "x": "x" * rng.randrange(longest)} for n in range(count)]
    return [json.dumps(text).encode() + b"\n" for text in texts]


def test_a_port_that_takes_everything_gets_every_byte(lines_program):
    rng = random.Random(1)
    lines = [b"\n", *some_lines(rng, 3 * ROOM)]
    assert send(lines_program, lines, rng, taken=1.0) == (b"".join(lines), 0)


def test_lines_that_fit_go_whole_or_not_at_all(lines_program):
    rng = random.Random(2)
    lines = some_lines(rng, ROOM - 40)
    output, refused = send(lines_program, lines, rng, taken=0.5)
    arrived = output.splitlines(keepends=True)
    numbers = [json.loads(line)["n"] for line in arrived]
    assert numbers == sorted(numbers)
    assert all(line == lines[n] for n, line in zip(numbers, arrived, strict=True))
    assert len(arrived) + refused == len(lines)
    assert refused > 50


def test_a_longer_line_that_was_cut_cannot_be_taken_for_the_next(lines_program):
    rng = random.Random(3)
    lines = some_lines(rng, 4 * ROOM)
    output, refused = send(lines_program, lines, rng, taken=0.5)
    beginnings = {line[:12]: line for line in lines}
    whole = 0
    for line in output.splitlines(keepends=True):
        original = beginnings[line[:12]]
        whole += line == original
        assert line == original or original.startswith(line.rstrip(b"\n"))
    assert whole + refused == len(lines)
    assert whole < len(output.splitlines())  # some were cut
