"""Which tensors run along time, so that a run need compute only their newest columns.

Followed from the input on: an operator that makes each output column of a few neighbouring input
columns carries time on; the first one that sees all columns at once (the pool before the answer,
or a padded convolution) ends it, and everything behind it is computed as a whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from compress.graph import Graph
from firmware.engines.baked.operators import RESHAPING
from firmware.engines.baked.place import Place
from firmware.engines.baked.reach import TIME_AXIS, Reach, SeesAllTime, only_crops, reach_of


@dataclass(frozen=True)
class Track:
    """A tensor that runs along time.

    Attributes:
        root: The tensor that holds its columns: itself, or one that it is a reshape or crop of.
        first: Which column of the root is its first.
        columns: Of a whole window.
        period_frames: Frames of the input from one column to the next.
    """

    root: int
    first: int
    columns: int
    period_frames: int


@dataclass
class Timeline:
    """What runs along time, and what ends it.

    Attributes:
        stride_frames: Frames from one run to the next.
        tracks: By tensor.
        reaches: By operator, of those that compute new columns only.
        crops: Operators that only leave out columns.
        ends: Operators that need all columns of something, each with the reason.
    """

    stride_frames: int
    tracks: dict[int, Track]
    reaches: dict[int, Reach] = field(default_factory=dict)
    crops: set[int] = field(default_factory=set)
    ends: list[tuple[Place, str]] = field(default_factory=list)

    def fresh(self, tensor: int) -> int:
        """How many columns of a tensor each run makes anew."""
        return self.stride_frames // self.tracks[tensor].period_frames


def follow(graph: Graph, reads: Sequence[tuple[int, ...]], stride_frames: int) -> Timeline:
    """Follow time through a graph that the engine can compile.

    Args:
        graph: The model.
        reads: For each operator, the activations among its inputs.
        stride_frames: Frames from one run to the next.
    """
    [source] = graph.inputs
    columns = _window_columns(graph)
    timeline = Timeline(stride_frames, {source: Track(source, 0, columns, 1)})
    for index, operator in enumerate(graph.operators):
        place = Place(graph, index)
        tracked = [tensor for tensor in reads[index] if tensor in timeline.tracks]
        if not tracked:
            continue
        if operator.opcode in RESHAPING:
            timeline.tracks[place.output_index] = timeline.tracks[tracked[0]]
            continue
        try:
            if len(tracked) < len(reads[index]):
                raise SeesAllTime("takes something that sums up the whole window")
            _carry_on(timeline, place, tracked)
        except SeesAllTime as end:
            timeline.ends.append((place, str(end)))
    return timeline


def _window_columns(graph: Graph) -> int:
    """Frames of the input, which may come flat and be given its shape by the first operator."""
    tensor = graph.inputs[0]
    for operator in graph.operators:
        if operator.opcode in RESHAPING and operator.inputs[0] == tensor:
            tensor = operator.outputs[0]
        elif tensor in operator.inputs:
            break
    shape = graph.tensors[tensor].shape
    return shape[TIME_AXIS] if len(shape) > TIME_AXIS else 1


def _carry_on(timeline: Timeline, place: Place, tracked: Sequence[int]) -> None:
    tracks = [timeline.tracks[tensor] for tensor in tracked]
    track = tracks[0]
    if any(
        (each.columns, each.period_frames) != (track.columns, track.period_frames)
        for each in tracks
    ):
        raise SeesAllTime("joins inputs of different length or pace")
    tensors = place.graph.tensors
    if any(tensors[tensor].shape[: TIME_AXIS + 1] != (1, track.columns) for tensor in tracked):
        raise SeesAllTime("sees another axis in the place of time")
    reach = reach_of(place)
    columns = place.output.shape[TIME_AXIS] if len(place.output.shape) > TIME_AXIS else 1
    if columns == 1:
        raise SeesAllTime("sees all moments at once")
    if only_crops(place):
        timeline.crops.add(place.index)
        cropped = replace(track, first=track.first + reach.first, columns=columns)
        timeline.tracks[place.output_index] = cropped
        return
    period = track.period_frames * reach.step
    if timeline.stride_frames % period:
        raise SeesAllTime(
            f"makes a column every {period} frames, which does not divide the stride of "
            f"{timeline.stride_frames} frames"
        )
    if timeline.stride_frames // period >= columns:
        raise SeesAllTime("makes nothing but new columns")
    timeline.reaches[place.index] = reach
    timeline.tracks[place.output_index] = Track(place.output_index, 0, columns, period)
