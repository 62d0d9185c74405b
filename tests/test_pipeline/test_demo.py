"""The whole job on the bundled takes, as the README's first command does it without a display."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from command import wakewright


@pytest.fixture(scope="module")
def summary(demo_folder: Path) -> dict[str, Any]:
    values: dict[str, Any] = json.loads((demo_folder / "summary.json").read_text("utf-8"))
    return values


def test_every_held_out_take_is_heard_by_the_board(summary: dict[str, Any]) -> None:
    held_out = summary["held_out"]
    assert held_out["played"] >= 20
    assert held_out["missed"] == []
    assert held_out["heard"] == held_out["played"]
    assert held_out["dropped_seconds"] == 0


def test_nothing_else_is_heard(summary: dict[str, Any]) -> None:
    assert summary["held_out"]["false_alarms"] == []
    assert summary["negatives"]["minutes"] >= 10
    assert summary["negatives"]["false_alarms"] == []
    assert summary["negatives"]["dropped_seconds"] == 0


def test_the_bound_is_the_rule_of_three(summary: dict[str, Any]) -> None:
    hours = summary["negatives"]["minutes"] / 60
    assert summary["negatives"]["per_hour_upper_bound"] == pytest.approx(2.9957 / hours, rel=1e-3)


def test_the_model_is_small_and_accurate_on_voices_it_never_met(summary: dict[str, Any]) -> None:
    assert summary["variant"]["accuracy"] >= 0.9
    assert summary["variant"]["tflite_bytes"] < 60_000
    assert 0 < summary["build"]["ram_bytes"] < 64 * 1024


def test_the_folder_holds_what_it_promises(demo_folder: Path, summary: dict[str, Any]) -> None:
    assert Path(summary["build"]["firmware"]).stat().st_size > 10_000
    for variant in summary["variants"]:
        assert (demo_folder / "project" / "models" / variant["name"] / "model.tflite").exists()
    assert len(summary["variants"]) >= 2
    assert b"<svg" in (demo_folder / "tradeoffs.svg").read_bytes()


def test_the_report_needs_nothing_from_outside(demo_folder: Path) -> None:
    page = (demo_folder / "report.html").read_text("utf-8")
    assert "$" not in re.sub(r"data:[^\"']+", "", page).replace("${", "")
    addresses = re.findall(r"(?:src|href)=[\"']([^\"']+)", page)
    assert addresses
    assert all(address.startswith("data:") for address in addresses)
    assert str(demo_folder) not in page


def test_the_second_run_does_nothing_again(demo_folder: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in demo_folder.rglob("*")}
    again = wakewright("demo", "--out", demo_folder, "--json")
    assert again.json() == json.loads((demo_folder / "summary.json").read_text("utf-8"))
    assert "Nothing changed" in again.errors
    assert {path: path.stat().st_mtime_ns for path in demo_folder.rglob("*")} == before


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "diary.txt").write_text("mine")
    ended = wakewright("demo", "--out", tmp_path)
    assert ended.code == 1
    assert "other files" in ended.errors
    assert [path.name for path in tmp_path.iterdir()] == ["diary.txt"]
