"""A game as a dict of arrays and plain values, and back: everything that the next step depends on."""

import numpy as np

from ..checks import check_count
from ..config import find_class, from_plain, to_plain
from ..history import History
from ..network import Sequential
from ..player import Player
from .checkpoint import CheckpointError

MOST_PARTS = 2_000  # layers, optimisers and all else that has a class, in one game


def pack(game) -> dict:
    """All of a game's state. The arrays are the game's, not copies. Raises ValueError if one of them is not finite."""
    content = {
        "game": to_plain(game),
        "epoch": game.epoch,
        "step_in_epoch": game.step_in_epoch,
        "data_seed": game.data_seed,
        "trained_on": game.trained_on,
        "noise_rng": game.noise_rng.bit_generator.state,
        "columns": list(game.history.names),
        "history": game.history.to_array(),
    }
    kept = {name: getattr(game, name) for name in game.remembered}
    arrays = {name: value for name, value in kept.items() if isinstance(value, np.ndarray)}
    content["remembered"] = {name: float(value) for name, value in kept.items() if name not in arrays}
    content |= {f"remembered.{name}": array for name, array in arrays.items()}
    for name, player in game.players.items():
        content[f"{name}.rng"] = player.rng.bit_generator.state
        content[f"{name}.optimizer.t"] = player.optimizer.t
        content |= {f"{name}.optimizer.{slot}": vector for slot, vector in player.optimizer.slots.items()}
        if player.average is not None:
            content[f"{name}.average.t"] = player.average.t
    content |= _vectors(game)
    for name, array in content.items():
        if isinstance(array, np.ndarray) and name != "history" and not np.isfinite(array).all():
            raise ValueError(f"{name} is not finite any more: nothing was saved")
    return content


def unpack(content: dict, source, kind: type):
    """A new game, of class `kind` or derived from it, in the state that `pack` saved. source: the file, for errors.

    Raises CheckpointError if anything is missing, of the wrong size, or not finite.
    """
    if "gan" in content:
        raise CheckpointError(
            f"{source} was written before games had players (file format 1): train again, or install the "
            "numgan that wrote it"
        )
    try:
        plain = content["game"]
        if not issubclass(find_class(plain["class"]), kind):
            raise ValueError(f"it holds a {plain['class']}, and a {kind.__name__} was asked for")
        _check_parts(plain)
        _check_sizes(content)
        game = from_plain(plain)
        for name, vector in _vectors(game).items():
            vector[...] = _finite(content, name, vector)
        for name, player in game.players.items():
            player.rng.bit_generator.state = content[f"{name}.rng"]
            optimizer = player.optimizer
            optimizer.t = check_count(f"{name}.optimizer.t", content[f"{name}.optimizer.t"], 0)
            slots = {slot: f"{name}.optimizer.{slot}" for slot in optimizer.slot_names}
            if not optimizer.t:  # no update, or an interrupt in the first one
                slots = {slot: key for slot, key in slots.items() if key in content}
            optimizer.slots = {slot: _finite(content, key, player.params) for slot, key in slots.items()}
            if player.average is not None:
                player.average.t = check_count(f"{name}.average.t", content[f"{name}.average.t"], 0)
        place = tuple(check_count(name, content[name], 0) for name in ("epoch", "step_in_epoch"))
        game._places = 0, place, place
        game.trained_on = None if content["trained_on"] is None else str(content["trained_on"])
        game.data_seed = check_count("data_seed", content["data_seed"], 0)
        game.noise_rng.bit_generator.state = content["noise_rng"]
        game.history = History.from_array(tuple(map(str, content["columns"])), content["history"])
        for name in game.remembered:
            setattr(game, name, _recalled(content, name, getattr(game, name)))
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError, ArithmeticError, MemoryError) as error:
        reason = f"it lacks {error}" if isinstance(error, KeyError) else str(error)
        raise CheckpointError(f"{source} does not hold a game: {reason}") from None
    return game


