"""The stage behind `wakewright parity`: a sound, a board, and whether it computes as this computer.

report = finish(compare(image, load_board("virtual-cortex-m4"), "", some_sound(project)))
report.says, report.advice
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from audio.bundled import DEMO_TAKES
from audio.errors import AudioError
from audio.frontend import SAMPLE_RATE_HZ
from audio.project import Project
from audio.sound import Samples, read_samples
from audio.stage import Stage, scaled
from compress.longaudio import Spoken, spoken_sound
from compress.training import unheard_takes
from firmware.boards import Board, BoardError, load_board
from firmware.build_small import is_small
from firmware.commands import build_for
from firmware.consent import NO_CONSENT, Consent
from firmware.image import FirmwareImage
from firmware.parity import ParityReport, check_parity
from firmware.ports import choose_port, list_ports
from firmware.virtual.board_process import start_board

# Long enough for some words, short enough for a serial line, which takes four times as long.
MOST_SECONDS = 8


def check_project(
    source: Path, board_name: str, port: str, wav: Path | None, consent: Consent = NO_CONSENT
) -> Stage[ParityReport]:
    """Build if needed, then compare; as `wakewright parity`.

    Args:
        source: A project, or an int8 .tflite file.
        board_name: Empty for the project's board.
        port: The board's serial port; empty for boards without hardware, and for the only one.
        wav: A sound file; None for takes that no training has heard.
        consent: What the person agreed to fetch, where there is no compiler.

    Raises:
        WakewrightError: As `firmware.commands.build_for` and `compare`.
    """
    project = Project.open(source) if source.is_dir() else None
    name = board_name or (project.board if project else "")
    board = load_board(name)
    check_comparable(board)
    sound = read_samples(wav) if wav is not None else some_sound(project)
    image = yield from scaled(build_for(source, name, None, None, consent), 0.0, 0.4)
    return (yield from scaled(compare(image, board, port, sound), 0.4, 1.0))


def compare(image: FirmwareImage, board: Board, port: str, sound: Samples) -> Stage[ParityReport]:
    """Let a board and this computer work on the same sound, and compare all their numbers.

    Args:
        image: What the board runs, or shall run where it has no hardware.
        board: The board.
        port: Its port; empty for one without hardware, or for the only one that is plugged in.
        sound: int16, 16 kHz.

    Raises:
        BoardError: The board cannot be given a sound, or does not start.
        PortError: The port fails, the board does not answer, or runs another model.
    """
    check_comparable(board)
    if board.kind == "chip" or port:
        place = choose_port(board, port, list_ports())
        return (yield from check_parity(image, place, sound))
    with start_board(image) as running:
        return (yield from check_parity(image, running.port, sound))


def check_comparable(board: Board) -> None:
    """Refuse boards that have no memory for a sound that comes over the wire.

    Raises:
        BoardError: It is one.
    """
    if is_small(board):
        raise BoardError(
            f"{board.title} has no memory for sound that comes over its cable.",
            "What its chip computes is compared with this computer in simavr, number by number, "
            "each time Wakewright is tested.",
        )


def some_sound(project: Project | None) -> Samples:
    """Some seconds with words: of takes kept back for testing, else of the bundled ones.

    Raises:
        AudioError: A file is gone or damaged.
    """
    sound, spoken = _kept_back(project) if project is not None else (None, ())
    if sound is None or not spoken:
        files = sorted(DEMO_TAKES.glob("hey_lantern/*.ogg"))[:4]
        sound = np.concatenate([read_samples(file) for file in files])
    return sound[: MOST_SECONDS * SAMPLE_RATE_HZ]


def _kept_back(project: Project) -> tuple[Samples | None, tuple[Spoken, ...]]:
    try:
        takes = unheard_takes(project)
    except AudioError:
        return None, ()  # A word has no takes at all; any other sound will do as well.
    return spoken_sound(takes, project.words) if takes else (None, ())
