"""STRIDED_SLICE with constant bounds."""

from __future__ import annotations

from firmware.engines.baked.operators.copies import DIMENSIONS, copy_block, strides
from firmware.engines.baked.place import Place
from firmware.engines.baked.program import Address, Call, Step


def lower(place: Place) -> Step:
    """Copy every stride-th value between the bounds of each dimension."""
    source, output = place.activations(place.input(0)), place.activations(place.output)
    rank = len(source.shape)
    place.require(rank <= DIMENSIONS, "it has more than four dimensions")
    place.require(
        not place.option("ellipsis_mask") and not place.option("new_axis_mask"),
        "it uses an ellipsis or a new axis",
    )
    slices = [bounds(place, axis) for axis in range(rank)]
    sizes = [len(part) for part in slices]
    kept = [
        size
        for axis, size in enumerate(sizes)
        if not int(place.option("shrink_axis_mask")) >> axis & 1
    ]
    place.require(
        tuple(kept) == output.shape and min(sizes) > 0,
        f"its output has the shape {output.shape}",
    )
    steps = strides(source.shape)
    start = sum(part.start * step for part, step in zip(slices, steps, strict=True))
    from_strides = [part.step * step for part, step in zip(slices, steps, strict=True)]
    name = f"{place.prefix}_slice"
    origin = Address(place.input_index(0)).at(start)
    return Step(
        comment=f"{place.index} {place.operator.opcode}",
        kernels=("copy_s8.c",),
        reads=(place.input_index(0),),
        writes=place.output_index,
        calls=(Call("copy_s8", (f"&{name}", origin, Address(place.output_index))),),
        constants=(copy_block(name, sizes, from_strides, strides(sizes)),),
    )


def bounds(place: Place, axis: int) -> range:
    """Which entries along an axis it takes."""
    begin, end, stride = (int(place.constant(number, "INT32")[axis]) for number in (1, 2, 3))
    place.require(stride != 0, "a stride is 0")
    size = place.input(0).shape[axis]
    if int(place.option("shrink_axis_mask")) >> axis & 1:
        first = begin + size if begin < 0 else begin
        place.require(0 <= first < size, f"it takes entry {begin} of {size}")
        return range(first, first + 1)
    begin_bound = None if int(place.option("begin_mask")) >> axis & 1 else begin
    end_bound = None if int(place.option("end_mask")) >> axis & 1 else end
    return range(size)[begin_bound:end_bound:stride]
