import numpy as np

from .... import family
from ...exercise import Exercise, Known, Mutant


def began_balance(real_energy, fake_energy, k, gamma, k_rate):
    """BEGAN's loss of the discriminator, the step of its controller, and its measure of convergence.

    real_energy : (B,), the energies of real rows
    fake_energy : (B',), the energies of generated rows; B' may differ from B
    k : float from 0 to 1, how much D cares for generated rows now
    gamma : float from 0 to 1, the share of the real energy that the generated energy should have
    k_rate : float > 0, the controller's rate
    Returns d_loss, with the k of now; k of the next step, held in [0, 1]; measure. All are single numbers.
    """
    real, fake = real_energy.mean(), fake_energy.mean()
    balance = gamma * real - fake
    return real - k * fake, np.minimum(1, np.maximum(0, k + k_rate * balance)), real + np.abs(balance)


def parts(real_energy, fake_energy, gamma):
    real, fake = real_energy.mean(), fake_energy.mean()
    return real, fake, gamma * real - fake


def held(k):
    return min(1.0, max(0.0, k))


def game(arguments, *, d_loss=None, k=None, measure=None):
    """The right three, except for what is given instead."""
    right = began_balance(*arguments)
    return tuple(r if own is None else own for r, own in zip(right, (d_loss, k, measure), strict=True))


def wrong_direction(real_energy, fake_energy, k, gamma, k_rate):
    _, _, balance = parts(real_energy, fake_energy, gamma)
    return game((real_energy, fake_energy, k, gamma, k_rate), k=held(k - k_rate * balance))


def gamma_at_the_generated(real_energy, fake_energy, k, gamma, k_rate):
    real, fake, _ = parts(real_energy, fake_energy, gamma)
    balance = real - gamma * fake
    return real - k * fake, held(k + k_rate * balance), real + abs(balance)


def no_gamma(real_energy, fake_energy, k, gamma, k_rate):
    real, fake, _ = parts(real_energy, fake_energy, gamma)
    return real - k * fake, held(k + k_rate * (real - fake)), real + abs(real - fake)


def not_held(real_energy, fake_energy, k, gamma, k_rate):
    _, _, balance = parts(real_energy, fake_energy, gamma)
    return game((real_energy, fake_energy, k, gamma, k_rate), k=k + k_rate * balance)


def held_below_only(real_energy, fake_energy, k, gamma, k_rate):
    _, _, balance = parts(real_energy, fake_energy, gamma)
    return game((real_energy, fake_energy, k, gamma, k_rate), k=max(0.0, k + k_rate * balance))


def held_above_only(real_energy, fake_energy, k, gamma, k_rate):
    _, _, balance = parts(real_energy, fake_energy, gamma)
    return game((real_energy, fake_energy, k, gamma, k_rate), k=min(1.0, k + k_rate * balance))


def no_rate(real_energy, fake_energy, k, gamma, k_rate):
    _, _, balance = parts(real_energy, fake_energy, gamma)
    return game((real_energy, fake_energy, k, gamma, k_rate), k=held(k + balance))


def replaced(real_energy, fake_energy, k, gamma, k_rate):
    _, _, balance = parts(real_energy, fake_energy, gamma)
    return game((real_energy, fake_energy, k, gamma, k_rate), k=held(k_rate * balance))


def scaled(real_energy, fake_energy, k, gamma, k_rate):
    _, _, balance = parts(real_energy, fake_energy, gamma)
    return game((real_energy, fake_energy, k, gamma, k_rate), k=held(k * (1 + k_rate * balance)))


def next_k_in_the_loss(real_energy, fake_energy, k, gamma, k_rate):
    real, fake, _ = parts(real_energy, fake_energy, gamma)
    arguments = real_energy, fake_energy, k, gamma, k_rate
    return game(arguments, d_loss=real - began_balance(*arguments)[1] * fake)


