"""Blocks of bytes from one place to another, for operators that only move values."""

from __future__ import annotations

from collections.abc import Sequence

from firmware.engines.baked.program import Structure, structure

DIMENSIONS = 4


def strides(shape: Sequence[int]) -> list[int]:
    """How many bytes apart neighbours along each dimension are."""
    found = [1]
    for size in reversed(shape[1:]):
        found.insert(0, found[0] * size)
    return found


def copy_block(
    name: str, sizes: Sequence[int], from_strides: Sequence[int], to_strides: Sequence[int]
) -> Structure:
    """The description of a copy, with neighbouring dimensions joined where both ends allow it.

    Raises:
        ValueError: More than four dimensions are left.
    """
    dimensions = [
        list(parts) for parts in zip(sizes, from_strides, to_strides, strict=True) if parts[0] != 1
    ]
    joined: list[list[int]] = []
    for size, source, target in dimensions:
        before = joined[-1] if joined else None
        if before and before[1] == size * source and before[2] == size * target:
            joined[-1] = [before[0] * size, source, target]
        else:
            joined.append([size, source, target])
    if len(joined) > DIMENSIONS:
        raise ValueError(f"{len(joined)} dimensions")
    joined = [[1, 0, 0]] * (DIMENSIONS - len(joined)) + joined
    names = ("sizes", "from_strides", "to_strides")
    return structure("copy_s8_t", name, tuple(zip(names, zip(*joined, strict=True), strict=True)))
