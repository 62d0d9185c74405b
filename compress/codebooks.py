"""Which weights to encode, how, and which of them share a table: the fewest bytes of the file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from compress.decode_format import (
    HEADER_BYTES,
    MOST_INDEX_BITS,
    Book,
    Channels,
    HuffmanBook,
    LookupBook,
    PruningBook,
)
from compress.huffman import WORD_BITS, HuffmanCode

# What the file grows by: for each encoded tensor an operator with two lists, and the description
# of its stream; for each table the description of a tensor and its buffer. Measured on files that
# `compress.flatfile` packs; the choice is checked by packing, so that these need not be exact.
TENSOR_BYTES = 72
BOOK_BYTES = 48
MOST_SWEEPS = 8
Group = frozenset[int]


@dataclass(frozen=True)
class Weights:
    """A constant int8 tensor that an encoding may replace.

    Attributes:
        values: Its elements, flat.
        channels: How scales divide it; None when the chip's tables for channels, and pruning,
            do not take it.
        zero_point: What pruned values are; None when channels differ in it.
    """

    values: NDArray[np.int8]
    channels: Channels | None
    zero_point: int | None

    @cached_property
    def counts(self) -> NDArray[np.int64]:
        """How often each value occurs, by its unsigned byte; shape (256,)."""
        return np.bincount(self.values.view(np.uint8), minlength=256)

    @cached_property
    def rows(self) -> tuple[NDArray[np.int8], ...]:
        """The distinct values of each channel, ascending; empty for tensors without channels."""
        if self.channels is None or self.channels.count == 1:
            return ()
        channel = self.channels.of_elements(self.values.size)
        return tuple(np.unique(self.values[channel == row]) for row in range(self.channels.count))


def choose_books(weights: Sequence[Weights]) -> list[Book | None]:
    """The book of each tensor, the same object for tensors that share it; None: leave it alone.

    From several beginnings, each tensor in turn goes where it costs least (left alone, a book of
    its own, with any of the others) until none moves.
    """
    search = _Search(weights)
    everything = range(len(weights))
    starts: list[set[Group]] = [set(), {frozenset([each]) for each in everything}]
    if weights:
        starts.append({frozenset(everything)})
    groups = min((search.settle(start) for start in starts), key=search.total)
    books: list[Book | None] = [None] * len(weights)
    for group in groups:
        book = search.best(group)[1]
        for each in group:
            books[each] = book
    return books


class _Search:
    """Costs of groups of tensors that share a book, remembered."""

    def __init__(self, weights: Sequence[Weights]) -> None:
        self._weights = weights
        self._best: dict[Group, tuple[int, Book]] = {}

    def best(self, group: Group) -> tuple[int, Book]:
        """Bytes of the cheapest book for these tensors with their streams, and that book."""
        if group not in self._best:
            members = [self._weights[each] for each in sorted(group)]
            size, book = min(_offers(members), key=lambda offer: offer[0])
            self._best[group] = size + BOOK_BYTES + len(members) * TENSOR_BYTES, book
        return self._best[group]

    def total(self, groups: Iterable[Group]) -> int:
        """Bytes of all tensors, those in no group as they are."""
        groups = list(groups)
        grouped = {each for group in groups for each in group}
        alone = sum(w.values.size for i, w in enumerate(self._weights) if i not in grouped)
        return alone + sum(self.best(group)[0] for group in groups)

    def settle(self, groups: set[Group]) -> set[Group]:
        """Move single tensors as long as that saves bytes."""
        for _ in range(MOST_SWEEPS):
            before = groups
            for each in range(len(self._weights)):
                groups = min(_moves(groups, each), key=self.total)
            if groups == before:
                break
        return groups


def _moves(groups: set[Group], each: int) -> Iterator[set[Group]]:
    """The ways to place one tensor; staying comes first, so that it wins ties."""
    yield groups
    rest = {group - {each} for group in groups} - {frozenset()}
    yield rest
    yield rest | {frozenset([each])}
    for group in sorted(rest, key=min):
        yield (rest - {group}) | {group | {each}}


def _offers(members: list[Weights]) -> Iterator[tuple[int, Book]]:
    """Bytes of every book that could serve all of these, with its streams."""
    counts = np.sum([each.counts for each in members], axis=0)
    code = HuffmanCode.of(counts)
    words = sum(-(-code.bits(each.counts) // WORD_BITS) for each in members)
    yield HEADER_BYTES + 2 * code.table_entries + 4 * words, HuffmanBook(code)
    values = np.flatnonzero(counts).astype(np.uint8).view(np.int8)
    if len(values) <= 1 << MOST_INDEX_BITS:
        yield _priced(LookupBook(np.sort(values)[None, :]), members)
    if len(members) > 1:
        return
    [only] = members
    longest = max((len(row) for row in only.rows), default=0)
    if only.channels and 0 < longest <= 1 << MOST_INDEX_BITS:
        filled = [np.pad(row, (0, longest - len(row)), "edge") for row in only.rows]
        yield _priced(LookupBook(np.array(filled), only.channels), members)
    if only.channels and only.zero_point is not None:
        kept = only.values[only.values != only.zero_point]
        yield _priced(PruningBook(kept, only.zero_point), members)


def _priced(book: LookupBook | PruningBook, members: list[Weights]) -> tuple[int, Book]:
    bits = 1 if isinstance(book, PruningBook) else book.index_bits
    return len(book.ancillary) + sum(-(-each.values.size * bits // 8) for each in members), book
