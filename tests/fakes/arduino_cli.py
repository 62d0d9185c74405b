"""A program that stands in for arduino-cli 1.5.1, which needs the network and gigabytes.

It is started as arduino-cli is, keeps to its command line, its folders and the form of its answers
(internal/cli/compile/compile.go, feedback.go and result/rpc.go of its sources), refuses what it
would refuse, and misbehaves as told by FAKE_ARDUINO: offline, no-space, too-large, too-much-ram,
overflow, error, link, garbage, crash, hang, no-file.

    install_fake(folder)        # puts it into a folder, to be found on the PATH
"""

from __future__ import annotations

import hashlib
import itertools
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, NoReturn

FAULT_VARIABLE, HISTORY_VARIABLE = "FAKE_ARDUINO", "FAKE_ARDUINO_HISTORY"
HOSTS = ("x86_64-pc-linux-gnu", "aarch64-linux-gnu", "x86_64-mingw32", "arm64-apple-darwin")
MAX_FLASH, MAX_RAM = 1_310_720, 327_680
# Flash and RAM of a program, apart from what its sources add.
TAKEN = {"esp32": (280_000, 23_456), "avr": (12_000, 1_457), "mbed_nano": (120_000, 60_000)}
CORES = {"esp32:esp32": "3.2.0", "arduino:avr": "1.8.6", "arduino:mbed_nano": "4.2.4"}
URL = "https://espressif.github.io/arduino-esp32/package_esp32_index.json"


def install_fake(folder: Path, version: str = "1.5.1") -> Path:
    """Write the program's starter into a folder; returns it."""
    folder.mkdir(parents=True, exist_ok=True)
    if sys.platform == "win32":
        starter = folder / "arduino-cli.bat"
        starter.write_text(f'@"{sys.executable}" -S "{__file__}" {version} %*\n')
    else:
        starter = folder / "arduino-cli"
        starter.write_text(f'#!/bin/sh\nexec "{sys.executable}" -S "{__file__}" {version} "$@"\n')
        starter.chmod(0o755)
    return starter


def history(path: Path) -> list[dict[str, Any]]:
    """How often and with what it was started: `arguments` and `settings` of each time."""
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def main(version: str, arguments: list[str]) -> None:
    """One command."""
    _note(arguments)
    words = [word for word in arguments if not word.startswith("--")]
    if words[:1] == ["version"]:
        told = {"Application": "arduino-cli", "VersionString": version, "Commit": "01f3d4f2b"}
        _print({**told, "Status": "", "Date": "2026-06-05T10:22:11Z"})
        return
    if "--json" not in arguments:
        sys.exit("only --json is spoken here")
    if words[:2] == ["core", "update-index"]:
        _update_index()
    elif words[:2] == ["core", "install"]:
        _install(words[2])
    elif words[:1] == ["compile"]:
        _compile(arguments)
    else:
        _fatal(f'unknown command "{" ".join(words)}" for "arduino-cli"', 1)


def _note(arguments: list[str]) -> None:
    place = os.environ.get(HISTORY_VARIABLE)
    if place:
        settings = {key: text for key, text in os.environ.items() if key.startswith("ARDUINO_")}
        with Path(place).open("a") as file:
            file.write(json.dumps({"arguments": arguments, "settings": settings}) + "\n")


def _fault() -> str:
    return os.environ.get(FAULT_VARIABLE, "")


def _data() -> Path:
    return Path(os.environ["ARDUINO_DIRECTORIES_DATA"])


def _print(values: dict[str, Any]) -> None:
    print(json.dumps(values, indent=2))


def _fatal(error: str, code: int) -> NoReturn:
    print(json.dumps({"error": error}, indent=2), file=sys.stderr)
    sys.exit(code)


def _offline(what: str) -> None:
    if _fault() == "offline":
        _fatal(
            f"{what}: dial tcp: lookup downloads.arduino.cc on 127.0.0.53:53: no such host",
            5 if "index" in what else 1,
        )


