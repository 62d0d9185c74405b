"""Windows sliding over an image: padding, and what may overlap in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from firmware.engines.baked.place import Place

SAME, VALID = 0, 1
# The gap of a step that reads everything before it writes.
ANYWHERE = -(2**31)


@dataclass(frozen=True)
class Axis:
    """A filter moving along one axis."""

    size: int
    filter: int
    stride: int
    dilation: int
    output: int
    pad: int

    @property
    def extent(self) -> int:
        """How many inputs the filter spans."""
        return (self.filter - 1) * self.dilation + 1

    def start(self, position: int) -> int:
        """The first input below the filter, possibly before the image."""
        return position * self.stride - self.pad


def sliding_axes(
    place: Place, image: Sequence[int], filters: Sequence[int], dilated: bool
) -> tuple[Axis, Axis]:
    """Vertical and horizontal axis of a convolution or pooling, checked against its output."""
    padding = place.option("padding")
    place.require(padding in (SAME, VALID), f"its padding {padding}")
    _, *output_sizes, _ = place.output.shape
    axes = []
    for letter, size, length, output in zip("hw", image, filters, output_sizes, strict=True):
        stride = int(place.option(f"stride_{letter}"))
        dilation = int(place.option(f"dilation_{letter}_factor", 1)) if dilated else 1
        place.require(min(stride, dilation, length) >= 1, "its stride or filter size is 0")
        extent = (length - 1) * dilation + 1
        expected = -(-size // stride) if padding == SAME else (size - extent) // stride + 1
        place.require(output == expected >= 1, f"its output has the shape {place.output.shape}")
        # TFLM puts the odd one of the padding after the image.
        pad = max((output - 1) * stride + extent - size, 0) // 2 if padding == SAME else 0
        axes.append(Axis(size, length, stride, dilation, output, pad))
    return axes[0], axes[1]


def first_reads(vertical: Axis, horizontal: Axis) -> list[int]:
    """For each output pixel in order, the first input pixel that it or a later one reads."""
    reads = [
        max(vertical.start(y), 0) * horizontal.size + max(horizontal.start(x), 0)
        for y in range(vertical.output)
        for x in range(horizontal.output)
    ]
    for index in range(len(reads) - 2, -1, -1):
        reads[index] = min(reads[index], reads[index + 1])
    return reads


def safe_gap(
    reads: Sequence[int], group: int, input_bytes: int, output_bytes: int, within: bool = False
) -> int:
    """How far before its input an output must start so that no write harms a later read.

    Args:
        reads: From `first_reads`.
        group: How many output pixels are read for before any of them is written.
        input_bytes: Of one input pixel.
        output_bytes: Of one output pixel.
        within: A pixel's outputs are written one by one while its inputs are still being read,
            in the same order of channels (of which there are as many).
    """
    gaps = [
        written * output_bytes - reads[written] * input_bytes
        for written in range(group, len(reads), group)
    ]
    if within:
        gaps += [number * output_bytes - read * input_bytes for number, read in enumerate(reads)]
    return max(gaps, default=ANYWHERE)
