"""The engine `tflm` without its sources: what models need of it, and what of a tree is compiled."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from device_build import host_compiler, sanitizers
from fakes.clustered import encode_all

from audio.stage import finish
from compress.flatfile import pack, unpack
from firmware import tflm_download
from firmware.consent import NO_CONSENT, Consent, ConsentNeeded
from firmware.downloads import DownloadError
from firmware.engines.model_data import emit_arena, emit_sizes
from firmware.engines.tflm.arena import CLASS_BYTES, arena_class, estimate_arena_bytes
from firmware.engines.tflm.emit import emit_operators
from firmware.engines.tflm.operators import OPERATORS, UnsupportedOperator, operators_of
from firmware.sources import TFLM_FOLDER
from firmware.tflm_download import SOURCES, expected_content, get_tree
from firmware.tflm_source import (
    INTERPRETER,
    KERNELS,
    VARIABLE,
    TflmError,
    cached_tree,
    content_hash,
    find_tree,
    read_tree,
)
from firmware.toolchains.cortex_m4 import ToolchainError
from firmware.toolchains.cortex_m4_cpp import Job, compile_all, find_compiler

HERE = Path(__file__).resolve().parent
MODELS = sorted(HERE.parents[1].glob("assets/sample/models/*/model.tflite"))


@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.parent.name)
def test_the_estimated_arena_holds_the_model_without_waste(path: Path) -> None:
    """TensorFlow Lite Micro's own number is of 64 bits here, so a chip takes less."""
    pytest.importorskip("tflite_micro", reason="the wheel exists for Linux x86-64 only")
    from firmware.virtual.tflm_arena import tflm_arena_bytes

    tflite = path.read_bytes()
    measured = tflm_arena_bytes(tflite)
    for core in ("cortex-m4", "xtensa-lx7"):
        estimate = estimate_arena_bytes(tflite, core)
        assert measured <= estimate < 3 * measured + 8192 and estimate % CLASS_BYTES == 0


def test_an_arena_is_a_multiple_that_holds_what_was_measured() -> None:
    assert [arena_class(used) for used in (1, 1024, 1025, 6788)] == [1024, 1024, 2048, 7168]


def test_exactly_the_operators_of_the_model_are_registered() -> None:
    models = [path.read_bytes() for path in MODELS]
    for tflite in (*models, encode_all(models[0])):
        found = operators_of(tflite)
        assert ("CUSTOM TFLM_DECODE" in found) == (tflite not in models)
        text = emit_operators(found)
        assert f"MicroMutableOpResolver<{len(found)}>" in text
        calls = [
            line.partition("operators.")[2] for line in text.splitlines() if "kTfLiteOk" in line
        ]
        registered = {call.partition("(")[0] for call in calls}
        assert registered == {OPERATORS[opcode].method for opcode in found}


def test_an_operator_that_is_not_known_is_refused_by_name() -> None:
    from ai_edge_litert import schema_py_generated as schema

    model = unpack(MODELS[0].read_bytes())
    code = model.operatorCodes[-1]
    code.builtinCode = code.deprecatedBuiltinCode = schema.BuiltinOperator.SVDF
    with pytest.raises(UnsupportedOperator, match="SVDF"):
        operators_of(pack(model))


def test_only_the_arena_file_knows_the_arena() -> None:
    assert "4096" in emit_arena(4096)
    assert "MODEL_OUTPUT_BYTES" not in emit_sizes(1960)
    assert "MODEL_OUTPUT_BYTES 4u" in emit_sizes(1960, 4)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """The files of a tree, as far as they are looked for."""
    root = tmp_path / "tree"
    kernels = [f"{KERNELS}/{name}.cc" for name in ("kernel_util", "conv", "conv_common", "decode")]
    kernels += [f"{KERNELS}/{name}.cc" for name in ("conv_test", "decode_state", "tanh")]
    third = ["flatbuffers/include/flatbuffers/base.h", "gemmlowp/meta.h", "ruy/ruy.h"]
    files = [INTERPRETER, "tensorflow/lite/micro/debug_log.cc", "tensorflow/lite/core/c/common.cc"]
    for name in (*files, *kernels, *(f"third_party/{each}" for each in third)):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(name)
    return root


