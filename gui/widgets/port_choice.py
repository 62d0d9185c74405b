"""Which of the boards that are plugged in is meant: its port, its serial number, what it runs."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QLabel, QPushButton, QVBoxLayout, QWidget

from firmware.boards import Board
from firmware.flash import last_flash
from firmware.ports import Port, same_serial
from gui.announce import announce
from gui.language import in_words
from gui.pages.page import SPACING, set_role, text_label
from gui.session import Session
from gui.widgets.flow_row import FlowRow


class PortChoice(QWidget):
    """The port of the session's board, and what is known of the board there.

    Args:
        session: What is open.

    Attributes:
        port: The choice; its data are the ports' names.
        ask_button: Asks the board there what it runs.
        said: What it said, and what keeps boards from being used.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._watch = session, session.ports
        self._asked = ""  # The port whose answer is still to be read out.
        self.port_label = QLabel(self.tr("P&lugged in at"))
        self.port = QComboBox()
        self.port.setAccessibleName(self.tr("Port of the board"))
        self.port.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.port.setMinimumContentsLength(10)
        self.port_label.setBuddy(self.port)
        self.ask_button = QPushButton(self.tr("&What does it run?"))
        self.said = text_label("")
        self.said.setAccessibleName(self.tr("What is known of the board"))
        row = FlowRow()
        for each in (self.port_label, self.port, self.ask_button):
            row.addWidget(each)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACING)
        layout.addLayout(row)
        layout.addWidget(self.said)
        self.port.currentIndexChanged.connect(self._refresh_said)
        self.ask_button.clicked.connect(self._ask)
        session.ports.changed.connect(self.refresh)
        session.ports.asking.changed.connect(self._refresh_said)
        session.flashing.changed.connect(self._refresh_said)

    def device(self) -> str:
        """The chosen port; empty when no board is plugged in or it needs none."""
        return "" if self.isHidden() else str(self.port.currentData() or "")

    def refresh(self) -> None:
        """Show what is plugged in now; what was chosen stays chosen, if it is still there."""
        board = self._session.board
        real = board is not None and board.kind == "chip"
        self.setVisible(real)
        if board is None or not real:
            return
        last = self._last_serial(board)
        chosen, written_last = self.port.currentData(), ""
        self.port.blockSignals(True)
        self.port.clear()
        for port in _fitting(board, self._watch.boards):
            known = same_serial(port.serial_number, last)
            self.port.addItem(self._text(port, known), port.device)
            written_last = port.device if known else written_last
        if self.port.count() == 0:
            self.port.addItem(self.tr("not plugged in"), "")
        index = self.port.findData(chosen) if chosen else -1
        self.port.setCurrentIndex(index if index >= 0 else max(0, self.port.findData(written_last)))
        self.port.blockSignals(False)
        self._refresh_said()

    def _last_serial(self, board: Board) -> str:
        project = self._session.project
        last = last_flash(project.builds, board.name) if project is not None else None
        return last.serial_number if last else ""

    def _text(self, port: Port, written_last: bool) -> str:
        text = port.device
        if port.bridge:
            text = self.tr("{0} (a {1} cable; it does not say which board)").format(
                port.device, port.bridge
            )
        if port.serial_number:
            text += f"  #{port.serial_number}"
        return self.tr("{0}, written last").format(text) if written_last else text

    def _refresh_said(self) -> None:
        """What is known of the board that is chosen."""
        device, board = str(self.port.currentData() or ""), self._session.board
        asking = self._watch.asking.busy
        self.ask_button.setEnabled(bool(device) and not asking and not self._session.flashing.busy)
        lines = [self.tr("Asking the board what it runs…")] if asking else []
        answer = "" if asking else self._answer(device)
        lines += [answer] if answer else []
        lines += self._alike(board, device) if board is not None else []
        lines += [
            f"! {in_words(trouble.what)} {in_words(trouble.hint)}"
            for trouble in self._watch.troubles
        ]
        set_role(self.said, "caution" if any(line.startswith("!") for line in lines) else "")
        self.said.setText("\n".join(lines))
        self.said.setVisible(bool(lines))
        if answer and device == self._asked:
            self._asked = ""
            announce(self, answer)

    def _answer(self, device: str) -> str:
        """What the board at a port has said; empty when it was not asked."""
        identity = self._watch.identities.get(device)
        if identity is None:
            return ""
        if identity.problem:
            return f"{in_words(identity.problem)} {in_words(identity.hint)}"
        hello, chosen = identity.hello, self._session.chosen
        if hello is None:
            return self.tr("It says nothing: no firmware of Wakewright is on it yet.")
        if not hello.model:
            return self.tr("It has firmware of Wakewright, but no model.")
        words = ", ".join(label for label in hello.labels if not label.startswith("_"))
        if chosen is not None and hello.model == chosen.model_hash:
            return self.tr("It runs the chosen model already: {0}.").format(words)
        return self.tr("It runs another model, {0}: {1}.").format(hello.model, words)

    def _alike(self, board: Board, device: str) -> list[str]:
        """Where several boards of this kind are plugged in: which one is meant."""
        alike = [port for port in self._watch.boards if board.name in port.boards]
        last = self._last_serial(board)
        known = [port.device for port in alike if same_serial(port.serial_number, last)]
        if len(alike) < 2:
            return []
        if device in known:
            return [self.tr("This is the one of {0} that was written last.").format(len(alike))]
        if known:
            return [self.tr("! This is not the one that was written last.")]
        return [self.tr("! Several boards like this are plugged in: choose by the serial number.")]

    def _ask(self) -> None:
        self._asked = str(self.port.currentData() or "")
        self._watch.ask(self._asked)


def _fitting(board: Board, ports: tuple[Port, ...]) -> list[Port]:
    """Ports of this board, then cables that do not say what is behind them."""
    fitting = [port for port in ports if board.name in port.boards or port.bridge]
    return sorted(fitting, key=lambda port: board.name not in port.boards)
