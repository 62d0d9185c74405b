"""Looks at what is drawn: letters that are too pale or too small, texts that are cut off."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from fakes.walker import Finding, parts, path_of, shown_text
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QRect, QTextBoundaryFinder
from PySide6.QtGui import QImage, QPalette
from PySide6.QtWidgets import QAbstractButton, QLabel, QScrollArea, QWidget

from gui.theme import contrast

LEAST_CONTRAST = 4.5  # WCAG 2.2, success criterion 1.4.3
LEAST_POINTS = 9.0
LETTER_PIXELS = 12  # of one colour; fewer are no letters


def too_small(page: str, root: QWidget) -> Iterator[Finding]:
    """Text below LEAST_POINTS."""
    for widget in parts(root):
        if shown_text(widget) and 0 < widget.font().pointSizeF() < LEAST_POINTS:
            size = widget.font().pointSizeF()
            yield Finding(page, path_of(widget), f"has text of {size:.1f} points")


def cut_off(page: str, root: QWidget, scroller: QScrollArea | None) -> Iterator[Finding]:
    """What does not fit: a page wider than its place, and texts larger than theirs."""
    if scroller is not None and scroller.horizontalScrollBar().maximum() > 0:
        over = scroller.horizontalScrollBar().maximum()
        for wide in _widest(root, scroller.viewport().width()):
            yield Finding(page, path_of(wide), f"makes the page {over} pixels wider than its place")
    for widget in parts(root):
        if not isinstance(widget, QLabel | QAbstractButton) or not shown_text(widget):
            continue
        lacks = _lacks(widget)
        if lacks:
            yield Finding(page, path_of(widget), f"is cut off: it lacks {lacks}")


def hard_to_read(page: str, root: QWidget) -> Iterator[Finding]:
    """Labels and buttons whose letters, as drawn, stand out too little.

    To be called with letters that are not smoothed, so that their colour is in the picture.
    """
    picture = _pixels(root.grab().toImage())
    for widget in parts(root):
        if not isinstance(widget, QLabel | QAbstractButton) or not widget.isEnabled():
            continue
        if not shown_text(widget).strip():
            continue
        place = QRect(widget.mapTo(root, QPoint(0, 0)), widget.size()).adjusted(5, 5, -5, -5)
        ratio = _drawn_contrast(picture, place)
        if ratio is not None and ratio < LEAST_CONTRAST:
            yield Finding(page, path_of(widget), f"has a contrast of {ratio:.2f}")


def _pixels(image: QImage) -> NDArray[np.uint32]:
    """A picture as 0xrrggbb, shape (height, width)."""
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    flat = np.frombuffer(image.constBits(), np.uint32)
    return flat.reshape(image.height(), -1)[:, : image.width()] & 0xFFFFFF


def _drawn_contrast(picture: NDArray[np.uint32], place: QRect) -> float | None:
    """Contrast of the two colours of a place that differ most; None if it shows just one."""
    top, left = max(0, place.top()), max(0, place.left())
    shown = picture[top : place.bottom() + 1, left : place.right() + 1]
    colours, counts = np.unique(shown, return_counts=True)
    if len(colours) < 2:
        return None
    behind = colours[counts.argmax()]
    letters = colours[(counts >= LETTER_PIXELS) & (colours != behind)]
    ratios = [contrast(f"#{behind:06x}", f"#{colour:06x}") for colour in letters]
    return max(ratios, default=None)


def palette_contrasts(palette: QPalette) -> Iterator[tuple[str, float]]:
    """Contrast of each colour for text to what it is drawn on, as the palette says."""
    role = QPalette.ColorRole
    pairs = (
        (role.WindowText, role.Window),
        (role.Text, role.Base),
        (role.Text, role.AlternateBase),
        (role.ButtonText, role.Button),
        (role.HighlightedText, role.Highlight),
        (role.ToolTipText, role.ToolTipBase),
        (role.PlaceholderText, role.Base),
        (role.Link, role.Base),
        (role.Link, role.Window),
    )
    for text, behind in pairs:
        one, other = palette.color(text).name(), palette.color(behind).name()
        yield f"{text.name} on {behind.name}", contrast(one, other)


def _widest(root: QWidget, width: int) -> Iterator[QWidget]:
    """The innermost widgets that need more than the width."""
    wide = [part for part in parts(root) if part.minimumSizeHint().width() > width]
    wide += [part for part in parts(root) if part.minimumWidth() > width and part not in wide]
    innermost = [part for part in wide if not any(part.isAncestorOf(other) for other in wide)]
    yield from innermost or [root]


def _lacks(widget: QLabel | QAbstractButton) -> str:
    wanted, has = widget.sizeHint(), widget.size()
    if isinstance(widget, QLabel) and widget.wordWrap():
        pieces = _unbroken(widget.text())
        longest = max(map(widget.fontMetrics().horizontalAdvance, pieces), default=0)
        if longest > widget.contentsRect().width() + 1:
            return f"{longest - widget.contentsRect().width()} pixels in width for its longest word"
        high = widget.heightForWidth(has.width()) - has.height()
        return f"{high} pixels in height" if high > 1 else ""
    if wanted.width() > has.width() + 1:
        return f"{wanted.width() - has.width()} pixels in width"
    if wanted.height() > has.height() + 1:
        return f"{wanted.height() - has.height()} pixels in height"
    return ""


def _unbroken(text: str) -> Iterator[str]:
    """The pieces of a text between the places where a line may end."""
    finder = QTextBoundaryFinder(QTextBoundaryFinder.BoundaryType.Line, text)
    start = 0
    while (end := finder.toNextBoundary()) > start:
        yield text[start:end].strip()
        start = end
