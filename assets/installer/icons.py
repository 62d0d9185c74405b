"""The app's icon in the sizes and formats that the systems want, drawn from one SVG file."""

from __future__ import annotations

import os
from pathlib import Path

PNG_SIZES = (16, 24, 32, 48, 64, 128, 256, 512)
# Windows looks at none above this.
LARGEST_ICO = 256


def write_icons(svg: Path, folder: Path) -> None:
    """Write wakewright-<size>.png, wakewright.ico (Windows) and wakewright.icns (macOS)."""
    from PIL import Image

    for size in PNG_SIZES:
        draw(svg, folder / f"wakewright-{size}.png", size)
    with Image.open(folder / f"wakewright-{PNG_SIZES[-1]}.png") as largest:
        sizes = [(size, size) for size in PNG_SIZES if size <= LARGEST_ICO]
        largest.save(folder / "wakewright.ico", sizes=sizes)
        largest.save(folder / "wakewright.icns")


def draw(svg: Path, file: Path, size: int) -> None:
    """Draw an SVG file as a picture of `size` by `size` pixels.

    Raises:
        OSError: The picture cannot be written.
    """
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtGui import QGuiApplication, QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    application = QGuiApplication.instance() or QGuiApplication(["icons"])
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    QSvgRenderer(str(svg)).render(painter)
    painter.end()
    if not image.save(str(file)):
        raise OSError(f"{file} cannot be written")
    del application
