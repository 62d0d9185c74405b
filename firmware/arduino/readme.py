"""The sketch's own README: how a stranger opens it, what to choose, and how to build it without."""

from __future__ import annotations

from firmware.arduino.project_file import platform_of, profile_of
from firmware.boards import Board

README_FILE = "README.md"


def readme_text(board: Board, name: str) -> str:
    """The text for a sketch of this name."""
    return f"""# {name}

Firmware that hears words, made by Wakewright for {board.title}.

## In the Arduino IDE

{_numbered(_ide_steps(board, name))}

## With arduino-cli

    arduino-cli compile --profile {profile_of(board)} {name}
    arduino-cli upload --profile {profile_of(board)} --port PORT {name}

The first line downloads the core in the version that `sketch.yaml` names, once.

## What is here

- `{name}.ino`: the program's beginning.
- `src/`: front end, model, detector and the chip's own file, as plain C. `src/model.c` is the
  model, `src/ww_config.c` has its words and thresholds.
- `sketch.yaml`: board and core with their exact versions.

The board says what it hears on its serial port, {board.baud} baud, one JSON object a line.
"""


def _ide_steps(board: Board, name: str) -> list[str]:
    steps = []
    if board.core_index_url:
        steps.append(
            f"File > Preferences > Additional boards manager URLs: add\n   `{board.core_index_url}`"
        )
    steps.append(
        "Tools > Board > Boards Manager: install "
        f"`{platform_of(board)}` in version {board.core_version}."
    )
    steps.append(f"File > Open: `{name}/{name}.ino`.")
    steps.append(f"Tools > Board: **{board.ide_board}**.")
    steps += [f"Tools > {setting}." for setting in board.ide_settings]
    steps.append("Tools > Port: the board's. Then Sketch > Upload.")
    steps.append(f"Tools > Serial Monitor at {board.baud} baud shows what it hears.")
    return steps


def _numbered(steps: list[str]) -> str:
    return "\n".join(f"{number}. {step}" for number, step in enumerate(steps, 1))
