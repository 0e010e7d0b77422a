"""A game's networks in a file for other programs: numgan export. files/export.py says what the file holds."""

from pathlib import Path

import numpy as np

from ..arrays import Npz
from ..checks import check_kind
from ..config import to_plain
from ..family.diffusion import ReverseProcess
from ..files.export import export_npz
from ..files.onnx_model import export_onnx
from ..functions import sigmoid
from ..game import Game
from ..layers import Sigmoid
from ..network import Sequential
from ..sampler import Sampler
from .arguments import free_for

ONNX_START, NPZ_START = b"\x08", b"PK"
ALL = "all"
NETWORK_HELP = (
    "the player to write, such as discriminator, or all of them (only into .npz); by default the one whose rows "
    "`numgan sample` draws, with averaged weights where the game keeps an average. Others: with those of the last step"
)


def export(path: Path, source: Game | Sampler, network: str | None = None) -> Path:
    """Write a game's networks, or a sampler's generator, as .npz or .onnx; return the file's path.

    network : a player's name, "all" (only .npz), or None for the player whose rows `sample` draws

    A sampler's generator, and the sampled player, come with averaged weights where the game keeps an average, and end
    in a Sigmoid if they give logits of pixels (VAE, AAE). Raises ValueError for a name that no player has, or another
    ending; FileExistsError for a file that is no export; TypeError for a layer that cannot be exported; ImportError for
    .onnx without the package onnx.
    """
    onnx = path.suffix.lower() == ".onnx"
    if path.suffix.lower() not in ("", ".npz", ".onnx"):
        raise ValueError(f"--output must end in .npz or .onnx, got {path}")
    path = free_for(path, ".onnx" if onnx else ".npz", ONNX_START if onnx else NPZ_START)
    if not onnx and path.exists():
        with open(path, "rb") as file:
            if "layers" not in Npz(file).names:
                raise FileExistsError(f"{path} is there already, and is no export (a checkpoint?): it is left alone")
    networks = _networks(source, network)
    if not onnx:
        export_npz(path, networks, _about(source))
    elif len(networks) == 1:
        ((name, only),) = networks.items()
        export_onnx(path, only, name)
    else:
        raise ValueError(f"an .onnx file holds one network: name one of {', '.join(networks)}, or write an .npz")
    return path


def _networks(source: Game | Sampler, asked: str | None) -> dict[str, Sequential]:
    """The networks that are asked for, by name."""
    players: dict[str, Sequential] = dict(source.players) if isinstance(source, Game) else {}
    sampled = source.sampled if isinstance(source, Game) else "generator"
    if sampled:
        players[sampled] = _sampled(source)
    if asked == ALL:
        return players
    asked = asked or sampled
    if asked is None:
        raise ValueError(f"this game makes nothing from latents: say which network, of {', '.join(players)} or {ALL}")
    if asked not in players:
        raise ValueError(f"there is no network {asked!r}; there are {', '.join(players)}, and {ALL}")
    return {asked: players[asked]}


def _sampled(source: Game | Sampler) -> Sequential:
    """The network that turns latents into data (diffusion: that is asked in each step)."""
    sampler = source.sampler() if isinstance(source, Game) else source
    network = sampler.generator
    if isinstance(network, ReverseProcess):  # many steps, all by this one network
        network = network.denoiser
    network = check_kind("what draws the samples", network, Sequential, "a Sequential")
    if sampler.link is not sigmoid:
        return network
    ended = [*(type(layer)(**layer.config()) for layer in network.layers), Sigmoid()]
    with_link = Sequential(ended, rng=0, dtype=network.dtype)
    with_link.params[...], with_link.state[...] = network.params, network.state
    return with_link


def _about(source: Game | Sampler) -> dict:
    """What a reader of the file needs beside the networks: the scale of the data, and what the latents are."""
    data = {"data_range": source.data_range, "data_shape": source.data_shape, "latents": to_plain(source.noise_prior)}
    game = {"game": type(source).__name__, "recipe": source.recipe} if isinstance(source, Game) else {}
    return data | game | {"dtype": np.dtype(_dtype(source)).name}


def _dtype(source: Game | Sampler):
    return source.dtype if isinstance(source, Game) else source.generator.dtype
