"""The command line: parse the arguments, call the library, turn its errors into one line and an exit code.

0: done. 1: an error, in one line. 2: wrong usage. 130: interrupted by Ctrl-C, a TERM or a HUP signal, and saved.
A run whose output can no longer be read (its pipe or terminal has closed) is still trained to the end.
"""

import argparse
import sys
from pathlib import Path

import numpy as np

from .. import __version__, plots, recipes
from ..exercises import shell
from ..files import checkpoint
from ..game import Game
from ..sampled import COLUMNS
from ..sampler import BLOCK, Sampler
from . import sources, training
from .arguments import MANY, PNG_START, SEED, Parser, file_to_write, free_for, named, number, whole
from .complete import add_arguments as add_complete_arguments
from .drawing import digits_to_begin_with, write_drawing_page
from .explorer import encoder_of, write_explorer
from .export import NETWORK_HELP, export
from .invert import add_arguments as add_invert_arguments
from .pages import PAGE_START
from .playground import add_arguments as add_play_arguments
from .pretrained import load_pretrained
from .train import train as run_train
from .translate import add_arguments as add_translate_arguments
from .words import fill_closed_numbers, fit, hush, one_line, say, suit_the_streams

CODE = 1000  # of a code's numbers, which lie in (-1, 1) in training
CHANNELS = 1024  # of a convolution: its weights and all that goes with them then take half a gigabyte
SHOWN = 10_000  # samples in one picture
VALUES = 20_000_000  # pixels' values in one picture: 80 million on the screen, where each is 2 x 2


def main(arguments: list[str] | None = None) -> int:
    """Run `numgan` with these arguments (by default the command line's) and return the exit code."""
    try:
        fill_closed_numbers()
        suit_the_streams()
        options = _parser().parse_args(arguments)
        code = options.run(options)
        print(end="", flush=True)  # what is still in the buffer may fail here, and sys.stdout may be None
        return code
    except BrokenPipeError:  # the reader of our output has gone
        code = 1
    except (training.RunError, checkpoint.CheckpointError, ValueError, TypeError, OSError, ImportError) as error:
        say(f"numgan: {_one_line(error)}", sys.stderr)
        code = 1
    except MemoryError:
        say("numgan: out of memory", sys.stderr)
        code = 1
    except KeyboardInterrupt:
        say("numgan: interrupted", sys.stderr)
        code = 130
    for stream in (sys.stdout, sys.stderr):
        try:
            print(end="", flush=True, file=stream)
        except (OSError, ValueError):
            hush(stream)
    return code


def _sample(options) -> int:
    path = free_for(options.output, ".png", PNG_START)
    sampler, name, count = _sampler_and_choice(options)
    n, columns, wanted = options.n or 64, None, _wanted(options, name)
    if name not in wanted and options.n is None and count:
        columns, wanted = COLUMNS, wanted | {name: np.arange(count).repeat(COLUMNS)}  # a row of each
        n = count * COLUMNS
    _check_shown(n, sampler, options)
    return _draw(sampler, sampler.latents(n, rng=options.seed, **wanted), path, columns=columns)


def _interpolate(options) -> int:
    path = free_for(options.output, ".png", PNG_START)
    sampler, name, count = _sampler_and_choice(options)
    n, wanted = options.n or count or 8, _wanted(options, name)
    _check_shown(n * options.steps, sampler, options)
    if name not in wanted and count:
        wanted[name] = np.repeat(np.arange(n) % count, 2)  # both ends of a row show the same
    ends = sampler.latents(2 * n, rng=options.seed, **wanted).reshape(n, 2, -1)
    z = np.concatenate([sampler.interpolate(z0, z1, options.steps, linear=options.linear) for z0, z1 in ends])
    return _draw(sampler, z, path, columns=options.steps)


def _explore(options) -> int:
    path = free_for(options.output, ".html", PAGE_START)
    game = _game(options)
    if game and hasattr(game, "translate"):
        write_drawing_page(path, game, digits_to_begin_with(game))
    else:
        write_explorer(path, _sampler_of(game), encoder=game and encoder_of(game), rng=options.seed)
    print(one_line(path))
    return 0