def _update_index() -> None:
    _offline("Some indexes could not be updated")
    _data().mkdir(parents=True, exist_ok=True)
    urls = os.environ.get("ARDUINO_BOARD_MANAGER_ADDITIONAL_URLS", "").split()
    _write_index("package_index.json", "arduino", ("arduino:avr", "arduino:mbed_nano"))
    if URL in urls:
        _write_index("package_esp32_index.json", "esp32", ("esp32:esp32",))
    _print({"updated_indexes": [{"index_url": url, "status": "updated"} for url in urls]})


def _write_index(name: str, packager: str, cores: tuple[str, ...]) -> None:
    tool = {"packager": packager, "name": "gcc", "version": "14"}
    platforms = [
        {
            "name": core,
            "architecture": core.split(":")[1],
            "version": CORES[core],
            "size": "25396700",
            "toolsDependencies": [tool],
        }
        for core in cores
    ]
    systems = [{"host": host, "size": str(350_000_000 + i)} for i, host in enumerate(HOSTS)]
    tools = [{"name": "gcc", "version": "14", "systems": systems}]
    package = {"name": packager, "platforms": platforms, "tools": tools}
    (_data() / name).write_text(json.dumps({"packages": [package]}))


def _install(what: str) -> None:
    core, _, version = what.partition("@")
    vendor, architecture = core.split(":")
    if CORES.get(core) != version:
        _fatal(f"Error during install: Platform '{what}' not found", 1)
    index = "package_esp32_index.json" if vendor == "esp32" else "package_index.json"
    if not (_data() / index).exists():
        _fatal(f"Error during install: Platform '{what}' not found: platform not installed", 1)
    _offline("Error during install: Cannot download tool esp32:esp-x32@2411")
    staging = Path(os.environ["ARDUINO_DIRECTORIES_DOWNLOADS"]) / "packages"
    staging.mkdir(parents=True, exist_ok=True)
    with (staging / "gcc.tar.gz").open("wb") as file:
        file.truncate(150_000_000)
    if _fault() == "no-space":
        _fatal("Error during install: write /x/cc1plus: no space left on device", 1)
    if _fault() == "hang":
        _hang()
    time.sleep(0.5)  # For somebody to see how much has come.
    folder = _data() / "packages" / vendor / "hardware" / architecture / version
    folder.mkdir(parents=True)
    (folder / "boards.txt").write_text(f"# {core}\n")
    _print({})


def _compile(arguments: list[str]) -> None:
    options = dict(itertools.pairwise(arguments))
    sketch = Path([word for word in arguments[1:] if not word.startswith("--")][-1])
    fqbn, build, out = (options[name] for name in ("--fqbn", "--build-path", "--output-dir"))
    core = ":".join(fqbn.split(":")[:2])
    vendor, architecture = core.split(":")
    folder = _data() / "packages" / vendor / "hardware" / architecture / CORES[core]
    ino = sketch / f"{sketch.name}.ino"
    if not ino.exists():
        _fatal(f"Can't open sketch: main file missing from sketch: {ino}", 1)
    if f"default_fqbn: {fqbn}" not in (sketch / "sketch.yaml").read_text().splitlines():
        _fatal("Error: Invalid sketch project file", 1)
    if not folder.exists():
        _fail(f"Platform '{core}' not found: platform not installed")
    _misbehave(sketch)
    made = _objects(sketch, Path(build))
    names = ["bin", "elf"] if vendor != "arduino" else ["bin", "elf", "hex"]
    names += ["bootloader.bin", "partitions.bin", "merged.bin"] if vendor == "esp32" else []
    Path(out).mkdir(parents=True, exist_ok=True)
    if _fault() != "no-file":
        for name in names:
            content = f"{name} of {hashlib.sha256(made.encode()).hexdigest()}\n"
            (Path(out) / f"{ino.name}.{name}").write_text(content)
    taken, ram = TAKEN[architecture]
    flash = taken + len(made)
    sizes = [{"name": "text", "size": flash, "max_size": MAX_FLASH}]
    sizes += [{"name": "data", "size": ram, "max_size": MAX_RAM}]
    platform = {"id": core, "version": CORES[core], "install_dir": str(folder)}
    result = {
        "build_path": build,
        "executable_sections_size": sizes,
        "board_platform": platform,
        "build_platform": platform,
    }
    _print({**_said(_sizes(flash, ram), ""), "builder_result": result, "success": True})


