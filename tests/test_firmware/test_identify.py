"""Who is behind a port: firmware that says hello, or a chip that is reset to be asked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fakes.esp_chip import Chip
from fakes.esp_files import ESP32_C3
from fakes.esp_image import made_image
from fakes.esp_loader import Loader, NorFlash
from serial.tools.list_ports_common import ListPortInfo

from audio.stage import finish
from firmware.boards import load_board
from firmware.flash import flash, last_flash
from firmware.flashers.esptool import Esptool
from firmware.identify import identify
from firmware.port_report import report_ports
from firmware.ports import Port, list_ports

ESP = load_board("esp32-s3")


@pytest.fixture
def esp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Chip]:
    """An empty ESP32-S3 that the system lists, behind a cable that does not say so."""
    with Chip(tmp_path / "ttyUSB0") as chip:
        row = ListPortInfo(str(chip.port), skip_link_detection=True)
        row.vid, row.pid, row.serial_number = 0x10C4, 0xEA60, "77"
        monkeypatch.setattr("serial.tools.list_ports.comports", lambda: [row])
        monkeypatch.setattr("firmware.identify.HELLO_S", 0.5)
        monkeypatch.setattr("firmware.flashers.avrdude.shutil.which", lambda name: None)
        monkeypatch.setattr("pathlib.Path.home", lambda: tmp_path)
        yield chip


def test_a_cable_is_asked_what_is_behind_it(esp: Chip, tmp_path: Path) -> None:
    (port,) = list_ports()
    assert not port.boards and port.bridge
    silent = finish(identify(port))
    assert silent.hello is None and not silent.chip and not esp.requests, "nothing was reset"
    asked = finish(identify(port, may_reset=True))
    assert asked.chip == "ESP32-S3" and set(asked.boards) == {"esp32-s3", "xiao-esp32s3-sense"}
    image = made_image(tmp_path / "builds" / "esp32-s3")
    finish(flash(image, ESP, "77", Esptool(stub=False)))
    last = last_flash(image.folder.parent, ESP.name)
    assert last is not None and last.serial_number == "77", "remembered for the next time"
    values, text = finish(report_ports(ask=True))
    assert values["ports"][0]["runs"]["model"] == image.model_hash
    assert values["ports"][0]["boards"] == ["esp32-s3"]
    assert json.loads(json.dumps(values))["ports"][0]["serial_number"] == "77"
    assert f"runs the model {image.model_hash} (tflm): lantern" in text and "#77" in text


def test_another_chip_behind_a_cable_is_named_and_no_board_of_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("firmware.identify.HELLO_S", 0.2)
    with Chip(tmp_path / "ttyUSB0", loader=Loader(NorFlash(bytearray(8)), ESP32_C3)):
        port = Port(str(tmp_path / "ttyUSB0"), "", "1A86:7523", (), bridge="CH340")
        found = finish(identify(port, may_reset=True))
    assert found.chip == "ESP32-C3" and found.boards == ()
    gone = finish(identify(replace(port, device=str(tmp_path / "ttyUSB9"))))
    assert gone.problem and gone.hello is None
