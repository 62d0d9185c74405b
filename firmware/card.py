"""The model card of a project's variant, with the sizes of whatever firmware was built with it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from audio.errors import WakewrightError
from audio.files import write_atomic
from audio.project import Project
from compress.card import ModelCard, model_card
from compress.projectmodels import load_variant
from compress.variant import Variant
from firmware.image import BUILD_FILE, FirmwareImage, ImageError


def card_of(project: Project, name: str | None = None, out: Path | None = None) -> ModelCard:
    """The card of the chosen or named variant; written to `out` as Markdown where that is given.

    Raises:
        ProjectError: There is no such variant.
        ModelError: It is damaged.
        WakewrightError: `out` cannot be written.
    """
    variant = load_variant(project, name)
    card = model_card(variant, tuple(built_sizes(project, variant)))
    if out is not None:
        try:
            write_atomic(out, card.markdown())
        except OSError as error:
            raise WakewrightError(
                f"{out} cannot be written ({error.strerror}).", "Choose another file with --out."
            ) from error
    return card


def built_sizes(project: Project, variant: Variant) -> Iterator[str]:
    """A sentence for each firmware in the project's builds that holds exactly this model."""
    for file in sorted(project.builds.rglob(BUILD_FILE)):
        try:
            image = FirmwareImage.load(file.parent)
        except ImageError:
            continue  # Damaged or half removed: building again mends it, a card need not fail.
        if image.model_hash == variant.model_hash and image.flash_bytes:
            yield (
                f"Built for {image.board} with the engine {image.engine}: "
                f"{image.flash_bytes:,} bytes of flash and {image.ram_bytes:,} of RAM, the "
                "whole firmware."
            )