def _objects(sketch: Path, build: Path) -> str:
    """Compile what changed: an object is the hash of its source. Returns all of them."""
    objects = build / "sketch"
    objects.mkdir(parents=True, exist_ok=True)
    made = []
    for source in sorted((sketch / "src").rglob("*.c*")):
        place = objects / f"{source.name}.o"
        digest = hashlib.sha256(source.read_bytes()).hexdigest()
        if not place.exists() or place.read_text() != digest:
            place.write_text(digest)
        made.append(digest)
    return "\n".join(made)


def _misbehave(sketch: Path) -> None:
    fault = _fault()
    if fault == "hang":
        _hang()
    elif fault == "garbage":
        print("panic: runtime error: invalid memory address\x00\xff{not json")
        sys.exit(2)
    elif fault == "crash":
        os.abort()
    elif fault == "no-space":
        _fail("exit status 1", f"{sketch}/x.o: error: No space left on device")
    elif fault == "link":
        _fail("exit status 1", "ld: app.c.o: in function `go': undefined reference to `f'")
    elif fault == "error":
        place = {"file": f"{sketch}/src/app.c", "line": 7, "column": 3}
        diagnostics = [
            {"severity": "WARNING", "message": "unused", **place},
            {"severity": "ERROR", "message": "expected ';' before 'return'", **place},
        ]
        words = f"{sketch}/src/app.c:7:3: error: expected ';' before 'return'"
        _fail("exit status 1", words, {"diagnostics": diagnostics})
    elif fault == "too-large":
        words = "Sketch too big; see https://support.arduino.cc for tips on reducing it.\n"
        _fail("text section exceeds available space in board", words, out=_sizes(MAX_FLASH + 5, 9))
    elif fault == "too-much-ram":
        said = _sizes(MAX_FLASH, MAX_RAM + 7)
        _fail("data section exceeds available space in board", "Not enough memory;\n", out=said)
    elif fault == "overflow":
        words = "ld: region `dram0_0_seg' overflowed by 6,000 bytes\ncollect2: error: ld returned 1"
        _fail("exit status 1", words)


def _hang() -> None:
    """Never end, and neither does a compiler that was started."""
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    Path(os.environ[HISTORY_VARIABLE]).with_suffix(".pids").write_text(
        json.dumps([os.getpid(), child.pid])
    )
    child.wait()


def _said(out: str, err: str) -> dict[str, Any]:
    upload = {"updated_upload_port": {}}
    return {"compiler_out": out, "compiler_err": err, "upload_result": upload}


def _sizes(flash: int, ram: int) -> str:
    """What it prints of them; its JSON has them only when all went well."""
    return (
        f"Sketch uses {flash} bytes ({100 * flash // MAX_FLASH}%) of program storage space. "
        f"Maximum is {MAX_FLASH} bytes.\n"
        f"Global variables use {ram} bytes ({100 * ram // MAX_RAM}%) of dynamic memory, leaving "
        f"{MAX_RAM - ram} bytes for local variables. Maximum is {MAX_RAM} bytes.\n"
    )


def _fail(
    error: str, err: str = "", result: dict[str, Any] | None = None, out: str = ""
) -> NoReturn:
    """compileResult with an error is printed on stdout, and the exit code is ErrGeneric."""
    values = {**_said(out, err), "builder_result": result, "success": False}
    _print({**values, "error": f"Error during build: {error}"})
    sys.exit(1)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
