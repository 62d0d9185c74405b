"""A small model + an 8-bit board -> firmware: all C laid out in a folder and compiled there."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from audio.files import folder_atomic, hash_bytes, hash_files
from audio.stage import Clock, Progress, Stage, scaled
from compress.uno.model import UnoModel, UnoRunner
from firmware.action_table import ActionTable, action_table
from firmware.arduino.compilation import SketchBuild, compile_sketch
from firmware.arduino.sketch import ProgramSources
from firmware.behaviour import AS_USUAL, Behaviour
from firmware.boards import FOLDER as BOARDS_FOLDER
from firmware.boards import Board, BoardError
from firmware.build import check_folder, explain_refusal, own_sources_hash, unchanged_image
from firmware.consent import NO_CONSENT, Consent
from firmware.engines.micro.program import write_program
from firmware.image import FirmwareImage, ImagePart, contents_hash
from firmware.measure_small import measure_small
from firmware.toolchains import avr
from firmware.toolchains.arduino_cli import CompileError

# Instruction set of a board's core -> what avr-gcc calls its chip.
CHIPS = {"ATmega328P": "atmega328p"}
ENGINE = "baked"
SOURCES_FOLDER, ELF, HEX = "sources", "firmware.elf", "firmware.hex"
STREAMING_NOTE = "The model computes only what is new since its last answer."


def is_small(board: Board) -> bool:
    """Whether a board takes the small models of `train --preset uno`, and no others."""
    return board.chip in CHIPS


def build_small(
    model: UnoModel,
    board: Board,
    out_dir: Path,
    consent: Consent = NO_CONSENT,
    behaviour: Behaviour = AS_USUAL,
) -> Stage[FirmwareImage]:
    """Build firmware of a small model, with avr-gcc or else with Arduino's tools.

    Args:
        model: As `compress.uno.training` makes it.
        board: One with a chip of `CHIPS`.
        out_dir: The image's folder, replaced as a whole; new, empty, or an image.
        consent: What the person agreed to fetch, where there is no compiler.
        behaviour: What the project asks besides the model.

    Returns:
        The image; the one in `out_dir` when nothing changed since. Its firmware is Intel HEX.

    Raises:
        BoardError: The board has another chip.
        ActionError: The board cannot do what a word shall do.
        ModelError: The model is larger than its kernels count.
        BuildError: The folder holds other files, or arduino-cli refused.
        ConsentNeeded: There is no compiler, and nobody agreed to fetch one.
        ToolchainError: avr-gcc refused, or Arduino's tools cannot be had.
    """
    if not is_small(board):
        raise BoardError(f"{board.title} is no board for small models.", "Build for arduino-uno.")
    clock = Clock()
    check_folder(out_dir)
    table = action_table(behaviour.actions, model.labels, board)
    start = behaviour.start_thresholds(model.detector.thresholds)
    made_from = _made_from(model, board, table, start)
    there = unchanged_image(out_dir, made_from)
    if there is not None:
        yield clock.progress(1.0, f"Firmware for {board.name} is up to date")
        return there
    with folder_atomic(out_dir) as fresh:
        yield clock.progress(0.1, f"Compiling for {board.name} with the engine '{ENGINE}'")
        try:
            built = yield from scaled(
                _compile(model, board, table, start, fresh, consent), 0.1, 0.7
            )
        except CompileError as error:
            raise explain_refusal(error, board, fresh, out_dir) from error
        yield clock.progress(0.7, f"Measuring on {board.name}")
        needs = measure_small(fresh / built.firmware, built.flash_bytes, built.ram_bytes)
        paths = sorted(path for path in fresh.rglob("*") if path.is_file())
        names = tuple(path.relative_to(fresh).as_posix() for path in paths)
        FirmwareImage(
            folder=fresh,
            board=board.name,
            engine=ENGINE,
            firmware=built.firmware,
            parts=built.parts,
            files=names,
            needs=needs,
            streams=True,
            streaming_note=STREAMING_NOTE,
            labels=model.labels,
            front_end=model.front_end,
            detector=model.detector,
            sensitivity=behaviour.sensitivity,
            output_scale=UnoRunner.output_scale,
            model_hash=model.model_hash,
            made_from=made_from,
            contents=contents_hash(fresh, names),
            base_reused=built.reused,
            actions=behaviour.actions,
        ).save()
    yield clock.progress(1.0, f"Firmware for {board.name}: {needs.flash_bytes} bytes of flash")
    return FirmwareImage.load(out_dir)


def _compile(
    model: UnoModel,
    board: Board,
    table: ActionTable,
    start_thresholds: tuple[int, ...],
    folder: Path,
    consent: Consent,
) -> Stage[SketchBuild]:
    """By avr-gcc where it is; else by arduino-cli, which brings its own."""
    sources = folder / SOURCES_FOLDER
    sources.mkdir()
    files = write_program(model, board.name, sources, table, start_thresholds)
    if board.fqbn and not avr.is_there():
        program = ProgramSources(sources, (sources,))
        built = yield from compile_sketch(program, board, folder, consent)
        shutil.rmtree(sources)  # The sketch has them.
        return built
    yield Progress(0.0, f"Compiling for {board.name} with the engine '{ENGINE}'")
    avr.compile_and_link(CHIPS[board.chip], files, [sources], folder / ELF)
    parts = (ImagePart(HEX, 0, "firmware"),)
    return SketchBuild(HEX, parts, *avr.sizes(folder / ELF), reused=False)


def _made_from(
    model: UnoModel, board: Board, table: ActionTable, start_thresholds: tuple[int, ...]
) -> str:
    facts = {
        "model": model.model_hash,
        "labels": model.labels,
        "detector": model.detector.to_dict(),
        "start_thresholds": start_thresholds,
        "actions": [table.entry_bytes().hex(), table.data.hex()],
        "board": hash_files([BOARDS_FOLDER / f"{board.name}.toml"]),
        "sources": own_sources_hash(),
        "compiler": avr.version() if avr.is_there() else f"{board.fqbn} {board.core_version}",
    }
    return hash_bytes(json.dumps(facts, sort_keys=True).encode())
