"""Bonsai in C."""

from __future__ import annotations

import numpy as np

from compress.uno.bonsai import Bonsai
from firmware.c_source import c_array


def bonsai_source(tree: Bonsai) -> tuple[int, int, list[str]]:
    """Bands, the largest number of values that a kernel counts, and the lines of `model.c`."""
    inputs, nodes = tree.projection.shape[1], tree.scores.shape[0] * tree.labels
    places = np.packbits(tree.projection != 0, bitorder="little").tolist()
    weights = tree.projection[tree.projection != 0].tolist()
    arrays = [
        ("uint8_t", "places", places),
        ("int8_t", "weights", weights),
        ("int16_t", "bias", tree.bias.tolist()),
        ("uint8_t", "shifts", tree.shifts.tolist()),
        ("int8_t", "branches", tree.branches.reshape(-1).tolist()),
        ("int8_t", "scores", tree.scores.reshape(-1).tolist()),
        ("uint8_t", "score_shifts", tree.score_shifts.reshape(-1).tolist()),
        ("int8_t", "gates", tree.gates.reshape(-1).tolist()),
        ("uint8_t", "gate_shifts", tree.gate_shifts.reshape(-1).tolist()),
    ]
    tables = [
        "static " + c_array(f"{kind} {name}[{len(values)}] UNO_FLASH", values)
        for kind, name, values in arrays
    ]
    includes = ["<string.h>", '"uno_bonsai.h"', '"uno_flash.h"', '"uno_layers.h"']
    state = [
        f"static int8_t groups[{inputs}];",
        "static int16_t sums[MODEL_BANDS];",
        "static uint8_t summed;",
    ]
    lines = [f"#include {name}" for name in includes]
    lines += ["", *tables, "", *state, "", *RESET, "", *_push(tree)]
    return tree.bands, max(inputs, nodes), lines


RESET = [
    "void model_reset(void) {",
    "  memset(groups, 0, sizeof(groups));",
    "  memset(sums, 0, sizeof(sums));",
    "  summed = 0;",
    "}",
]


def _push(tree: Bonsai) -> list[str]:
    count = tree.values + 1
    return [
        "bool model_push(const int8_t* features, int8_t* logits) {",
        "  for (uint8_t band = 0; band < MODEL_BANDS; ++band) {",
        "    sums[band] = (int16_t)(sums[band] + features[band]);",
        "  }",
        "  if (++summed < UNO_GROUP) {",
        "    return false;",
        "  }",
        "  summed = 0;",
        "  int8_t mean[MODEL_BANDS];",
        "  uno_group_mean(sums, mean, MODEL_BANDS);",
        "  memset(sums, 0, sizeof(sums));",
        "  uno_append(groups, sizeof(groups), mean, MODEL_BANDS);",
        f"  int8_t values[{count}];",
        "  uno_project(places, weights, bias, shifts, groups, sizeof(groups), values,",
        f"              {tree.values});",
        f"  values[{tree.values}] = {tree.one};",
        "  int16_t totals[MODEL_LABELS];",
        f"  uno_tree(branches, scores, score_shifts, gates, gate_shifts, {tree.depth}, values,",
        f"           {count}, totals, logits, MODEL_LABELS);",
        "  return true;",
        "}",
    ]
