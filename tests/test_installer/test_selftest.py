"""The self test of a source tree passes, and it does not pass when something is wrong."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from fakes.sounds import ROOT

from audio.offline import allow_network, attempts, forbid_network
from firmware import inventory, selftest
from firmware.selftest import FAILED, LEFT_OUT, PASSED, Check, LeftOut, Result, run_checks

# Boards that need no compiler, or the one that every computer of a developer has.
QUICK = (
    *("parts", "modules", "sample project", "exports", "pictures", "studies", "training", "engine"),
    *("certificates", "board host", "virtual board"),
)


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Result]:
    """How the checks of this source tree end; the microphone has tests of its own."""
    place = tmp_path_factory.mktemp("selftest")
    from gui.selftest import window_checks

    checks = [each for each in selftest.core_checks(place / "core") if each.name in QUICK]
    checks += window_checks(place, place / "core" / "sample")
    return {result.name: result for result in run_checks(checks)}


def test_everything_passes(results: dict[str, Result]) -> None:
    assert {name for name, each in results.items() if each.state != PASSED} == set()
    assert {"page words", "page listen", "training", "board host", "network"} <= set(results)


def test_what_was_found_is_said(results: dict[str, Result]) -> None:
    assert "as the source tree has them" in results["parts"].found
    assert "good_night_house" in results["board host"].found
    assert "hey_lantern" in results["board host"].found
    assert json.loads(json.dumps(results["engine"].to_dict()))["seconds"] >= 0


def test_a_file_that_an_installer_overlooked_is_named() -> None:
    wanted = inventory.take_stock()
    found = {**wanted, "boards": wanted["boards"][1:], "steps": [*wanted["steps"], "guess"]}
    gone = wanted["boards"][0]
    assert inventory.differences(wanted, wanted) == []
    assert inventory.differences(wanted, found) == [
        "steps: guess was not expected",
        f"boards: {gone} is missing",
    ]


def test_every_scanned_file_of_the_tree_is_in_stock() -> None:
    assert inventory.differences(inventory.source_stock(), inventory.take_stock()) == []
    assert "mixconv" in inventory.source_stock()["architecture files"]


def test_a_built_copy_is_held_against_the_builders_list(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = inventory.take_stock()
    file = tmp_path / "inventory.json"
    file.write_text(json.dumps({**listed, "icons": [*listed["icons"], "lost.svg"]}))
    monkeypatch.setattr(inventory, "INVENTORY_FILE", file)
    [parts] = [each for each in selftest.core_checks(tmp_path) if each.name == "parts"]
    [result, _] = run_checks([parts])
    assert result.state == FAILED and "icons: lost.svg is missing" in result.found


def test_a_window_without_letters_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from gui import selftest as window_selftest

    monkeypatch.setattr(window_selftest, "has_font", lambda _: False)
    opening, *_, closing = window_selftest.window_checks(tmp_path, tmp_path)
    [opened, closed, _] = run_checks([opening, closing])
    assert opened.state == FAILED and "no letters" in opened.found
    assert closed.state == LEFT_OUT


def test_on_windows_memory_draws_with_the_fonts_of_windows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gui import offscreen

    monkeypatch.setenv("QT_QPA_PLATFORM", "windows")
    monkeypatch.setenv("SYSTEMROOT", str(tmp_path))
    monkeypatch.setenv("QT_QPA_FONTDIR", "")
    monkeypatch.delenv("QT_QPA_FONTDIR")
    monkeypatch.setattr(sys, "platform", "win32")
    offscreen.draw_in_memory()
    assert os.environ["QT_QPA_PLATFORM"] == "offscreen"
    assert os.environ["QT_QPA_FONTDIR"] == str(tmp_path / "Fonts")


def _left_out() -> str:
    raise LeftOut("nothing to do it with")


def test_a_failure_does_not_hide_what_comes_after_it() -> None:
    checks = [Check("a", lambda: str(1 // 0)), Check("b", _left_out), Check("c", lambda: "fine")]
    ended = list(run_checks(checks))
    assert [each.state for each in ended] == [FAILED, LEFT_OUT, PASSED, PASSED]
    assert "ZeroDivisionError" in ended[0].found


@pytest.fixture
def offline() -> Iterator[None]:
    forbid_network()
    yield
    allow_network()


@pytest.mark.parametrize("address", [("192.0.2.1", 9), ("2001:db8::1", 9)])
def test_the_network_is_refused_and_remembered(offline: None, address: tuple[str, int]) -> None:
    """Addresses that documents are written with; nobody is there, and nobody is asked."""
    with pytest.raises(PermissionError, match=address[0]):
        socket.create_connection(address, timeout=0.01)
    assert address[0] in attempts()


def test_this_computer_may_still_be_reached(offline: None) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname(), timeout=5).close()
    assert attempts() == ()


def test_a_check_that_reaches_out_fails_the_self_test() -> None:
    def reach() -> str:
        socket.getaddrinfo("www.example.org", 80)
        return "reached"

    [check, network] = run_checks([Check("reach", reach)])
    assert check.state == network.state == FAILED
    assert "www.example.org" in network.found


def test_workers_keep_the_promise(offline: None) -> None:
    program = (
        "from audio.offline import obey_environment; obey_environment()\n"
        "import socket; socket.getaddrinfo('www.example.org', 80)"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 1 and "PermissionError" in done.stderr


def test_a_board_that_only_one_system_has_is_left_out_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(selftest, "HAS_WHEEL", False)
    name = f"board {selftest.ELSEWHERE_LEFT_OUT}"
    [board] = [each for each in selftest.core_checks(tmp_path) if each.name == name]
    result, *_ = run_checks([board])
    assert result.state == LEFT_OUT and "Linux" in result.found
