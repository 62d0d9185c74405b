"""What a small network learns with is what its integers do."""

from __future__ import annotations

import numpy as np
import pytest
from fakes.uno_graphs import GraphAnswers, all_answers

from audio.stage import finish, in_process
from compress.uno.bonsai import Bonsai
from compress.uno.convnet import ConvNet
from compress.uno.model import UnoRunner

NAMES = ("convnet", "convnet of stride 3", "bonsai", "a deeper bonsai")


@pytest.fixture(scope="module")
def answers() -> dict[str, GraphAnswers]:
    return finish(in_process(all_answers))


@pytest.mark.parametrize("name", NAMES)
def test_the_graph_and_the_integers_give_the_same_logits(
    answers: dict[str, GraphAnswers], name: str
) -> None:
    answer = answers[name]
    heard = answer.network.run(answer.windows)
    # Logits leave the integers in sixteenths and within eight; the graph does not round its sum.
    wanted = np.clip(np.floor(answer.logits * 16 + 0.5), -127, 127)
    assert np.array_equal(heard, wanted)
    assert len(np.unique(heard)) > 20


@pytest.mark.parametrize("name", NAMES)
def test_rounding_keeps_most_of_what_was_learned(
    answers: dict[str, GraphAnswers], name: str
) -> None:
    answer = answers[name]
    same = answer.network.run(answer.windows).argmax(axis=1) == answer.floats.argmax(axis=1)
    assert same.mean() > 0.9
    assert len(np.unique(answer.floats.argmax(axis=1))) > 1


def test_a_tree_keeps_the_share_of_its_projection_that_it_was_given(
    answers: dict[str, GraphAnswers],
) -> None:
    tree = answers["bonsai"].network
    assert isinstance(tree, Bonsai)
    kept = np.count_nonzero(tree.projection) / tree.projection.size
    # Rounding may bring a few of the kept ones to zero.
    assert 0.3 < kept <= 0.4
    assert (tree.depth, tree.groups, tree.frames, tree.values) == (1, 5, 20, 6)


def test_sizes_are_those_of_the_arrays(answers: dict[str, GraphAnswers]) -> None:
    net = answers["convnet of stride 3"].network
    assert isinstance(net, ConvNet)
    # Weights, 16-bit biases, 8-bit shifts of: 4 x 14 -> 6; taps 3 and 5; twice 6 -> 6; 6 -> 3.
    weights = 4 * 14 * 6 + (3 + 5) * 6 + 2 * 36 + 18
    assert net.weight_bytes == weights + 2 * (6 + 12 + 3) + (6 + 12 + 12 + 3)
    assert net.macs == weights
    assert net.frames == (16 + 2 + 4 - 1) * 3 + 4


def test_a_runner_refuses_another_stride(answers: dict[str, GraphAnswers]) -> None:
    from compress.variant import ModelError

    net = answers["convnet"].network
    runner = UnoRunner(net)
    features = answers["convnet"].windows.reshape(-1, 14)[:100]
    assert runner.run_stream(features, 2).shape == (50, 3)
    with pytest.raises(ModelError, match="each 2 frames"):
        runner.run_stream(features, 3)
