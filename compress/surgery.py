"""Taking a Keras network apart and putting it together again with other layers.

Everything follows the graph that Keras keeps, so that no architecture needs code of its own.
Layers keep their names, and weights are carried over by name. Runs in a child process.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

# A layer of the old network -> the layer that takes its place; None: it is left out.
Replace = Callable[[Any], Any]
# The name of a layer and what it gives -> what the layers behind it read.
Behind = Callable[[str, Any], Any]
INPUT = "features"


def rebuilt(
    model: Any,
    batch: int | None = None,
    replace: Replace | None = None,
    behind: Behind | None = None,
) -> Any:
    """The same network with another batch, other layers, or something behind its layers.

    Weights are carried over.

    Args:
        model: Each of its layers is used once.
        batch: Windows at once; None for any number.
        replace: Makes the new layers; None copies them.
        behind: Called with `INPUT` too.
    """
    import keras

    left_out: set[str] = set()
    features = keras.Input(batch_shape=(batch, *model.inputs[0].shape[1:]), name=INPUT)
    first = behind(INPUT, features) if behind else features

    def clone(layer: Any) -> Any:
        new = replace(layer) if replace else same(layer)
        if new is None:
            left_out.add(layer.name)
        return new or same(layer)

    def call(layer: Any, *arguments: Any, **options: Any) -> Any:
        arguments = tuple(first if each is features else each for each in arguments)
        if layer.name in left_out:
            return arguments[0]
        given = layer(*arguments, **options)
        return behind(layer.name, given) if behind else given

    new = keras.models.clone_model(
        model, input_tensors=features, clone_function=clone, call_function=call
    )
    carry_over(model, new)
    return new


def carry_over(model: Any, new: Any) -> None:
    """Copy weights to another network, wherever a layer of the same name has the same shapes."""
    before = {layer.name: layer for layer in model.layers}
    for layer in new.layers:
        old = before.get(layer.name)
        if old is not None and shapes(old) == shapes(layer):
            layer.set_weights(old.get_weights())


def same(layer: Any, **changes: Any) -> Any:
    """A new layer with the settings of another one, but for the named changes."""
    return type(layer).from_config({**layer.get_config(), **changes})


def shapes(layer: Any) -> list[tuple[int, ...]]:
    """The shapes of a layer's weights."""
    return [tuple(weight.shape) for weight in layer.weights]


def weighted(model: Any) -> list[Any]:
    """The convolutions and dense layers, in the order of the graph."""
    from keras import layers

    kinds = (layers.Conv2D, layers.DepthwiseConv2D, layers.Dense)
    return [layer for layer in model.layers if isinstance(layer, kinds)]


def is_depthwise(layer: Any) -> bool:
    """Whether it is a depthwise convolution, whose kernel is (height, width, channels, 1)."""
    from keras import layers

    return isinstance(layer, layers.DepthwiseConv2D)


def kernel_of(layer: Any) -> NDArray[np.float32]:
    """A layer's weights with the output channel last: (height, width, in, out), (in, out), or
    (height, width, channels) for a depthwise convolution."""
    kernel: NDArray[np.float32] = layer.kernel.numpy()
    return kernel[..., 0] if is_depthwise(layer) else kernel


def set_kernel(layer: Any, kernel: NDArray[np.float32]) -> None:
    """The inverse of `kernel_of`."""
    layer.kernel.assign(kernel[..., None] if is_depthwise(layer) else kernel)


def tensors(value: Any) -> list[Any]:
    """What a layer reads or gives, as a list."""
    return list(value) if isinstance(value, (list, tuple)) else [value]


def readers(model: Any, layer: Any) -> list[Any]:
    """The layers that read what a layer gives."""
    given = {id(tensor) for tensor in tensors(layer.output)}
    return [
        other
        for other in model.layers
        if other is not layer and any(id(tensor) in given for tensor in tensors(other.input))
    ]


def folded(model: Any) -> Any:
    """Batch normalization as part of the layer before it, as every converter folds it.

    A normalization that something else stands before stays.
    """
    from keras import layers

    behind_of = {
        layer.name: after[0]
        for layer in weighted(model)
        if len(after := readers(model, layer)) == 1
        and isinstance(after[0], layers.BatchNormalization)
    }
    gone = {norm.name for norm in behind_of.values()}

    def replace(layer: Any) -> Any:
        if layer.name in gone:
            return None
        return same(layer, use_bias=True) if layer.name in behind_of else same(layer)

    new = rebuilt(model, replace=replace)
    for name, norm in behind_of.items():
        old, layer = model.get_layer(name), new.get_layer(name)
        scale = norm.gamma / np.sqrt(norm.moving_variance + norm.epsilon)
        bias = old.bias if old.use_bias else np.zeros(len(scale), np.float32)
        set_kernel(layer, kernel_of(old) * np.asarray(scale))
        layer.bias.assign((bias - norm.moving_mean) * scale + norm.beta)
    return new


def weight_count(model: Any) -> int:
    """Weights of convolutions and dense layers, without biases."""
    return int(sum(np.prod(layer.kernel.shape) for layer in weighted(model)))
