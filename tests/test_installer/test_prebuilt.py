"""Firmware that came with the installer is found for a model that it can run, and for no other."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from audio.stage import finish
from compress.variant import Variant
from firmware import prebuilt
from firmware.behaviour import AS_USUAL
from firmware.boards import load_board
from firmware.commands import build_for
from firmware.compilation import compile_firmware, engine_for
from firmware.consent import ConsentNeeded
from firmware.image import Needs
from firmware.prebuilt import Base, base_key, find_base
from firmware.sources import FirmwareSources, lay_out, with_arena
from firmware.toolchains.cortex_m4 import ToolchainError

BOARD = load_board("virtual-cortex-m4")
MACHINE_CODE = b"\x7fELF and so on"


@pytest.fixture(scope="module")
def sources(tone_variant: Variant, tmp_path_factory: pytest.TempPathFactory) -> FirmwareSources:
    """A model's, laid out for the interpreter."""
    return lay_out(tone_variant, BOARD, "tflm", tmp_path_factory.mktemp("sources") / "laid")


@pytest.fixture
def base(
    sources: FirmwareSources, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Base]:
    """Firmware with one operator and some memory more than the model needs."""
    made = Base(
        BOARD.name,
        "tflm",
        base_key(sources, BOARD),
        (*sources.operators, "TANH"),
        sources.arena_bytes + 4096,
        "one",
        "firmware.elf",
        (("firmware.elf", 0, "firmware"),),
        None,
        "a compiler",
    )
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / "firmware.elf").write_bytes(MACHINE_CODE)
    (tmp_path / prebuilt.INDEX_FILE).write_text(json.dumps([made.to_dict()]))
    monkeypatch.setattr(prebuilt, "FOLDER", tmp_path)
    prebuilt.bases.cache_clear()
    yield made
    prebuilt.bases.cache_clear()


def test_a_model_that_needs_less_is_run_by_it(sources: FirmwareSources, base: Base) -> None:
    assert find_base(sources, BOARD) == base


def test_another_operator_more_memory_or_another_board_is_not(
    sources: FirmwareSources, base: Base
) -> None:
    assert find_base(replace(sources, operators=("UNPACK",)), BOARD) is None
    assert find_base(replace(sources, arena_bytes=base.arena_bytes + 1), BOARD) is None
    assert find_base(sources, replace(BOARD, name="another")) is None


def test_arena_and_operators_do_not_change_the_key_but_the_window_does(
    sources: FirmwareSources, tone_variant: Variant, tmp_path: Path
) -> None:
    key = base_key(sources, BOARD)
    wider = replace(tone_variant, front_end=replace(tone_variant.front_end, frames=97))
    assert base_key(with_arena(sources, 99_328), BOARD) == key
    assert base_key(lay_out(wider, BOARD, "tflm", tmp_path / "wider"), BOARD) != key


def test_nothing_is_compiled_where_it_fits(
    base: Base, tone_variant: Variant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    image = tmp_path / "image"
    image.mkdir()
    made = finish(compile_firmware(tone_variant, BOARD, "tflm", AS_USUAL, image))
    assert (image / "firmware.elf").read_bytes() == MACHINE_CODE
    assert [part.kind for part in made.parts] == ["firmware", "model"]
    assert made.reused and made.sources.arena_bytes == base.arena_bytes


def test_without_a_compiler_the_engine_is_the_one_that_came_along(
    base: Base, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert engine_for(BOARD) == "baked"

    def none() -> tuple[str, ...]:
        raise ToolchainError("There is none.")

    monkeypatch.setattr("firmware.toolchains.cortex_m4.find_compiler", none)
    assert engine_for(BOARD) == "tflm"
    prebuilt.bases.cache_clear()
    monkeypatch.setattr(prebuilt, "INDEX_FILE", "nothing.json")
    assert engine_for(BOARD) == "baked"


def test_a_file_alone_needs_a_compiler_only_where_nothing_fits(
    base: Base, tone_variant: Variant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(*_: object) -> tuple[str, ...]:
        raise ToolchainError("There is none.")

    monkeypatch.setattr("firmware.toolchains.cortex_m4.find_compiler", none)
    monkeypatch.setattr("firmware.build.measure", lambda *_: Needs(1, 2, 3))
    monkeypatch.setattr("firmware.commands.read_bare_model", lambda _: tone_variant)
    image = finish(build_for(tmp_path / "a.tflite", BOARD.name, None, tmp_path / "image"))
    assert image.firmware_path.read_bytes() == MACHINE_CODE
    other = replace(base, key="of another window")
    (tmp_path / prebuilt.INDEX_FILE).write_text(json.dumps([other.to_dict()]))
    prebuilt.bases.cache_clear()
    with pytest.raises(ConsentNeeded):
        finish(build_for(tmp_path / "a.tflite", BOARD.name, None, tmp_path / "image-2"))


def test_a_source_tree_has_none() -> None:
    assert prebuilt.bases() == () and prebuilt.contents() == ""
