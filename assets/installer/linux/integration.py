"""What tells the system of the app: rules for boards, and what menus and software centres show."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from assets.installer.stamp import Stamp

HERE = Path(__file__).parent


def udev_rules(usb_ids: Iterable[str]) -> str:
    """Rules that let the user at the screen use boards, and keep modem programs off them.

    Args:
        usb_ids: "VID:PID" in hex.
    """
    lines = [
        "# Boards that Wakewright writes and listens to. Whoever sits at this computer may use",
        "# them (uaccess), and ModemManager does not take them for modems.",
    ]
    for pair in sorted(set(usb_ids)):
        vendor, product = pair.lower().split(":")
        lines.append(
            f'SUBSYSTEM=="tty", ATTRS{{idVendor}}=="{vendor}", ATTRS{{idProduct}}=="{product}", '
            'TAG+="uaccess", ENV{ID_MM_DEVICE_IGNORE}="1"'
        )
    return "\n".join(lines) + "\n"


def metainfo(stamp: Stamp) -> str:
    """What software centres show (AppStream)."""
    text = (HERE / "metainfo.xml").read_text("utf-8")
    return text.replace("@VERSION@", stamp.version).replace("@DATE@", stamp.date[:10])


def board_rules() -> str:
    """The rules for every board."""
    from firmware.boards import load_boards

    return udev_rules(pair for board in load_boards().values() for pair in board.usb_ids)
