"""`sketch.yaml`: which core, in which version, builds a sketch, for arduino-cli and the IDE.

The form is arduino-cli's sketch project file. There is a profile, for `compile --profile`, which
downloads the core in exactly this version; and a default board, which the Arduino IDE selects. No
profile is the default one: `compile` alone takes the cores that are installed.
"""

from __future__ import annotations

from firmware.boards import Board

PROJECT_FILE = "sketch.yaml"


def platform_of(board: Board) -> str:
    """The board's core as arduino-cli names it, e.g. `esp32:esp32`."""
    return ":".join(board.fqbn.split(":")[:2])


def profile_of(board: Board) -> str:
    """The name of the profile in the board's project file."""
    return board.name


def project_text(board: Board) -> str:
    """The project file of a board's sketch."""
    lines = [
        f"# {board.title}: arduino-cli compile --profile {profile_of(board)}",
        "profiles:",
        f"  {profile_of(board)}:",
        f"    fqbn: {board.fqbn}",
        "    platforms:",
        f"      - platform: {platform_of(board)} ({board.core_version})",
    ]
    if board.core_index_url:
        lines.append(f"        platform_index_url: {board.core_index_url}")
    lines += ["    port_config:", f"      baudrate: {board.baud}"]
    lines += [f"default_fqbn: {board.fqbn}", ""]
    return "\n".join(lines)
