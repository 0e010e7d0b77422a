"""What was wrong before the first step: ranges, ends, latents and batches."""

from functools import partial

import numpy as np

from .. import plots
from .evidence import PAIRS, Evidence
from .finding import Finding

OUTSIDE = 0.01  # share of the data's values that G cannot make; rounding and a stray point stay below it
NARROW = 0.75  # latent_dim over the data's dimension: estimates of the dimension are off by a tenth or two
COMPANIONS = 0.3  # share of G's spread that the other rows of a batch decide: .05 to .2 at 64 rows, .5 at 4
DRAWS, FIXED = 40, 10  # batches around each of so many latents, from which that share is measured
STALE = 0.5  # of the spread of G's rows: by how much they move between training and inference; healthy runs below .1
FAR = 10.0, -10.0, 1e4, -1e4  # times the data: rows at which a D without a bound says very much or very little


def ranges_differ(e: Evidence) -> Finding | None:
    """Can G make what the data hold, and do the data fill the scale that the game was told?

    outside = share of the data's values that lie outside the range of G's last layer
    half    = the data stay in one half of data_range, as floats in [0, 1] do in (-1, 1)
    """
    low, high = e.ends or (-np.inf, np.inf)
    real = e.real
    outside = float(np.mean((real < low - 1e-3) | (real > high + 1e-3)))
    half = False
    if e.gan.data_range is not None:
        middle = sum(e.gan.data_range) / 2
        half = real.min() >= middle or real.max() <= middle
    if outside < OUTSIDE and not half:
        return None
    least, most = float(real.min()), float(real.max())
    if half and (told := e.gan.data_range):
        seen = f"the data lie between {least:.3g} and {most:.3g}, in one half of data_range ({told[0]:g}, {told[1]:g})"
        cure = "scale the data to the whole range: data = 2 * data - 1 for images in [0, 1], or pass uint8 images"
    else:
        seen = (
            f"the data lie between {least:.3g} and {most:.3g}, and G ends in {e.gan.generator.layers[-1]!r}, which "
            f"gives values from {low:g} to {high:g}: {outside:.0%} of the data's values are out of its reach"
        )
        cure = "divide the data: data / np.abs(data).max(); or leave G's last activation out"
    return Finding(
        "Ranges differ",
        seen,
        {"data_least": least, "data_most": most, "outside": outside},
        cure,
        "notebooks/09_what_can_go_wrong.ipynb",
        partial(
            plots.distributions,
            {"data": real.ravel(), "samples": e.fake.ravel()},
            lines={"where G ends": [end for end in (low, high) if np.isfinite(end)]},
            xlabel="value",
        ),
    )


def d_cannot_say_no(e: Evidence) -> Finding | None:
    """Does D end in something that limits its logits to [0, 1], a second sigmoid?

    The objective's sigmoid makes of such a logit a D(x) between 1/2 and .731. A D without a bound gives logits of both
    signs at rows far from the data. `check_ends_in_logits` refuses a D that ends in numgan's own Sigmoid; this symptom
    sees one of another class, or one that a network of your own hides.
    """
    if not e.gan.objective.unbounded or len(e.arrays) > 1:  # labels have no rows far from the data
        return None
    logits = e.judged(np.concatenate([e.real, e.played, *(factor * e.real for factor in FAR)]))
    low, high = float(logits.min()), float(logits.max())
    if low < 0 or high > 1:
        return None
    lowest = float(e.history["d_fake"].min()) if "d_fake" in e.history.names else 0.5
    return Finding(
        "D cannot say no",
        f"D's logits lie between {low:.3f} and {high:.3f}, also at 10,000 times the data, and D(G(z)) was never below "
        f"{lowest:.2f}: D ends in a sigmoid, and the objective has its own",
        {"least_logit": low, "greatest_logit": high, "least_d_fake": lowest},
        "leave out D's last layer, so that it ends in its Dense layer: Player(layers[:-1])",
        "notebooks/09_what_can_go_wrong.ipynb",
        partial(plots.probabilities, e.history, undecided=e.gan.objective.undecided),
    )


