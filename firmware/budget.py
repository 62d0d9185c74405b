"""What each variant needs of a chip, measured by building it, and which boards have the room."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from audio.project import Project
from audio.stage import Progress, Stage, in_process, scaled
from compress.projectmodels import load_variants
from compress.tradeoffs import Footprint, Row, tradeoffs
from compress.variant import Variant
from firmware.behaviour import behaviour_of
from firmware.boards import Board, load_board, load_boards
from firmware.build import build
from firmware.image import FirmwareImage

# Sizes are those of the whole firmware on this board; other chips differ by their core's own code.
MEASURED_ON = "virtual-cortex-m4"
SIZES_FOLDER = ".sizes"


def image_folder(project: Project, board: Board, variant: Variant) -> Path:
    """Where the firmware of a variant for a board is kept."""
    chosen = variant.name == project.chosen_variant
    return project.builds / (board.name if chosen else f"{SIZES_FOLDER}/{variant.name}")


def tradeoff_rows(project: Project) -> Stage[list[Row]]:
    """Every variant of a project with flash and RAM measured on the emulated Cortex-M4.

    Raises:
        ModelError: A variant is damaged.
        BuildError: One does not compile.
        ToolchainError: There is no cross compiler.
    """
    variants = load_variants(project.models)
    board, boards = load_board(MEASURED_ON), load_boards()
    images: dict[str, FirmwareImage] = {}
    for number, variant in enumerate(variants):
        share = 1 / len(variants)
        folder = image_folder(project, board, variant)
        yield Progress(number * share, f"Building {variant.name} to measure it")
        images[variant.name] = yield from scaled(
            build(variant, board, "", folder, behaviour_of(project, board)),
            number * share,
            (number + 1) * share,
        )

    def footprint(variant: Variant) -> Footprint:
        image = images[variant.name]
        sizes = image.flash_bytes, image.ram_bytes
        return (*sizes, {name: each.fits(*sizes) for name, each in boards.items()})

    return tradeoffs(variants, project.chosen_variant, footprint)


def picture_of(rows: Sequence[Row], path: Path) -> Stage[Path]:
    """Write the trade-off picture as .png or .svg, in a worker process: drawing takes seconds.

    Raises:
        ProjectError: No variant was measured.
        WakewrightError: The ending is another one, or the file cannot be written.
    """
    return (yield from in_process(_draw, tuple(rows), path))


def _draw(rows: Sequence[Row], path: Path) -> Stage[Path]:
    yield Progress(0.1, "Drawing")
    from firmware.tradeoff_picture import plot_tradeoffs

    plot_tradeoffs(rows, path)
    return path
