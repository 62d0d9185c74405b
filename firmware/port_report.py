"""What `wakewright ports` says: each port, the boards that it may be, and what is wrong with it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from audio.stage import Progress, Stage
from firmware.boards import Board, load_boards
from firmware.identify import Identity, identify
from firmware.port_troubles import access_trouble, unusable_devices
from firmware.ports import Port, board_ports, list_ports


def report_ports(ask: bool = False, may_reset: bool = False) -> Stage[tuple[dict[str, Any], str]]:
    """List the ports, and ask those on USB who they are.

    Args:
        ask: Whether to ask; opening its port resets an Uno.
        may_reset: Whether chips whose firmware says nothing may be reset to be asked.

    Returns:
        Plain values for JSON, and the same for people.
    """
    ports, boards = list_ports(), load_boards()
    asked: dict[str, Identity] = {}
    for port in board_ports(ports) if ask or may_reset else []:
        yield Progress(len(asked) / len(ports), f"Asking {port.device} who it is")
        asked[port.device] = yield from identify(port, may_reset)
    values = [
        asked[port.device].to_dict() if port.device in asked else asdict(port) for port in ports
    ]
    lines = [line for port in ports for line in _lines(port, asked.get(port.device), boards)]
    troubles = unusable_devices()
    lines += [str(trouble) for trouble in troubles]
    text = "\n".join(lines) or "No serial port was found. Is the board plugged in?"
    return {"ports": values, "troubles": [str(trouble) for trouble in troubles]}, text


def _lines(port: Port, identity: Identity | None, boards: dict[str, Board]) -> list[str]:
    """One port: where, what and which, then what it says."""
    number = f"  #{port.serial_number}" if port.serial_number else ""
    lines = [f"{port.device:20} {_what(port, identity, boards)}{number}"]
    indent = " " * 21
    if identity is not None and identity.hello is not None:
        hello = identity.hello
        words = ", ".join(label for label in hello.labels if not label.startswith("_"))
        model = f"the model {hello.model} ({hello.engine}): {words}" if hello.model else "no model"
        lines.append(f"{indent}runs {model}")
    elif identity is not None and not identity.problem:
        lines.append(f"{indent}says nothing; no firmware of Wakewright is on it")
    trouble = access_trouble(port.device)
    if trouble is not None:
        lines.append(f"{indent}{trouble}")
    elif identity is not None and identity.problem:
        lines.append(f"{indent}{identity.problem} {identity.hint}")
    return lines


def _what(port: Port, identity: Identity | None, boards: dict[str, Board]) -> str:
    names = identity.boards if identity is not None else port.boards
    titles = " or ".join(boards[name].title for name in names)
    if identity is not None and identity.chip:
        return f"{identity.chip}: {titles}" if titles else identity.chip
    if port.bridge and not titles:
        return f"{port.bridge} cable, which does not say what is behind it"
    return titles or port.description
