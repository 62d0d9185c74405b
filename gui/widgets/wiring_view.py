"""How the microphone is wired: a picture, the same as a table, and as words for screen readers."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QComboBox, QLabel, QVBoxLayout, QWidget

from firmware.boards import Board, Microphone
from firmware.wiring import PictureColours, connections, in_words, wiring_svg
from gui import language, theme
from gui.pages.page import text_label
from gui.widgets.fact_table import Cell, FactTable
from gui.widgets.flow_row import FlowRow
from gui.widgets.focus_frame import paint_focus


class WiringView(QWidget):
    """Shows one of a board's microphones."""

    def __init__(self) -> None:
        super().__init__()
        self._board: Board | None = None
        self.choice = QComboBox()
        self.choice.setAccessibleName(self.tr("Microphone"))
        self.label = QLabel()
        self.label.setBuddy(self.choice)
        row = FlowRow()
        row.addWidget(self.label)
        row.addWidget(self.choice)
        self.note = text_label("")
        self.picture = WiringPicture()
        self.table = FactTable(self.tr("Wires"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(row)
        layout.addWidget(self.note)
        layout.addWidget(self.picture)
        layout.addWidget(self.table, 0, Qt.AlignmentFlag.AlignLeft)
        self.choice.activated.connect(self._show_microphone)

    def show_board(self, board: Board) -> None:
        """Show a board's microphones, the first one at first."""
        if self._board is not None and board.name == self._board.name:
            return
        self._board = board
        self.choice.clear()
        for microphone in board.microphones:
            self.choice.addItem(language.in_words(microphone.title))
        several = len(board.microphones) > 1
        self.choice.setVisible(several)
        only = language.in_words(board.microphones[0].title).replace("&", "&&")
        self.label.setText(
            self.tr("&Microphone") if several else self.tr("Microphone: {0}").format(only)
        )
        self._show_microphone()

    def _show_microphone(self) -> None:
        board = self._board
        if board is None:
            return
        microphone = board.microphones[max(0, self.choice.currentIndex())]
        wires = connections(board, microphone)
        notes = [language.in_words(microphone.note)] if microphone.note else []
        if not wires:
            notes.insert(0, self.tr("There is nothing to wire."))
        self.note.setText(" ".join(notes))
        self.note.setVisible(bool(notes))
        self.picture.setVisible(bool(board.header_left))
        if board.header_left:
            self.picture.show_wiring(board, microphone)
        self.table.setVisible(bool(wires))
        if wires:
            head = (self.tr("Microphone"), self.tr("Board"), self.tr("For"))
            rows = [
                (
                    Cell(wire.microphone_pin, bold=True),
                    Cell(wire.board_pin, bold=True),
                    Cell(language.in_words(wire.purpose)),
                )
                for wire in wires
            ]
            self.table.fill(head, rows)


class WiringPicture(QWidget):
    """The picture, as wide as there is room, up to its own size in the size of the text."""

    def __init__(self) -> None:
        super().__init__()
        self._renderer = QSvgRenderer(self)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(self.tr("Picture of the wiring"))
        self.setAccessibleDescription(self.tr("No board is chosen."))
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_wiring(self, board: Board, microphone: Microphone) -> None:
        """Draw another one."""
        svg = wiring_svg(board, microphone, _colours(), language.in_words)
        self._renderer.load(QByteArray(svg.encode()))
        self.setAccessibleDescription(language.in_words(in_words(board, microphone)))
        self.setToolTip(language.in_words(in_words(board, microphone)))
        self.setFixedHeight(self.heightForWidth(self.width()))
        self.update()

    def heightForWidth(self, width: int) -> int:
        """In the picture's proportions."""
        size = self._size_in(width)
        return size.height() + 8

    def resizeEvent(self, event: object) -> None:
        """The height follows the width."""
        self.setFixedHeight(self.heightForWidth(self.width()))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The picture and, when it has it, the focus."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        size = self._size_in(self.width())
        area = self.rect().adjusted(4, 4, -4, -4)
        area.setSize(size)
        self._renderer.render(painter, area.toRectF())
        paint_focus(self, painter)

    def _size_in(self, width: int) -> QSize:
        own = self._renderer.defaultSize()
        if own.isEmpty():
            return QSize(0, 0)
        largest = own * (self.fontMetrics().height() / 15)
        room = max(1, min(width - 8, largest.width()))
        return QSize(room, round(room * own.height() / own.width()))


def _colours() -> PictureColours:
    """Those of the theme in force."""
    now = theme.current()
    return PictureColours(
        paper=now.card,
        ink=now.text,
        line=now.line,
        body=now.window,
        wires=(now.bad, now.text, *(c for c in now.series if c != now.caution)),
    )
