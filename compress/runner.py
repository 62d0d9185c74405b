"""Running an int8 model on the computer as a chip runs it."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from audio.frontend import CHANNELS, FEATURE_SCALE, FEATURE_ZERO_POINT, FrontEndSettings
from compress.decode_operators import decode
from compress.variant import ModelError

SCALE_TOLERANCE = 1e-6


class ModelRunner(Protocol):
    """What runs a model, of whatever class, for those who judge it; see `Runner`."""

    output_scale: float

    def run(self, windows: NDArray[np.int8]) -> NDArray[np.int8]:
        """Logits of windows: int8 (n, frames, channels) -> int8 (n, labels)."""
        ...

    def run_stream(self, features: NDArray[np.int8], stride_frames: int) -> NDArray[np.int8]:
        """Logits over continuous features, as the chip's loop makes them."""
        ...


class Runner:
    """LiteRT without delegates, whose kernels agree with those of TensorFlow Lite Micro.

    Measured over our architectures: of 100 logits one or none differs, by one step, because sums
    that lie between two negative steps are rounded up by one and down by the other.

    Attributes:
        frames: Feature frames of one window.
        labels: Number of outputs.
        output_scale: What one step of an int8 logit means.

    Raises:
        ModelError: The model is broken, or does not take the front end's int8 features.
    """

    def __init__(self, tflite: bytes) -> None:
        self._interpreter = interpreter(tflite)
        [source] = self._interpreter.get_input_details()
        [target] = self._interpreter.get_output_details()
        if source["dtype"] != np.int8 or target["dtype"] != np.int8:
            raise ModelError(
                f"The model takes {source['dtype'].__name__} and gives {target['dtype'].__name__}.",
                "Convert it with int8 input and output (full-integer quantization).",
            )
        scale, zero_point = source["quantization"]
        if abs(scale - FEATURE_SCALE) > SCALE_TOLERANCE or zero_point != FEATURE_ZERO_POINT:
            raise ModelError(
                f"The model's input has scale {scale:.8f} and zero point {zero_point}.",
                f"The front end's features have {FEATURE_SCALE} and {FEATURE_ZERO_POINT}.",
            )
        self._shape = tuple(int(size) for size in source["shape"])
        values = int(np.prod(self._shape))
        if values % CHANNELS:
            raise ModelError(
                f"The model takes {values} values.", f"Frames of {CHANNELS} channels were expected."
            )
        self._source, self._target = source["index"], target["index"]
        self.frames = values // CHANNELS
        self.labels = int(np.prod(target["shape"]))
        self.output_scale = float(target["quantization"][0])

    def run(self, windows: NDArray[np.int8]) -> NDArray[np.int8]:
        """Logits of windows: int8 (n, frames, 40) -> int8 (n, labels)."""
        logits = np.empty((len(windows), self.labels), np.int8)
        engine, shape = self._interpreter, self._shape
        for index, window in enumerate(windows):
            engine.set_tensor(self._source, window.reshape(shape))
            engine.invoke()
            logits[index] = engine.get_tensor(self._target).reshape(-1)
        return logits

    def run_stream(self, features: NDArray[np.int8], stride_frames: int) -> NDArray[np.int8]:
        """Logits over continuous features, as the chip's loop makes them.

        Run k comes after frame (k + 1) * stride_frames; the window holds the last `frames` frames,
        -128 before the beginning.

        Args:
            features: int8, shape (n, 40).

        Returns:
            int8, shape (n // stride_frames, labels).
        """
        return self.run(stream_windows(features, self.frames, stride_frames))


def stream_windows(features: NDArray[np.int8], frames: int, stride_frames: int) -> NDArray[np.int8]:
    """The windows of `Runner.run_stream`: a view, int8, shape (n // stride_frames, frames, 40)."""
    before = np.full((frames, features.shape[1]), -128, np.int8)
    padded = np.concatenate([before, features])
    views = np.lib.stride_tricks.sliding_window_view(padded, frames, axis=0).swapaxes(1, 2)
    result: NDArray[np.int8] = views[stride_frames::stride_frames]
    return result


def run_seconds(run: int, front_end: FrontEndSettings, stride_frames: int) -> float:
    """When run `run` happens: seconds of sound that have arrived by then.

    The first 10 ms frame needs a whole window; each further one a hop of 10 ms.
    """
    small_frames = (run + 1) * stride_frames * front_end.step_ms // 10
    return (front_end.window_ms + (small_frames - 1) * 10) / 1000


def interpreter(tflite: bytes) -> Any:
    """LiteRT's interpreter without delegates, tensors allocated.

    Weights that are encoded for the chip are decoded first: LiteRT has no operator that does.

    Raises:
        ModelError: LiteRT does not accept the model.
    """
    from ai_edge_litert.interpreter import Interpreter, OpResolverType

    tflite = decode(tflite)
    try:
        engine = Interpreter(
            model_content=tflite,
            num_threads=1,
            experimental_op_resolver_type=OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES,
        )
        engine.allocate_tensors()
    except (ValueError, RuntimeError) as error:
        raise ModelError(f"The model cannot be run ({error}).", "Export it again.") from error
    return engine
