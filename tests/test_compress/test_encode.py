"""Encoded models: fewer bytes, the same weights, the same answers from TensorFlow Lite Micro."""

from typing import Any

import numpy as np
import pytest
from fakes.clustered import clustered, edit_weights
from fakes.exports import Exported, some_features
from numpy.typing import NDArray

from audio.frontend import FrontEndSettings
from compress.arena import arena_bytes
from compress.decode_operators import decode, decode_fully, is_encoded
from compress.detector import DetectorSettings
from compress.flatfile import pack, unpack
from compress.graph import Graph, count_macs, read_graph, read_stored_graph
from compress.metadata import embed, extract
from compress.parity import check_parity, tflm_answers
from compress.runner import Runner
from compress.steps.encode import encode
from compress.tradeoffs import tradeoffs
from compress.variant import ModelError, Variant

DECODE = "CUSTOM TFLM_DECODE"
WINDOWS = some_features(12, seed=4)


@pytest.fixture(scope="module")
def plain(exported: dict[str, Exported]) -> bytes:
    """A slim model with few distinct weights, half of them zero."""
    return clustered(exported["mixconv-48"].slimmed, levels=15, zeros=0.5)


@pytest.fixture(scope="module")
def encoded(plain: bytes) -> bytes:
    return encode(plain)[0]


def kinds(tflite: bytes) -> set[str]:
    return {tensor.encoding.kind for tensor in read_graph(tflite).tensors if tensor.encoding}


def tflm(tflite: bytes, windows: NDArray[np.int8]) -> NDArray[np.int8]:
    answers = tflm_answers(tflite, windows)
    if answers is None:
        pytest.skip("the tflite-micro wheel exists for Linux x86-64 only")
    return answers


def same_constants(one: Graph, other: Graph) -> bool:
    pairs = zip(one.tensors, other.tensors, strict=True)
    return all(np.array_equal(a.data, b.data) if a.data is not None else b.data is None
               for a, b in pairs)  # fmt: skip


def test_an_encoded_model_is_much_smaller_and_says_so(plain: bytes, exported: Any) -> None:
    packed, report = encode(plain)
    assert len(packed) * 2.5 < len(exported["mixconv-48"].quantized)
    assert report.before["tflite_bytes"] == len(plain)
    assert report.after["tflite_bytes"] == len(packed)
    graph = read_graph(plain)
    weights = [graph.tensors[o.inputs[1]] for o in graph.operators if o.opcode.endswith(
        ("CONV_2D", "CONNECTED"))]  # fmt: skip
    assert report.after["encoded_layers"] + len(report.skipped) == len(weights) == 10
    assert report.after["decoded_bytes"] <= sum(tensor.elements for tensor in weights)


def test_tensorflow_lite_micro_answers_the_same(plain: bytes, encoded: bytes) -> None:
    assert np.array_equal(tflm(encoded, WINDOWS), tflm(plain, WINDOWS))
    assert check_parity(encoded, WINDOWS).windows == len(WINDOWS)


