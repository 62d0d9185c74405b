"""The streaming form of a model: histories of columns instead of a window, new columns only.

The graph is written anew with fewer columns: each operator reads the columns below its new outputs,
and no others, from a store that holds what its tensor's readers need of the past, and writes its
new columns behind them. So the lowering and the kernels are those of the window form, and both
forms give the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from compress.graph import Graph, Operator, Tensor, count_macs
from firmware.engines.baked.lowering import lower
from firmware.engines.baked.operators import RESHAPING
from firmware.engines.baked.place import Place
from firmware.engines.baked.program import Address, Call, Step
from firmware.engines.baked.reach import TIME_AXIS
from firmware.engines.baked.storage import Storage
from firmware.engines.baked.timeline import Timeline, follow


class CannotStream(Exception):
    """The message is a sentence that says why."""


@dataclass(frozen=True)
class Streaming:
    """A model written anew.

    Attributes:
        graph: Its input is the frames of one run.
        steps: The first one takes the new frames in.
        storage: Where tensors live.
        kept: Stores that live from run to run.
        history: The store of frames, one of them.
        note: What a run computes, in a sentence.
    """

    graph: Graph
    steps: tuple[Step, ...]
    storage: Storage
    kept: frozenset[int]
    history: int
    note: str


def stream(
    graph: Graph, steps: Mapping[int, Step], storage: Storage, stride_frames: int
) -> Streaming:
    """Write a model anew for a run every `stride_frames` frames.

    Args:
        graph: The model.
        steps: What operators became in the window form, by their numbers.
        storage: Where tensors live in the window form.
        stride_frames: Frames from one run to the next.

    Raises:
        CannotStream: Nothing would be saved.
    """
    reads = [
        steps[index].reads if index in steps else operator.inputs[:1]
        for index, operator in enumerate(graph.operators)
    ]
    timeline = follow(graph, reads, stride_frames)
    if graph.outputs[0] in timeline.tracks:
        raise CannotStream("The model's output runs along time.")
    writer = _Writer(graph, timeline, reads, storage)
    macs, all_macs = count_macs(writer.graph), count_macs(graph)
    if macs >= all_macs:
        raise CannotStream(_why_not(timeline))
    [source] = graph.inputs
    frames = timeline.tracks[source].columns
    return Streaming(
        graph=writer.graph,
        steps=tuple(writer.steps(steps)),
        storage=writer.storage,
        kept=writer.kept,
        history=writer.stores[source],
        note=f"Each run takes the {stride_frames} newest of {frames} frames and does {macs:,} of "
        f"{all_macs:,} multiply-accumulates.",
    )


def _why_not(timeline: Timeline) -> str:
    if not timeline.ends:
        return "The model has no layers to save."
    place, why = timeline.ends[0]
    operator = f"operator {place.index}, {place.operator.opcode},"
    return f"Each run computes the whole window: {operator} {why}."


class _Writer:
    """Writes the graph anew, tensor by tensor and operator by operator.

    Attributes:
        stores: For each root of a track, the tensor that holds its columns.
        kept: Those stores that hold more than the new columns.
        graph: The new graph.
        storage: Where its tensors live.
    """

    def __init__(
        self, graph: Graph, timeline: Timeline, reads: list[tuple[int, ...]], storage: Storage
    ) -> None:
        self._old, self._timeline, self._reads = graph, timeline, reads
        self._tensors = list(graph.tensors)
        self._roots, self._offsets = dict(storage.roots), dict[int, int]()
        self._stored = self._columns_to_store()
        self.stores = {root: self._add_columns(root, count) for root, count in self._stored.items()}
        [source] = graph.inputs
        # Frames stay even if no layer needs old ones, for the reset to fill.
        self.kept = frozenset(
            self.stores[root] for root in self._stored if self._past(root) or root == source
        )
        frames = self._add_columns(source, timeline.stride_frames)
        operators = tuple(self._operator(index) for index in range(len(graph.operators)))
        self.graph = replace(
            graph, tensors=tuple(self._tensors), operators=operators, inputs=(frames,)
        )
        self.storage = replace(
            storage, roots=self._roots, offsets=self._offsets, input=frames, elements=0
        )

    def steps(self, window_steps: Iterable[int]) -> Iterable[Step]:
        """Taking in the frames, then what each operator becomes."""
        [source], [frames] = self._old.inputs, self.graph.inputs
        store, size = self.stores[source], str(self.graph.tensors[frames].elements)
        newest = Address(store).at(self._past(source) * self._column_bytes(source))
        yield Step(
            comment="the new frames",
            kernels=(),
            reads=(frames,),
            writes=store,
            calls=(*self._forget(source), Call("memcpy", (newest, Address(frames), size))),
        )
        for index in window_steps:
            if index in self._timeline.crops:
                continue
            step = lower(Place(self.graph, index))
            if index in self._timeline.reaches:
                step = self._remembering(step, self._old.operators[index].outputs[0])
            yield step

    def _remembering(self, step: Step, root: int) -> Step:
        """A step whose output goes behind the columns that are kept of it."""
        if not self._past(root):
            return step
        column_bytes = self._column_bytes(root)
        sizes = str(self._past(root) * column_bytes), str(column_bytes)
        return replace(
            step,
            kernels=(*step.kernels, "repeat_column.c"),
            calls=(*self._forget(root), *step.calls),
            settle=(Call("repeat_column", (Address(self.stores[root]), *sizes)),),
        )

    def _forget(self, root: int) -> tuple[Call, ...]:
        """Moves the past to the front of a store, so that the new columns find room behind it."""
        past, column_bytes = self._past(root), self._column_bytes(root)
        if not past:
            return ()
        store = Address(self.stores[root])
        newer = store.at(self._timeline.fresh(root) * column_bytes)
        return (Call("memmove", (store, newer, str(past * column_bytes))),)

    def _past(self, root: int) -> int:
        """Columns of a store that are older than this run."""
        return self._stored[root] - self._timeline.fresh(root)

    def _column_bytes(self, root: int) -> int:
        return self._old.tensors[root].elements // self._timeline.tracks[root].columns

    def _columns_to_store(self) -> dict[int, int]:
        """For each root, enough for its oldest reader; frames are kept even when nobody needs old
        ones."""
        tracks = self._timeline.tracks
        roots = {track.root for track in tracks.values()}
        counts = {root: self._timeline.fresh(root) for root in roots}
        for index, tensors in enumerate(self._reads):
            if self._moves_nothing(index):
                continue
            for tensor in tensors:
                if tensor in tracks:
                    root = tracks[tensor].root
                    needed = tracks[root].columns - self._columns_read(index, tensor).start
                    counts[root] = max(counts[root], needed)
        return counts

    def _moves_nothing(self, index: int) -> bool:
        return index in self._timeline.crops or self._old.operators[index].opcode in RESHAPING

    def _columns_read(self, index: int, tensor: int) -> range:
        """Which columns of its root's window an operator reads of a tensor."""
        track = self._timeline.tracks[tensor]
        reach = self._timeline.reaches.get(index)
        if reach is None:
            return range(track.first, track.first + track.columns)
        output = self._old.operators[index].outputs[0]
        columns = self._timeline.tracks[output].columns
        oldest = columns - self._timeline.fresh(output)
        end = reach.start(columns - 1) + reach.extent
        return range(track.first + reach.start(oldest), track.first + end)

    def _operator(self, index: int) -> Operator:
        """An operator on fewer columns."""
        operator = self._old.operators[index]
        if self._moves_nothing(index):
            return operator
        views = {
            tensor: self._view(tensor, self._columns_read(index, tensor))
            for tensor in self._reads[index]
            if tensor in self._timeline.tracks
        }
        inputs = tuple(views.get(tensor, tensor) for tensor in operator.inputs)
        if index not in self._timeline.reaches:
            return replace(operator, inputs=inputs)
        output = operator.outputs[0]
        columns = self._timeline.tracks[output].columns
        fresh = range(columns - self._timeline.fresh(output), columns)
        options = dict(operator.options)
        if operator.opcode == "STRIDED_SLICE":
            # Its view decides where it begins and ends along time.
            for mask in ("begin_mask", "end_mask"):
                options[mask] = options.get(mask, 0) | 1 << TIME_AXIS
        return Operator(
            operator.opcode, inputs, (self._view(output, fresh),), MappingProxyType(options)
        )

    def _view(self, tensor: int, columns: range) -> int:
        """A tensor of some columns of a store, in the shape of the given tensor."""
        track, shape = self._timeline.tracks[tensor], self._old.tensors[tensor].shape
        if len(columns) < track.columns:
            shape = (1, len(columns), *shape[TIME_AXIS + 1 :])
        view = self._add(replace(self._old.tensors[tensor], shape=shape))
        self._roots[view] = self.stores[track.root]
        oldest = self._timeline.tracks[track.root].columns - self._stored[track.root]
        self._offsets[view] = (columns.start - oldest) * self._column_bytes(track.root)
        return view

    def _add_columns(self, root: int, count: int) -> int:
        shape = (1, count, self._column_bytes(root))
        return self._add(replace(self._old.tensors[root], shape=shape))

    def _add(self, tensor: Tensor) -> int:
        self._tensors.append(tensor)
        return len(self._tensors) - 1
