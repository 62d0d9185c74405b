"""Lines survive whatever a serial port can do to them."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.messages import line_text, line_values
from firmware.protocol import (
    MAX_LINE_BYTES,
    ActionLine,
    ArmedLine,
    AudioLine,
    DetectLine,
    DisarmedLine,
    ErrorLine,
    HelloLine,
    Line,
    LineReader,
    ReplayLine,
    RestingLine,
    ScoreLine,
    StatLine,
    command,
    parse_line,
)

DETECT = b'{"type":"detect","ms":1520,"word":"\xec\x98\x88","score":0.87445,"late_ticks":7}'
STAT = (
    b'{"type":"stat","ms":1000,"front_end_ticks":34300,"inference_ticks":99,"dropped_ms":20,'
    b'"peak":32768,"rms":3,"stack":672,"bad_lines":1}'
)
HELLO = (
    b'{"type":"hello","board":"host","firmware":"0.1.0","engine":"baked","model":"ab",'
    b'"labels":["a\\"b","\\u0001"],"arena":10,"stack":20,"ticks_per_second":64000000}'
)


def test_every_type_of_line() -> None:
    assert parse_line(DETECT) == DetectLine(1520, "예", 0.87445, 7)
    assert parse_line(STAT) == StatLine(1000, 34300, 99, 20, 32768, 3, 672, 1)
    labels = ('a"b', "\x01")
    assert parse_line(HELLO) == HelloLine(
        "host", "0.1.0", "baked", "ab", labels, 10, 20, 64_000_000
    )
    score = parse_line(b'{"type":"score","ms":60,"logits":[-128,127],"scores":[0.00003,1.00000]}')
    assert score == ScoreLine(60, (-128, 127), (0.00003, 1.0))
    audio = parse_line(b'{"type":"audio","ms":10,"data":"AQD//w=="}')
    assert isinstance(audio, AudioLine) and audio.samples.tolist() == [1, -1]
    replay = parse_line(b'{"type":"replay","ms":40,"features":"gIE="}')
    assert replay == ReplayLine(40, b"\x80\x81", b"")
    assert parse_line(b'{"type":"error","what":"no such word"}') == ErrorLine("no such word")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (ActionLine(1500, "lamp", "pin", "D2", True), "lamp: pin D2 high"),
        (ActionLine(1500, "lamp", "pin", "D2", False), "lamp: pin D2 low"),
        (ActionLine(1500, "lamp", "keys", "ctrl+l", True), "lamp: types ctrl+l"),
        (ActionLine(1500, "lamp", "say", "LAMP", False), "lamp: LAMP off"),
        (ArmedLine(1500, "lamp", "예", 3000), "lamp: waits for 예, 3 s"),
        (DisarmedLine(1500, "lamp", "too late"), "lamp: not done, too late"),
        (RestingLine(1500, "lamp", 250), "lamp: rests for 0.25 s more"),
    ],
)
def test_what_boards_do_is_told_and_said(line: Line, said: str) -> None:
    values = line_values(line)
    assert parse_line(json.dumps(values).encode()) == line
    assert line_text(line) == f"    1.50 s  {said}"
    for key in values.keys() - {"type"}:
        wrong = {**values, key: None}
        with pytest.raises(ValueError):
            parse_line(json.dumps(wrong).encode())


def test_lines_of_newer_firmware_are_skipped() -> None:
    reader = LineReader()
    assert reader.feed(b'{"type":"weather","ms":1}\n' + DETECT + b"\n") == [parse_line(DETECT)]
    assert reader.lost_lines == 0


@pytest.mark.parametrize(
    "text",
    [
        b"ets Jun  8 2016 00:22:57",
        b"{}",
        b"[]",
        b"1",
        b'{"type":7}',
        DETECT[:-1],
        DETECT.replace(b"1520", b'"1520"'),
        DETECT.replace(b"1520", b"-1"),
        DETECT.replace(b"1520", b"4294967296"),
        DETECT.replace(b"1520", b"true"),
        DETECT.replace(b"0.87445", b"1.00001"),
        DETECT.replace(b"0.87445", b"NaN"),
        DETECT.replace(b"\xec\x98\x88", b"\xec\x98"),
        b'{"type":"score","ms":1,"logits":[128],"scores":[]}',
        b'{"type":"score","ms":1,"logits":7,"scores":[]}',
        b'{"type":"audio","ms":10,"data":"A"}',
        b'{"type":"audio","ms":10,"data":"A===\\n"}',
        b"[" * 5000,
    ],
)
def test_damaged_lines_are_lost_and_counted_and_the_next_is_good(text: bytes) -> None:
    reader = LineReader()
    assert reader.feed(text + b"\n" + STAT + b"\r\n") == [parse_line(STAT)]
    assert (reader.lost_lines, reader.lost_bytes) == (1, len(text))


@given(st.lists(st.sampled_from([DETECT, STAT, HELLO]), max_size=5), st.data())
def test_any_pieces_give_the_same_lines(lines: list[bytes], data: st.DataObject) -> None:
    stream = b"".join(line + b"\n" for line in lines)
    reader, found = LineReader(), []
    while stream:
        size = data.draw(st.integers(1, len(stream)))
        found += reader.feed(stream[:size])
        stream = stream[size:]
    assert found == [parse_line(line) for line in lines]
    assert reader.lost_bytes == 0


@given(st.binary(max_size=300))
def test_garbage_never_raises_and_all_of_it_is_counted(noise: bytes) -> None:
    reader = LineReader()
    assert reader.feed(noise.replace(b"{", b"(") + b"\n") == []
    assert reader.feed(DETECT + b"\n") == [parse_line(DETECT)]
    solid = [part for part in noise.replace(b"{", b"(").split(b"\n") if part.strip()]
    assert reader.lost_lines == len(solid)


def test_a_megabyte_of_noise_in_bounded_memory() -> None:
    noise = np.random.default_rng(1).bytes(1 << 20)
    reader = LineReader()
    for start in range(0, len(noise), 1000):
        assert reader.feed(noise[start : start + 1000]) == []
        assert len(reader._rest) <= MAX_LINE_BYTES
    reader.feed(b"\n")
    lines = [line.strip() for line in noise.split(b"\n")]
    assert reader.lost_lines == sum(bool(line) for line in lines)
    assert reader.lost_bytes > 0.99 * len(noise)
    assert reader.feed(DETECT + b"\n") == [parse_line(DETECT)]


def test_a_megabyte_without_a_newline_is_one_lost_line() -> None:
    reader = LineReader()
    for _ in range(1024):
        assert reader.feed(b"x" * 1024) == []
        assert len(reader._rest) <= MAX_LINE_BYTES
    assert reader.feed(b"\n" + DETECT + b"\n") == [parse_line(DETECT)]
    assert (reader.lost_lines, reader.lost_bytes) == (1, 1 << 20)


def test_a_line_of_just_the_largest_size_is_kept() -> None:
    def error(size: int) -> bytes:
        frame = b'{"type":"error","what":""}'
        return frame.replace(b'""', b'"' + b"x" * (size - len(frame)) + b'"')

    assert len(LineReader().feed(error(MAX_LINE_BYTES) + b"\n")) == 1
    assert LineReader().feed(error(MAX_LINE_BYTES + 1) + b"\n") == []


def test_half_a_line_before_a_reset_is_dropped() -> None:
    reader = LineReader()
    reader.feed(DETECT[:20])
    reader.restart()
    assert reader.feed(HELLO + b"\n") == [parse_line(HELLO)]
    assert (reader.lost_lines, reader.lost_bytes) == (1, 20)


def test_the_end_of_a_line_that_began_before_anybody_listened_is_not_called_lost() -> None:
    reader = LineReader()
    reader.join()
    damaged = DETECT[20:] + b"\n"
    assert reader.feed(damaged + STAT + b"\n") == [parse_line(STAT)]
    assert (reader.lost_lines, reader.lost_bytes) == (0, len(damaged) - 1)
    assert reader.feed(damaged) == [] and reader.lost_lines == 1
    reader.join()
    assert reader.feed(STAT + b"\n" + damaged) == [parse_line(STAT)] and reader.lost_lines == 2


def test_commands_are_json_without_exponents() -> None:
    text = command("threshold", word='예"\\', value=0.00002)
    assert text.endswith(b"}\n") and text.count(b"\n") == 1 and b"e-" not in text
    assert json.loads(text) == {"cmd": "threshold", "word": '예"\\', "value": 0.00002}
    assert json.loads(command("replay", on=True)) == {"cmd": "replay", "on": True}
    assert json.loads(command("replay", audio=b"\x01\xff"))["audio"] == "Af8="


def test_lines_for_scripts_and_for_people() -> None:
    for text in (DETECT, b'{"type":"audio","ms":10,"data":"AQD//w=="}'):
        line = parse_line(text)
        assert line is not None and json.dumps(line_values(line))
        assert line_values(line) == json.loads(text)
    detect, stat, hello = (parse_line(text) for text in (DETECT, STAT, HELLO))
    assert detect is not None and line_text(detect).split() == ["1.52", "s", "예", "0.87"]
    assert stat is not None and "20 ms of sound lost" in line_text(stat)
    assert hello is not None and line_text(hello).startswith("host runs model ab")
    assert line_text(ReplayLine(40, b"\x80")) == (
        '{"type": "replay", "ms": 40, "features": "gA==", "logits": ""}'
    )
