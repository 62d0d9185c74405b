"""Boards: one TOML file each in this folder, checked on load.

    board = load_board("virtual-cortex-m4")
    board.fits(flash_bytes=60_000, ram_bytes=40_000)

A new file is a new board: everything that lists boards reads this folder.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from audio.errors import WakewrightError

FOLDER = Path(__file__).resolve().parent
STATUSES = ("ready", "planned")
KINDS = ("desktop", "virtual", "chip")
TICK_UNITS = ("cycles", "instructions", "microseconds")
ENGINES = ("baked", "packed", "tflm")
BUSES = ("analog", "i2s", "memory", "pdm", "stream")
ACTIONS = ("gpio", "usb_keyboard", "serial")
DEFAULT_BAUD = 115200
MOST_PIN = 255


class BoardError(WakewrightError):
    """A board does not exist, its file is wrong, or it cannot do what was asked."""


@dataclass(frozen=True)
class Microphone:
    """A microphone that the board has or can have.

    Attributes:
        name: Short, for commands.
        bus: How its sound reaches the chip.
        pins: The chip's pins as (use, pin).
        title: What people call it; the name where the file says nothing.
        built_in: Whether it is soldered to the board, so that nothing needs wiring.
        signals: What the module prints beside its pin for a use, as (use, print).
        supply: Other wires that it needs, as (the module's pin, the board's pin).
        note: Something to know when wiring it, as a sentence.
        gain: What the firmware asks of the microphone's driver, in the driver's own steps; None
            for what the driver does by itself.
    """

    name: str
    bus: str
    pins: tuple[tuple[str, str | int], ...]
    title: str = ""
    built_in: bool = False
    signals: tuple[tuple[str, str], ...] = ()
    supply: tuple[tuple[str, str], ...] = ()
    note: str = ""
    gain: int | None = None


@dataclass(frozen=True)
class Board:
    """What must be known of a board.

    Attributes:
        name: What commands call it; also its file's name.
        title: What people call it.
        status: `ready`, or `planned` when sizes are known but firmware cannot be built yet.
        kind: `desktop` (a program here), `virtual` (an emulated chip) or `chip`.
        chip: The processor's or microcontroller's name.
        core: The instruction set that a compiler is asked for.
        clock_hz: Ticks per second of the core; 0 on desktops.
        flash_bytes: What the chip has; 0 for no limit.
        ram_bytes: What the chip has; 0 for no limit.
        app_flash_bytes: What boot loader and core leave of it; 0 for no limit.
        app_ram_bytes: What boot loader and core leave of it; 0 for no limit.
        tick_unit: What the firmware's tick counter counts on this board.
        engines: Engines that run there, the default first.
        actions: What a detected word can do there.
        microphones: The first is the default.
        usb_ids: `VID:PID` in upper case hex, of sketch and boot loader.
        baud: Speed of the serial port.
        fqbn: The board's name for arduino-cli; empty when that does not build it.
        core_version: The Arduino core's version; empty as above.
        core_index_url: Where arduino-cli finds a core that is not Arduino's own; else empty.
        ide_board: What the Arduino IDE calls the board in its menus.
        ide_settings: What to choose there beside the board, each as "menu: choice".
        keyboard_options: What makes a USB keyboard of it, as options of its name for arduino-cli;
            empty where nothing needs to be chosen.
        keyboard_settings: The same in the Arduino IDE's menus.
        upload_method: The program that writes its flash; empty when there is none.
        upload_reset: How the boot loader is reached.
        gpio_pins: Pins, as the board prints them, that are free for actions.
        pin_numbers: What the chip calls them, as (print, number); see `hal_pin_write` of the HAL.
        header_left, header_right: Pins as printed, from the top of the picture down; empty where
            there is nothing to wire.
        usb_at: Where the USB socket is in that picture, `top` or `bottom`.
        model_offset, model_bytes: Where in flash a model pack goes, and how much room it has; 0
            where there is no such place.
        troubles: What to try when it is not found or cannot be written, the usual things first.
    """

    name: str
    title: str
    status: str
    kind: str
    chip: str
    core: str
    clock_hz: int
    flash_bytes: int
    ram_bytes: int
    app_flash_bytes: int
    app_ram_bytes: int
    tick_unit: str
    engines: tuple[str, ...]
    actions: tuple[str, ...]
    microphones: tuple[Microphone, ...]
    usb_ids: tuple[str, ...] = field(default=())
    baud: int = DEFAULT_BAUD
    fqbn: str = ""
    core_version: str = ""
    core_index_url: str = ""
    ide_board: str = ""
    ide_settings: tuple[str, ...] = ()
    keyboard_options: str = ""
    keyboard_settings: tuple[str, ...] = ()
    upload_method: str = ""
    upload_reset: str = ""
    gpio_pins: tuple[str, ...] = ()
    pin_numbers: tuple[tuple[str, int], ...] = ()
    header_left: tuple[str, ...] = ()
    header_right: tuple[str, ...] = ()
    usb_at: str = "top"
    model_offset: int = 0
    model_bytes: int = 0
    troubles: tuple[str, ...] = ()

    @property
    def default_engine(self) -> str:
        """The engine taken when none was named."""
        return self.engines[0]

    def pin_number(self, pin: str) -> int:
        """The chip's own number, 0 to 255, of a pin as the board prints it.

        Raises:
            BoardError: The board's file does not know it.
        """
        numbers = dict(self.pin_numbers)
        if pin not in numbers:
            raise BoardError(
                f"{self.title} has no pin {pin} to switch.",
                f"It can switch {', '.join(numbers)}." if numbers else "Choose another board.",
            )
        return numbers[pin]

    def fits(self, flash_bytes: int, ram_bytes: int) -> bool:
        """Whether firmware of this size fits into what the board leaves to an application."""
        return (not self.app_flash_bytes or flash_bytes <= self.app_flash_bytes) and (
            not self.app_ram_bytes or ram_bytes <= self.app_ram_bytes
        )


def load_boards() -> dict[str, Board]:
    """All boards by name, those that are ready first.

    Raises:
        BoardError: A board's file is wrong.
    """
    boards = [read_board(path) for path in sorted(FOLDER.glob("*.toml"))]
    boards.sort(key=lambda board: (STATUSES.index(board.status), board.kind == "chip"))
    return {board.name: board for board in boards}


def load_board(name: str) -> Board:
    """One board by its name.

    Raises:
        BoardError: There is none of this name, or its file is wrong.
    """
    names = sorted(other.stem for other in FOLDER.glob("*.toml"))
    if name not in names:
        raise BoardError(f"There is no board '{name}'.", f"Boards are: {', '.join(names)}.")
    return read_board(FOLDER / f"{name}.toml")


def read_board(path: Path) -> Board:
    """Read and check one board's file.

    Raises:
        BoardError: It cannot be read, or a key is missing, unknown or of a wrong value.
    """
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BoardError(f"The board file {path.name} cannot be read ({error}).") from error
    reader = _Reader(path.name, values)
    usb, arduino, upload = (reader.table(key) for key in ("usb", "arduino", "upload"))
    header, pins, region = (reader.table(key) for key in ("header", "pins", "model"))
    keyboard = reader.table("keyboard")
    pin_numbers = pins.numbers() if pins else ()
    board = Board(
        name=reader.text("name"),
        title=reader.text("title"),
        status=reader.choice("status", STATUSES),
        kind=reader.choice("kind", KINDS),
        chip=reader.text("chip"),
        core=reader.text("core"),
        clock_hz=reader.count("clock_hz"),
        flash_bytes=reader.count("flash_bytes"),
        ram_bytes=reader.count("ram_bytes"),
        app_flash_bytes=reader.count("app_flash_bytes"),
        app_ram_bytes=reader.count("app_ram_bytes"),
        tick_unit=reader.choice("tick_unit", TICK_UNITS),
        engines=reader.texts("engines", ENGINES),
        actions=reader.texts("actions", ACTIONS),
        microphones=tuple(_microphone(each) for each in reader.tables("microphones")),
        usb_ids=usb.texts("ids") if usb else (),
        baud=usb.count("baud") if usb else DEFAULT_BAUD,
        fqbn=arduino.text("fqbn") if arduino else "",
        core_version=arduino.text("core_version") if arduino else "",
        core_index_url=arduino.text("index_url") if arduino and arduino.has("index_url") else "",
        ide_board=arduino.text("ide_board") if arduino else "",
        ide_settings=(
            arduino.texts("ide_settings") if arduino and arduino.has("ide_settings") else ()
        ),
        keyboard_options=keyboard.text("options") if keyboard else "",
        keyboard_settings=keyboard.texts("ide_settings") if keyboard else (),
        upload_method=upload.text("method") if upload else "",
        upload_reset=upload.text("reset") if upload else "",
        gpio_pins=header.texts("free") if header else tuple(pin for pin, _ in pin_numbers),
        pin_numbers=pin_numbers,
        header_left=header.texts("left") if header else (),
        header_right=header.texts("right") if header else (),
        usb_at=header.choice("usb", ("top", "bottom")) if header else "top",
        model_offset=region.count("offset") if region else 0,
        model_bytes=region.count("bytes") if region else 0,
        troubles=upload.texts("troubles") if upload and upload.has("troubles") else (),
    )
    for table in (reader, usb, arduino, upload, header, pins, region, keyboard):
        if table:
            table.nothing_else()
    _check(board, path)
    return board


def _microphone(reader: _Reader) -> Microphone:
    name = reader.text("name")
    microphone = Microphone(
        name=name,
        bus=reader.choice("bus", BUSES),
        pins=reader.pins("pins"),
        title=reader.text("title") if reader.has("title") else name,
        built_in=reader.yes("built_in"),
        signals=reader.names("signals"),
        supply=reader.names("supply"),
        note=reader.text("note") if reader.has("note") else "",
        gain=reader.count("gain") if reader.has("gain") else None,
    )
    reader.nothing_else()
    return microphone


def _check(board: Board, path: Path) -> None:
    """What no single key can tell."""
    problems = []
    if board.name != path.stem:
        problems.append(f"its name is '{board.name}' but the file's is '{path.stem}'")
    if not board.engines:
        problems.append("it has no engine")
    if not board.microphones:
        problems.append("it has no microphone")
    if board.kind != "desktop" and not (board.clock_hz and board.flash_bytes and board.ram_bytes):
        problems.append("clock_hz, flash_bytes or ram_bytes is 0")
    if board.app_flash_bytes > board.flash_bytes or board.app_ram_bytes > board.ram_bytes:
        problems.append("an application has more memory than the chip")
    if board.kind == "chip" and not (board.fqbn and board.usb_ids and board.upload_method):
        problems.append("[arduino], [usb] or [upload] is missing")
    if board.model_offset + board.model_bytes > board.flash_bytes > 0:
        problems.append("[model] lies beyond the end of its flash")
    problems += _unnumbered(board) + _unwired(board)
    if problems:
        raise BoardError(f"The board file {path.name} is wrong: {'; '.join(problems)}.")


def _unnumbered(board: Board) -> list[str]:
    """Pins that firmware could not switch."""
    numbers = dict(board.pin_numbers)
    problems = []
    if len(set(numbers.values())) != len(numbers):
        problems.append("two pins have one number")
    problems += [f"pin {pin} is none of 0 to 255" for pin, n in numbers.items() if n > MOST_PIN]
    if "gpio" in board.actions and (numbers or board.status == "ready"):
        problems += [f"[pins] lacks {pin}" for pin in board.gpio_pins if pin not in numbers]
        problems += [] if numbers else ["[pins] is missing"]
    return problems


def _unwired(board: Board) -> list[str]:
    """Wires that would end nowhere."""
    pins = {*board.header_left, *board.header_right}
    lost = [pin for pin in board.gpio_pins if pins and pin not in pins]
    problems = [f"pin {pin} is free but not there" for pin in lost]
    for microphone in board.microphones:
        if microphone.built_in or not pins:
            continue
        named = dict(microphone.signals)
        problems += [
            f"the pin '{use}' of {microphone.name} has no name in signals"
            for use, _ in microphone.pins
            if use not in named
        ]
        ends = [str(pin) for _, pin in (*microphone.pins, *microphone.supply)]
        problems += [f"{microphone.name} needs pin {end}" for end in ends if end not in pins]
    return problems


class _Reader:
    """Takes keys out of a TOML table, checks each, and knows what was left over."""

    def __init__(self, place: str, values: dict[str, Any]) -> None:
        self._place = place
        self._values = dict(values)

    def text(self, key: str) -> str:
        value: str = self._take(key, str)
        if not value:
            raise BoardError(f"In {self._place}, '{key}' is empty.")
        return value

    def count(self, key: str) -> int:
        value: int = self._take(key, int)
        if value < 0:
            raise BoardError(f"In {self._place}, '{key}' is negative.")
        return value

    def choice(self, key: str, choices: tuple[str, ...]) -> str:
        value = self.text(key)
        self._one_of(key, value, choices)
        return value

    def texts(self, key: str, choices: tuple[str, ...] = ()) -> tuple[str, ...]:
        values = self._take(key, list)
        for value in values:
            if choices:
                self._one_of(key, value, choices)
        return tuple(str(value) for value in values)

    def pins(self, key: str) -> tuple[tuple[str, str | int], ...]:
        return tuple(self._take(key, dict).items())

    def numbers(self) -> tuple[tuple[str, int], ...]:
        """All that is in this table, as numbers."""
        return tuple((key, self.count(key)) for key in tuple(self._values))

    def names(self, key: str) -> tuple[tuple[str, str], ...]:
        values = self._take(key, dict) if self.has(key) else {}
        return tuple((name, str(value)) for name, value in values.items())

    def has(self, key: str) -> bool:
        return key in self._values

    def yes(self, key: str) -> bool:
        value = self._values.pop(key, False)
        if not isinstance(value, bool):
            raise BoardError(f"In {self._place}, '{key}' is {value!r}; expected true or false.")
        return value

    def table(self, key: str) -> _Reader | None:
        if key not in self._values:
            return None
        return _Reader(f"{self._place} [{key}]", self._take(key, dict))

    def tables(self, key: str) -> list[_Reader]:
        return [_Reader(f"{self._place} [[{key}]]", each) for each in self._take(key, list)]

    def nothing_else(self) -> None:
        if self._values:
            unknown = ", ".join(sorted(self._values))
            raise BoardError(f"{self._place} has keys that no board has: {unknown}.")

    def _take(self, key: str, kind: type) -> Any:
        if key not in self._values:
            raise BoardError(f"{self._place} lacks the key '{key}'.")
        value = self._values.pop(key)
        if not isinstance(value, kind) or isinstance(value, bool):
            raise BoardError(
                f"In {self._place}, '{key}' is {value!r}; expected {_KIND_NAMES[kind]}."
            )
        return value

    def _one_of(self, key: str, value: object, choices: tuple[str, ...]) -> None:
        if value not in choices:
            raise BoardError(
                f"In {self._place}, '{key}' is {value!r}; expected one of {', '.join(choices)}."
            )


_KIND_NAMES = {str: "a text", int: "a whole number", list: "a list", dict: "a table"}
