"""A GAN as a dict of arrays and plain values, and back: everything that the next step depends on."""

import numpy as np

from .checkpoint import CheckpointError
from .checks import check_count
from .config import find_class, from_plain, to_plain
from .history import History
from .network import Sequential

PLAYERS = ("generator", "discriminator")


def pack(gan) -> dict:
    """All of a GAN's state. The arrays are its own, not copies. Raises ValueError if one of them is not finite."""
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
    content |= _vectors(gan)
    for name, array in content.items():
        if isinstance(array, np.ndarray) and name != "history" and not np.isfinite(array).all():
            raise ValueError(f"{name} is not finite any more: nothing was saved")
    return content


def unpack(content: dict, source, kind: type):
    """A new GAN, of class `kind` or derived from it, in the state that `pack` saw. `source` names the file in errors.

    Raises CheckpointError if anything is missing, of the wrong size, or not finite.
    """
    try:
        if not issubclass(find_class(content["gan"]["class"]), kind):
            raise ValueError(f"it must describe a {kind.__name__}")
        check_networks(content["gan"])
        _check_sizes(content)
        gan = from_plain(content["gan"])
        for name, vector in _vectors(gan).items():
            vector[...] = _finite(content, name, vector)
        for player in PLAYERS:
            network, optimizer = getattr(gan, player), getattr(gan, f"{player}_optimizer")
            network.rng.bit_generator.state = content[f"{player}.rng"]
            optimizer.t = check_count(f"{player}_optimizer.t", content[f"{player}_optimizer.t"], 0)
            if optimizer.t:
                optimizer.slots = {
                    name: _finite(content, f"{player}_optimizer.{name}", network.params)
                    for name in optimizer.slot_names
                }
        if gan.average is not None:
            gan.average.t = check_count("average.t", content["average.t"], 0)
        for name in ("step", "epoch", "step_in_epoch", "data_seed"):
            setattr(gan, name, check_count(name, content[name], 0))
        gan.noise_rng.bit_generator.state = content["noise_rng"]
        gan.history = History.from_array(content["history"])
        if not np.array_equal(gan.history["step"], np.arange(1, gan.step + 1)):
            raise ValueError(f"its history has {len(gan.history)} records, and not the {gan.step} steps' 1, 2, 3 ...")
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError, ArithmeticError, MemoryError) as error:
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


def check_networks(plain: dict) -> None:
    """Raise ValueError unless the players of a GAN, in `to_plain`'s words, are the only networks that it is made of."""
    classes = [find_class(name) for name in _class_names(plain)]
    players = [find_class(plain[player]["class"]) for player in PLAYERS]
    networks = sum(issubclass(c, Sequential) for c in classes)
    if networks != 2 or not all(issubclass(c, Sequential) for c in players):
        raise ValueError(
            f"a file holds one GAN of two networks, and this one has {networks}: no layer or other part of a GAN may "
            "hold a network of its own"
        )


def _class_names(plain):
    if isinstance(plain, dict):
        yield plain["class"]
    for value in plain.values() if isinstance(plain, dict) else plain if isinstance(plain, list) else ():
        yield from _class_names(value)


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
