"""The app's icon in the sizes and formats that the systems want, drawn from one SVG file."""

from __future__ import annotations

import io
import os
from pathlib import Path

PNG_SIZES = (16, 24, 32, 48, 64, 128, 256, 512)
LARGEST = 1024


def write_icons(svg: Path, folder: Path) -> None:
    """Write wakewright-<size>.png, wakewright.ico (Windows) and wakewright.icns (macOS)."""
    from PIL import Image

    for size in PNG_SIZES:
        (folder / f"wakewright-{size}.png").write_bytes(draw(svg, size))
    largest = Image.open(io.BytesIO(draw(svg, LARGEST)))
    largest.save(folder / "wakewright.ico", sizes=[(size, size) for size in PNG_SIZES[:7]])
    largest.save(folder / "wakewright.icns")


def draw(svg: Path, size: int) -> bytes:
    """An SVG file as a PNG of `size` by `size` pixels."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QBuffer, QIODevice
    from PySide6.QtGui import QGuiApplication, QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    application = QGuiApplication.instance() or QGuiApplication(["icons"])
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    QSvgRenderer(str(svg)).render(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, b"PNG")
    del application
    return bytes(buffer.data().data())
