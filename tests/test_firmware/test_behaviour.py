"""What a project asks of its firmware: the sensitivity that a board starts with by itself."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from device_build import device_config
from test_virtual_board import has_tflm

from audio.project import Project, Settings
from audio.stage import finish
from compress.detector import DetectorSettings
from compress.variant import Variant
from firmware.behaviour import AS_USUAL, Behaviour, behaviour_of
from firmware.boards import load_board
from firmware.build import build
from firmware.monitor import Monitor, wait_for
from firmware.protocol import ThresholdsLine, command
from firmware.virtual.board_process import start_board

BUILT = (20000, 12000, 32768)


def test_a_half_changes_nothing_and_the_ends_are_certainty_and_anything() -> None:
    assert AS_USUAL.start_thresholds(BUILT) == BUILT
    assert Behaviour(0.0).start_thresholds(BUILT) == (32767,) * 3
    assert Behaviour(1.0).start_thresholds(BUILT) == (0, 0, 0)
    lower, higher = (Behaviour(s).start_thresholds(BUILT) for s in (0.7, 0.3))
    assert all(low < built for low, built in zip(lower, BUILT, strict=True))
    assert all(high > built for high, built in zip(higher[:2], BUILT, strict=False))


@pytest.mark.parametrize("name", ["host"] + (["tflm-host"] if has_tflm() else []))
def test_the_board_starts_with_the_projects_sensitivity_and_never_applies_it_twice(
    name: str, tone_variant: Variant, tmp_path: Path
) -> None:
    variant = replace(tone_variant, detector=replace(tone_variant.detector, thresholds=BUILT))
    asked = Behaviour(sensitivity=0.8)
    image = finish(build(variant, load_board(name), "", tmp_path / name, asked))
    start = [round(value / 32767, 4) for value in asked.start_thresholds(BUILT)]
    with start_board(image) as board, Monitor(board.port) as monitor:

        def ask(question: str, value: float, word: str | None = None) -> list[float]:
            members = {"value": value, **({"word": word} if word else {})}
            monitor.send(command(question, **members))  # type: ignore[arg-type]
            values = wait_for(monitor, ThresholdsLine, 20).values
            return [round(each, 4) for each in values]

        # A threshold for one word shows the others as they are.
        assert ask("threshold", 0.25, "rise")[1:] == start[1:]
        assert ask("sensitivity", 0.8) == start
        assert ask("sensitivity", 0.8) == start
        assert ask("sensitivity", 0.5)[:2] == [round(each / 32767, 4) for each in BUILT[:2]]


def test_a_project_is_asked(tmp_path: Path) -> None:
    project = Project(tmp_path, ("yes",), settings=Settings(sensitivity=0.3))
    assert behaviour_of(project, load_board("host")) == Behaviour(0.3)
    assert behaviour_of(None, load_board("host")) == AS_USUAL


def test_a_changed_sensitivity_makes_firmware_anew(tone_variant: Variant, tmp_path: Path) -> None:
    board, out = load_board("host"), tmp_path / "image"
    before = finish(build(tone_variant, board, "", out, Behaviour(0.5)))
    after = finish(build(tone_variant, board, "", out, Behaviour(0.6)))
    assert before.made_from != after.made_from and after.sensitivity == 0.6
    assert finish(build(tone_variant, board, "", out, Behaviour(0.6))) == after


def test_a_sensitivity_that_changes_nothing_costs_nothing() -> None:
    usual = device_config(labels=("a", "b", "c"), detector=DetectorSettings(thresholds=BUILT))
    assert "#define ww_start_thresholds ww_initial_thresholds" in usual["ww_config.h"]
    assert "ww_start_thresholds" not in usual["ww_config.c"]
