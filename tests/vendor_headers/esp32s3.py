"""Compiles the ESP32-S3's firmware against Espressif's headers, for every board with that chip.

    python tests/vendor_headers/esp32s3.py --esp-idf ~/esp/esp-idf
    python tests/vendor_headers/esp32s3.py --arduino-libs \
        ~/.arduino15/packages/esp32/tools/esp32-arduino-libs/*/esp32s3

Either tree will do: ESP-IDF's sources (5.1 to 6.0), of which the components with headers are
enough, or what Arduino's core esp32 3.x brings compiled. The compiler is Espressif's, looked for in
the path and beside the Arduino libraries; `--compiler` names another one for this core. Compilers
for other cores will not do: the headers ask theirs for the registers of Xtensa.

The files of the HAL are checked for each microphone, by themselves and as a sketch has them. Then
calls in them are broken, which must be refused: otherwise nothing would have been checked. Last,
the firmware of a trained model with the engine `baked` is compiled and linked with itself (`-r`),
without ESP-IDF, and its flash and RAM are told.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from esp_idf import COMPILERS, Vendor, arduino_libs, esp_idf, find_compiler  # noqa: E402

from compress.variant import Variant  # noqa: E402
from firmware.behaviour import AS_USUAL  # noqa: E402
from firmware.board_header import BOARD_HEADER, emit_board_header  # noqa: E402
from firmware.boards import Board, load_boards  # noqa: E402
from firmware.sources import lay_out  # noqa: E402
from firmware.toolchains.cortex_m4 import image_sizes  # noqa: E402
from firmware.usb_keyboard import with_keyboard  # noqa: E402

CHIP = "ESP32-S3"
DEVICE = ROOT / "firmware" / "device"
OPTIONS = ("-O2", "-mlongcalls", "-Wall", "-Wextra", "-Werror")
CHECK_ONLY = ("-fsyntax-only",)
SECTIONS = ("-ffunction-sections", "-fdata-sections")
# Where ESP-IDF begins the program: what this leads to is kept.
ENTRY = "app_main"
MODEL = ROOT / "assets" / "sample" / "models" / "mixconv-32"
# What Arduino's core defines, and what tells a board whose only socket is the chip's own USB.
BUILDS = {
    "ESP-IDF": (),
    "Arduino, USB CDC on boot off": ("-DARDUINO=10819", "-DARDUINO_USB_CDC_ON_BOOT=0"),
    "Arduino, USB CDC on boot on": ("-DARDUINO=10819", "-DARDUINO_USB_CDC_ON_BOOT=1"),
}
# Each breaks one call. A compiler that takes them does not see the vendor's headers.
MISUSES = {
    "esp32s3_microphone.c": ("i2s_channel_enable(channel)", "i2s_channel_enable(&channel, 1)"),
    "esp32s3_usb.c": ("usb_serial_jtag_driver_install(&config)", "uart_flush(&config, 2)"),
    "esp32s3_serial.c": ("uart_driver_install(UART, RECEIVE_BYTES, ", "uart_driver_install(UART, "),
    "esp32s3.c": (".mode = GPIO_MODE_OUTPUT", ".direction = GPIO_MODE_OUTPUT"),
}


def refusal(compiler: str, vendor: Vendor, options: Sequence[str], source: Path) -> str:
    """What the compiler has against a file; empty when it takes it."""
    standard = "-std=gnu17" if source.suffix == ".c" else "-std=gnu++17"
    command = [compiler, standard, *OPTIONS, *options, *vendor.options, str(source)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stderr if done.returncode else ""


def include(*folders: Path) -> tuple[str, ...]:
    """The options that name folders of ours."""
    return tuple(f"-I{folder}" for folder in folders)


def compile_board(compiler: str, vendor: Vendor, board: Board, scratch: Path) -> Iterator[str]:
    """Compile every file of the HAL for each microphone and build; yields what was refused."""
    for microphone in board.microphones:
        (scratch / BOARD_HEADER).write_text(emit_board_header(board, microphone), encoding="utf-8")
        for build, macros in BUILDS.items():
            for source in sorted((DEVICE / "hal").glob("esp32s3*.c")):
                print(f"{board.name}, {microphone.name}, {build}: {source.name}")
                options = (*CHECK_ONLY, *macros, *include(scratch, DEVICE))
                said = refusal(compiler, vendor, options, source)
                if said:
                    yield said


def misuses_taken(compiler: str, vendor: Vendor, scratch: Path) -> Iterator[str]:
    """Break calls in copies of the HAL; yields what the compiler should have refused and took."""
    for name, (right, wrong) in MISUSES.items():
        text = (DEVICE / "hal" / name).read_text(encoding="utf-8")
        broken = scratch / name
        broken.write_text(text.replace(right, wrong), encoding="utf-8")
        print(f"{name} with '{wrong}' must be refused")
        options = (*CHECK_ONLY, *include(scratch, DEVICE, DEVICE / "hal"))
        if right not in text or not refusal(compiler, vendor, options, broken):
            yield f"{name} was taken with '{wrong}': the vendor's headers were not in play"


def whole_firmware(
    compiler: str, vendor: Vendor, board: Board, model: Path, scratch: Path
) -> Iterator[str]:
    """Compile the firmware of a trained model, and tell its size; yields what was refused."""
    folder = scratch / board.name
    sources = lay_out(Variant.load(model), with_keyboard(board, AS_USUAL), "baked", folder)
    options = [*SECTIONS, "-c", *include(*sources.include_dirs)]
    options += [f"-D{name}={value}" for name, value in sources.defines]
    objects = [folder / f"{number}.o" for number in range(len(sources.files))]
    for source, target in zip(sources.files, objects, strict=True):
        said = refusal(compiler, vendor, [*options, "-o", str(target)], source)
        if said:
            yield said
            return
    linked = folder / "firmware.o"
    command = [compiler, "-r", "-nostdlib", "-Wl,--gc-sections", f"-Wl,-u,{ENTRY}"]
    subprocess.run([*command, *map(str, objects), "-o", str(linked)], check=True)
    sizes = image_sizes(linked.read_bytes())
    print(
        f"{board.name}, {model.name}, baked: {sizes.flash_bytes:,} bytes of flash and "
        f"{sizes.ram_bytes:,} of RAM are ours, ESP-IDF not counted (compiled, not run)"
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; its exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    tree = parser.add_mutually_exclusive_group(required=True)
    tree.add_argument("--esp-idf", type=Path, metavar="DIR", help="a checkout of ESP-IDF")
    tree.add_argument(
        "--arduino-libs", type=Path, metavar="DIR", help="the folder esp32s3 of esp32-arduino-libs"
    )
    parser.add_argument("--compiler", help="the compiler's command")
    parser.add_argument("--model", type=Path, default=MODEL, help="folder of a trained model")
    chosen = parser.parse_args(arguments)
    compiler = chosen.compiler or find_compiler(chosen.arduino_libs)
    if not compiler:
        parser.error(f"no compiler was found; looked for {', '.join(COMPILERS)}: use --compiler")
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        vendor = (
            esp_idf(chosen.esp_idf, scratch)
            if chosen.esp_idf
            else arduino_libs(chosen.arduino_libs)
        )
        print(f"Headers: {vendor.title}. Compiler: {compiler}.")
        boards = [board for board in load_boards().values() if board.chip == CHIP]
        refused = [
            said for board in boards for said in compile_board(compiler, vendor, board, scratch)
        ]
        refused += misuses_taken(compiler, vendor, scratch)
        refused += [
            said
            for board in boards
            for said in whole_firmware(compiler, vendor, board, chosen.model, scratch)
        ]
    print("\n".join(refused) or "All is as the vendor declares it.")
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main())
