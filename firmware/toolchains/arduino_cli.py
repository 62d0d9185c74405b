"""Sketches -> firmware files, by arduino-cli: its core is fetched once, with consent, then kept.

    compiler = yield from get_compiler(board, consent)
    built = yield from compiler.compile(sketch_folder, build_folder, out_folder)
    built.flash_bytes

arduino-cli fetches what it lacks by itself, even to answer a question, so none of its commands but
`version` is run before a person agreed.
"""

from __future__ import annotations

import shlex
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from audio.stage import Progress, Stage, scaled
from firmware.arduino.project_file import platform_of
from firmware.boards import Board
from firmware.cache import cache_folder
from firmware.consent import Consent, ConsentNeeded, Offer, require
from firmware.toolchains.arduino_core import (
    BYTES_PER_MEGABYTE,
    LISTS,
    core_offer,
    find_data_folder,
    has_lists,
    own_data_folder,
)
from firmware.toolchains.arduino_program import (
    download_for,
    environment,
    get_program,
    look_for_programs,
)
from firmware.toolchains.arduino_words import Answer, explain, read_answer
from firmware.toolchains.child import run_tree
from firmware.toolchains.cortex_m4 import ToolchainError


class CompileError(ToolchainError):
    """arduino-cli did not compile a sketch.

    Attributes:
        log: All that was asked and said.
    """

    def __init__(self, what: str, hint: str, log: str = "") -> None:
        super().__init__(what, hint)
        self.log = log


@dataclass(frozen=True)
class Built:
    """What a compilation gave.

    Attributes:
        flash_bytes: As arduino-cli counts them.
        ram_bytes: Of variables; 0 where the core does not count them.
        log: All that was asked and said.
    """

    flash_bytes: int
    ram_bytes: int
    log: str


@dataclass(frozen=True)
class ArduinoCompiler:
    """arduino-cli with one board's core.

    Attributes:
        program: Where arduino-cli is.
        data: The data folder that has the core.
        board: The board.
    """

    program: Path
    data: Path
    board: Board

    def compile(self, sketch: Path, build: Path, out: Path) -> Stage[Built]:
        """Compile a sketch.

        Args:
            sketch: Its folder. Of one that keeps its place only what changed is compiled again.
            build: Where arduino-cli keeps what it compiled; to be used again for the same board.
            out: Where the finished files go.

        Raises:
            CompileError: The compiler refused; or arduino-cli crashed, or said what nobody
                understands.
        """
        arguments = ["compile", "--fqbn", self.board.fqbn, "--build-path", str(build)]
        arguments += ["--output-dir", str(out), "--warnings", "none", str(sketch)]
        answer = yield from self._run(
            arguments,
            lambda seconds: Progress(
                0.5, f"arduino-cli compiles for {self.board.name}: {seconds:.0f} s"
            ),
        )
        log = f"{shlex.join(['arduino-cli', *arguments])}\n\n{answer.text}\n"
        sizes = answer.sizes()
        if answer.code != 0 or not answer.values.get("success") or "text" not in sizes:
            error = explain(answer, self.board)
            raise CompileError(error.what, error.hint, log)
        return Built(sizes["text"][0], sizes.get("data", (0, 0))[0], log)

    def fetch_lists(self) -> Stage[None]:
        """Fetch the lists that say what a board's core consists of.

        Raises:
            ToolchainError: They cannot be fetched.
        """
        yield from self._do(["core", "update-index"], lambda _: Progress(0.5, "Fetching lists"))

    def install_core(self, offer: Offer) -> Stage[None]:
        """Install the board's core, as it was offered.

        Raises:
            ToolchainError: It cannot be fetched, or not be unpacked.
        """
        board = self.board

        def progress(_: float) -> Progress:
            arrived = _folder_bytes(self.data / "staging") // BYTES_PER_MEGABYTE
            arrived = min(arrived, offer.megabytes)
            return Progress(
                0.9 * arrived / max(1, offer.megabytes),
                f"Installing {offer.name}: {arrived} of {offer.megabytes} MB",
            )

        yield from self._do(
            ["core", "install", f"{platform_of(board)}@{board.core_version}"], progress
        )
        if find_data_folder(board) is None:
            raise ToolchainError(
                f"arduino-cli says that it installed {offer.name}, but it is not there.",
                f"Look into {self.data}, or export the sketch and build it in the Arduino IDE.",
            )

    def _do(self, arguments: Sequence[str], progress: Callable[[float], Progress]) -> Stage[None]:
        answer = yield from self._run(arguments, progress)
        if answer.code != 0:
            raise explain(answer, self.board)

    def _run(
        self, arguments: Sequence[str], progress: Callable[[float], Progress]
    ) -> Stage[Answer]:
        """Run a command, which is ended with all its compilers when the stage is left."""
        command = [str(self.program), *arguments, "--json", "--no-color"]
        began = time.monotonic()
        running = run_tree(command, self._environment())
        try:
            while True:
                next(running)
                yield progress(time.monotonic() - began)
        except StopIteration as stop:
            return read_answer(stop.value)
        finally:
            running.close()

    def _environment(self) -> dict[str, str]:
        """The person's own sketches and libraries are left out of it."""
        settings = {
            "DIRECTORIES_DATA": str(self.data),
            "DIRECTORIES_DOWNLOADS": str(self.data / "staging"),
            "DIRECTORIES_USER": str(cache_folder("sketchbook")),
            "BUILD_CACHE_PATH": str(cache_folder("cores")),
        }
        if self.board.core_index_url:
            settings["BOARD_MANAGER_ADDITIONAL_URLS"] = self.board.core_index_url
        return environment(settings)


def missing(board: Board) -> tuple[Offer, ...]:
    """What must be fetched next before a board's sketch can be compiled; empty for nothing.

    How large a core is stands in lists, so that these are fetched before the core is offered.

    Raises:
        ToolchainError: The lists are there but do not have the core.
    """
    offers: list[Offer] = [] if look_for_programs() else [download_for()]
    if find_data_folder(board) is None:
        offers += [core_offer(board)] if has_lists(board) else [LISTS]
    return tuple(offers)


def fetch_missing(board: Board, consent: Consent) -> Stage[tuple[Offer, ...]]:
    """Fetch what a person agreed to; returns what is still missing, to be asked for next.

    Raises:
        DownloadError, ToolchainError: As `get_compiler`.
    """
    try:
        yield from get_compiler(board, consent)
    except ConsentNeeded as needed:
        return needed.offers
    return ()


def get_compiler(board: Board, consent: Consent) -> Stage[ArduinoCompiler]:
    """arduino-cli and the board's core, as they are there, or as they are fetched.

    Raises:
        ConsentNeeded: Something must be fetched that the person did not agree to.
        DownloadError: arduino-cli cannot be fetched.
        ToolchainError: The core cannot be installed.
    """
    require(missing(board), consent)
    program = yield from scaled(get_program(consent), 0.0, 0.1)
    found = find_data_folder(board)
    compiler = ArduinoCompiler(program, found or own_data_folder(), board)
    if found is None:
        if not has_lists(board):
            yield from scaled(compiler.fetch_lists(), 0.1, 0.15)
        offer = core_offer(board)
        require([offer], consent)
        yield from scaled(compiler.install_core(offer), 0.15, 1.0)
    return compiler


def _folder_bytes(folder: Path) -> int:
    """Files may come and go meanwhile."""
    total = 0
    for path in folder.rglob("*"):
        try:
            total += path.stat().st_size
        except FileNotFoundError:
            continue
    return total