def added(real_energy, fake_energy, k, gamma, k_rate):
    real, fake, _ = parts(real_energy, fake_energy, gamma)
    return game((real_energy, fake_energy, k, gamma, k_rate), d_loss=real + k * fake)


def no_k_in_the_loss(real_energy, fake_energy, k, gamma, k_rate):
    real, fake, _ = parts(real_energy, fake_energy, gamma)
    return game((real_energy, fake_energy, k, gamma, k_rate), d_loss=real - fake)


def balance_with_its_sign(real_energy, fake_energy, k, gamma, k_rate):
    real, _, balance = parts(real_energy, fake_energy, gamma)
    return game((real_energy, fake_energy, k, gamma, k_rate), measure=real + balance)


def balance_alone(real_energy, fake_energy, k, gamma, k_rate):
    _, _, balance = parts(real_energy, fake_energy, gamma)
    return game((real_energy, fake_energy, k, gamma, k_rate), measure=abs(balance))


def loss_for_the_real_energy(real_energy, fake_energy, k, gamma, k_rate):
    real, fake, balance = parts(real_energy, fake_energy, gamma)
    return game((real_energy, fake_energy, k, gamma, k_rate), measure=real - k * fake + abs(balance))


def sums(real_energy, fake_energy, k, gamma, k_rate):
    return began_balance(real_energy * len(real_energy), fake_energy * len(fake_energy), k, gamma, k_rate)


def exchanged(real_energy, fake_energy, k, gamma, k_rate):
    return began_balance(fake_energy, real_energy, k, gamma, k_rate)


def draw(rng):
    B, B_fake = (int(size) for size in rng.choice(np.arange(3, 9), size=2, replace=False))
    k, gamma, k_rate = float(rng.uniform(0.4, 0.6)), float(rng.uniform(0.3, 0.7)), float(rng.uniform(0.02, 0.1))
    real, fake = rng.uniform(0.5, 1.5, B), rng.uniform(0.5, 1.5, B_fake)
    if rng.random() < 0.5:
        fake = fake / 10  # below gamma times the real energy, where the other draws are above
    return real, fake, k, gamma, k_rate