def test_tensorflow_lite_micro_reads_the_streams(encoded: bytes) -> None:
    """One changed bit in the longest stream changes its answers: it is no dead weight."""
    damaged = unpack(encoded)
    longest = max((b for b in damaged.buffers if b.data is not None), key=lambda b: len(b.data))
    longest.data = longest.data.copy()
    longest.data[len(longest.data) // 2] ^= 0x10
    assert not np.array_equal(tflm(pack(damaged), WINDOWS), tflm(encoded, WINDOWS))


def test_decoding_gives_the_file_back_byte_for_byte(plain: bytes, encoded: bytes) -> None:
    assert is_encoded(encoded) and not is_encoded(plain)
    assert decode(encoded) == plain
    assert decode(plain) is plain


def test_the_computer_runs_encoded_models(plain: bytes, encoded: bytes) -> None:
    assert np.array_equal(Runner(encoded).run(WINDOWS), Runner(plain).run(WINDOWS))


def test_a_graph_is_read_as_if_it_were_plain(plain: bytes, encoded: bytes) -> None:
    stored, read, before = (
        read_stored_graph(encoded), read_graph(encoded), read_graph(plain))  # fmt: skip
    assert DECODE in {operator.opcode for operator in stored.operators}
    assert [o.opcode for o in read.operators] == [o.opcode for o in before.operators]
    assert same_constants(read, before)
    assert count_macs(read) == count_macs(before) > 0
    assert kinds(encoded) == {"Huffman"}
    streams = sum(t.encoding.stream_bytes for t in read.tensors if t.encoding)
    weights = sum(t.elements for t in read.tensors if t.encoding)
    assert weights // 8 < streams < weights // 2.5
    assert not kinds(plain)


def test_layers_decode_right_before_they_are_needed(encoded: bytes) -> None:
    graph = read_stored_graph(encoded)
    for number, operator in enumerate(graph.operators):
        if operator.opcode == DECODE:
            assert set(operator.outputs) <= set(graph.operators[number + 1].inputs)
    decoders = [o for o in graph.operators if o.opcode == DECODE]
    assert len({table for o in decoders for table in o.inputs[1::2]}) == 1, "one shared table"


def test_metadata_stays_with_the_model(plain: bytes) -> None:
    labels = tuple(f"word{number}" for number in range(10))
    about = (labels, FrontEndSettings(), DetectorSettings(4, 3, (9,) * 10, 750))
    inside = embed(plain, *about)
    packed = encode(inside)[0]
    assert is_encoded(packed)
    assert extract(packed) == extract(decode(packed)) == extract(inside) is not None
    assert extract(embed(encode(plain)[0], *about)) == extract(inside)


def test_files_that_answer_differently_are_never_handed_out(
    plain: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def changed(tflite: bytes, windows: NDArray[np.int8]) -> NDArray[np.int8]:
        return np.full((len(windows), 10), is_encoded(tflite), np.int8)

    with monkeypatch.context() as patch:
        patch.setattr("compress.steps.encode.tflm_answers", changed)
        with pytest.raises(ModelError, match="decodes the model wrongly"):
            encode(plain)
        patch.setattr("compress.steps.encode.tflm_answers", lambda tflite, windows: None)
        assert "agreement" not in encode(plain)[1].after
        patch.setattr("compress.steps.encode.decode", lambda tflite: tflite)
        with pytest.raises(ModelError, match="weights back"):
            encode(plain)


def test_the_trade_off_table_tells_both_sizes(plain: bytes, encoded: bytes) -> None:
    labels, front_end = ("word", "_silence_"), FrontEndSettings()
    about = ("mixconv-48", labels, front_end, DetectorSettings(4, 3, (9, 9), 750))
    variants = [Variant(name, *about, tflite=file, macs=1)
                for name, file in (("plain", plain), ("small", encoded))]  # fmt: skip
    small, whole = tradeoffs(variants)
    assert (small.name, small.tflite_bytes, small.encoded_bytes) == (
        "small", len(plain), len(encoded))  # fmt: skip
    assert whole.tflite_bytes == whole.encoded_bytes == len(plain)


def test_weights_without_any_order_are_left_alone(exported: dict[str, Exported]) -> None:
    random = np.random.default_rng(2)
    noise = edit_weights(
        exported["dscnn-32x4"].slimmed, lambda v, _: random.integers(-127, 128, v.shape)
    )
    packed, report = encode(noise)
    assert packed == noise
    assert report.after == report.before
    assert "nothing pays" in report.skipped[-1]
    assert len(report.skipped) == 11


def test_small_layers_are_left_alone_with_the_reason(encoded: bytes, plain: bytes) -> None:
    again, report = encode(encoded)
    assert again == encoded
    assert report.skipped == ("the weights are encoded already",)
    twice_used = unpack(plain)
    graph = twice_used.subgraphs[0]
    convolutions = [o for o in graph.operators if len(o.inputs) == 3]
    first, last = convolutions[2], convolutions[4]
    shapes = [tuple(graph.tensors[each.inputs[1]].shape) for each in (first, last)]
    assert shapes == [(48, 1, 1, 48)] * 2
    last.inputs = np.array([last.inputs[0], first.inputs[1], last.inputs[2]], np.int32)
    packed, report = encode(pack(twice_used))
    assert sum("several operators share" in reason for reason in report.skipped) == 2
    assert np.array_equal(tflm(packed, WINDOWS), tflm(pack(twice_used), WINDOWS))


def few_values_in_each_channel(values: NDArray[np.int8], opcode: str) -> NDArray[np.int8]:
    if opcode == "FULLY_CONNECTED":
        return values
    last = opcode == "DEPTHWISE_CONV_2D"
    rows = np.moveaxis(values, -1, 0) if last else values
    random = np.random.default_rng(values.size)
    made = np.array([random.choice(random.integers(-120, 120, 2), row.shape) for row in rows])
    return np.ascontiguousarray(np.moveaxis(made, 0, -1) if last else made)


def rare_noise_in_one_layer(values: NDArray[np.int8], opcode: str) -> NDArray[np.int8]:
    random = np.random.default_rng(values.size)
    share = 0.12 if opcode == "FULLY_CONNECTED" else 1.0
    noise = random.integers(-127, 128, values.shape)
    return np.where(random.random(values.shape) < share, noise, 0)


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (few_values_in_each_channel, "look-up table"),
        (rare_noise_in_one_layer, "pruning"),
    ],
)
def test_every_encoding_runs(exported: Any, edit: Any, expected: str) -> None:
    model = exported["stemresnet-32"]
    changed = edit_weights(model.slimmed, edit)
    packed, _ = encode(changed)
    assert expected in kinds(packed)
    assert len(packed) < len(changed)
    assert decode(packed) == changed
    assert np.array_equal(tflm(packed, WINDOWS), tflm(changed, WINDOWS))


