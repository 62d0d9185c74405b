"""The memory of a search: an Optuna study in a file of the project or in a shared database.

Every finished candidate is on disk the moment it is measured, so that a search may be cancelled or
killed at any time and goes on where it was. Optuna is imported inside the functions: only a search
needs it.
"""

from __future__ import annotations

import importlib.util
import os
import time
import warnings
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from audio.errors import ProjectError, WakewrightError
from audio.installation import how_to_add
from compress.route import Route
from compress.search_front import Measured
from compress.search_space import route_from, route_values, suggest

MADE_FROM, ROUTE, MEASURED, FAILURE = "made_from", "route", "measured", "failure"
CONSTRAINTS = "constraints"
DATABASE_WAIT_SECONDS = 60
# Two processes that start at once both make the tables of a fresh database; one of them loses.
OPENING_ATTEMPTS = 6
# Candidates drawn at random before the sampler begins to learn from what was measured.
RANDOM_CANDIDATES = 8
SEED_STEP = 100_003


class StudyError(WakewrightError):
    """The study cannot be opened, or it is about something else."""


@dataclass(frozen=True)
class Limits:
    """What a board has room for; 0: no limit. Candidates beyond it are tried less and not kept."""

    model_bytes: int = 0
    arena_bytes: int = 0

    def excess(self, measured: Measured) -> tuple[float, float]:
        """How far a candidate is beyond each limit, in bytes; 0 or less where it fits."""
        return (
            float(measured.encoded_bytes - self.model_bytes) if self.model_bytes else 0.0,
            float(measured.arena_bytes - self.arena_bytes) if self.arena_bytes else 0.0,
        )

    def hold(self, measured: Measured) -> bool:
        """Whether the candidate fits."""
        return max(self.excess(measured)) <= 0


@dataclass(frozen=True)
class Finished:
    """A candidate that was tried: measured, or failed for a reason."""

    route: Route
    measured: Measured | None
    failure: str = ""


@dataclass(frozen=True)
class Question:
    """A candidate that the study wants to know about."""

    route: Route
    trial: Any


class SearchStudy:
    """A study with the two objectives error and bytes.

    Args:
        storage: A file, which is made where it is missing, or a database URL.
        name: Of the study, among others in one storage.
        made_from: Hash of everything that the measurements depend on.
        seed: Start of every random number. Each trial starts from it and its own number, so that a
            resumed search goes on as if it had not stopped, and two machines never try in step.
        limits: What the candidates should fit into.

    Raises:
        StudyError: The storage cannot be used, or its study of this name was made from other takes
            or with other settings.
    """

    def __init__(
        self, storage: str | Path, name: str, made_from: str, seed: int, limits: Limits
    ) -> None:
        self._seed, self._limits = seed, limits
        self._study = _open(storage, name)
        known = self._study.user_attrs.get(MADE_FROM)
        if known is None:
            self._study.set_user_attr(MADE_FROM, made_from)
        elif known != made_from:
            raise StudyError(
                f"The study {name} is about other takes, words or settings.",
                "Give another name with --study, or leave it out.",
            )

    def finished(self) -> list[Finished]:
        """What was tried so far, by anybody, each route once, in the order of their start."""
        found: dict[Route, Finished] = {}
        for trial in self._study.get_trials(deepcopy=False):
            attributes = trial.user_attrs
            if ROUTE not in attributes or not trial.state.is_finished():
                continue
            route = route_from(attributes[ROUTE])
            if MEASURED in attributes:
                found.setdefault(route, Finished(route, Measured(**attributes[MEASURED])))
            elif FAILURE in attributes:
                found.setdefault(route, Finished(route, None, attributes[FAILURE]))
        return list(found.values())

    def ask(self) -> Question:
        """The next candidate to try; it may be one that was tried before."""
        import optuna

        trial = self._study.ask()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", optuna.exceptions.ExperimentalWarning)
            self._study.sampler = optuna.samplers.TPESampler(
                n_startup_trials=RANDOM_CANDIDATES,
                constraints_func=_constraints,
                seed=self._seed * SEED_STEP + trial.number,
            )
        route = suggest(trial)
        trial.set_user_attr(ROUTE, route_values(route))
        return Question(route, trial)

    def answer(self, question: Question, measured: Measured) -> None:
        """Write down what was measured."""
        question.trial.set_user_attr(MEASURED, asdict(measured))
        question.trial.set_user_attr(CONSTRAINTS, self._limits.excess(measured))
        self._study.tell(question.trial, [measured.error, float(measured.encoded_bytes)])

    def fail(self, question: Question, why: str) -> None:
        """Write down that the candidate cannot be made."""
        question.trial.set_user_attr(FAILURE, why)
        self.give_up(question)

    def give_up(self, question: Question) -> None:
        """Leave a candidate untried; somebody may try it again."""
        from optuna.trial import TrialState

        self._study.tell(question.trial, state=TrialState.FAIL)