def noise_too_narrow(e: Evidence) -> Finding | None:
    """Has the latent fewer directions than the data?

    G is continuous: from latent_dim numbers it makes a surface of at most latent_dim dimensions. `dimension` estimates
    how many the data have around each row.
    """
    prior = e.gan.noise_prior
    latent_dim = e.gan.latent_dim - prior.codes
    data, samples = e.dimensions
    if latent_dim >= NARROW * data:
        return None
    return Finding(
        "Noise too narrow",
        f"z has {latent_dim} column{'s' * (latent_dim > 1)}, and around each row the data spread into {data:.1f} "
        f"directions, the samples into {samples:.1f}",
        {"latent_dim": float(latent_dim), "data_dimension": data, "sample_dimension": samples},
        f"give G more latents: Dense({max(2, 2 * round(data))}, ...) as its first layer",
        "notebooks/01_two_players.ipynb",
        partial(_in_a_plane, e.fake, e.real),
    )


def batch_too_small(e: Evidence) -> Finding | None:
    """Does batch norm in G make a row depend on the rows that happen to stand beside it?

    share = (variance of G(z), z fixed, over batches of other latents) / (variance of G(z) over all z)

    Both are of training passes with the game's batch size. With B rows the share is about 1 / B for each layer.
    """
    G, B = e.gan.generator, e.gan.batch_size
    if not G.couples_rows:
        return None
    copy = G.copy()
    z = e.latents
    others = e.gan.latents(FIXED * DRAWS * (B - 1), rng=1).reshape(FIXED, DRAWS, B - 1, -1)
    rows = np.array(
        [[copy(np.vstack([z[i : i + 1], others[i, j]]), training=True)[0] for j in range(DRAWS)] for i in range(FIXED)]
    ).astype(np.float64)  # (FIXED, DRAWS, n)
    within = rows.var(axis=1).sum(axis=1).mean()
    share = float(within / max(rows.reshape(-1, rows.shape[-1]).var(axis=0).sum(), 1e-300))
    if share < COMPANIONS:
        return None
    distances = np.linalg.norm(rows[:, 1:] - rows[:, :1], axis=2).ravel()
    apart = np.linalg.norm(rows[1:] - rows[:-1], axis=2).ravel()
    return Finding(
        "Batch too small",
        f"with batches of {B}, the other rows of the batch decide {share:.0%} of the variance of G(z); z decides the "
        "rest",
        {"batch_size": float(B), "companions": share},
        "larger batches, gan.fit(data, batch_size=64), or no BatchNorm in G",
        "notebooks/03_batch_norm.ipynb",
        partial(
            plots.distributions,
            {"the same z in two batches": distances, "two different z": apart},
            xlabel="distance between two rows of G",
        ),
    )


def stale_statistics(e: Evidence) -> Finding | None:
    """Do samples, made with batch norm's running statistics, look like what D saw, made with the batch's own?

    shift = |mean of G(z) at inference - mean in training| / (spread in training),  spread^2 = total variance

    Where samples come from an average of G's weights, its statistics are measured anew, and nothing is stale.
    """
    G = e.gan.generator
    if not G.couples_rows or G.average is not None:
        return None
    trained = G.copy()(e.latents[:PAIRS], training=True).astype(np.float64)
    used = G(e.latents[:PAIRS]).astype(np.float64)
    spread = max(float(np.sqrt(trained.var(axis=0).sum())), 1e-300)
    shift = float(np.linalg.norm(trained.mean(axis=0) - used.mean(axis=0))) / spread
    ratio = float(np.sqrt(used.var(axis=0).sum())) / spread
    if shift < STALE and abs(np.log(max(ratio, 1e-300))) < STALE:
        return None
    return Finding(
        "Statistics are stale",
        f"between training and sampling G's rows move by {shift:.2g} times their spread, and their spread changes by "
        f"the factor {ratio:.2g}: batch norm's running statistics are not those of the batches",
        {"shift": shift, "spread_ratio": ratio},
        "a lower momentum, BatchNorm(n, momentum=0.9), more steps, or an average of G: Player(..., ema_decay=0.999)",
        "notebooks/03_batch_norm.ipynb",
        partial(
            plots.distributions, {"in training": trained[:, 0], "as sampled": used[:, 0]}, xlabel="first value of G(z)"
        ),
    )


def _in_a_plane(fake: np.ndarray, real: np.ndarray, ax=None):
    """Samples and data, as they are or in the plane in which the data spread most."""
    if real.shape[1] > 2:
        middle = real.mean(axis=0)
        axes = np.linalg.svd(real - middle, full_matrices=False)[2][:2].T
        fake, real = (fake - middle) @ axes, (real - middle) @ axes
    return plots.points(fake, real, ax=ax)