EXERCISE = Exercise(
    began_balance,
    title="Nobody wins: BEGAN's balance",
    statement=r"""
        BEGAN (Berthelot et al. 2017) has no margin. $D$ descends the energy of real rows minus $k$ times the energy of
        generated ones, and $G$ descends the latter. With the means $\bar e$ and $\tilde e$ of the two energies,
        $$L_D = \bar e - k\, \tilde e, \qquad L_G = \tilde e.$$
        A controller moves the number $k$ after each step so that $\tilde e$ comes near $\gamma \bar e$, and holds it in
        $[0, 1]$. If generated rows are reproduced too well, $\tilde e < \gamma \bar e$, then $G$ is ahead, and $D$ must
        care more for them: $k$ rises, by $\lambda\, (\gamma \bar e - \tilde e)$. And because $L_D$ says little about
        progress, the authors propose a measure that does: the real energy plus the distance from balance,
        $$M = \bar e + |\gamma \bar e - \tilde e|.$$

        Write $L_D$ with the $k$ of now, the next $k$, and $M$. In the code $\lambda$ is `k_rate`.
    """,
    source="Berthelot, Schumm & Metz 2017 (BEGAN), sections 3.3 and 3.4",
    notebook=20,
    hints=(
        "There are two means, one balance and three results. The balance is used in two of them.",
        "k moves by the rate times the balance, with its sign; the measure has the balance without its sign.",
        "np.minimum and np.maximum hold a number in [0, 1]. D's loss has the k that came in, not the next one.",
    ),
    explanation="""
        k is not learned by descent: it is moved by a controller, as in a thermostat. At the start k is 0, and D is an
        ordinary autoencoder of real rows. A small gamma lets D care mostly for real rows: samples are sharp and alike.
        M falls while the game goes well, although no loss does: it is small if real rows are reproduced well *and* the
        two are in balance. It says nothing about variety.
    """,
    in_numgan=(family.BEGAN.play,),
    draw=draw,
    returns=("d_loss", "k", "measure"),
    known=(
        Known(
            (np.array([1.0, 3.0]), np.array([0.25, 0.5, 0.75]), 0.5, 0.75, 0.125),
            (1.75, 0.625, 3.0),
            "the means are 2 and 1/2, so d_loss = 2 - 1/4; the balance is 3/2 - 1/2 = 1: k rises by 1/8, and M = 2 + 1",
        ),
        Known(
            (np.array([1.0]), np.array([2.5]), 0.125, 0.5, 0.25),
            (0.6875, 0.0, 3.0),
            "d_loss = 1 - 2.5 / 8; the balance is 1/2 - 5/2 = -2, and k would be 1/8 - 1/2: it stays at 0. M = 1 + 2",
        ),
        Known(
            (np.array([4.0]), np.array([0.0]), 0.75, 1.0, 0.5),
            (4.0, 1.0, 8.0),
            "the balance is 4, and k would be 2.75: it stays at 1",
        ),
    ),
    extremes=(
        (np.array([0.0, 0.0]), np.array([1.0]), 0.0, 0.5, 0.001),
        (np.array([0.0, 4.0]), np.array([1.0]), 0.5, 0.5, 0.01),  # in balance, and no row is
        (np.array([1.0]), np.array([0.25]), 0.5, 0.0, 0.001),  # gamma is 0: D learns from real rows alone
        (np.array([1e6, 2e6]), np.array([1e5]), 0.5, 0.5, 1e-7),
    ),
    cancels=lambda real_energy, fake_energy, k, gamma, k_rate: float(real_energy.mean() + fake_energy.mean()),
    mutants=(
        Mutant(
            wrong_direction,
            "k moves the wrong way",
            cause="k moves the wrong way: it rises if generated rows are reproduced too well",
        ),
        Mutant(
            gamma_at_the_generated,
            "gamma times the real energy",
            cause="gamma stands at the wrong energy: the generated energy should be gamma times the real energy",
        ),
        Mutant(no_gamma, "gamma is missing", cause="gamma is missing in the balance"),
        Mutant(
            not_held,
            "held in [0, 1]",
            cause="k left its range: it is held in [0, 1]",
        ),
        Mutant(
            held_below_only,
            "at most 1",
            cause="k grew above 1: it is at most 1",
        ),
        Mutant(
            held_above_only,
            "at least 0",
            cause="k fell below 0: it is at least 0",
        ),
        Mutant(no_rate, "the rate is missing", cause="k moves by the whole balance: the rate is missing"),
        Mutant(
            replaced,
            "starts from the k of now",
            cause="k was replaced by its change: the next k starts from the k of now",
        ),
        Mutant(
            scaled,
            "is added to k",
            cause="k was multiplied, so from 0 it would never move: the change is added to k",
        ),
        Mutant(
            next_k_in_the_loss,
            "the k of now",
            cause="d_loss has the next k: D moves first, with the k of now",
        ),
        Mutant(
            added,
            "minus k times",
            cause="the generated energy was added in d_loss: it is minus k times the generated energy",
        ),
        Mutant(
            no_k_in_the_loss,
            "times k",
            cause="k is missing in d_loss: the generated energy counts times k",
        ),
        Mutant(
            balance_with_its_sign,
            "without its sign",
            cause="the measure has the balance with its sign: it is the distance from balance, without its sign",
        ),
        Mutant(
            balance_alone,
            "the real energy plus",
            cause="the measure is the balance alone: it is the real energy plus the distance from balance",
        ),
        Mutant(
            loss_for_the_real_energy,
            "not D's loss",
            cause="the measure begins with D's loss: it begins with the real energy, not D's loss",
        ),
        Mutant(sums, "means over rows", cause="the energies were added up: both are means over rows"),
        Mutant(
            exchanged,
            "real and generated energies are exchanged",
            cause="real and generated energies are exchanged",
        ),
    ),
)
