"""What a stage shows on the terminal, or in a file."""

from __future__ import annotations

import pytest

from audio.stage import Progress
from audio.terminal import Terminal


def test_a_file_gets_a_line_for_each_kind_of_message_and_tenth(
    capsys: pytest.CaptureFixture[str],
) -> None:
    terminal = Terminal()
    for count in range(100):
        terminal.show(Progress(count / 200, f"{90 * count} training sounds", 1000.0 - 10 * count))
    terminal.show(Progress(0.5, "mixconv-32: epoch 1 of 14", 89.4))
    terminal.show(Progress(0.51, "mixconv-32: epoch 2 of 14", 80.0))
    terminal.show(Progress(1.0, "Computer and board agree in every number.", 0.0))
    assert capsys.readouterr().err.splitlines() == [
        "  0 %  0 training sounds, about 17 min left",
        " 10 %  1800 training sounds, about 13 min left",
        " 20 %  3600 training sounds, about 10 min left",
        " 30 %  5400 training sounds, about 7 min left",
        " 40 %  7200 training sounds, about 3 min left",
        " 50 %  mixconv-32: epoch 1 of 14, about 89 s left",
        "100 %  Computer and board agree in every number.",
    ]