def names(root: Path, opcodes: tuple[str, ...]) -> set[str]:
    return {path.relative_to(root).as_posix() for path in read_tree(root).sources(opcodes)}


def test_of_a_tree_the_core_and_the_models_kernels_are_compiled(tree: Path) -> None:
    plain = names(tree, ("CONV_2D",))
    assert {INTERPRETER, "tensorflow/lite/core/c/common.cc", f"{KERNELS}/conv.cc"} <= plain
    assert not [name for name in plain if "test" in name or "debug_log" in name or "tanh" in name]
    decoding = names(tree, ("CONV_2D", "CUSTOM TFLM_DECODE"))
    assert decoding - plain == {f"{KERNELS}/decode.cc", f"{KERNELS}/decode_state.cc"}
    assert read_tree(tree).kernels == "reference" and not read_tree(tree).defines


def test_kernels_for_the_processor_are_taken_where_they_are_whole(tree: Path) -> None:
    tuned = tree / KERNELS / "cmsis_nn"
    tuned.mkdir()
    (tuned / "conv.cc").write_text("tuned")
    assert read_tree(tree).kernels == "reference", "its library is missing"
    library = tree / "tensorflow/lite/micro/tools/make/downloads/cmsis_nn"
    for name in ("Include/arm_nn.h", "Source/ConvolutionFunctions/arm_convolve_s8.c"):
        (library / name).parent.mkdir(parents=True)
        (library / name).write_text(name)
    (library / "Source/ConvolutionFunctions/arm_convolve_f32.c").write_text("float")
    assert read_tree(tree).kernels == "CMSIS-NN" and "CMSIS_NN" in read_tree(tree).defines
    found = names(tree, ("CONV_2D",))
    assert f"{KERNELS}/cmsis_nn/conv.cc" in found and f"{KERNELS}/conv.cc" not in found
    assert [Path(name).name for name in found if "arm_" in name] == ["arm_convolve_s8.c"]


def test_the_hash_of_a_tree_is_that_of_its_code(tree: Path) -> None:
    before = content_hash(tree)
    (tree / "README.md").write_text("no code")
    assert content_hash(tree) == before
    (tree / KERNELS / "conv.cc").write_text("another")
    changed = content_hash(tree)
    (tree / KERNELS / "conv.cc").rename(tree / KERNELS / "convolution.cc")
    assert len({before, changed, content_hash(tree)}) == 3


