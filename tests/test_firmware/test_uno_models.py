"""The small models in C: the logits of the integer reference, here and on the simulated chip."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from uno_harness import avr_dot, avr_model, has_avr, host_model, run_model
from uno_networks import random_bonsai, random_convnet, some_features

from compress.uno.model import Network, UnoRunner
from compress.variant import ModelError
from firmware.engines.micro.emit import emit_model

NETWORKS: dict[str, Network] = {
    "convnet": random_convnet(1),
    "convnet of stride 3": random_convnet(2, channels=6, labels=5, stride=3),
    "bonsai": random_bonsai(3),
    "a deeper bonsai": random_bonsai(4, values=9, depth=3, labels=4),
    "a stump": random_bonsai(5, depth=0),
}


def expected(network: Network, features: np.ndarray) -> np.ndarray:
    return UnoRunner(network).run_stream(features, network.stride_frames)


@pytest.mark.parametrize("name", NETWORKS)
def test_the_c_gives_the_logits_of_the_reference(name: str, tmp_path: Path) -> None:
    network = NETWORKS[name]
    features = some_features(1, 700)
    heard = run_model(host_model(network, tmp_path), [features], network.labels)
    assert np.array_equal(heard, expected(network, features))
    # The inputs are worth something only if the logits move, and not only between their ends.
    assert len(np.unique(heard)) > 30


@pytest.mark.parametrize("name", ["convnet of stride 3", "bonsai"])
def test_a_reset_forgets_everything(name: str, tmp_path: Path) -> None:
    network = NETWORKS[name]
    pieces = [some_features(2, 101), some_features(3, 250)]
    heard = run_model(host_model(network, tmp_path), pieces, network.labels)
    wanted = [expected(network, piece) for piece in pieces]
    assert np.array_equal(heard, np.concatenate(wanted))


@pytest.mark.parametrize("name", NETWORKS)
def test_a_stream_gives_what_its_windows_give(name: str) -> None:
    network, features = NETWORKS[name], some_features(4, 233)
    padded = np.concatenate([np.zeros((network.frames, features.shape[1]), np.int8), features])
    ends = range(network.frames + network.stride_frames, len(padded) + 1, network.stride_frames)
    windows = np.stack([padded[end - network.frames : end] for end in ends])
    assert np.array_equal(expected(network, features), network.run(windows))


@pytest.mark.parametrize("name", ["convnet", "bonsai"])
def test_the_chip_gives_the_logits_of_the_reference(name: str, tmp_path: Path) -> None:
    if not has_avr():
        pytest.skip("avr-gcc and simavr are not installed (Debian: gcc-avr avr-libc simavr).")
    network, features = NETWORKS[name], some_features(5, 400)
    ran = avr_model(network, features, tmp_path)
    assert np.array_equal(ran.lines, expected(network, features))
    # Beside the model there are a frame, its logits and two bytes of the program that watches.
    watching = features.shape[1] + network.labels + 2
    assert ran.static_bytes - watching == pytest.approx(network.ram_bytes, abs=18 + 1)
    assert ran.numbers["S"] < 220


def test_sums_on_the_chip_hold_their_largest_and_smallest(tmp_path: Path) -> None:
    if not has_avr():
        pytest.skip("avr-gcc and simavr are not installed (Debian: gcc-avr avr-libc simavr).")
    rng = np.random.default_rng(6)
    ends = np.array([[-128, -128], [-128, 127], [127, 127], [-1, 1], [1, -1], [0, -128]])
    fixed = [np.full((255,), end, np.int8) for pair in ends for end in pair]
    random = rng.integers(-128, 128, (6, 255)).astype(np.int8)
    weights, values = (np.stack([*fixed[part::2], *random[part::2]]) for part in (0, 1))
    starts = np.array([32767, -32768, 0, 1, -1, 0, 5, -5, 300], np.int16)
    sums = np.cumsum(weights.astype(int) * values, axis=1)
    wanted = [[start, *(start + row[50::51])] for start, row in zip(starts, sums, strict=True)]
    assert np.abs(wanted).max() > 4_000_000
    heard, longest = avr_dot(starts, weights, values, tmp_path)
    assert heard.tolist() == np.array(wanted).tolist()
    assert longest < 255 * 15 + 200, "the Uno has few cycles to spare"


def test_a_network_too_large_for_its_counters_is_refused() -> None:
    with pytest.raises(ModelError, match="255 is the most"):
        emit_model(random_convnet(6, channels=64))


def test_the_reference_notices_one_changed_weight() -> None:
    network, features = random_convnet(7), some_features(6, 400)
    before = expected(network, features)
    weights = network.blocks[0].depthwise.weights
    weights[2, 3] = weights[2, 3] + 1 if weights[2, 3] < 127 else 126
    assert not np.array_equal(before, expected(network, features))
