"""One thing that a word does: its kind in plain words, its fields, and what is wrong with them."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QWidget

from audio.action import Action
from audio.errors import WakewrightError
from audio.languages import spoken_text
from firmware.actions import (
    KINDS,
    CommandAction,
    KeyAction,
    KeyboardAction,
    MediaAction,
    MessageAction,
    PinAction,
    SerialAction,
    WebhookAction,
    check_on_board,
    check_safety,
)
from gui.language import in_words
from gui.pages.page import set_role, text_label
from gui.session import Session
from gui.widgets.action_fields import (
    ActionFields,
    KeyboardFields,
    MediaFields,
    PinFields,
    TextFields,
)
from gui.widgets.safety_fields import SafetyFields

SAVE_PAUSE_MS = 400


class ActionRow(QWidget):
    """Edits the action at one place of the project's; it is saved soon after each change.

    Args:
        session: With an open project.
        at: Its place among the project's actions.
    """

    def __init__(self, session: Session, at: int) -> None:
        super().__init__()
        self._session, self._at = session, at
        project = session.project
        assert project is not None
        action = project.actions[at]
        self._word, self._kind = action.word, action.kind
        self.title = QLabel(kind_title(action.kind))
        name = self.tr("{0}: {1}").format(spoken_text(action.word), kind_title(action.kind))
        self.fields = self._make_fields(action, name)
        kind = KINDS.get(action.kind)
        latches = kind is not None and kind.latches
        self.safety = SafetyFields(name, action.word, action.safety, project.words, latches)
        self.title.setWordWrap(True)
        self.remove_button = QPushButton(self.tr("Remove"))
        self.remove_button.setAccessibleName(self.tr("Remove {0}").format(name))
        self.problem = text_label("")
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setColumnStretch(0, 1)
        grid.addWidget(self.title, 0, 0, 1, 2)
        grid.addWidget(self.fields, 1, 0)
        grid.addWidget(self.remove_button, 1, 1)
        grid.addWidget(self.safety, 2, 0, 1, 2)
        grid.addWidget(self.problem, 3, 0, 1, 2)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(SAVE_PAUSE_MS)
        self._pause.timeout.connect(self.save)
        self.fields.edited.connect(self._note_edit)
        self.safety.edited.connect(self._note_edit)
        self.remove_button.clicked.connect(self._remove)
        self.refresh()

    def refresh(self) -> None:
        """Say what is wrong with the action, or what it will do."""
        action = Action(self._word, self._kind, self.fields.value(), self.safety.value())
        project = self._session.project
        try:
            check_safety(action, project.words if project else ())
        except WakewrightError as error:
            self._say(f"! {in_words(error.what)} {in_words(error.hint)}", "bad")
            return
        try:
            if self._session.board is not None:
                check_on_board(action, self._session.board)
        except WakewrightError as error:
            self._say(f"! {in_words(error.what)} {in_words(error.hint)}", "caution")
            return
        self._say("", "")

    def save(self) -> None:
        """Save what was typed now."""
        self._pause.stop()
        self._session.words.set_action(self._at, self.fields.value(), self.safety.value())

    def _make_fields(self, action: Action, name: str) -> ActionFields:
        if action.kind == PinAction.kind:
            return PinFields(name, action.value, self._session.board)
        if action.kind == KeyboardAction.kind:
            return KeyboardFields(name, action.value)
        if action.kind == MediaAction.kind:
            return MediaFields(name, action.value)
        examples = {
            KeyAction.kind: self.tr("e.g. ctrl+alt+l or f5"),
            SerialAction.kind: self.tr("e.g. LAMP"),
            CommandAction.kind: self.tr("e.g. a program and its arguments"),
            WebhookAction.kind: self.tr("e.g. http://lamp.local/on"),
            MessageAction.kind: self.tr("e.g. Somebody is at the door"),
        }
        return TextFields(name, action.value, examples.get(action.kind, ""))

    def _note_edit(self) -> None:
        self.refresh()
        self._pause.start()

    def _remove(self) -> None:
        self._pause.stop()
        self._session.words.remove_action(self._at)

    def _say(self, text: str, role: str) -> None:
        set_role(self.problem, role)
        self.problem.setText(text)
        self.problem.setVisible(bool(text))
        self.fields.setAccessibleDescription(text)


def kind_title(kind: str) -> str:
    """What a kind of action does, in plain words."""
    translate = QCoreApplication.translate
    titles = {
        PinAction.kind: translate("ActionRow", "Switch a pin of the board"),
        KeyboardAction.kind: translate("ActionRow", "Press a key or type, as a USB keyboard"),
        SerialAction.kind: translate("ActionRow", "Send a text over the serial port"),
        KeyAction.kind: translate("ActionRow", "Press a key of this computer"),
        MediaAction.kind: translate("ActionRow", "Press a media key of this computer"),
        CommandAction.kind: translate("ActionRow", "Run a program on this computer"),
        WebhookAction.kind: translate("ActionRow", "Call a web address from this computer"),
        MessageAction.kind: translate("ActionRow", "Show a message over the whole screen"),
    }
    return titles.get(kind, kind)


def kind_titles() -> dict[str, str]:
    """All kinds with their titles."""
    return {kind: kind_title(kind) for kind in KINDS}
