"""The tensors that a DECODE operator of TensorFlow Lite Micro reads, written and read back.

The operator is a custom one named `TFLM_DECODE`. For each of its outputs it has two constant
inputs: a stream of bytes, and an "ancillary" tensor of a 16-byte header and a table. Source of the
layout: tflite-micro, tensorflow/lite/micro/kernels/decode_state*.cc and .h, whose Python encoders
for Huffman codes and pruning do not exist. Header: kind of encoding, 1 (version), two zero bytes,
1 (the kind's version), then

- look-up table: bits of an index (1 to 7), and how many values each channel's table has, or 0 if
  one table serves all channels; indices lie one after the other, the first in the highest bits.
- Huffman: in the upper four bits of one byte, bits that the first table is indexed by, less one.
- pruning: nothing; the stream has a bit for each element, and the table holds those that are
  not the zero point.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from compress import huffman
from compress.huffman import HuffmanCode

OPERATOR_NAME = "TFLM_DECODE"
HEADER_BYTES = 16
LOOKUP, HUFFMAN, PRUNING = 0, 1, 2
KINDS = {LOOKUP: "look-up table", HUFFMAN: "Huffman", PRUNING: "pruning"}
VERSION = 1
KIND_OFFSET, VERSION_OFFSET, KIND_VERSION_OFFSET, PARAMETER_OFFSET, STRIDE_OFFSET = 0, 1, 4, 5, 6
MOST_INDEX_BITS = 7


@dataclass(frozen=True)
class Channels:
    """How a tensor's scales divide it, which is how the chip finds a value's channel.

    Attributes:
        count: As many as scales; 1 for a tensor that is quantized as a whole.
        last: The channel is the last dimension; otherwise it is the first.
    """

    count: int = 1
    last: bool = False

    def of_elements(self, elements: int) -> NDArray[np.int64]:
        """The channel of each element of a flat tensor.

        Raises:
            ValueError: The channels do not divide the tensor.
        """
        if self.count < 1 or elements % self.count:
            raise ValueError(f"{elements} elements in {self.count} channels")
        numbers = np.arange(self.count)
        each = elements // self.count
        return np.tile(numbers, each) if self.last else np.repeat(numbers, each)


@dataclass(frozen=True)
class HuffmanBook:
    """One Huffman code; any number of tensors may share it."""

    code: HuffmanCode

    @property
    def ancillary(self) -> bytes:
        """Header and tables."""
        bits, table = self.code.table()
        return _header(HUFFMAN, (bits - 1) << 4) + table.astype("<u2").tobytes()

    def encode(self, values: NDArray[np.int8]) -> bytes:
        """The stream of a tensor."""
        return self.code.encode(values)


@dataclass(frozen=True)
class LookupBook:
    """Tables of values, one for all channels or one for each.

    Attributes:
        tables: Shape (1 or channels, values), each row ascending and filled up with its last.
        channels: How the tensor divides, for tables of their own for each channel.
    """

    tables: NDArray[np.int8]
    channels: Channels = Channels()

    @property
    def index_bits(self) -> int:
        """Bits of an index."""
        return max(1, int(self.tables.shape[1] - 1).bit_length())

    @property
    def ancillary(self) -> bytes:
        """Header and tables."""
        rows, values = self.tables.shape
        stride = values if rows > 1 else 0
        return _header(LOOKUP, self.index_bits, stride) + self.tables.tobytes()

    def encode(self, values: NDArray[np.int8]) -> bytes:
        """The stream of a tensor."""
        flat = values.reshape(-1)
        rows = self.channels.of_elements(flat.size) if len(self.tables) > 1 else None
        found = np.empty(flat.size, np.uint8)
        for row, table in enumerate(self.tables):
            here = slice(None) if rows is None else rows == row
            found[here] = np.searchsorted(table, flat[here])
        return np.packbits(np.unpackbits(found[:, None], axis=1)[:, -self.index_bits :]).tobytes()


@dataclass(frozen=True)
class PruningBook:
    """What is left of one tensor whose other values are its zero point.

    Attributes:
        kept: The other values, in order.
        zero_point: The value of all others.
    """

    kept: NDArray[np.int8]
    zero_point: int

    @property
    def ancillary(self) -> bytes:
        """Header and values."""
        return _header(PRUNING) + self.kept.tobytes()

    def encode(self, values: NDArray[np.int8]) -> bytes:
        """The stream of the tensor."""
        return np.packbits(values.reshape(-1) != self.zero_point).tobytes()


Book = HuffmanBook | LookupBook | PruningBook


def decode_values(
    stream: bytes, ancillary: bytes, elements: int, channels: Channels, zero_point: int
) -> NDArray[Any]:
    """What the operator makes of a stream: int8, shape (elements,).

    Raises:
        ValueError: The ancillary tensor is of no known kind or version, or does not fit.
        IndexError: The stream or a table is too short.
    """
    if len(ancillary) < HEADER_BYTES or ancillary[VERSION_OFFSET] != VERSION:
        raise ValueError("an ancillary tensor has no header of version 1")
    if not 0 <= elements <= 8 * len(stream):
        raise IndexError(f"a stream of {len(stream)} bytes cannot hold {elements} values")
    kind, table = ancillary[KIND_OFFSET], ancillary[HEADER_BYTES:]
    if kind not in KINDS or ancillary[KIND_VERSION_OFFSET] != VERSION:
        raise ValueError(f"encoding {kind} is not known")
    parameter, stride = ancillary[PARAMETER_OFFSET], ancillary[STRIDE_OFFSET]
    if kind == HUFFMAN:
        if parameter & 1:
            raise ValueError("tables of 32-bit entries are for 16-bit values")
        entries = np.frombuffer(table, "<u2")
        return huffman.decode((parameter >> 4) + 1, entries, stream, elements)
    if kind == PRUNING:
        return _restore(stream, table, elements, zero_point)
    rows = channels.of_elements(elements)
    return _look_up(stream, table, parameter & MOST_INDEX_BITS, rows * stride)


def _look_up(
    stream: bytes, table: bytes, index_bits: int, starts: NDArray[np.int64]
) -> NDArray[np.int8]:
    wanted = len(starts) * index_bits
    bits = np.unpackbits(np.frombuffer(stream, np.uint8))
    if index_bits == 0 or len(bits) < wanted:
        raise IndexError("a stream of indices ends too early")
    weights = 1 << np.arange(index_bits)[::-1]
    indices = bits[:wanted].reshape(-1, index_bits) @ weights
    values: NDArray[np.int8] = np.frombuffer(table, np.int8)[starts + indices]
    return values


def _restore(stream: bytes, table: bytes, elements: int, zero_point: int) -> NDArray[np.int8]:
    kept = np.unpackbits(np.frombuffer(stream, np.uint8))[:elements].astype(bool)
    values = np.frombuffer(table, np.int8)
    if len(kept) < elements or np.count_nonzero(kept) > len(values):
        raise IndexError("a pruned tensor ends too early")
    result = np.full(elements, zero_point, np.int8)
    result[kept] = values[: np.count_nonzero(kept)]
    return result


def _header(kind: int, parameter: int = 0, stride: int = 0) -> bytes:
    header = bytearray(HEADER_BYTES)
    header[KIND_OFFSET], header[VERSION_OFFSET] = kind, VERSION
    header[KIND_VERSION_OFFSET] = VERSION
    header[PARAMETER_OFFSET], header[STRIDE_OFFSET] = parameter, stride
    return bytes(header)
