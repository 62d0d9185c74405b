"""The monitor on ports that come, go, and belong to somebody else."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
import serial
from fakes.sounds import ROOT

from firmware import monitor as monitor_module
from firmware.monitor import LinkChange, Monitor, PortError, wait_for
from firmware.protocol import DetectLine, ErrorLine
from firmware.virtual.serial_link import PtyLink, SocketLink

DETECT = b'{"type":"detect","ms":%d,"word":"yes","score":0.9,"late_ticks":0}\n'
NO_PTY = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals")


def read_until(link: PtyLink | SocketLink, wanted: bytes) -> bytes:
    """What the board's side receives."""
    data, deadline = b"", time.monotonic() + 20
    while not data.endswith(wanted):
        assert time.monotonic() < deadline, data
        data += link.read()
    return data


@pytest.fixture(params=[pytest.param("pty", marks=NO_PTY), "socket"])
def link(request: pytest.FixtureRequest) -> PtyLink | SocketLink:
    return PtyLink() if request.param == "pty" else SocketLink()


def test_lines_come_in_and_commands_go_out(link: PtyLink | SocketLink) -> None:
    with Monitor(link.url) as monitor:
        monitor.send(b'{"cmd":"hello"}\n')
        assert read_until(link, b"\n") == b'{"cmd":"hello"}\n'
        link.write(b'end of a line"}\nboot noise \xff\xfe\n' + DETECT % 10 + (DETECT % 20)[:30])
        assert wait_for(monitor, DetectLine, 20).ms == 10
        link.write((DETECT % 20)[30:])
        assert wait_for(monitor, DetectLine, 20).ms == 20
        assert monitor.lost_lines == 1
    link.close()


def test_nothing_is_lost_while_somebody_reads(link: PtyLink | SocketLink) -> None:
    """Far more than the system's buffers hold, as fast as it goes."""
    count = 20_000
    with Monitor(link.url) as monitor:
        monitor.send(b"\n")
        read_until(link, b"\n")
        for start in range(0, count, 100):
            link.write(b"".join(DETECT % ms for ms in range(start, start + 100)))
        found = []
        while len(found) < count:
            found.append(wait_for(monitor, DetectLine, 20).ms)
        assert found == list(range(count))
        assert monitor.lost_lines == 0
    link.close()


def test_a_slow_program_loses_the_oldest_lines_and_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(monitor_module, "MAX_WAITING_LINES", 10)
    link = SocketLink()
    with Monitor(link.url) as monitor:
        link.write(b"".join(DETECT % ms for ms in range(25)))
        deadline = time.monotonic() + 20
        while monitor.lost_lines < 15 and time.monotonic() < deadline:
            time.sleep(0.01)
        assert [line.ms for line in monitor.lines(0.2)] == list(range(15, 25))
        assert monitor.lost_lines == 15
    link.close()


@NO_PTY
def test_a_port_that_comes_back_is_opened_again(tmp_path: Path) -> None:
    """The port's name stays, as udev's names do, while the device behind it changes."""
    name = tmp_path / "ttyBoard"
    first = PtyLink()
    name.symlink_to(first.url)
    with Monitor(str(name)) as monitor:
        first.write(DETECT % 1 + b'{"type":"det')
        assert wait_for(monitor, DetectLine, 20).ms == 1
        name.unlink()
        first.close()
        changes = [next(monitor.lines(20))]
        assert not monitor.connected
        second = PtyLink()
        name.symlink_to(second.url)
        changes.append(next(monitor.lines(20)))
        assert monitor.connected
        second.write(DETECT % 2)
        assert wait_for(monitor, DetectLine, 20).ms == 2
        assert [type(change) for change in changes] == [LinkChange, LinkChange]
        assert [change.connected for change in changes] == [False, True]
        assert "went away" in changes[0].what and "is back" in changes[1].what
        assert monitor.lost_lines == 1
    second.close()


@NO_PTY
def test_a_port_in_use_is_named_as_such() -> None:
    link = PtyLink()
    with Monitor(link.url), pytest.raises(PortError, match="in use by another program"):
        Monitor(link.url)
    Monitor(link.url).close()  # And it is free again afterwards.
    link.close()


def test_ports_that_are_not_there(tmp_path: Path) -> None:
    with pytest.raises(PortError, match="no port"):
        Monitor(str(tmp_path / "ttyNone"))
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(PortError, match="Nothing listens"):
        Monitor(f"socket://127.0.0.1:{port}")
    with pytest.raises(PortError, match="cannot be opened"):
        Monitor("nonsense://x")


@pytest.mark.parametrize(
    ("system_says", "we_say"),
    [
        ("[Errno 13] could not open port: [Errno 13] Permission denied: '/dev/x'", "dialout"),
        ("could not open port 'COM3': PermissionError(13, 'Access is denied.', None, 5)", "in use"),
        (
            "could not open port 'COM3': PermissionError(13, '액세스가 거부되었습니다.', None, 5)",
            "in use",
        ),
        ("could not open port 'COM9': FileNotFoundError(2, 'The system cannot find'", "no port"),
        ("[Errno 16] Device or resource busy", "in use"),
        ("[Errno 5] Input/output error", r"cannot be opened .*Input/output"),
    ],
)
def test_the_words_of_operating_systems_are_translated(
    monkeypatch: pytest.MonkeyPatch, system_says: str, we_say: str
) -> None:
    def refuse(_port: serial.SerialBase) -> None:
        raise serial.SerialException(system_says)

    monkeypatch.setattr(serial.Serial, "open", refuse)
    with pytest.raises(PortError, match=we_say):
        Monitor("COM3")


def test_a_silent_board_is_an_error_in_time() -> None:
    link = SocketLink()
    with Monitor(link.url) as monitor, pytest.raises(PortError, match="did not send its ErrorLine"):
        wait_for(monitor, ErrorLine, 0.3)
    link.close()


@NO_PTY
def test_a_board_nobody_listens_to_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("firmware.virtual.serial_link.PATIENCE_S", 0.05)
    link = PtyLink()
    for _ in range(100):
        link.write(DETECT % 7 * 100)  # Returns, though the terminal holds only some of it.
    with Monitor(link.url) as monitor:
        monitor.send(b"x\n")
        assert read_until(link, b"\n") == b"x\n"
        link.write(b"\n" + DETECT % 8)
        while wait_for(monitor, DetectLine, 20).ms != 8:
            pass
    link.close()


def test_packagers_see_what_opens_a_socket() -> None:
    """They follow imports, and pyserial's own is by a name that is put together."""
    asked = "import sys, firmware.monitor; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True)
    assert "serial.urlhandler.protocol_socket" in done.stdout.split(), done.stderr
