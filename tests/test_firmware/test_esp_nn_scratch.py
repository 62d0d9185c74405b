"""The ESP32-S3's arena holds what ESP-NN's kernels ask for beside the tensors.

The numbers were measured once: the interpreter with ESP-NN's kernels for this chip (1.1.0, which
Arduino's core brings, and 1.2.3) set the models up on a computer, with the sizes that ESP-NN's own
functions for the ESP32-S3 gave. There pointers have 64 bits, so that the chip takes less.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from compress.graph import read_stored_graph
from firmware.engines.tflm.arena import XTENSA, espressif_scratch_bytes, estimate_arena_bytes

SAMPLES = Path(__file__).resolve().parents[2] / "assets" / "sample" / "models"
# The arena by the more demanding of both versions.
ARENAS = {
    "mixconv-32": 28_176,
    "mixconv-48": 37_632,
    "stemresnet-32": 39_648,
    "stemresnet-48": 54_096,
}
# Scratch of the first three convolutions by 1.1.0 and by 1.2.3.
SCRATCHES = {
    "mixconv-32": [(7_840, 18_512), (32, 2_464), (1_568, 1_600)],
    "mixconv-48": [(11_744, 26_256), (32, 3_680), (3_104, 3_136)],
    "stemresnet-48": [(34_412, 2_192), (15_392, 15_424), (32, 4_448)],
}


@pytest.mark.parametrize("name", ARENAS)
def test_the_arena_is_enough_for_both_versions_and_not_twice_too_much(name):
    estimate = estimate_arena_bytes((SAMPLES / name / "model.tflite").read_bytes(), XTENSA)
    assert ARENAS[name] <= estimate < 1.5 * ARENAS[name]


@pytest.mark.parametrize("name", SCRATCHES)
def test_scratch_of_each_layer_is_enough_for_both_versions(name):
    graph = read_stored_graph((SAMPLES / name / "model.tflite").read_bytes())
    layers = [operator for operator in graph.operators if "CONV_2D" in operator.opcode]
    for layer, asked in zip(layers, SCRATCHES[name], strict=False):
        assert max(asked) <= espressif_scratch_bytes(graph, layer)
