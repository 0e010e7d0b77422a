"""A GAN as a dict of arrays and plain values, and back: everything that the next step depends on."""

import numpy as np

from .checkpoint import CheckpointError
from .config import from_plain, to_plain
from .history import History

PLAYERS = ("generator", "discriminator")


def pack(gan) -> dict:
    """All of a GAN's state. The arrays are its own, not copies."""
    content = {
        "gan": to_plain(gan),
        "step": gan.step,
        "epoch": gan.epoch,
        "step_in_epoch": gan.step_in_epoch,
        "data_seed": gan.data_seed,
        "noise_rng": gan.noise_rng.bit_generator.state,
        "history": gan.history.to_array(),
    }
    for player in PLAYERS:
        network, optimizer = getattr(gan, player), getattr(gan, f"{player}_optimizer")
        content[f"{player}.rng"] = network.rng.bit_generator.state
        content[f"{player}_optimizer.t"] = optimizer.t
        content |= {f"{player}_optimizer.{name}": slot for name, slot in optimizer.slots.items()}
    if gan.average is not None:
        content["average.t"] = gan.average.t
    return content | _vectors(gan)


def unpack(content: dict, source):
    """A new GAN in the state that `pack` saw. `source` names the file in errors.

    Raises CheckpointError if anything is missing, of the wrong size, or not finite.
    """
    try:
        _check_sizes(content)
        gan = from_plain(content["gan"])
        for name, vector in _vectors(gan).items():
            vector[...] = _finite(content, name, vector)
        for player in PLAYERS:
            network, optimizer = getattr(gan, player), getattr(gan, f"{player}_optimizer")
            network.rng.bit_generator.state = content[f"{player}.rng"]
            optimizer.t = content[f"{player}_optimizer.t"]
            if optimizer.t:
                optimizer.slots = {
                    name: _finite(content, f"{player}_optimizer.{name}", network.params)
                    for name in optimizer.slot_names
                }
        if gan.average is not None:
            gan.average.t = content["average.t"]
        gan.step, gan.epoch, gan.step_in_epoch = content["step"], content["epoch"], content["step_in_epoch"]
        gan.data_seed = content["data_seed"]
        gan.noise_rng.bit_generator.state = content["noise_rng"]
        gan.history = History.from_array(content["history"])
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        reason = f"it lacks {error}" if isinstance(error, KeyError) else str(error)
        raise CheckpointError(f"{source} does not hold a GAN: {reason}") from None
    return gan


def _vectors(gan) -> dict[str, np.ndarray]:
    vectors = {}
    for player in PLAYERS:
        network = getattr(gan, player)
        vectors |= {f"{player}.params": network.params, f"{player}.state": network.state}
    if gan.average is not None:
        vectors["average.params"] = gan.average.network.params
    return vectors


def _check_sizes(content: dict) -> None:
    """The layers must need as many parameters as the file holds: checked before memory is taken for them."""
    for player in PLAYERS:
        layers = from_plain(content["gan"][player]["layers"])
        needed = sum(int(np.prod(shape, dtype=object)) for layer in layers for shape in layer.param_shapes.values())
        stored = content[f"{player}.params"].size
        if needed != stored:
            raise ValueError(f"its {player}'s layers need {needed:,} parameters, and it holds {stored:,}")


def _finite(content: dict, name: str, like: np.ndarray) -> np.ndarray:
    array = content[name]
    if not isinstance(array, np.ndarray) or array.shape != like.shape or array.dtype != like.dtype:
        raise ValueError(f"{name} must be {like.shape} {like.dtype}")
    if not np.isfinite(array).all():
        raise ValueError(f"{name} is not finite")
    return array
