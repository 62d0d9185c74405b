"""AVERAGE_POOL_2D and MAX_POOL_2D."""

from __future__ import annotations

from firmware.engines.baked.geometry import first_reads, safe_gap, sliding_axes
from firmware.engines.baked.operators.channels import clamping
from firmware.engines.baked.place import Place
from firmware.engines.baked.program import Address, Call, Field, Overlap, Step, structure


def lower_average(place: Place) -> Step:
    """Average over windows."""
    return _lower(place, "average_pool_s8")


def lower_max(place: Place) -> Step:
    """Maximum over windows."""
    return _lower(place, "max_pool_s8")


def _lower(place: Place, function: str) -> Step:
    source, output = place.input(0), place.output
    height, width, channels = place.image(source)
    place.image(output)
    place.same_quantization(source, output)
    filters = (int(place.option("filter_height")), int(place.option("filter_width")))
    vertical, horizontal = sliding_axes(place, (height, width), filters, dilated=False)
    fields: list[tuple[str, Field]] = [
        ("input_height", height),
        ("input_width", width),
        ("channels", channels),
        ("filter_height", vertical.filter),
        ("filter_width", horizontal.filter),
        ("stride_height", vertical.stride),
        ("stride_width", horizontal.stride),
        ("pad_top", vertical.pad),
        ("pad_left", horizontal.pad),
        ("output_height", vertical.output),
        ("output_width", horizontal.output),
    ]
    name = f"{place.prefix}_pool"
    clamp = clamping(place, output)
    ends = (Address(place.input_index(0)), Address(place.output_index))
    gap = safe_gap(first_reads(vertical, horizontal), 1, channels, channels, within=True)
    return Step(
        comment=f"{place.index} {place.operator.opcode}",
        kernels=(f"{function}.c", *(["clamp_s8.c"] if clamp else [])),
        reads=(place.input_index(0),),
        writes=place.output_index,
        calls=(Call(function, (f"&{name}", *ends)), *clamp),
        constants=(structure("pool_t", name, fields),),
        overlaps=(Overlap(place.input_index(0), gap),),
    )
