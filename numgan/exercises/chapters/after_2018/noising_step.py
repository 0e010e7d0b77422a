import numpy as np

from .... import family
from ....family import diffusion
from ...exercise import Exercise, Known, Mutant


def noising_step(x, eps, betas, t):
    """Rows after t steps of noise, in one step.

    x : (B, n), rows of the data
    eps : (B, n), noise from N(0, 1)
    betas : (T,), each in (0, 1): betas[0] is the share of noise that step 1 brings, betas[T - 1] that of step T
    t : (B,), whole numbers from 1 to T: row i has gone t[i] steps
    Returns x_t (B, n).
    """
    abar = np.cumprod(1 - betas)[t - 1][:, None]
    return np.sqrt(abar) * x + np.sqrt(1 - abar) * eps


def mixed(abar, x, eps):
    return np.sqrt(abar) * x + np.sqrt(1 - abar) * eps


def own_beta_only(x, eps, betas, t):
    return mixed((1 - betas)[t - 1][:, None], x, eps)


def product_of_betas(x, eps, betas, t):
    return mixed(np.cumprod(betas)[t - 1][:, None], x, eps)


def sum_of_betas(x, eps, betas, t):
    return mixed(np.exp(-np.cumsum(betas))[t - 1][:, None], x, eps)


def one_step_more(x, eps, betas, t):
    return mixed(np.cumprod(1 - betas)[np.minimum(t, len(betas) - 1)][:, None], x, eps)


def one_step_less(x, eps, betas, t):
    before = np.cumprod(np.append(1, 1 - betas)).astype(betas.dtype)
    return mixed(before[t - 1][:, None], x, eps)


def last_beta_first(x, eps, betas, t):
    return noising_step(x, eps, betas[::-1], t)


def no_roots(x, eps, betas, t):
    abar = np.cumprod(1 - betas)[t - 1][:, None]
    return abar * x + (1 - abar) * eps


def root_of_x_only(x, eps, betas, t):
    abar = np.cumprod(1 - betas)[t - 1][:, None]
    return np.sqrt(abar) * x + (1 - abar) * eps


def shares_add_up(x, eps, betas, t):
    share = np.sqrt(np.cumprod(1 - betas)[t - 1][:, None])
    return share * x + (1 - share) * eps


def exchanged(x, eps, betas, t):
    return noising_step(eps, x, betas, t)


def noise_added(x, eps, betas, t):
    abar = np.cumprod(1 - betas)[t - 1][:, None]
    return x + np.sqrt(1 - abar) * eps


def subtracted(x, eps, betas, t):
    return noising_step(x, -eps, betas, t)


def one_t(x, eps, betas, t):
    return noising_step(x, eps, betas, np.full_like(t, t[0]))


def all_steps(x, eps, betas, t):
    return noising_step(x, eps, betas, np.full_like(t, len(betas)))


def draw(rng):
    B, n, T = (int(n) for n in rng.choice(np.arange(3, 9), size=3, replace=False))
    t = np.append(rng.choice(np.arange(1, T + 1), size=2, replace=False), rng.integers(1, T + 1, size=B - 2))
    return rng.normal(0, 2, size=(B, n)), rng.normal(size=(B, n)), rng.uniform(0.05, 0.4, size=T), t


