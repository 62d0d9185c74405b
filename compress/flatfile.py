"""Reading and writing .tflite files as objects, with nothing stored twice.

The schema is the one that ships with `ai-edge-litert` (TensorFlow Lite's schema.fbs).
"""

from __future__ import annotations

import struct
from typing import Any

import flatbuffers
import numpy as np
from ai_edge_litert import schema_py_generated as schema
from numpy.typing import NDArray

from compress.variant import ModelError

FILE_IDENTIFIER = b"TFL3"
# schema.fbs asks for it: kernels read int32 biases and vectors of weights straight from the file.
BUFFER_ALIGNMENT_BYTES = 16


class SharingBuilder(flatbuffers.Builder):  # type: ignore[misc]
    """A FlatBuffers builder that writes equal vectors, strings and tables once.

    Every tensor refers to a vector of scales, of 64-bit zero points, of its shape; in a quantized
    convolutional network most of these are equal, and so are the options of its layers and whole
    descriptions of tensors. Readers follow offsets and cannot tell.
    """

    def __init__(self) -> None:
        super().__init__(1024)
        self._vectors: dict[tuple[str, bytes], int] = {}
        self._tables: dict[tuple[tuple[int, Any, Any], ...], int] = {}
        # Of the table being written: slot, type of the value (None: an offset) and value.
        self._fields: list[tuple[int, Any, Any]] = []

    def StartObject(self, numfields: int) -> None:  # noqa: N802 - the base class's name
        """Begin a table; its fields are kept back until it is known to be a new one."""
        super().StartObject(numfields)
        self._fields = []

    def PrependSlot(self, flags: Any, o: int, x: Any, d: Any) -> None:  # noqa: N802
        """Add a number to the table, unless it is the default."""
        if x is not None and x != d:
            self._fields.append((o, flags, x))

    def PrependUOffsetTRelativeSlot(self, o: int, x: int, d: int) -> None:  # noqa: N802
        """Add a reference to the table, unless it is the default."""
        if x != d:
            self._fields.append((o, None, x))

    def EndObject(self) -> int:  # noqa: N802 - the base class's name
        """Write the table, wide fields first so that few gaps arise, or refer to an equal one."""
        # Fields by slot and value say all: tables of different kinds may share bytes as well.
        fields = tuple(sorted(self._fields, key=lambda field: field[0]))
        if fields in self._tables:
            self.nested, self.current_vtable = False, None
            return self._tables[fields]
        for slot, flags, value in sorted(fields, key=_width, reverse=True):
            if flags is None:
                super().PrependUOffsetTRelativeSlot(slot, value, 0)
            else:
                self.Prepend(flags, value)
                self.Slot(slot)
        offset = int(super().EndObject())
        self._tables[fields] = offset
        return offset

    def CreateNumpyVector(self, x: NDArray[Any]) -> int:  # noqa: N802 - the base class's name
        """Write a one-dimensional array, or refer to an equal one written before."""
        key = (x.dtype.str, x.tobytes())
        if key not in self._vectors:
            alignment = BUFFER_ALIGNMENT_BYTES if x.dtype == np.uint8 else x.itemsize
            self._vectors[key] = self._write(np.ascontiguousarray(x), alignment)
        return self._vectors[key]

    def CreateString(self, s: Any, *rest: Any) -> int:  # noqa: N802 - the base class's name
        """Write a string, or refer to an equal one written before."""
        return int(self.CreateSharedString(s, *rest))

    def CreateSharedString(self, s: Any, *rest: Any) -> int:  # noqa: N802 - the base class's name
        """Write a string, or refer to an equal one written before."""
        text = s.encode() if isinstance(s, str) else bytes(s)
        key = ("string", text)
        if key not in self._vectors:
            self._vectors[key] = super().CreateString(text, *rest)
        return self._vectors[key]

    def _write(self, x: NDArray[Any], alignment: int) -> int:
        self.StartVector(x.itemsize, x.size, alignment)
        raw = x.astype(x.dtype.newbyteorder("<")).tobytes()
        self.head -= len(raw)
        self.Bytes[self.head : self.head + len(raw)] = raw
        return int(self.EndVector())


def _width(field: tuple[int, Any, Any]) -> int:
    flags = field[1]
    return 4 if flags is None else int(flags.bytewidth)


def unpack(tflite: bytes) -> Any:
    """The model as a tree of the schema's objects (`schema.ModelT`).

    Raises:
        ModelError: These bytes are no .tflite file.
    """
    if tflite[4:8] != FILE_IDENTIFIER:
        raise ModelError("This file is not a TensorFlow Lite model.", "Give a .tflite file.")
    try:
        model = schema.ModelT.InitFromPackedBuf(tflite, 0)
    except (struct.error, IndexError, ValueError, TypeError, AttributeError) as error:
        raise ModelError(
            f"The TensorFlow Lite model is damaged ({error}).", "Export it again."
        ) from error
    if not model.subgraphs or model.buffers is None:
        raise ModelError("The TensorFlow Lite model is empty.", "Export it again.")
    return model


def pack(model: Any) -> bytes:
    """The opposite of `unpack`."""
    builder = SharingBuilder()
    builder.Finish(model.Pack(builder), FILE_IDENTIFIER)
    return bytes(builder.Output())


def data_vector(data: bytes) -> NDArray[np.uint8]:
    """Bytes as a buffer's data."""
    return np.frombuffer(data, np.uint8)


def drop_unused_buffers(model: Any) -> None:
    """Keep buffer 0 (always empty by the schema's rule) and those with data that anybody names."""
    kept = {0: 0}
    for tensor in (tensor for graph in model.subgraphs for tensor in graph.tensors or []):
        data = model.buffers[tensor.buffer].data
        if data is None or len(data) == 0:
            tensor.buffer = 0
        tensor.buffer = kept.setdefault(tensor.buffer, len(kept))
    for entry in model.metadata or []:
        entry.buffer = kept.setdefault(entry.buffer, len(kept))
    model.buffers = [model.buffers[old] for old in kept]
