"""Whatever a port pours out, the monitor finds the next good line, and memory stays what it was."""

from __future__ import annotations

import json
import threading
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from audio.errors import WakewrightError
from firmware.commands import monitor_lines
from firmware.listening import MOST_LINES, ListeningLog
from firmware.messages import DetectLine, HelloLine
from firmware.monitor import LinkChange, Monitor
from firmware.protocol import LineReader
from firmware.session_log import SessionLog
from firmware.virtual.serial_link import SocketLink

DETECT = b'{"type":"detect","ms":%d,"word":"yes","score":0.9,"late_ticks":0}\n'
HELLO = (
    b'{"type":"hello","board":"host","firmware":"1","engine":"baked","model":"ab",'
    b'"labels":["yes"],"arena":1,"stack":2,"ticks_per_second":1000}\n'
)
MEGABYTE = 1 << 20
NOW = datetime(2026, 1, 2, 3, 4, 5)
# Each flood, and a whole number of lines that must be found in it.
FLOODS: dict[str, tuple[bytes, int]] = {
    "noise": (np.random.default_rng(1).bytes(MEGABYTE) + b"\n", 0),
    "a line that never ends": (b"x" * MEGABYTE + b"\n", 0),
    "half lines": ((DETECT % 7)[:40].join([b"\n"] * 20_000), 0),
    "bytes that are no UTF-8": (b'{"type":"error","what":"\xff\xfe\xc3"}\n' * 20_000, 0),
    "deep brackets": (b"[" * 8000 + b"\n" + b'{"a":' * 1500 + b"\n", 0),
    "resets in mid-line": (b"".join((DETECT % n)[:35] + b"\n" + HELLO for n in range(3000)), 3000),
}


@contextmanager
def poured(data: bytes) -> Iterator[SocketLink]:
    """A port that pours data out as fast as it is taken, as soon as somebody is there."""
    link = SocketLink()

    def pour() -> None:
        while not link.read():
            pass
        for start in range(0, len(data), 4000):
            link.write(data[start : start + 4000])

    thread = threading.Thread(target=pour, daemon=True)
    thread.start()
    yield link
    thread.join()
    link.close()


@pytest.mark.parametrize("name", FLOODS)
def test_the_next_good_line_is_found_and_memory_is_bounded(name: str) -> None:
    flood, good = FLOODS[name]
    with poured(flood + DETECT % 99) as link, Monitor(link.url) as monitor:
        tracemalloc.start()
        monitor.send(b"\n")
        found = 0
        for line in monitor.lines(20.0):
            found += isinstance(line, HelloLine)
            if isinstance(line, DetectLine):
                break
        _, peak_bytes = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert isinstance(line, DetectLine) and line.ms == 99
    assert found == good
    assert monitor.lost_lines > 0
    # The lines that wait are kept; noise is not.
    assert peak_bytes < MEGABYTE // 2 + 2000 * good


def test_hours_of_listening_take_no_more_memory_than_minutes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With a tenth of the usual limits, as watching memory takes time."""
    monkeypatch.setattr("firmware.listening.MOST_LINES", MOST_LINES // 10)
    monkeypatch.setattr("firmware.listening.MOST_DETECTIONS", 50)
    reader, log = LineReader(), ListeningLog()

    def listen(lines: int) -> int:
        for start in range(0, lines, 500):
            data = b"".join(DETECT % (20 * (start + n)) for n in range(500))
            for line in reader.feed(data):
                log.take(line, NOW)
        return tracemalloc.get_traced_memory()[0]

    tracemalloc.start()
    minutes = listen(MOST_LINES // 5)
    hours = listen(MOST_LINES)
    tracemalloc.stop()
    # Were all lines kept, it would be five times as much.
    assert hours < 1.5 * minutes
    assert len(log.lines) == MOST_LINES // 10 and log.line_count > MOST_LINES


def test_a_session_is_saved_line_by_line_with_what_was_lost(tmp_path: Path) -> None:
    said = b"boot noise \xff\n" + HELLO + DETECT % 10 + b"half a l\n" + DETECT % 20
    link, file = SocketLink(), tmp_path / "new folder" / "evening.log"
    seen = []
    with SessionLog(file) as log:
        threading.Timer(0.3, link.write, [said]).start()
        for values, _ in monitor_lines(link.url, 20.0, log):
            seen.append(values["type"])
            if len(seen) == 3:
                break
    link.close()
    assert seen == ["hello", "detect", "detect"]
    text = file.read_text("utf-8")
    assert text.count('"type": "detect"') == 2 and "damaged lines" in text
    saved = [json.loads(row) for row in log.detections_file.read_text("utf-8").splitlines()]
    assert [each["ms"] for each in saved] == [10, 20]
    assert all(datetime.fromisoformat(each["at"]) for each in saved)


def test_another_session_in_the_same_file_follows_the_first(tmp_path: Path) -> None:
    detect = DetectLine(10, "yes", 0.9, 0)
    for _ in range(2):
        with SessionLog(tmp_path / "all.log") as log:
            log.take(detect, NOW)
            log.take(LinkChange(False, "It went away."), NOW)
    rows = (tmp_path / "all.log").read_text("utf-8").splitlines()
    assert len(rows) == 4 and rows[1] == "2026-01-02 03:04:05.000  It went away."
    with SessionLog(tmp_path) as log:
        assert log.file.parent == tmp_path and log.file.suffix == ".log"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a disk that is full")
def test_a_full_disk_is_told(tmp_path: Path) -> None:
    place = tmp_path / "full.log"
    place.symlink_to("/dev/full")
    with pytest.raises(WakewrightError, match="No space left"), SessionLog(place) as log:
        log.take(DetectLine(10, "yes", 0.9, 0), NOW)