EXERCISE = Exercise(
    noising_step,
    title="Diffusion: data into noise, in one step",
    statement=r"""
        A diffusion model has no discriminator. It buries the data in noise, in many small steps, and a network learns
        to undo them. Step $s$ makes the row $y$ before it a little smaller and adds noise, with a share $\beta_s$:
        $$x_s = \sqrt{1 - \beta_s} \, y + \sqrt{\beta_s} \, e_s, \qquad e_s \sim N(0, 1).$$
        The squares of the two factors add up to 1, so data of variance 1 keep it. Now put two steps into one: the noise
        $\sqrt{1 - \beta_2} \sqrt{\beta_1} \, e_1 + \sqrt{\beta_2} \, e_2$ is normal again, with the sum of the two
        variances. Show that this sum is $1 - (1 - \beta_1)(1 - \beta_2)$, and so, after $t$ steps,
        $$x_t = \sqrt{\bar\alpha_t} \, x + \sqrt{1 - \bar\alpha_t} \, \epsilon, \qquad \epsilon \sim N(0, 1),$$
        where $\bar\alpha_t$ is the product of $1 - \beta_1$ up to $1 - \beta_t$ (Ho et al. 2020, eq. 4). In training
        each row of a batch has a $t$ of its own, and no row goes through the steps one by one.

        Write $x_t$, with $x$ and $\epsilon$ given.
    """,
    source="Ho, Jain & Abbeel 2020, eq. 2 and 4",
    notebook=16,
    hints=(
        "First the shares of the data: one number for each t from 1 to T, each a product of the first t factors.",
        "np.cumprod gives all products of the first entries of an array at once: 2, 3, 4 becomes 2, 6, 24. Step t is "
        "at place t - 1.",
        "An array can be indexed with an array of whole numbers: abar[t - 1] has one number for each row. Make a "
        "column of them, (B, 1), so that each acts on its own row. The data have the root of this number, the noise "
        "the root of what is missing to 1.",
    ),
    explanation="""
        That t steps are one is what makes training cheap: one random t for each row, one pass of the network, and a
        squared error between the noise and the network's guess. For a large t hardly anything of the data is left, so
        samples can start from N(0, 1). The way back has no such shortcut and takes many passes, where a GAN's generator
        takes one. numgan makes its betas by the cosine schedule, but mixes in the same way.
    """,
    in_numgan=(diffusion.alpha_bar, family.Diffusion.play),
    draw=draw,
    returns=("x_t",),
    known=(
        Known(
            (
                np.array([[10.0, -5.0], [4.0, 10.0]]),
                np.array([[1.0, 2.0], [-5.0, 0.0]]),
                np.array([0.36, 0.4375, 0.1]),
                np.array([1, 2]),
            ),
            np.array([[8.6, -2.8], [-1.6, 6.0]]),
            "1 - beta is 0.64, 0.5625 and 0.9: abar is 0.64 for t = 1 and 0.64 * 0.5625 = 0.36 for t = 2; the first "
            "row is 0.8 x + 0.6 eps, the second 0.6 x + 0.8 eps",
        ),
    ),
    extremes=(
        (np.full((2, 3), 1e6), np.full((2, 3), -1e-6), np.full(1000, 0.02), np.array([1000, 1])),
        (np.array([[1.0, -1.0]]), np.array([[0.5, 0.25]]), np.array([0.5]), np.array([1])),  # one row, one step
        (np.ones((3, 2)), np.zeros((3, 2)), np.array([0.9, 0.99, 0.999]), np.array([3, 2, 1])),
        (np.zeros((2, 2)), np.ones((2, 2)), np.array([0.25, 0.5]), np.array([2, 2])),
    ),
    mutants=(
        Mutant(
            own_beta_only,
            "the product of all",
            cause="this is one step with beta_t: after t steps the data's share is the product of all factors up to t",
        ),
        Mutant(
            product_of_betas,
            "1 - beta",
            cause="the betas themselves were multiplied: what stays of the data in a step is 1 - beta",
        ),
        Mutant(
            sum_of_betas,
            "a product",
            cause="exp of minus the sum of the betas is near it for small betas only: abar is a product",
        ),
        Mutant(
            one_step_more,
            "place t - 1",
            cause="this is one step too many: places count from 0, so step t is at place t - 1",
        ),
        Mutant(
            one_step_less,
            "the last of the t steps",
            cause="the last of the t steps is missing: at t = 1 one step has been made, with betas[0]",
        ),
        Mutant(
            last_beta_first,
            "begin with betas[0]",
            cause="the products run from the last beta backwards: begin with betas[0]",
        ),
        Mutant(
            no_roots,
            "the roots are missing",
            cause="the roots are missing: abar and 1 - abar are shares of the variance",
        ),
        Mutant(
            root_of_x_only,
            "the noise's factor",
            cause="the noise's factor is 1 - abar: take the root there too",
        ),
        Mutant(
            shares_add_up,
            "their squares add up to 1",
            cause="the two factors add up to 1 here: their squares add up to 1, so the noise's is the root of 1 - abar",
        ),
        Mutant(exchanged, "are exchanged", cause="the factors of the data and of the noise are exchanged"),
        Mutant(
            noise_added,
            "become smaller",
            cause="the noise was added to the whole row, but the data become smaller at each step too",
        ),
        Mutant(subtracted, "the noise is added", cause="the noise was subtracted, and the noise is added"),
        Mutant(
            one_t,
            "a t of its own",
            cause="all rows have the first row's t: each row has a t of its own",
        ),
        Mutant(
            all_steps,
            "to t and not to T",
            cause="all rows have gone all T steps: go to t and not to T",
        ),
    ),
)
