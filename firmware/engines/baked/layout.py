"""A program with its memory laid out: where in the arena every tensor of every step lies."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from compress.graph import Graph
from firmware.engines.baked.planner import Block, Sharing, plan_arena
from firmware.engines.baked.program import Address, Step
from firmware.engines.baked.storage import Storage

# Names of the scratch blocks follow those of tensors.
SCRATCH_NAMES_START = 1 << 20


@dataclass(frozen=True)
class Layout:
    """Steps and their memory.

    Attributes:
        steps: The program.
        storage: Where tensors live.
        starts: Offset in the arena of each root tensor in it.
        scratch_starts: Offset in the arena of the working memory of steps that need any.
        arena_bytes: Its size.
        lower_bound_bytes: What no layout of the same tensors could go below.
    """

    steps: tuple[Step, ...]
    storage: Storage
    starts: Mapping[int, int]
    scratch_starts: Mapping[int, int]
    arena_bytes: int
    lower_bound_bytes: int

    def place(self, address: Address) -> tuple[str, int]:
        """Where an address leads: "input", "output" or "arena", and how many bytes from there."""
        storage = self.storage
        root = storage.root(address.tensor)
        offset = storage.offset(address.tensor) + address.offset
        if root == storage.input:
            return "input", offset
        if root == storage.output:
            return "output", offset
        return "arena", self.starts[root] + offset


@dataclass(frozen=True)
class StreamLayout:
    """The streaming form with its memory laid out.

    Attributes:
        layout: Its steps, the first of which takes the new frames in.
        frames: New frames of each run.
        input_bytes: Their size.
        state_bytes: What is kept from run to run.
        history_start: Offset in the arena of the frames that are kept.
        history_bytes: Their size.
    """

    layout: Layout
    frames: int
    input_bytes: int
    state_bytes: int
    history_start: int
    history_bytes: int


def lay_out(
    graph: Graph, steps: Sequence[Step], storage: Storage, kept: Collection[int] = ()
) -> Layout:
    """Plan the arena.

    Args:
        graph: Gives the sizes of tensors.
        steps: The program.
        storage: Which tensors are the same bytes.
        kept: Root tensors that keep their values from one run to the next.
    """
    blocks, sharings = _blocks(graph, steps, storage, kept)
    plan = plan_arena(blocks, sharings)
    scratch = {
        number: plan.starts[SCRATCH_NAMES_START + number]
        for number, step in enumerate(steps)
        if step.scratch_bytes
    }
    return Layout(
        tuple(steps), storage, plan.starts, scratch, plan.arena_bytes, plan.lower_bound_bytes
    )


def _blocks(
    graph: Graph, steps: Sequence[Step], storage: Storage, kept: Collection[int]
) -> tuple[list[Block], list[Sharing]]:
    """Lifetimes of everything that lies in the arena, and what may share memory."""
    first: dict[int, int] = {}
    last: dict[int, int] = {}
    for number, step in enumerate(steps):
        for tensor in (step.writes, *step.reads):
            root = storage.root(tensor)
            if storage.in_arena(root):
                first.setdefault(root, number)
                last[root] = number
    for root in kept:
        first[root], last[root] = 0, len(steps)
    blocks = [Block(root, graph.tensors[root].elements, first[root], last[root]) for root in first]

    def sole(tensor: int) -> int | None:
        """The root of a tensor that is all of it and nothing but working memory."""
        root = storage.root(tensor)
        whole = graph.tensors[tensor].elements == graph.tensors[root].elements
        return root if whole and root in first and root not in kept else None

    sharings = []
    for number, step in enumerate(steps):
        if step.scratch_bytes:
            blocks.append(Block(SCRATCH_NAMES_START + number, step.scratch_bytes, number, number))
        writer = sole(step.writes)
        for overlap in step.overlaps:
            reader = sole(overlap.tensor)
            if reader is not None and writer is not None and last[reader] == number:
                sharings.append(Sharing(reader, writer, overlap.gap, overlap.exactly))
    return blocks, sharings