def _constraints(trial: Any) -> Sequence[float]:
    excess: Sequence[float] = trial.user_attrs.get(CONSTRAINTS, (0.0, 0.0))
    return excess


def _open(storage: str | Path, name: str) -> Any:
    """The study, made where it does not exist.

    Raises:
        StudyError: The storage cannot be used.
    """
    import optuna
    from sqlalchemy.exc import SQLAlchemyError

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    for attempt in range(OPENING_ATTEMPTS):
        try:
            return optuna.create_study(
                study_name=name,
                storage=_database(storage) if "://" in str(storage) else _file(Path(storage)),
                directions=["minimize", "minimize"],
                load_if_exists=True,
            )
        except (SQLAlchemyError, optuna.exceptions.StorageInternalError) as error:
            if attempt + 1 == OPENING_ATTEMPTS:
                reason = str(error).splitlines()[0]
                raise StudyError(
                    f"The study database cannot be used ({reason}).",
                    "Check the address after --storage, the name and the password in it.",
                ) from error
            time.sleep(0.3 * 2**attempt)
    raise AssertionError("unreachable")


def _database(url: str | Path) -> Any:
    """A database as storage.

    Raises:
        ProjectError: Its driver is not installed, or the URL is none.
    """
    import optuna
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        address = make_url(str(url))
    except ArgumentError as error:
        raise ProjectError(
            "What follows --storage is no database address.",
            "Use sqlite:///FILE or postgresql://USER:PASSWORD@HOST/DATABASE.",
        ) from error
    if address.drivername == "postgresql":
        address = address.set(drivername="postgresql+psycopg")
    if address.drivername == "postgresql+psycopg" and importlib.util.find_spec("psycopg") is None:
        raise ProjectError(
            "A PostgreSQL database needs the package psycopg, which is not installed.",
            how_to_add(
                "psycopg[binary]>=3.2,<4",
                "The installed app cannot take it in: share a file on a network drive instead, or "
                "run Wakewright from its sources.",
            ),
        )
    lite = address.get_backend_name() == "sqlite"
    options = {"connect_args": {"timeout": DATABASE_WAIT_SECONDS}} if lite else {}
    return optuna.storages.RDBStorage(
        address.render_as_string(hide_password=False), engine_kwargs=options
    )


def _file(path: Path) -> Any:
    """A journal file as storage; every process appends to it under a lock.

    Raises:
        StudyError: It cannot be written.
    """
    import optuna
    from optuna.storages.journal import (
        JournalFileBackend,
        JournalFileOpenLock,
        JournalFileSymlinkLock,
    )

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Links need a privilege on Windows.
        lock = (JournalFileOpenLock if os.name == "nt" else JournalFileSymlinkLock)(str(path))
        return optuna.storages.JournalStorage(JournalFileBackend(str(path), lock_obj=lock))
    except OSError as error:
        raise StudyError(
            f"{path} cannot be written ({error.strerror}).", "Name another file with --storage."
        ) from error
