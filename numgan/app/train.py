"""`numgan train`: begin a run, or resume one, and train it."""

import sys
from pathlib import Path

import numpy as np

from .. import recipes
from ..clinic import diagnose
from ..family import GAN, HalfLabelled
from . import sources, training
from .schedules import ending
from .words import fit, one_line, say


def train(options) -> int:
    """Run the command with these options and return the exit code."""
    run, data = _taken_up(options) if options.resume else _begun(options)
    with run:
        complete = run.gan.epoch >= run.gan.epochs
        if not options.quiet and not complete:
            lines = *repr(run.gan).splitlines(), _about(run, data)
            say("\n".join(map(one_line, lines)), sys.stdout)
        finished = run.train(*data, quiet=options.quiet)
    if not finished:
        say(one_line(f"interrupted and saved; go on with: numgan train --resume {run.folder}"), sys.stderr)
        return 130
    if complete and not options.quiet:
        say(
            one_line(
                f"{run.folder} has all of its {run.gan.epochs} epochs; metrics.csv, curves and training.gif are "
                f"complete. For more say how many in all: --epochs {run.gan.epochs + 1} or higher"
            ),
            sys.stdout,
        )
    elif not options.quiet:
        more = f"; more samples with: numgan sample {run.checkpoint}" if run.gan.sampled else ""
        if hasattr(run.gan, "translate"):
            more = f"; images of your own: numgan translate {run.checkpoint} FILES"
        say(one_line(f"done: see {run.folder / 'training.gif'}{more}"), sys.stdout)
        for finding in diagnose(run.gan, *data) if isinstance(run.gan, GAN) and run.gan.step else ():
            say("\n".join(map(fit, str(finding).splitlines())), sys.stdout)
    return 0


def _about(run: training.Run, data) -> str:
    return f"{len(data[0]):,} rows of {run.data_name}, {run.gan.epochs} epochs, into {run.folder}"


def _begun(options) -> tuple[training.Run, tuple[np.ndarray, ...]]:
    """A new run with its folder, and its data."""
    data_name = options.data or (options.recipe if options.recipe in sources.TOYS else "mnist")
    rows = sources.load_data(data_name)
    recipe = options.recipe or sources.recipe_for(data_name, rows)
    make, points = recipes.ALL[recipe], sources.are_points(rows)
    if make not in recipes.IMAGES_OR_POINTS and (make in recipes.POINTS) != points:
        kinds = ("images", "points") if points else ("points", "images")
        raise training.RunError(f"recipe {recipe} is for {kinds[0]}, and {data_name} holds {kinds[1]}")
    kind = recipes.game_of(make)
    seed, few = 0 if options.seed is None else options.seed, options.labels_per_class
    if few is not None and not issubclass(kind, HalfLabelled):
        raise training.RunError(f"--labels-per-class is for games that can do with few labels: not for {recipe}")
    data = sources.load_arrays(data_name, kind.takes, rows, paired=kind.paired, labels_per_class=few, seed=seed)
    chosen = {"epochs": options.epochs, "batch_size": options.batch_size, "dtype": options.dtype}
    chosen["channels"] = tuple(options.channels) if options.channels else None
    chosen["classes"] = len(np.unique(data[1][data[1] >= 0])) or None if "labels" in kind.takes else None
    chosen = {name: value for name, value in chosen.items() if value is not None}
    n_data = min(map(len, data)) // (2 if few == 0 else 1)  # no labelled rows between the others: half as many steps
    gan = make(n_data=n_data, data_shape=data[0].shape[1:], rng=seed, **chosen)
    folder = options.out or training.free_folder(recipe)
    run = training.Run(gan, folder, data=_place_of(data_name), seed=seed, labels_per_class=few)
    gan.steps(*data)  # checks the data before the folder is made
    run.create(*data)
    return run, data


def _taken_up(options) -> tuple[training.Run, tuple[np.ndarray, ...]]:
    """The run of --resume, and its data: where they were, or where --data says that they are now."""
    settings = ("recipe", "batch_size", "channels", "seed", "labels_per_class", "out", "dtype")
    given = [f"--{name.replace('_', '-')}" for name in settings if getattr(options, name) is not None]
    if given:
        raise training.RunError(f"--resume takes the run as it is; leave out {', '.join(given)}")
    run = training.Run.resume(options.resume)
    try:
        run.data_name = _place_of(options.data) if options.data else run.data_name
        try:
            gan, few = run.gan, run.labels_per_class
            data = sources.load_arrays(run.data_name, gan.takes, paired=gan.paired, labels_per_class=few, seed=run.seed)
        except FileNotFoundError:
            if options.data:
                raise
            raise training.RunError(
                f"the data of this run, {run.data_name}, are not there any more: say where they are now with --data"
            ) from None
        run.check_data(*data)
        if options.epochs:
            _extend(run, data, options)
    except BaseException:
        run.close()
        raise
    return run, data


def _extend(run: training.Run, data, options) -> None:
    """Set how many epochs the run has in all; say which rates have been made for fewer."""
    gan, before = run.gan, run.gan.epochs
    if options.epochs < gan.epoch:
        raise training.RunError(
            f"{run.folder} has {gan.epoch} epochs already, and --epochs says how many in all, not how many more: "
            f"--epochs {gan.epoch + options.epochs} trains {options.epochs} more"
        )
    gan.epochs = options.epochs
    if gan.epochs > before and not options.quiet:
        per_epoch = gan.steps_per_epoch(*data)
        for sentence in ending(gan, (gan.epochs - gan.epoch) * per_epoch - gan.step_in_epoch):
            note = f"note: {sentence}; for one that lasts all {gan.epochs} epochs begin a new run: numgan train"
            say(one_line(f"{note} --recipe {gan.recipe} --epochs {gan.epochs}"), sys.stderr)


def _place_of(name: str) -> str:
    """The name of data, or the whole path, for a run that is resumed from another folder."""
    return name if name in (*sources.TOYS, "mnist") else str(Path(name).resolve())
