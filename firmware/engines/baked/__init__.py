"""The engine without an interpreter: an int8 .tflite becomes one self-contained pair of C files."""

from firmware.engines.baked.compiler import BakedModel, compile_model
from firmware.engines.baked.place import UnsupportedModel

__all__ = ["BakedModel", "UnsupportedModel", "compile_model"]
