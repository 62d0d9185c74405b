"""Windows that only memory sees: for the self test and for pictures of the pages."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def draw_in_memory() -> None:
    """Have Qt draw into memory, in the system's letters. To be called before Qt begins.

    On Windows, Qt's platform `offscreen` asks FreeType for letters, not Windows, and FreeType
    looks into a folder of Qt's own that Qt stopped to ship: each letter became an empty box.
    """
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    if sys.platform == "win32":
        os.environ.setdefault("QT_QPA_FONTDIR", str(Path(os.environ["SYSTEMROOT"], "Fonts")))
