"""A project: a plain folder with `project.toml`, takes, models, builds and detections."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from audio.action import Action
from audio.errors import ProjectError
from audio.files import write_atomic
from audio.installation import is_installed
from audio.labels import check_word
from audio.languages import spoken_text

FILE_NAME = "project.toml"
FORMAT = 1
MAX_WORDS = 32
MAX_NAME_BYTES = 100
# An installed app brings firmware for the virtual board along; a source tree has a compiler.
DEFAULT_BOARD = "virtual-cortex-m4" if is_installed() else "host"
MOST_NEAR_WORDS = 10_000


@dataclass(frozen=True)
class Settings:
    """What the maker may turn.

    Attributes:
        sensitivity: 0..1, from "never by mistake" to "never missed"; 0.5 takes the threshold that
            meets `false_accepts_per_hour`.
        false_accepts_per_hour: The target that thresholds are chosen for.
        seed: Start of every random number, so that a training can be repeated.
        near_words: How many similar words a speech synthesizer shall say as examples of what not
            to hear, e.g. 400; see `audio.nearwords`. None by default: they help phrases and harm
            words of one syllable.
    """

    sensitivity: float = 0.5
    false_accepts_per_hour: float = 0.5
    seed: int = 1
    near_words: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.sensitivity <= 1:
            raise ProjectError(f"Sensitivity is {self.sensitivity}.", "It goes from 0 to 1.")
        if self.false_accepts_per_hour <= 0:
            raise ProjectError(
                f"The target is {self.false_accepts_per_hour} false accepts per hour.",
                "It must be more than 0, e.g. 0.5: one in two hours.",
            )
        if not 0 <= self.near_words <= MOST_NEAR_WORDS:
            raise ProjectError(
                f"{self.near_words} near words are asked for.", f"Give 0 to {MOST_NEAR_WORDS}."
            )


@dataclass(frozen=True)
class Project:
    """One project as its `project.toml` has it. Change it with `dataclasses.replace` and `save`.

    Attributes:
        folder: Where it is; its name is the project's.
        words: Labels to listen for.
        actions: What words do, in the order that they were made.
        board: Name of the board that it is for.
        chosen_variant: The model that goes on the board; empty before there is one.
        settings: What the maker may turn.
        language: A hint such as "de" on how words in Latin letters are spoken; may be empty.
    """

    folder: Path
    words: tuple[str, ...]
    actions: tuple[Action, ...] = ()
    board: str = DEFAULT_BOARD
    chosen_variant: str = ""
    settings: Settings = Settings()
    language: str = ""

    @classmethod
    def create(cls, folder: Path, words: Sequence[str]) -> Project:
        """Make a new project in a folder that is not one yet.

        Raises:
            ProjectError: The folder is a project already, it cannot be written, or a word is not
                usable.
        """
        project = cls(folder.absolute(), check_words(words))
        if project.file.exists():
            raise ProjectError(f"There is a project in {folder} already.", "Choose another folder.")
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for place in (project.takes, project.models, project.builds, project.detections):
                place.mkdir(exist_ok=True)
        except OSError as error:
            raise _cannot_write(folder, error) from error
        project.save()
        return project

    @classmethod
    def open(cls, folder: Path) -> Project:
        """Read a project.

        Raises:
            ProjectError: There is none, or its project.toml is damaged; it says where.
        """
        file = folder / FILE_NAME
        try:
            content = tomlkit.parse(file.read_text("utf-8")).unwrap()
        except FileNotFoundError as error:
            raise ProjectError(
                f"{folder} is not a Wakewright project: it holds no {FILE_NAME}.",
                "Give the folder of a project, or make one with: wakewright new FOLDER --word WORD",
            ) from error
        except (OSError, UnicodeDecodeError, TOMLKitError) as error:
            raise _damaged(file, str(error)) from error
        return _from_toml(folder.absolute(), content, file)

    def save(self) -> None:
        """Write project.toml in one step, keeping comments and entries that are not ours.

        Raises:
            ProjectError: It cannot be written; the old one is untouched.
        """
        try:
            text = self.file.read_text("utf-8") if self.file.exists() else ""
            document = tomlkit.parse(text)
        except (OSError, UnicodeDecodeError, TOMLKitError):
            document = tomlkit.document()  # Unreadable: there are no comments worth keeping.
        for key, value in self._to_toml().items():
            if key == "settings" and key in document:
                document[key].update(value)  # type: ignore[union-attr]
            elif document.get(key) != value:
                document[key] = value
        try:
            write_atomic(self.file, tomlkit.dumps(document))
        except OSError as error:
            raise _cannot_write(self.folder, error) from error

    def changed(self, **changes: Any) -> Project:
        """A copy with some fields changed, saved."""
        project = replace(self, **changes)
        project.save()
        return project

    def with_word(self, name: str, at: int | None = None) -> Project:
        """A copy that listens for one word more, at the end or at a place; not saved.

        Raises:
            ProjectError: The word is not usable, named twice, or one too many.
        """
        words = list(self.words)
        words.insert(len(words) if at is None else at, name)
        return replace(self, words=check_words(words))

    def without_word(self, label: str) -> Project:
        """A copy that does not listen for a word, nor does anything when it is heard; not saved.

        Its takes stay: they train as other words from then on, and count again if the word is
        added again.

        Raises:
            ProjectError: It is the only word.
        """
        words = check_words([word for word in self.words if word != label])
        return replace(self, words=words, actions=tuple(a for a in self.actions if a.word != label))

    @property
    def file(self) -> Path:
        """project.toml"""
        return self.folder / FILE_NAME

    @property
    def takes(self) -> Path:
        """Recordings, a folder for each label."""
        return self.folder / "takes"

    @property
    def models(self) -> Path:
        """Trained variants, a folder for each."""
        return self.folder / "models"

    @property
    def builds(self) -> Path:
        """Firmware, a folder for each board."""
        return self.folder / "builds"

    @property
    def detections(self) -> Path:
        """What boards heard."""
        return self.folder / "detections"

    def _to_toml(self) -> dict[str, Any]:
        return {
            "format": FORMAT,
            "words": list(self.words),
            "board": self.board,
            "chosen_variant": self.chosen_variant,
            "language": self.language,
            "settings": asdict(self.settings),
            "actions": [action.to_table() for action in self.actions],
        }


def check_name(name: str) -> str:
    """The name of a project's folder from what the user typed.

    Raises:
        ProjectError: It is empty, too long, or no folder could be called so.
    """
    tidy = " ".join(unicodedata.normalize("NFC", name).split())
    if not tidy:
        raise ProjectError("The project has no name yet.", "Give it one, e.g. “Desk lamp”.")
    if len(tidy.encode()) > MAX_NAME_BYTES:
        raise ProjectError("The project’s name is too long.", "Use a shorter one.")
    bad = next((c for c in tidy if c in '<>:"/\\|?*' or not c.isprintable()), "")
    if bad or tidy[0] == "." or tidy[-1] == ".":
        raise ProjectError(
            f"A project cannot be called “{tidy}”: it is the name of a folder, too.",
            "Use letters of any language, digits and spaces, and no “.” at its ends.",
        )
    return tidy


def check_words(words: Sequence[str]) -> tuple[str, ...]:
    """The labels of the words of a project.

    Raises:
        ProjectError: There is none, there are too many, one is not usable or named twice.
    """
    labels = [check_word(word) for word in words]
    if not labels:
        raise ProjectError("A project needs a word.", "Name one: --word “hey lantern”")
    if len(labels) > MAX_WORDS:
        raise ProjectError(f"{len(labels)} words are too many.", f"Up to {MAX_WORDS} fit a chip.")
    seen: set[str] = set()
    for label in labels:
        # Compared as Windows and macOS compare the names of folders.
        if label.casefold() in seen:
            raise ProjectError(
                f"The word “{spoken_text(label)}” is named twice.", "Name each word once."
            )
        seen.add(label.casefold())
    return tuple(labels)


def _from_toml(folder: Path, content: dict[str, Any], file: Path) -> Project:
    if content.get("format", FORMAT) != FORMAT:
        raise ProjectError(
            f"{file} has format {content['format']}; this Wakewright reads {FORMAT}.",
            "Install the Wakewright it was made with, or a newer one.",
        )
    words = _typed(content, "words", list, file)
    table = _typed(content, "settings", dict, file, {})
    actions = _typed(content, "actions", list, file, [])
    defaults = asdict(Settings())
    values = {
        entry.name: _number(table.get(entry.name, defaults[entry.name]), entry.name, file)
        for entry in fields(Settings)
    }
    try:
        return Project(
            folder,
            check_words([str(word) for word in words]),
            tuple(Action.from_table(dict(each)) for each in actions),
            _typed(content, "board", str, file, DEFAULT_BOARD),
            _typed(content, "chosen_variant", str, file, ""),
            Settings(
                values["sensitivity"],
                values["false_accepts_per_hour"],
                int(values["seed"]),
                int(values["near_words"]),
            ),
            _typed(content, "language", str, file, ""),
        )
    except (TypeError, ValueError) as error:
        raise _damaged(file, f"an action needs word, kind and value ({error})") from error
    except ProjectError as error:
        raise _damaged(file, str(error)) from error


def _typed(table: dict[str, Any], key: str, kind: type, file: Path, default: Any = None) -> Any:
    value = table.get(key, default)
    if not isinstance(value, kind):
        raise _damaged(file, f"“{key}” is missing or not a {kind.__name__}")
    return value


def _number(value: Any, key: str, file: Path) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _damaged(file, f"settings.{key} is {value!r}, not a number")
    return value


def _damaged(file: Path, reason: str) -> ProjectError:
    return ProjectError(
        f"{file} cannot be read: {reason}.",
        "Mend it in a text editor, or make a new project and copy the folder takes/ into it.",
    )


def _cannot_write(folder: Path, error: OSError) -> ProjectError:
    reason = error.strerror or str(error)
    return ProjectError(f"{folder} cannot be written: {reason}.", "Choose another folder.")