def test_the_arena_grows_by_what_is_decoded(plain: bytes, encoded: bytes) -> None:
    graph = read_graph(encoded)
    largest = max(tensor.elements for tensor in graph.tensors if tensor.encoding)
    before, after = arena_bytes(plain), arena_bytes(encoded)
    assert largest <= after <= before + largest
    assert after > before


def test_arena_is_what_tensorflow_lite_micro_lays_out(
    exported: dict[str, Exported],
    plain: bytes,
    encoded: bytes,
    capfd: pytest.CaptureFixture[str],
) -> None:
    wheel: Any = pytest.importorskip(
        "tflite_micro", reason="the tflite-micro wheel exists for Linux x86-64 only"
    )
    for tflite in (plain, encoded, *(each.slimmed for each in exported.values())):
        wheel.runtime.Interpreter.from_bytes(tflite).print_allocations()
        printed = capfd.readouterr().err
        [head] = [line.split()[-2] for line in printed.splitlines() if "allocation head" in line]
        assert int(head) == arena_bytes(tflite)


def test_damaged_encoded_files_are_a_model_error(encoded: bytes) -> None:
    random = np.random.default_rng(9)
    refused = 0
    for _ in range(60):
        damaged = bytearray(encoded)
        place = int(random.integers(8, len(encoded)))
        damaged[place : place + 4] = random.bytes(4)
        try:
            read_graph(bytes(damaged))
        except ModelError:
            refused += 1
    assert refused > 0
    wrong = unpack(encoded)
    stream = max((b for b in wrong.buffers if b.data is not None), key=lambda b: len(b.data))
    stream.data = stream.data[: len(stream.data) // 2]
    with pytest.raises(ModelError, match="encoded weights"):
        decode_fully(pack(wrong))
