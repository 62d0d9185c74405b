"""The plan of the arena: nothing is overwritten while it is needed, and little memory is wasted."""

from __future__ import annotations

import itertools

import pytest
from baked_harness import converted_models
from baked_recipes import RECIPES
from hypothesis import given, settings
from hypothesis import strategies as st

from compress.graph import read_graph
from firmware.engines.baked import compile_model
from firmware.engines.baked.geometry import Axis, first_reads, safe_gap
from firmware.engines.baked.planner import ALIGNMENT, Block, Sharing, plan_arena


@st.composite
def lifetimes(draw: st.DrawFn) -> list[Block]:
    """Blocks with random sizes and times."""
    parts = draw(st.lists(st.tuples(*[st.integers(0, 9)] * 2, st.integers(1, 200)), max_size=12))
    return [Block(name, size, min(a, b), max(a, b)) for name, (a, b, size) in enumerate(parts)]


@settings(max_examples=150, deadline=None)
@given(lifetimes())
def test_blocks_that_meet_lie_apart(blocks: list[Block]) -> None:
    plan = plan_arena(blocks)
    for one, other in itertools.combinations(blocks, 2):
        start, end = plan.starts[one.name], plan.starts[other.name]
        if one.first <= other.last and other.first <= one.last:
            assert start + one.size <= end or end + other.size <= start
    for block in blocks:
        assert plan.starts[block.name] >= 0
        assert plan.starts[block.name] % ALIGNMENT == 0
        assert plan.starts[block.name] + block.size <= plan.arena_bytes
    needed = max(
        (sum(b.size for b in blocks if b.first <= step <= b.last) for step in range(10)), default=0
    )
    assert needed <= plan.lower_bound_bytes <= plan.arena_bytes
    # Any plan at all would do with everything side by side.
    assert plan.arena_bytes <= sum(b.size + ALIGNMENT - 1 for b in blocks)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(1, 90), st.integers(-90, 90), st.booleans(), st.booleans()),
        min_size=2,
        max_size=7,
    )
)
def test_chains_share_only_as_allowed(links: list[tuple[int, int, bool, bool]]) -> None:
    blocks = [Block(n, size, n, n + 1) for n, (size, *_) in enumerate(links)]
    sharings = [
        Sharing(n - 1, n, 0 if exactly else gap, exactly)
        for n, (_, gap, exactly, allowed) in enumerate(links)
        if n and allowed
    ]
    plan = plan_arena(blocks, sharings)
    rules = {sharing.writer: sharing for sharing in sharings}
    for reader, writer in itertools.pairwise(blocks):
        before, after = plan.starts[reader.name], plan.starts[writer.name]
        if before + reader.size <= after or after + writer.size <= before:
            continue
        rule = rules[writer.name]
        assert after == before if rule.exactly else after + rule.gap <= before
    assert plan.lower_bound_bytes <= plan.arena_bytes


@settings(max_examples=200, deadline=None)
@given(
    st.tuples(*[st.tuples(st.integers(1, 6), st.integers(1, 4), st.integers(1, 3))] * 2),
    st.booleans(),
    st.integers(1, 4),
    st.integers(1, 5),
    st.integers(1, 5),
)
def test_the_gap_protects_every_later_read(
    sizes: tuple[tuple[int, int, int], ...], same: bool, group: int, channels: int, outputs: int
) -> None:
    axes = []
    for size, length, stride in sizes:
        length = length if same else min(length, size)
        output = -(-size // stride) if same else (size - length) // stride + 1
        pad = max((output - 1) * stride + length - size, 0) // 2 if same else 0
        axes.append(Axis(size, length, stride, 1, output, pad))
    vertical, horizontal = axes
    gap = safe_gap(first_reads(vertical, horizontal), group, channels, outputs)
    start = max(gap, 0)  # of the input; the output starts at 0 when the gap is positive
    written = start - gap if gap > -(2**31) else 0
    pixels = [(y, x) for y in range(vertical.output) for x in range(horizontal.output)]
    for first in range(0, len(pixels), group):
        end = written + min(first + group, len(pixels)) * outputs
        for y, x in pixels[first + group :]:
            for row, column in itertools.product(range(vertical.filter), range(horizontal.filter)):
                top, left = vertical.start(y) + row, horizontal.start(x) + column
                if 0 <= top < vertical.size and 0 <= left < horizontal.size:
                    assert start + (top * horizontal.size + left) * channels >= end


@pytest.mark.parametrize("name", RECIPES)
def test_the_arena_is_as_small_as_the_bound(name: str) -> None:
    model = compile_model(converted_models()[name])
    assert model.arena_bytes == model.arena_lower_bound_bytes


def test_intermediate_results_share_memory() -> None:
    model = compile_model(converted_models()["ds_cnn"])
    graph = read_graph(converted_models()["ds_cnn"])
    largest = max(t.elements for t in graph.tensors if t.dtype == "INT8" and t.data is None)
    # In place throughout: one map of 25 x 5 x 64 and the working memory of one layer.
    assert largest == 8000
    assert largest < model.arena_bytes < largest + 700
