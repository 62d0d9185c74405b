"""Colours and shapes of the app: light, dark and high contrast.

Text has a contrast of at least 4.5 to what is behind it, lines and marks that matter one of 3, as
WCAG 2.2 asks (success criteria 1.4.3 and 1.4.11); `tests/test_gui/test_theme.py` computes it.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication

from audio.bundled import ASSETS

ICONS = ASSETS / "icons"
SYSTEM = "system"


@dataclass(frozen=True)
class Theme:
    """Colours as #rrggbb.

    Attributes:
        window: Behind pages; `card`: behind groups, fields and lists.
        text, soft_text: For reading; `soft_text` says what matters less.
        line: Borders of fields and buttons.
        accent, on_accent: What to do next, the selection and the focus, and text on it.
        good, caution, bad: Verdicts; always beside a word or a sign.
        series: Lines of plots, each with a dash pattern of its own as well.
    """

    name: str
    window: str
    card: str
    text: str
    soft_text: str
    line: str
    accent: str
    on_accent: str
    good: str
    caution: str
    bad: str
    series: tuple[str, ...]

    def colour(self, role: str) -> QColor:
        """One of the colours by its field's name."""
        return QColor(getattr(self, role))


LIGHT = Theme(
    "light",
    window="#f4f5f7",
    card="#ffffff",
    text="#1b1f24",
    soft_text="#525b66",
    line="#7d8793",
    accent="#1a5fb4",
    on_accent="#ffffff",
    good="#176f2c",
    caution="#8a5300",
    bad="#b3261e",
    series=("#1a5fb4", "#b34d00", "#176f2c", "#8a2a8a", "#8a5300", "#0f7173"),
)
DARK = Theme(
    "dark",
    window="#15181c",
    card="#1f2328",
    text="#e9edf1",
    soft_text="#aab4be",
    line="#77828d",
    accent="#7ab8ff",
    on_accent="#0b1622",
    good="#5fd47a",
    caution="#e6b450",
    bad="#ff8f85",
    series=("#7ab8ff", "#ffab66", "#5fd47a", "#e38fe3", "#e6b450", "#5ccfd1"),
)
CONTRAST = Theme(
    "contrast",
    window="#000000",
    card="#000000",
    text="#ffffff",
    soft_text="#ffffff",
    line="#ffffff",
    accent="#ffe100",
    on_accent="#000000",
    good="#7dff8f",
    caution="#ffe100",
    bad="#ff9c94",
    series=("#ffe100", "#6fd6ff", "#7dff8f", "#ff9cf2", "#ffb366", "#ffffff"),
)
THEMES = {theme.name: theme for theme in (LIGHT, DARK, CONTRAST)}

_current = LIGHT


def current() -> Theme:
    """The theme in force, for widgets that paint themselves."""
    return _current


def resolve(name: str) -> Theme:
    """A theme by its name; "system" asks the system whether it is dark or high in contrast."""
    if name in THEMES:
        return THEMES[name]
    hints = QApplication.styleHints()
    accessibility = getattr(hints, "accessibility", None)  # Qt 6.10 and later.
    if accessibility is not None and "High" in str(accessibility().contrastPreference()):
        return CONTRAST
    return DARK if hints.colorScheme() is Qt.ColorScheme.Dark else LIGHT


def apply(application: QApplication, theme: Theme, base_font: QFont, text_percent: int) -> None:
    """Give the whole app a theme and a size of text."""
    global _current
    _current = theme
    font = QFont(base_font)
    font.setPointSizeF(base_font.pointSizeF() * text_percent / 100)
    application.setFont(font)
    application.setPalette(_palette(theme))
    application.setStyleSheet(_style_sheet(theme))


def _palette(theme: Theme) -> QPalette:
    role = QPalette.ColorRole
    palette = QPalette()
    for where, colour in (
        (role.Window, theme.window),
        (role.Base, theme.card),
        (role.AlternateBase, theme.window),
        (role.Button, theme.card),
        (role.WindowText, theme.text),
        (role.Text, theme.text),
        (role.ButtonText, theme.text),
        (role.BrightText, theme.bad),
        (role.ToolTipBase, theme.card),
        (role.ToolTipText, theme.text),
        (role.PlaceholderText, theme.soft_text),
        (role.Highlight, theme.accent),
        (role.HighlightedText, theme.on_accent),
        (role.Link, theme.accent),
        (role.LinkVisited, theme.accent),
        (role.Accent, theme.accent),
        (role.Mid, theme.line),
        (role.Dark, theme.line),
        (role.Light, theme.card),
    ):
        palette.setColor(where, QColor(colour))
    for where in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, where, QColor(theme.soft_text))
    return palette


