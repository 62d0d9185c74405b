"""What all pictures share: colours, sizes, and files that also speak to a screen reader.

Shapes carry the meaning as much as colours do, so that pictures read in grey and for everybody.
"""

from __future__ import annotations

import html
import io
from pathlib import Path
from typing import Any

from matplotlib import rc_context
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from audio.errors import WakewrightError
from audio.files import write_atomic

BLUE, ORANGE, GREY, INK = "#0b5fa5", "#b34700", "#7a828c", "#1b1f24"
GRID = "#e3e0da"
DPI = 150
KINDS = (".png", ".svg")


def check_picture(path: Path) -> None:
    """Refuse a file that is no picture, before any work is done for it.

    Raises:
        WakewrightError: It ends neither in .png nor in .svg.
    """
    if path.suffix.lower() not in KINDS:
        raise WakewrightError(f"Pictures cannot be written as {path.name}.", "Use .png or .svg.")


def write_picture(figure: Figure, path: Path, title: str, description: str) -> None:
    """Write a figure as .png or .svg.

    Raises:
        WakewrightError: The ending is another one, or the file cannot be written.
    """
    check_picture(path)
    as_svg = path.suffix.lower() == ".svg"
    data = svg(figure, title, description) if as_svg else png(figure, title, description)
    try:
        write_atomic(path, data)
    except OSError as error:
        raise WakewrightError(
            f"{path} cannot be written ({error.strerror}).", "Name another file."
        ) from error


def svg(figure: Figure, title: str, description: str) -> bytes:
    """A figure as SVG with a title and a description; the same numbers give the same bytes."""
    buffer = io.BytesIO()
    # No date and no random names.
    with rc_context({"svg.hashsalt": "wakewright"}):
        FigureCanvasSVG(figure).print_svg(buffer, metadata={"Date": None})
    head, tag, rest = buffer.getvalue().decode().partition("<svg ")
    opening, end, body = rest.partition(">")
    told = f"\n <title>{html.escape(title)}</title>\n <desc>{html.escape(description)}</desc>"
    return f'{head}{tag}role="img" {opening}{end}{told}{body}'.encode()


def png(figure: Figure, title: str, description: str) -> bytes:
    """A figure as PNG, with the same words in its text fields."""
    buffer = io.BytesIO()
    metadata = {"Title": title, "Description": description}
    FigureCanvasAgg(figure).print_png(buffer, metadata=metadata)
    return buffer.getvalue()


def plain_axes(axes: Any) -> None:
    """No frame but two sides, and faint lines to read values along."""
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(axis="y", color=GRID, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.tick_params(colors=INK, labelsize=9)
