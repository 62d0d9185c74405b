"""Huffman codes of int8 values, and the tables that TensorFlow Lite Micro decodes them with.

D. A. Huffman, "A Method for the Construction of Minimum-Redundancy Codes" (1952). Codes are
canonical: sorted by length, then by symbol, they count upwards, so that equally long ones lie side
by side and a table can look several bits up at once.

A table of 2^k entries is indexed by the next k bits. An entry is 16 bits, as
`tensorflow/lite/micro/kernels/decode_state_huffman.h` of tflite-micro reads it: bit 15 says that
the symbol is found; then bits 11 to 14 are how many of the k bits belong to it and bits 0 to 7 are
the symbol. Otherwise bits 11 to 14 are the next table's k less one, and bits 0 to 10 say how many
entries after this one it starts.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

FOUND = 0x8000
COUNT_SHIFT = 11
COUNT_MASK = 0xF
OFFSET_MASK = 0x7FF
# An entry has four bits for how many bits belong to a symbol.
MOST_BITS_AT_ONCE = 15
WORD_BITS = 32


@dataclass(frozen=True)
class Node:
    """A place in the tree of codes: a symbol (0 to 255), or two branches for the next bit."""

    symbol: int
    branches: tuple[Node, Node] | None = None

    @cached_property
    def height(self) -> int:
        """The most bits that may follow."""
        return 1 + max(branch.height for branch in self.branches) if self.branches else 0

    def after(self, bits: int) -> list[Node]:
        """What each of the 2^bits next bits leads to; a symbol stays where it is."""
        if bits == 0:
            return [self]
        below = self.branches or (self, self)
        return [node for branch in below for node in branch.after(bits - 1)]

    @cached_property
    def plan(self) -> tuple[int, int]:
        """Entries of the smallest tables that decode this subtree, and bits of the first one."""
        best = (0, 0)
        level: tuple[Node, ...] = (self,)
        for bits in range(1, min(self.height, MOST_BITS_AT_ONCE) + 1):
            level = tuple(
                branch for node in level for branch in node.branches or () if branch.branches
            )
            entries = 2**bits + sum(node.plan[0] for node in level)
            # Of equal sizes the one that looks more bits up at once.
            if not best[0] or entries <= best[0]:
                best = (entries, bits)
        return best


@dataclass(frozen=True)
class HuffmanCode:
    """The shortest code for values that are as frequent as given.

    Attributes:
        lengths: Bits of each symbol's code, by the value's unsigned byte; 0 for values not coded.
    """

    lengths: tuple[int, ...]

    @classmethod
    def of(cls, counts: NDArray[np.int64], longest: int = 255) -> HuffmanCode:
        """The code for symbols that occur so often.

        Args:
            counts: Shape (256,), at least one above zero.
            longest: Bits that no code may exceed, at least 8. To keep it, rare symbols are taken
                to be less rare than they are.
        """
        code = cls._shortest(counts)
        while max(code.lengths) > longest:
            counts = (counts + 1) // 2
            code = cls._shortest(counts)
        return code

    @classmethod
    def _shortest(cls, counts: NDArray[np.int64]) -> HuffmanCode:
        heap: list[tuple[int, int, tuple[int, ...]]] = [
            (int(count), symbol, (symbol,)) for symbol, count in enumerate(counts) if count
        ]
        lengths = [0] * len(counts)
        if len(heap) == 1:
            lengths[heap[0][1]] = 1
        heapq.heapify(heap)
        while len(heap) > 1:
            few, first, left = heapq.heappop(heap)
            more, second, right = heapq.heappop(heap)
            for symbol in left + right:
                lengths[symbol] += 1
            heapq.heappush(heap, (few + more, min(first, second), left + right))
        return cls(tuple(lengths))

    @cached_property
    def codes(self) -> dict[int, int]:
        """The code of each symbol, as a number of `lengths[symbol]` bits."""
        result, code, before = {}, 0, 0
        for length, symbol in sorted((n, symbol) for symbol, n in enumerate(self.lengths) if n):
            code <<= length - before
            result[symbol] = code
            code, before = code + 1, length
        return result

    @cached_property
    def tree(self) -> Node:
        """The root of all codes."""
        by_code = {(self.lengths[symbol], code): symbol for symbol, code in self.codes.items()}
        lone = next(iter(by_code.values())) if len(by_code) == 1 else None

        def grow(length: int, code: int) -> Node:
            symbol = by_code.get((length, code), lone if length else None)
            if symbol is not None:
                return Node(symbol)
            return Node(-1, (grow(length + 1, 2 * code), grow(length + 1, 2 * code + 1)))

        return grow(0, 0)

    @property
    def table_entries(self) -> int:
        """How many entries `table` has."""
        return self.tree.plan[0]

    def table(self, first_bits: int = 0) -> tuple[int, NDArray[np.uint16]]:
        """Bits that the first table is indexed by, and all tables one after the other.

        Args:
            first_bits: How wide the first table shall be, if codes are as long; 0 for what makes
                all tables together smallest.
        """
        entries: list[int] = []
        first_bits = min(first_bits, self.tree.height) or self.tree.plan[1]
        waiting = [(self.tree, -1)]
        # Grows while it is walked: every table that is written names those below it.
        for node, referrer in waiting:
            bits = first_bits if node is self.tree else node.plan[1]
            start = len(entries)
            if referrer >= 0:
                entries[referrer] = (bits - 1) << COUNT_SHIFT | (start - referrer)
            for place, (below, depth) in enumerate(_depths(node, bits)):
                if below.branches:
                    waiting.append((below, start + place))
                entries.append(FOUND | depth << COUNT_SHIFT | max(below.symbol, 0))
        return first_bits, np.array(entries, np.uint16)

    def bits(self, counts: NDArray[np.int64]) -> int:
        """Bits that symbols as frequent as these take."""
        return int(np.asarray(self.lengths) @ counts)

    def encode(self, values: NDArray[np.int8]) -> bytes:
        """Codes of all values, first bit in the highest place, in whole 32-bit words.

        The decoder reads as many bits as its table takes, also behind the last code: the words
        reach as far.
        """
        symbols = values.reshape(-1).view(np.uint8)
        lengths = np.asarray(self.lengths)[symbols]
        codes = np.zeros(len(self.lengths), np.int64)
        codes[list(self.codes)] = list(self.codes.values())
        ends = np.cumsum(lengths)
        read_ahead = max(_table_bits(self.tree)) - 1
        words = -(-(int(ends[-1]) + read_ahead) // WORD_BITS)
        stream = np.zeros(words * WORD_BITS, np.uint8)
        for bit in range(int(lengths.max())):
            has = lengths > bit
            place = (ends - lengths)[has] + bit
            stream[place] = codes[symbols[has]] >> (lengths[has] - 1 - bit) & 1
        return np.packbits(stream).tobytes()


def decode(
    first_bits: int, table: NDArray[np.uint16], stream: bytes, elements: int
) -> NDArray[np.int8]:
    """The first values of a stream, shape (elements,).

    Raises:
        IndexError: A damaged table or stream leads outside.
    """
    entries = table.tolist()
    bits = np.unpackbits(np.frombuffer(stream, np.uint8)).tolist()
    result = np.empty(elements, np.uint8)
    position = 0
    for index in range(elements):
        place, width = 0, first_bits
        while True:
            ahead = 0
            for bit in bits[position : position + width]:
                ahead = ahead << 1 | bit
            entry = entries[place + ahead]
            if entry & FOUND:
                break
            position += width
            if position > len(bits):
                raise IndexError("a stream of codes ends too early")
            place += ahead + (entry & OFFSET_MASK)
            width = (entry >> COUNT_SHIFT & COUNT_MASK) + 1
        position += entry >> COUNT_SHIFT & COUNT_MASK
        if position > len(bits):
            raise IndexError("a stream of codes ends too early")
        result[index] = entry & 0xFF
    return result.view(np.int8)


def _depths(node: Node, bits: int) -> list[tuple[Node, int]]:
    """For each of the 2^bits next bits, what they lead to and how many of them were needed."""
    if node.branches is None or bits == 0:
        return [(node, 0)] * 2**bits
    return [
        (below, depth + 1) for branch in node.branches for below, depth in _depths(branch, bits - 1)
    ]


def _table_bits(node: Node) -> list[int]:
    """Bits that each of the tables below a node is indexed by."""
    bits = node.plan[1]
    below = {id(each): each for each in node.after(bits) if each.branches}
    return [bits, *(found for each in below.values() for found in _table_bits(each))]
