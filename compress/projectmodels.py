"""The variants of a project on disk."""

from __future__ import annotations

from pathlib import Path

from audio.errors import ProjectError
from audio.project import Project
from compress.variant import VARIANT_FILE, Variant


def load_variants(models: Path) -> list[Variant]:
    """All variants in a project's `models/`, in the order of their names.

    Raises:
        ModelError: One of them is damaged.
    """
    if not models.is_dir():
        return []
    folders = (folder for folder in sorted(models.iterdir()) if not folder.name.startswith("."))
    return [Variant.load(folder) for folder in folders if (folder / VARIANT_FILE).exists()]


def load_variant(project: Project, name: str | None = None) -> Variant:
    """One variant of a project: the named one, or the chosen one.

    Raises:
        ProjectError: There is none of this name, or nothing was trained yet.
        ModelError: It is damaged.
    """
    wanted = name or project.chosen_variant
    if not wanted:
        raise ProjectError("This project has no model yet.", _train_one(project))
    folder = project.models / wanted
    if Path(wanted).name != wanted or not (folder / VARIANT_FILE).exists():
        known = ", ".join(variant.name for variant in load_variants(project.models))
        raise ProjectError(
            f"There is no variant called {wanted}.",
            f"There are: {known}." if known else _train_one(project),
        )
    return Variant.load(folder)


def _train_one(project: Project) -> str:
    return f"Train one: wakewright train {project.folder.name}"