def _export(options) -> int:
    source = _game(options) or load_pretrained()
    with np.errstate(over="ignore", invalid="ignore"):  # as in _sampler_of
        print(one_line(export(options.output, source, options.network)))
    return 0


def _info(options) -> int:
    gan = Game.load(options.checkpoint)
    lines = [one_line(repr(gan)), "", *gan.summary().splitlines(), ""]
    lines += [f"{name:<24}{value!r}" for name, value in gan.config().items() if name not in gan.players]
    for name, player in gan.players.items():
        average = f", average {player.ema_decay}" if player.average else ""
        lines.append(f"{name:<24}{player.optimizer!r}{average}")
    lines += ["", f"{gan.epoch} epochs and {gan.step_in_epoch} steps"]
    if len(gan.history):
        last = next(gan.history.records(len(gan.history) - 1))
        lines.append("last step: " + ", ".join(f"{name} {value:.4g}" for name, value in last._asdict().items()))
    print("\n".join(map(fit, lines)))
    return 0


def _evaluate(options) -> int:
    from ..evaluation import MODES, encodes, report  # here, because training and sampling do without it

    gan = Game.load(options.checkpoint)
    gan.trained_on = options.data or gan.trained_on
    known = gan.trained_on in (None, "mnist", *MODES)
    data = None if known or not (gan.sampled or encodes(gan)) else _own_data(gan, options)
    folder = options.out or options.checkpoint.parent
    say = (lambda text: None) if options.quiet else lambda text: print(f"{text} ...", file=sys.stderr, flush=True)
    print("\n".join(map(fit, report(gan, folder, data, seed=options.seed, say=say).splitlines())))
    return 0


def _own_data(gan: Game, options) -> np.ndarray:
    """What the game was trained on, from where --data or the game itself says that it is."""
    try:
        return sources.load_data(str(gan.trained_on))
    except FileNotFoundError:
        if options.data:
            raise
        raise training.RunError(
            f"this game was trained on {gan.trained_on}, which is not there: say with --data where the data are now"
        ) from None


def _sampler(options) -> Sampler:
    return _sampler_of(_game(options))


def _game(options) -> Game | None:
    """The game in the checkpoint; None for the generator that comes with numgan."""
    if options.pretrained == (options.checkpoint is not None):
        options.usage_error("name one: a checkpoint, or --pretrained")
    return None if options.pretrained else Game.load(options.checkpoint)


def _sampler_of(game: Game | None) -> Sampler:
    if game is None:
        return load_pretrained()
    with np.errstate(over="ignore", invalid="ignore"):  # the averaged network runs here; what it makes is checked later
        return game.sampler()


def _sampler_and_choice(options) -> tuple[Sampler, str, int]:
    """The sampler, the name of what a user can choose ("labels", or nothing), and among how many (0).

    Raises RunError if --digit or --code asks for what this generator has not.
    """
    sampler, digit, code = _sampler(options), options.digit, options.code
    name, count = next(iter(sampler.noise_prior.choices.items()), ("", 0))
    if digit is not None and not count:
        raise training.RunError(
            "--digit is for a conditional generator, such as `numgan train --recipe cgan` makes; this one is not"
        )
    if digit is not None and digit >= count:
        raise training.RunError(f"--digit must lie in 0 ... {count - 1} for this generator, got {digit}")
    numbers = sampler.noise_prior.continuous
    if code is not None and not numbers:
        raise training.RunError(
            "--code is for a generator with numbers in its code, such as `numgan train --recipe infogan` makes; this "
            "one has none"
        )
    if code is not None and len(code) != numbers:
        raise training.RunError(
            f"--code takes {numbers} number{'s' * (numbers > 1)} for this generator, got {len(code)}"
        )
    return sampler, name, count


def _wanted(options, name: str) -> dict:
    """What the latents are asked for: the choice of this name, by --digit, and the code's numbers, by --code."""
    asked = {name: options.digit, "code": options.code}
    return {each: value for each, value in asked.items() if value is not None}