def _style_sheet(theme: Theme) -> str:
    """Shapes, and a focus that nobody can miss. Lengths in em follow the size of the text."""
    # A style sheet can only take arrows from files; there is one of each for each theme.
    up, down, check = (icon(name, theme) for name in ("up", "down", "check"))
    ring = f"3px solid {theme.accent}"
    # A white ring around yellow is hardly seen, so there the focus turns the colours about.
    stark = theme.name == "contrast"
    inverted = f"background: {theme.card}; color: {theme.accent};" if stark else ""
    return f"""
    QPushButton, QToolButton, QComboBox, QLineEdit, QSpinBox, QDoubleSpinBox {{
        border: 2px solid {theme.line}; border-radius: 5px; padding: 0.35em 0.8em;
        background: {theme.card}; color: {theme.text}; min-height: 1.4em;
    }}
    QLineEdit, QPlainTextEdit {{ placeholder-text-color: {theme.soft_text}; }}
    QLineEdit, QComboBox, QSpinBox, QDoubleSpinBox {{ padding: 0.3em 0.5em; }}
    QPushButton, QToolButton, QCheckBox, QRadioButton {{ outline: none; }}  /* the ring is ours */
    QPushButton:hover, QToolButton:hover {{ border-color: {theme.accent}; }}
    QPushButton:pressed, QPushButton:checked, QToolButton:checked {{
        background: {theme.accent}; color: {theme.on_accent}; border-color: {theme.accent};
    }}
    QPushButton:disabled, QToolButton:disabled, QComboBox:disabled, QLineEdit:disabled,
    QSpinBox:disabled, QDoubleSpinBox:disabled {{
        color: {theme.soft_text}; border: 2px dotted {theme.line};
    }}
    QPushButton[primary="true"]:enabled {{
        background: {theme.accent}; color: {theme.on_accent}; border-color: {theme.accent};
        font-weight: bold;
    }}
    QPushButton:focus, QToolButton:focus, QComboBox:focus, QLineEdit:focus, QSpinBox:focus,
    QDoubleSpinBox:focus, QAbstractItemView:focus, QPlainTextEdit:focus, QTextBrowser:focus,
    QSlider:focus, QTabBar::tab:focus, QProgressBar:focus, QScrollArea:focus {{ border: {ring}; }}
    QPushButton[primary="true"]:focus, QPushButton:checked:focus, QToolButton:checked:focus {{
        border: {ring}; border-color: {theme.accent if stark else theme.text}; {inverted}
    }}
    QComboBox::drop-down {{ border: none; width: 1.8em; }}
    QComboBox::down-arrow {{ image: url("{down}"); width: 0.8em; height: 0.8em; }}
    QSpinBox, QDoubleSpinBox {{ padding: 0.3em 2em 0.3em 0.5em; }}
    QSpinBox::up-button, QDoubleSpinBox::up-button, QSpinBox::down-button,
    QDoubleSpinBox::down-button {{ subcontrol-origin: padding; border: none; width: 1.8em; }}
    QSpinBox::up-button, QDoubleSpinBox::up-button {{ subcontrol-position: top right; }}
    QSpinBox::down-button, QDoubleSpinBox::down-button {{ subcontrol-position: bottom right; }}
    QSpinBox::up-arrow, QDoubleSpinBox::up-arrow {{
        image: url("{up}"); width: 0.7em; height: 0.7em;
    }}
    QSpinBox::down-arrow, QDoubleSpinBox::down-arrow {{
        image: url("{down}"); width: 0.7em; height: 0.7em;
    }}
    QToolButton::menu-indicator, QPushButton::menu-indicator {{
        image: url("{down}"); width: 0.7em; height: 0.7em;
        subcontrol-origin: padding; subcontrol-position: center right; right: 0.4em;
    }}
    QCheckBox, QRadioButton {{ border: 3px solid transparent; padding: 0.15em; spacing: 0.5em; }}
    QCheckBox:focus, QRadioButton:focus {{ border: 3px solid {theme.accent}; border-radius: 4px; }}
    QCheckBox::indicator, QRadioButton::indicator {{
        width: 1em; height: 1em; border: 0.16em solid {theme.line}; background: {theme.card};
    }}
    QCheckBox::indicator {{ border-radius: 3px; }}
    QRadioButton::indicator {{ border-radius: 0.63em; }}
    QCheckBox::indicator:checked {{
        background: {theme.accent}; border-color: {theme.accent}; image: url("{check}");
    }}
    QRadioButton::indicator:checked {{
        border-color: {theme.accent}; background: qradialgradient(cx: 0.5, cy: 0.5, radius: 0.5,
            fx: 0.5, fy: 0.5, stop: 0.5 {theme.accent}, stop: 0.6 {theme.card});
    }}
    QCheckBox::indicator:disabled, QRadioButton::indicator:disabled {{
        border: 0.16em dotted {theme.line};
    }}
    QCheckBox:disabled, QRadioButton:disabled {{ color: {theme.soft_text}; }}
    QAbstractItemView, QPlainTextEdit, QTextBrowser {{
        border: 2px solid {theme.line}; border-radius: 5px; background: {theme.card};
        selection-background-color: {theme.accent}; selection-color: {theme.on_accent};
    }}
    QHeaderView::section {{
        background: {theme.window}; color: {theme.text}; border: none;
        border-bottom: 2px solid {theme.line}; padding: 0.3em 0.5em; font-weight: bold;
    }}
    QProgressBar {{
        border: 2px solid {theme.line}; border-radius: 5px; background: {theme.card};
        text-align: center; color: {theme.text}; min-height: 0.6em; max-height: 0.9em;
    }}
    QProgressBar::chunk {{ background: {theme.accent}; border-radius: 3px; }}
    QFrame[card="true"] {{
        background: {theme.card}; border: 1px solid {theme.line}; border-radius: 8px;
    }}
    QLabel[role="soft"] {{ color: {theme.soft_text}; }}
    QLabel[role="good"] {{ color: {theme.good}; }}
    QLabel[role="caution"] {{ color: {theme.caution}; }}
    QLabel[role="bad"] {{ color: {theme.bad}; }}
    QListWidget#steps {{ border: none; background: {theme.window}; outline: none; }}
    QListWidget#steps::item {{ padding: 0.7em 0.6em; border-radius: 6px; }}
    QListWidget#steps::item:selected {{ background: {theme.accent}; color: {theme.on_accent}; }}
    QListWidget#steps:focus {{ border: 3px solid {theme.accent}; border-radius: 6px; }}
    QTabWidget::pane {{ border: 1px solid {theme.line}; border-radius: 5px; }}
    QTabBar::tab {{
        border: 2px solid {theme.line}; border-radius: 5px; padding: 0.35em 0.9em;
        margin-right: 0.3em;
        background: {theme.window}; color: {theme.text};
    }}
    QTabBar::tab:selected {{
        background: {theme.accent}; color: {theme.on_accent}; border-color: {theme.accent};
    }}
    QTabBar::tab:selected:focus {{ border: 3px solid {theme.text}; {inverted} }}
    QSlider::groove:horizontal {{
        height: 0.35em; border: 2px solid {theme.line}; border-radius: 4px;
        background: {theme.window};
    }}
    QSlider::handle:horizontal {{
        width: 1.1em; margin: -0.5em 0; border: 2px solid {theme.text}; border-radius: 5px;
        background: {theme.accent};
    }}
    QSlider {{ border: 3px solid transparent; min-height: 1.8em; }}
    QDialogButtonBox {{ dialogbuttonbox-buttons-have-icons: 0; }}
    QToolTip {{
        background: {theme.card}; color: {theme.text}; border: 1px solid {theme.line};
        padding: 0.3em;
    }}
    QScrollArea {{ border: none; }}
    QScrollBar {{ border: none; background: {theme.window}; }}
    QScrollBar:vertical {{ width: 16px; }}
    QScrollBar:horizontal {{ height: 16px; }}
    QScrollBar::handle {{ background: {theme.line}; border-radius: 5px; margin: 3px; }}
    QScrollBar::handle:vertical {{ min-height: 2em; }}
    QScrollBar::handle:horizontal {{ min-width: 2em; }}
    QScrollBar::handle:hover, QScrollBar::handle:pressed {{ background: {theme.accent}; }}
    QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
    QScrollBar::add-page, QScrollBar::sub-page {{ background: none; }}
    QMenu::item:selected, QMenuBar::item:selected {{
        background: {theme.accent}; color: {theme.on_accent};
    }}
    """


def icon(name: str, theme: Theme) -> str:
    """File of a small sign in the ink of a theme: "check", "down" or "up"."""
    return (ICONS / f"{name}-{theme.name}.svg").as_posix()


def contrast(one: str, other: str) -> float:
    """Contrast of two colours #rrggbb, 1..21, as WCAG 2.2 defines it."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    """Relative luminance 0..1, WCAG 2.2."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
