"""Where tensors lie in the arena: by lifetimes, sharing memory wherever a step allows it."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

ALIGNMENT = 4
SHUFFLES = 400


@dataclass(frozen=True)
class Block:
    """Memory needed from step `first` to step `last`, both included."""

    name: int
    size: int
    first: int
    last: int

    def meets(self, other: Block) -> bool:
        """Whether both are needed at one time."""
        return self.first <= other.last and other.first <= self.last


@dataclass(frozen=True)
class Sharing:
    """Leave for two blocks that meet to share memory.

    `writer` must start at least `gap` bytes before `reader` starts (after it, if negative), or,
    when `exactly`, right where it starts.
    """

    reader: int
    writer: int
    gap: int
    exactly: bool

    def allows(self, reader_start: int, writer_start: int) -> bool:
        """Whether these places keep the rule."""
        if self.exactly:
            return writer_start == reader_start
        return writer_start + self.gap <= reader_start


@dataclass(frozen=True)
class Plan:
    """Start of each block, size of the arena and the size that no plan can go below."""

    starts: dict[int, int]
    arena_bytes: int
    lower_bound_bytes: int


def plan_arena(blocks: Sequence[Block], sharings: Iterable[Sharing] = ()) -> Plan:
    """Lay out blocks so that those that meet never harm each other.

    Blocks are placed one after the other, each as low as it fits, in several orders (large first,
    by time, and shuffles of a fixed seed) until the arena is as small as the lower bound, or all
    orders were tried.
    """
    blocks = [replace(block, size=aligned(block.size)) for block in blocks]
    rules = {(sharing.reader, sharing.writer): sharing for sharing in sharings}
    bound = _lower_bound(blocks, rules)
    best: Plan | None = None
    for order in _orders(blocks):
        starts = _place(order, rules)
        peak = max((starts[block.name] + block.size for block in blocks), default=0)
        if best is None or peak < best.arena_bytes:
            best = Plan(starts, peak, bound)
        if best.arena_bytes <= bound:
            break
    assert best is not None
    return best


def aligned(size: int) -> int:
    """The size up to the next word."""
    return -(-size // ALIGNMENT) * ALIGNMENT


def may_lie(
    block: Block, start: int, other: Block, other_start: int, rules: dict[tuple[int, int], Sharing]
) -> bool:
    """Whether two blocks may lie at these places."""
    apart = start + block.size <= other_start or other_start + other.size <= start
    if apart or not block.meets(other):
        return True
    written = rules.get((other.name, block.name))
    if written is not None:
        return written.allows(other_start, start)
    read = rules.get((block.name, other.name))
    return read is not None and read.allows(start, other_start)


def _orders(blocks: Sequence[Block]) -> Iterable[list[Block]]:
    by_size = sorted(blocks, key=lambda block: (-block.size, block.first, block.name))
    yield by_size
    yield sorted(blocks, key=lambda block: (block.first, -block.size, block.name))
    yield sorted(blocks, key=lambda block: (-block.last, -block.size, block.name))
    shuffled = random.Random(0)
    for number in range(SHUFFLES):
        # Most of the order by size stays, because large blocks decide.
        noise = 0.1 + number / SHUFFLES
        yield sorted(by_size, key=lambda block: -block.size * (1 + noise * shuffled.random()))


def _place(order: list[Block], rules: dict[tuple[int, int], Sharing]) -> dict[int, int]:
    placed: list[tuple[Block, int]] = []
    for block in order:
        near = [(other, start) for other, start in placed if block.meets(other)]
        start = min(
            candidate
            for candidate in _candidates(block, near, rules)
            if all(may_lie(block, candidate, other, begin, rules) for other, begin in near)
        )
        placed.append((block, start))
    return {block.name: start for block, start in placed}


def _candidates(
    block: Block, near: list[tuple[Block, int]], rules: dict[tuple[int, int], Sharing]
) -> set[int]:
    """The lowest places that could matter: the floor, and next to or upon what is there."""
    found = {0}
    for other, start in near:
        found |= {start, start + other.size}
        read = rules.get((block.name, other.name))
        if read is not None:
            found.add(aligned(max(0, start + read.gap)))
    return found


def _lower_bound(blocks: Sequence[Block], rules: dict[tuple[int, int], Sharing]) -> int:
    """The most memory that must be there at one step, counting shared memory once."""
    bound = 0
    for step in {block.first for block in blocks}:
        live = [block for block in blocks if block.first <= step <= block.last]
        sizes = {block.name: block.size for block in live}
        bound = max(bound, sum(sizes.values()) - _saved(sizes, rules))
    return bound


def _saved(sizes: dict[int, int], rules: dict[tuple[int, int], Sharing]) -> int:
    """The most that sharing can save of the sum of all sizes: no writer can save more than itself
    however many blocks it lies upon."""
    saved = dict.fromkeys(sizes, 0)
    for rule in rules.values():
        if rule.reader in sizes and rule.writer in sizes:
            saved[rule.writer] += _saving(rule, sizes)
    return sum(min(amount, sizes[name]) for name, amount in saved.items())


def _saving(rule: Sharing, sizes: dict[int, int]) -> int:
    """The most that sharing can save of the sum of both sizes."""
    reader, writer = sizes[rule.reader], sizes[rule.writer]
    together = max(writer, reader + aligned(max(rule.gap, 0)))
    return max(0, reader + writer - together)