def _check_shown(n: int, sampler: Sampler, options) -> None:
    """Refuse more samples than one picture can show, before any are made; say how to get them."""
    most = min(SHOWN, VALUES // sampler.width)
    if n > most:
        loaded = "load_pretrained()" if options.pretrained else f"Game.load({str(options.checkpoint)!r}).sampler()"
        raise training.RunError(
            f"a picture shows at most {most:,} samples of this generator, got {n:,}; any number in Python: "
            f"for rows in numgan.{loaded}.sample_blocks({n}, rng={options.seed}): ..."
        )


def _draw(sampler: Sampler, z, path: Path, *, columns: int | None) -> int:
    """Write a picture of G(z): a grid of images, or a scatter of points."""
    with np.errstate(over="ignore", invalid="ignore"):  # what draws refuses rows that are not finite, in words
        if sampler.data_range is None:
            rows = sampler.generate(z)
            plots.save_figure(path, lambda ax: plots.points(rows, ax=ax), size=(5, 5))
        else:
            blocks = (sampler.generate(z[start : start + BLOCK]) for start in range(0, len(z), BLOCK))
            images = np.concatenate([sampler.to_images(rows) for rows in blocks])
            plots.save_images(path, images, columns=columns)
    print(one_line(path))
    return 0


def _one_line(error: BaseException) -> str:
    if isinstance(error, OSError) and error.strerror:
        return one_line(f"{error.strerror}: {error.filename}" if error.filename else error.strerror)
    return one_line(error)


def _parser() -> argparse.ArgumentParser:
    parser = Parser(prog="numgan", description="Generative adversarial networks in NumPy, to be read.")
    parser.add_argument("--version", action="version", version=f"numgan {__version__}")
    commands = parser.add_subparsers(required=True, metavar="command")

    train = commands.add_parser("train", help="train a GAN; without arguments: MNIST, about 5 minutes on two cores")
    train.set_defaults(run=run_train)
    train.add_argument("--recipe", choices=recipes.ALL, help="the set-up (default: mnist_mlp, or what fits the data)")
    toys = ", ".join(sources.TOYS)
    train.add_argument(
        "--data",
        type=named,
        help=f"mnist (default, except for a toy's recipe), a folder of IDX, PNG or JPEG files, an .npz (for cgan and "
        f"acgan with labels), .npy or .csv, or one of {toys}",
    )
    train.add_argument(
        "--epochs", type=whole(1, MANY), help="passes over the data; with --resume the total (default: the recipe's)"
    )
    train.add_argument("--batch-size", type=whole(1, MANY), help="rows per minibatch (default: the recipe's)")
    train.add_argument(
        "--channels", type=whole(1, CHANNELS), nargs=2, metavar=("C1", "C2"), help="of convolutional networks: 32 64"
    )
    train.add_argument(
        "--labels-per-class",
        type=whole(0, MANY),
        help="for sgan and catgan: keep so many labels of each class and hide the others (0: only catgan)",
    )
    train.add_argument("--seed", type=whole(0, SEED), help="seed of all random numbers (default: 0)")
    train.add_argument("--out", type=Path, help="the run's folder, which must be new or empty (default: runs/RECIPE)")
    train.add_argument(
        "--resume",
        type=Path,
        metavar="FOLDER",
        help="resume the run in this folder, bit for bit; --data says where its data are now, --epochs the total",
    )
    train.add_argument("--dtype", choices=("float32", "float64"), help="default: float32")
    train.add_argument("--quiet", action="store_true", help="print nothing")

    sample = commands.add_parser("sample", help="draw samples from a checkpoint")
    sample.set_defaults(run=_sample)
    _checkpoint_arguments(sample, "samples.png")
    sample.add_argument(
        "-n", type=whole(1, MANY), help="how many (default: 64; for a conditional generator a row of each digit)"
    )
    _code_arguments(sample, "draw")

    interpolate = commands.add_parser("interpolate", help="draw what lies between pairs of latents")
    interpolate.set_defaults(run=_interpolate)
    _checkpoint_arguments(interpolate, "interpolation.png")
    interpolate.add_argument("-n", type=whole(1, MANY), help="pairs, one per row (default: 8, or one for each digit)")
    _code_arguments(interpolate, "show")
    interpolate.add_argument("--steps", type=whole(2, MANY), default=12, help="images per row, 2 or more (default: 12)")
    interpolate.add_argument("--linear", action="store_true", help="along the straight line, not the great circle")

    invert = commands.add_parser("invert", help="find the latents of given images, by the encoder and by a search")
    add_invert_arguments(invert)

    complete = commands.add_parser("complete", help="fill a hole in images: context_encoder, or a search for any GAN")
    add_complete_arguments(complete)

    translate = commands.add_parser("translate", help="turn images into images, and back: pix2pix, cyclegan")
    add_translate_arguments(translate)

    explore = commands.add_parser(
        "explore",
        help="write a web page that works offline: sliders on the latent, or paper to draw on for a translator",
    )
    _checkpoint_arguments(explore, "explorer.html")
    explore.set_defaults(run=_explore, seed=0)  # so that the same checkpoint gives the same page

    play = commands.add_parser("play", help="a playground in the browser: a GAN in the plane, watched, slowed down")
    add_play_arguments(play)

    write = commands.add_parser("export", help="write the weights for other programs: plain arrays in .npz, or .onnx")
    write.set_defaults(run=_export, usage_error=write.error)
    write.add_argument("checkpoint", type=Path, nargs="?", help="a run's checkpoint.npz")
    write.add_argument("--pretrained", action="store_true", help="use the generator that comes with numgan instead")
    write.add_argument(
        "-o", "--output", type=file_to_write, default=Path("model.npz"), help="model.npz (default), or model.onnx"
    )
    write.add_argument("--network", type=named, help=NETWORK_HELP)

    evaluate = commands.add_parser("evaluate", help="judge a checkpoint: one table, evaluation.json and figures")
    evaluate.set_defaults(run=_evaluate)
    evaluate.add_argument("checkpoint", type=Path, help="a run's checkpoint.npz, of a game that makes or encodes rows")
    evaluate.add_argument(
        "--data", type=named, help="what it was trained on, as for train (default: what the checkpoint says)"
    )
    evaluate.add_argument("--out", type=Path, help="folder for the files (default: the checkpoint's)")
    evaluate.add_argument(
        "--seed", type=whole(0, SEED), default=0, help="seed of the samples that are judged (default: 0)"
    )
    evaluate.add_argument("--quiet", action="store_true", help="print only the table")

    exercises = commands.add_parser("exercises", help="maths exercises that are judged: stubs, hints, checks, grades")
    shell.add_commands(exercises)

    info = commands.add_parser("info", help="say what a checkpoint holds")
    info.set_defaults(run=_info)
    info.add_argument("checkpoint", type=Path, help="a run's checkpoint.npz")
    return parser


def _code_arguments(parser: argparse.ArgumentParser, verb: str) -> None:
    parser.add_argument(
        "--digit",
        type=whole(0, MANY),
        help=f"{verb} only this digit, from a conditional generator, or this category of an InfoGAN's code",
    )
    parser.add_argument(
        "--code",
        type=number(CODE),
        nargs="+",
        metavar="U",
        help="the numbers of an InfoGAN's code, after the checkpoint's name; in training from -1 to 1 (default: drawn)",
    )


def _checkpoint_arguments(parser: argparse.ArgumentParser, output: str) -> None:
    parser.set_defaults(usage_error=parser.error)
    parser.add_argument("checkpoint", type=Path, nargs="?", help="a run's checkpoint.npz")
    parser.add_argument("--pretrained", action="store_true", help="use the generator that comes with numgan instead")
    help_text = f"file to write, with this ending (default: {output})"
    parser.add_argument("-o", "--output", type=file_to_write, default=Path(output), help=help_text)
    parser.add_argument("--seed", type=whole(0, SEED), default=None, help="the same seed gives the same latents")
