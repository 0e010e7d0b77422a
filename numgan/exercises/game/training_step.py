import numpy as np

from ... import family, functions
from ..exercise import Exercise, Mutant


def training_step(real, draw_noise, generate, discriminator_update, generator_update, d_steps):
    """One step of algorithm 1: d_steps updates of D, then one of G.

    real : (d_steps B, n), d_steps minibatches of B rows, one below the other, to be used in this order
    draw_noise : draw_noise(B) returns B new latents, (B, latent_dim); to be called where latents are needed, no more
    generate : generate(z) returns G's rows for these latents, (B, n); nobody moves
    discriminator_update : discriminator_update(batch, fakes), both (B, n), moves D and returns its loss, a float
    generator_update : generator_update(z) takes z through G and D, moves G and returns its loss, a float
    d_steps : int >= 1, the paper's k
    Returns d_losses (d_steps,), in the order of the updates, and g_loss.
    """
    d_losses = []
    for batch in np.split(real, d_steps):
        fakes = generate(draw_noise(len(batch)))
        d_losses.append(discriminator_update(batch, fakes))
    g_loss = generator_update(draw_noise(len(real) // d_steps))
    return np.array(d_losses), g_loss


def old_noise(real, draw, generate, update_D, update_G, k):
    zs = [draw(len(real) // k) for _ in range(k)]
    return np.array([update_D(b, generate(z)) for b, z in zip(np.split(real, k), zs, strict=True)]), update_G(zs[-1])


def same_fakes(real, draw, generate, update_D, update_G, k):
    fakes = generate(draw(len(real) // k))
    return np.array([update_D(b, fakes) for b in np.split(real, k)]), update_G(draw(len(real) // k))


def same_batch(real, draw, generate, update_D, update_G, k):
    B = len(real) // k
    return np.array([update_D(real[:B], generate(draw(B))) for _ in range(k)]), update_G(draw(B))


def generator_inside(real, draw, generate, update_D, update_G, k):
    B = len(real) // k
    losses = [(update_D(b, generate(draw(B))), update_G(draw(B))) for b in np.split(real, k)]
    return np.array([d for d, _ in losses]), losses[-1][1]


def generator_first(real, draw, generate, update_D, update_G, k):
    g_loss = update_G(draw(len(real) // k))
    return np.array([update_D(b, generate(draw(len(b)))) for b in np.split(real, k)]), g_loss


class Players:
    """The smallest GAN with shapes: G(z) = z A, and D's logit is x w. What moves first shows in all that follows."""

    def __init__(self, rng, latent_dim, n):
        self.rng, self.A, self.w = rng, rng.normal(size=(latent_dim, n)), rng.normal(size=n)

    def draw_noise(self, B):
        return self.rng.normal(size=(B, len(self.A)))

    def generate(self, z):
        return z @ self.A

    def discriminator_update(self, batch, fakes):
        r, f = batch @ self.w, fakes @ self.w
        self.w = self.w + 0.5 * (functions.sigmoid(-r) @ batch / len(r) - functions.sigmoid(f) @ fakes / len(f))
        return float(functions.softplus(-r).mean() + functions.softplus(f).mean())

    def generator_update(self, z):
        f = z @ self.A @ self.w
        self.A = self.A + 0.5 * np.outer(functions.sigmoid(-f) @ z / len(f), self.w)
        return float(functions.softplus(-f).mean())


def draw(rng):
    latent_dim, n, B = (int(i) for i in rng.choice(np.arange(2, 6), size=3, replace=False))
    players, d_steps = Players(np.random.default_rng(rng.integers(2**32)), latent_dim, n), int(rng.integers(2, 4))
    parts = players.draw_noise, players.generate, players.discriminator_update, players.generator_update
    return rng.normal(1, 1, size=(d_steps * B, n)), *parts, d_steps


def updates_in_order(fn, rng):
    real, calls, drawn = np.arange(12.0).reshape(6, 2), [], []

    def draw_noise(B):
        drawn.append(B)
        return np.full((B, 3), 100.0 * len(drawn))

    def named(rows):
        first, last = (float(np.ravel(rows)[i]) for i in (0, -1))
        if abs(first) < 100:
            return f"real[{int(first) // 2}:{int(last) // 2 + 1}]"
        z = f"z{abs(first) / 100:.0f}" + (f" ({len(rows)} rows)" if len(rows) != 2 else "")
        return z if first > 0 else f"generate({z})"

    def update(player):
        def write_down(*arrays):
            calls.append(f"{player}_update({', '.join(map(named, arrays))})")
            return float(len(calls))

        return write_down

    fn(real, draw_noise, lambda z: -z[:, :2], update("discriminator"), update("generator"), 3)
    wanted = [f"discriminator_update(real[{2 * i}:{2 * i + 2}], generate(z{i + 1}))" for i in range(3)]
    wanted.append("generator_update(z4)")
    if calls == wanted:
        return None
    yours, right = ("".join(f"\n    {call}" for call in some) for some in (calls, wanted))
    return f"three minibatches of 2 rows; z1, z2, ... are latents as they were drawn; yours:{yours}\nwanted:{right}"


EXERCISE = Exercise(
    training_step,
    title="One step of algorithm 1",
    statement=r"""
        Algorithm 1 takes turns. $D$ moves $k$ times while $G$ stands still, each time with a fresh minibatch of real
        rows and fresh noise; then $G$ moves once, with fresh noise again, against the $D$ that has just moved:

        > **for** $k$ steps: sample $z$, sample $x$, ascend $V$ with $D$. Then sample $z$ and descend with $G$.

        The $k$ steps keep $D$ near its best answer to $G$, on which the theory rests, as long as $G$ moves slowly. Each
        gradient estimates an expectation over data and noise, so each needs samples of its own: on noise that $D$ has
        just been fitted to, $G$'s estimate is biased.

        The parts are given: functions that draw noise, generate rows, and move one player. Put them together.
    """,
    source="Goodfellow et al. 2014, algorithm 1",
    notebook=4,
    hints=(
        "How many rows has a minibatch? How often is noise drawn in all? (Once more than D moves.)",
        "A loop over the minibatches: np.split cuts the rows into equal parts. In the loop only D moves.",
        "In the loop: draw B latents, generate from them, hand the batch and the fakes to D's update, keep its loss. "
        "After the loop: draw B latents and hand the latents themselves, not generated rows, to G's update.",
    ),
    explanation="""
        G's update takes z and not generated rows, since its gradient must flow back through G; D's update takes rows,
        and that is how G stands still. G's noise is its own: the last fakes are those that D has just learned to tell.
        (The paper's published code does share them, at k = 1, and saves a pass; numgan offers that as share_fakes.)
    """,
    in_numgan=(family.GAN.play,),
    draw=draw,
    returns=("d_losses", "g_loss"),
    probes={"updates in order": updates_in_order},
    float32=False,
    mutants=(
        Mutant(
            old_noise,
            "G moves with noise that D has seen",
            cause="G moves with noise that D has seen: draw fresh noise for G's update",
        ),
        Mutant(
            same_fakes, "the same fakes", cause="D gets the same fakes every time: draw and generate inside the loop"
        ),
        Mutant(
            same_batch,
            "the same real rows",
            cause="D gets the same real rows every time: each of its d_steps updates has a minibatch of its own",
        ),
        Mutant(
            generator_inside,
            "once, after the loop",
            cause="G moves after every update of D: it is to move once, after the loop over the d_steps minibatches",
        ),
        Mutant(
            generator_first, "before D", cause="G moves before D: the d_steps updates of D come first, then G's one"
        ),
    ),
)