def test_what_is_no_tree_or_not_whole_is_told(
    tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WAKEWRIGHT_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv(VARIABLE, raising=False)
    with pytest.raises(TflmError, match="not on this computer"):
        find_tree()
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    with pytest.raises(TflmError, match="micro_interpreter"):
        find_tree()
    (tree / "third_party/gemmlowp/meta.h").rename(tree / "third_party/gemmlowp/BUILD")
    monkeypatch.setenv(VARIABLE, str(tree))
    with pytest.raises(TflmError, match="sources of gemmlowp"):
        find_tree()


def test_a_missing_compiler_is_told_with_the_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(ToolchainError, match="libstdc"):
        find_compiler()


# Stands for a compiler: writes its object, but sleeps or fails as the source says.
COMPILER = """
import pathlib, sys, time
source, target = (pathlib.Path(sys.argv[sys.argv.index(o) + 1]) for o in ("-c", "-o"))
target.write_text("half")
text = source.read_text()
if text == "slow":
    time.sleep(60)
if text == "wrong":
    sys.exit("error: no such thing")
target.write_text(text)
"""


def jobs(folder: Path, texts: dict[str, str]) -> list[Job]:
    for name, text in texts.items():
        (folder / f"{name}.cc").write_text(text)
    return [Job(folder / f"{name}.cc", folder / "objects" / f"{name}.o") for name in texts]


@pytest.fixture
def compiler(tmp_path: Path) -> tuple[str, ...]:
    """A program in place of the compiler."""
    script = tmp_path / "compiler.py"
    script.write_text(COMPILER)
    return sys.executable, str(script)


def test_objects_are_whole_or_not_there(tmp_path: Path, compiler: tuple[str, ...]) -> None:
    work = jobs(tmp_path, {"one": "1", "two": "2", "three": "3"})
    assert list(compile_all(compiler, work, strict=False))[-1] == 3
    assert [job.target.read_text() for job in work] == ["1", "2", "3"]
    with pytest.raises(ToolchainError, match=r"(?s)wrong\.cc.*no such thing"):
        list(compile_all(compiler, jobs(tmp_path, {"wrong": "wrong"}), strict=False))
    going = compile_all(compiler, jobs(tmp_path, {"slow": "slow"}), strict=False)
    deadline = time.monotonic() + 30
    while not list((tmp_path / "objects").glob("slow*.part")):
        next(going)
        assert time.monotonic() < deadline
    going.close()
    assert sorted(p.name for p in (tmp_path / "objects").iterdir()) == ["one.o", "three.o", "two.o"]


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """A server of a folder's files on this computer; its address."""
    handler = partial(SimpleHTTPRequestHandler, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def test_a_tree_is_fetched_once_and_only_if_it_is_the_right_one(
    tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As GitHub packs it: everything in one folder, made anew for whoever asks."""
    monkeypatch.setenv("WAKEWRIGHT_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv(VARIABLE, raising=False)
    (tmp_path / "served").mkdir()
    archive = tmp_path / "served" / "tree.tar.gz"
    with tarfile.open(archive, "w:gz") as packed:
        packed.add(tree, "esp-tflite-micro-99f49e1")
    with serving(archive.parent) as url:
        monkeypatch.setattr(tflm_download, "SOURCES", replace(SOURCES, url=f"{url}/tree.tar.gz"))
        with pytest.raises(ConsentNeeded, match="esp-tflite-micro"):
            finish(get_tree(NO_CONSENT))
        with pytest.raises(DownloadError, match="not the right tree"):
            finish(get_tree(Consent.to([SOURCES])))
        assert not cached_tree().exists() and tflm_download.is_missing()
        monkeypatch.setattr(tflm_download, "CONTENT", content_hash(tree))
        assert expected_content() == tflm_download.CONTENT
        fetched = finish(get_tree(Consent.to([SOURCES])))
    assert fetched.root == cached_tree() and fetched.content == expected_content()
    # There is no server any more.
    assert finish(get_tree(NO_CONSENT)).root == fetched.root


def test_what_the_interpreter_says_is_kept_without_a_c_library(tmp_path: Path) -> None:
    """Our own small printf, watched by sanitizers."""
    compiler = host_compiler()
    headers = tmp_path / "tensorflow/lite/micro"
    headers.mkdir(parents=True)
    (headers / "debug_log.h").write_text(
        '#include <cstdarg>\n#include <cstddef>\nextern "C" {\n'
        "void DebugLog(const char* format, va_list args);\n"
        "int DebugVsnprintf(char* buffer, size_t room, const char* format, va_list args);\n}\n"
    )
    program = tmp_path / "program"
    sources = [TFLM_FOLDER / "last_words.cpp", HERE / "last_words_driver.cpp"]
    command = [*compiler, "-x", "c++", "-std=c++17", "-Wall", "-Wextra", "-Wno-format"]
    command += [*sanitizers(compiler), f"-I{tmp_path}", f"-I{TFLM_FOLDER}", *map(str, sources)]
    done = subprocess.run(
        [*command, "-fno-exceptions", "-fno-rtti", "-o", str(program)],
        capture_output=True,
        text=True,
        check=False,
    )
    if "cc1plus" in done.stderr:
        pytest.skip("this computer has a C compiler but none for C++")
    assert done.returncode == 0, done.stderr
    said = subprocess.run([program], capture_output=True, text=True, check=True).stdout
    lines = said.splitlines()
    assert lines[:5] == [
        "nothing said",
        "numbers: -5 2147483647 4000000000 beef q % text|-7 8 -9223372036854775808 4 12 9 a",
        "fractions are cut off: -3 12 1000",
        "lines follow each other: Failed to find HARD_SWISH; then more; ",
        "unknown ones: 0 q ends with ",
    ]
    assert lines[5].startswith("too long: a long story, part 0; a long") and len(lines[5]) == 239
    assert lines[6] == "more th"
