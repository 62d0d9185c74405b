"""Codes, tables and the tensors of the DECODE operator, without a model around them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from compress import huffman
from compress.codebooks import Weights, choose_books
from compress.decode_format import (
    HEADER_BYTES,
    Channels,
    HuffmanBook,
    LookupBook,
    PruningBook,
    decode_values,
)
from compress.huffman import FOUND, HuffmanCode

WHOLE = Channels()


def counts_of(values: NDArray[np.int8]) -> NDArray[np.int64]:
    return np.bincount(values.reshape(-1).view(np.uint8), minlength=256)


def test_codes_are_optimal_for_powers_of_two() -> None:
    counts = np.zeros(256, np.int64)
    counts[[5, 250, 7, 9]] = [8, 4, 2, 2]
    code = HuffmanCode.of(counts)
    assert [code.lengths[symbol] for symbol in (5, 250, 7, 9)] == [1, 2, 3, 3]
    assert code.codes == {5: 0b0, 250: 0b10, 7: 0b110, 9: 0b111}
    assert code.bits(counts) == 8 + 8 + 6 + 6
    assert HuffmanBook(code).encode(np.array([9, 5, -6], np.int8))[0] == 0b11101000


@pytest.mark.parametrize(("symbols", "entries"), [(1, 2), (2, 2), (4, 4), (16, 16), (256, 256)])
def test_equally_frequent_symbols_need_one_table_without_waste(symbols: int, entries: int) -> None:
    counts = np.zeros(256, np.int64)
    counts[:symbols] = 3
    bits, table = HuffmanCode.of(counts).table()
    assert len(table) == entries == 2**bits
    assert np.all(table & FOUND)


def test_a_table_is_smaller_than_any_with_one_fixed_width() -> None:
    values = np.random.default_rng(1).laplace(0, 12, 20_000).round().clip(-127, 127).astype(np.int8)
    code = HuffmanCode.of(counts_of(values))
    symbols = sum(1 for length in code.lengths if length)
    assert symbols <= code.table_entries == len(code.table()[1]) < 2 * (symbols - 1)


def test_no_code_is_longer_than_allowed() -> None:
    counts = np.zeros(256, np.int64)
    # Fibonacci's numbers make the longest codes that there are.
    counts[:30] = [1, 1] + [0] * 28
    for symbol in range(2, 30):
        counts[symbol] = counts[symbol - 1] + counts[symbol - 2]
    free, bound = HuffmanCode.of(counts), HuffmanCode.of(counts, longest=16)
    assert max(free.lengths) == 29
    assert max(bound.lengths) <= 16
    assert sum(2.0**-length for length in bound.lengths if length) == 1.0
    assert free.bits(counts) < bound.bits(counts) < 1.01 * free.bits(counts)
    values = np.arange(30, dtype=np.int8).repeat(5)
    for code in (free, bound):
        book = HuffmanBook(code)
        assert np.array_equal(decode_values(book.encode(values), book.ancillary, 150, WHOLE, 0),
                              values)  # fmt: skip


def test_a_wide_first_table_finds_short_codes_in_one_look() -> None:
    values = np.random.default_rng(4).laplace(0, 9, 5000).round().clip(-127, 127).astype(np.int8)
    code = HuffmanCode.of(counts_of(values))
    bits, table = code.table(6)
    assert bits == 6
    found = {int(entry) & 0xFF for entry in table[:64] if entry & FOUND}
    assert found == {symbol for symbol, length in enumerate(code.lengths) if 0 < length <= 6}
    again = huffman.decode(bits, table, code.encode(values), len(values))
    assert np.array_equal(again, values)


def test_a_stream_reaches_as_far_as_the_chip_reads_ahead() -> None:
    counts = np.zeros(256, np.int64)
    counts[:16] = 1
    # Eight codes of four bits fill a word; a reader that looks up four bits needs no more.
    assert len(HuffmanBook(HuffmanCode.of(counts)).encode(np.zeros(8, np.int8))) == 8
    counts[0] = 100
    code = HuffmanCode.of(counts)
    bits = code.table()[0]
    for zeros in range(1, 70):
        stream = HuffmanBook(code).encode(np.zeros(zeros, np.int8))
        assert len(stream) * 8 >= zeros + bits - 1
        assert len(stream) % 4 == 0


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(-128, 127), min_size=1, max_size=300))
def test_huffman_gives_every_tensor_back(numbers: list[int]) -> None:
    values = np.array(numbers, np.int8)
    book = HuffmanBook(HuffmanCode.of(counts_of(values)))
    again = decode_values(book.encode(values), book.ancillary, len(values), WHOLE, 0)
    assert np.array_equal(again, values)


@pytest.mark.parametrize("distinct", [1, 2, 3, 4, 5, 16, 17, 33, 65, 128])
def test_look_up_tables_of_every_width(distinct: int) -> None:
    random = np.random.default_rng(distinct)
    table = np.sort(random.choice(np.arange(-128, 128), distinct, replace=False)).astype(np.int8)
    values = random.choice(table, 1001)
    book = LookupBook(table[None, :])
    stream = book.encode(values)
    bits = max(1, int(np.ceil(np.log2(distinct))))
    assert len(stream) == -(-1001 * bits // 8)
    assert np.array_equal(decode_values(stream, book.ancillary, 1001, Channels(7), 0), values)


@pytest.mark.parametrize("last", [False, True])
def test_look_up_tables_for_each_channel(last: bool) -> None:
    random = np.random.default_rng(3)
    tables = np.sort(random.integers(-128, 128, (6, 4)).astype(np.int8), axis=1)
    rows = np.array([random.choice(row, 10) for row in tables])
    values = np.ascontiguousarray(rows.T if last else rows).reshape(-1)
    channels = Channels(6, last)
    book = LookupBook(tables, channels)
    again = decode_values(book.encode(values), book.ancillary, 60, channels, 0)
    assert np.array_equal(again, values)
    assert len(book.ancillary) == HEADER_BYTES + 24


def test_pruned_values_become_the_zero_point() -> None:
    values = np.array([3, 0, 0, -128, 3, 0, 0, 0, 9, 3], np.int8)
    book = PruningBook(values[values != 3], 3)
    stream = book.encode(values)
    assert stream == bytes([0b01110111, 0b10000000])
    assert np.array_equal(decode_values(stream, book.ancillary, 10, WHOLE, 3), values)


def test_damaged_tensors_are_refused() -> None:
    values = np.arange(40, dtype=np.int8)
    book = HuffmanBook(HuffmanCode.of(counts_of(values)))
    stream, ancillary = book.encode(values), book.ancillary
    with pytest.raises(IndexError):
        decode_values(stream[:16], ancillary, 40, WHOLE, 0)
    for place, value in ((0, 77), (1, 2), (4, 2), (5, 1)):
        damaged = bytearray(ancillary)
        damaged[place] = value
        with pytest.raises(ValueError):
            decode_values(stream, bytes(damaged), 40, WHOLE, 0)
    loop = ancillary[:HEADER_BYTES] + bytes(2 * 64)
    with pytest.raises(IndexError):
        decode_values(stream, loop, 40, WHOLE, 0)


def spread(random: np.random.Generator, levels: int, size: int) -> NDArray[np.int8]:
    return (random.laplace(0, levels / 5, size).round().clip(-levels, levels) * 7).astype(np.int8)


def test_layers_alike_share_a_book_and_a_stranger_gets_its_own() -> None:
    random = np.random.default_rng(5)
    alike = [Weights(spread(random, 8, 2000), WHOLE, 0) for _ in range(4)]
    few = random.choice(np.array([-100, 101], np.int8), 8000)
    noise = Weights(random.integers(-128, 128, 3000).astype(np.int8), WHOLE, 0)
    first, *others, stranger, none = choose_books([*alike, Weights(few, WHOLE, 0), noise])
    assert isinstance(first, HuffmanBook)
    assert all(other is first for other in others)
    assert stranger is not first and stranger is not None
    assert none is None


def test_small_layers_that_pay_only_together_are_found() -> None:
    random = np.random.default_rng(6)
    small = [Weights(spread(random, 16, 330), WHOLE, 0) for _ in range(6)]
    assert choose_books(small[:1]) == [None]
    assert all(book is not None for book in choose_books(small))


def test_an_axis_that_the_chip_refuses_leaves_codes_without_channels() -> None:
    rows = np.repeat(np.arange(-120, 120, 4, dtype=np.int8), 100)
    [own] = choose_books([Weights(rows, Channels(60), 0)])
    assert isinstance(own, LookupBook) and len(own.tables) == 60
    [other] = choose_books([Weights(rows, None, 0)])
    assert isinstance(other, HuffmanBook | LookupBook)
    assert not isinstance(other, LookupBook) or len(other.tables) == 1


def test_nothing_to_choose_from() -> None:
    assert choose_books([]) == []