def check_players(game) -> None:
    """Raise ValueError or TypeError unless a game has players, of one dtype, that share no network and no optimiser."""
    players = game.players
    if not players:
        raise ValueError(f"{type(game).__name__} has no players: keep each in an attribute, self.name = Player(...)")
    for name, value in vars(game).items():
        if isinstance(value, Sequential) and not isinstance(value, Player):
            raise TypeError(f"{name} must be a Player, which has an optimiser of its own, got a Sequential")
    names: dict[int, str] = {}
    optimizers: dict[int, str] = {}
    for name, player in players.items():
        first = next(iter(players.values()))
        if player.dtype != first.dtype:
            raise ValueError(f"all players must compute in one dtype, got {first.dtype} and, of {name}, {player.dtype}")
        own = getattr(player.optimizer, "optimizer", player.optimizer)  # itself, or the one that it wraps
        for kept, thing, what in ((names, player, "a network"), (optimizers, own, "an optimiser")):
            if id(thing) in kept:
                raise ValueError(f"{kept[id(thing)]} and {name} must have {what} each, got one for both")
            kept[id(thing)] = name


def check_savable(game) -> None:
    """Raise ValueError or TypeError for a game that a file could not hold: its players must be its only networks."""
    plain = to_plain(game)
    _check_parts(plain)
    classes = [find_class(name) for name in _class_names(plain)]
    networks = sum(issubclass(c, Sequential) for c in classes)
    if networks != len(game.players):
        raise ValueError(
            f"a file holds a game's players, {len(game.players)}, and this one is made of {networks} networks: no "
            "layer or other part of a game may hold a network of its own"
        )


def _check_parts(plain) -> None:
    """Refuse too many parts: a file of a few megabytes could name so many layers that making them takes minutes."""
    parts = sum(1 for _ in _class_names(plain))
    if parts > MOST_PARTS:
        raise ValueError(
            f"a game in a file has at most {MOST_PARTS:,} parts (layers and the like), and this has {parts:,}"
        )


def _class_names(plain):
    if isinstance(plain, dict):
        yield plain["class"]
    for value in plain.values() if isinstance(plain, dict) else plain if isinstance(plain, list) else ():
        yield from _class_names(value)


def _vectors(game) -> dict[str, np.ndarray]:
    vectors: dict[str, np.ndarray] = {}
    for name, player in game.players.items():
        vectors |= {f"{name}.params": player.params, f"{name}.state": player.state}
        if player.average is not None:
            vectors[f"{name}.average.params"] = player.average.network.params
    return vectors


def _check_sizes(content: dict) -> None:
    """Check that the layers need as many numbers as the file holds, before memory is allocated for them."""
    for name, part in content["game"].items():
        if isinstance(part, dict) and issubclass(find_class(part.get("class")), Sequential):
            layers = from_plain(part["layers"])
            for vector, kind, what in (
                ("params", "param_shapes", "parameters"),
                ("state", "state_shapes", "numbers of state"),
            ):
                shapes = [shape for layer in layers for shape in getattr(layer, kind).values()]
                needed = sum(int(np.prod(shape, dtype=object)) for shape in shapes)
                if needed != (stored := content[f"{name}.{vector}"].size):
                    raise ValueError(f"its {name}'s layers need {needed:,} {what}, and it holds {stored:,}")


def _recalled(content: dict, name: str, now) -> float | np.ndarray:
    """What a game remembers under this name: a number; or rows, as wide as those that it has now, but maybe more."""
    if not isinstance(now, np.ndarray):
        return float(content["remembered"][name])
    key = f"remembered.{name}"
    return _finite(content, key, np.empty((len(content[key]), *now.shape[1:]), now.dtype))


def _finite(content: dict, name: str, like: np.ndarray) -> np.ndarray:
    array = content[name]
    if not isinstance(array, np.ndarray) or array.shape != like.shape or array.dtype != like.dtype:
        raise ValueError(f"{name} must be {like.shape} {like.dtype}")
    if not np.isfinite(array).all():
        raise ValueError(f"{name} is not finite")
    return array
