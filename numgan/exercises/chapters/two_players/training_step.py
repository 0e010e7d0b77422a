import numpy as np

from .... import family, functions
from ...exercise import Exercise, Mutant


def training_step(real, draw_noise, generate, discriminator_update, generator_update, d_steps):
    """One step of algorithm 1: d_steps updates of D, then one of G.

    real : (d_steps B, n), d_steps minibatches of B rows, one below the other, to be used in this order
    draw_noise : draw_noise(B) returns B new latents, (B, latent_dim); draw as many as are used, and no more
    generate : generate(z) returns G's rows for these latents, (B, n); no player moves
    discriminator_update : discriminator_update(batch, fakes), both (B, n), moves D and returns its loss, a float
    generator_update : generator_update(z) takes B latents through G and D, moves G and returns its loss, a float
    d_steps : int >= 1, the paper's k
    Returns d_losses (d_steps,), in the order of the updates, and g_loss, a number.
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


def one_update(real, draw, generate, update_D, update_G, k):
    return np.array([update_D(real, generate(draw(len(real))))]), update_G(draw(len(real)))


def one_update_and_old_noise(real, draw, generate, update_D, update_G, k):
    z = draw(len(real))
    return np.array([update_D(real, generate(z))]), update_G(z)


def generator_inside(real, draw, generate, update_D, update_G, k):
    B = len(real) // k
    losses = [(update_D(b, generate(draw(B))), update_G(draw(B))) for b in np.split(real, k)]
    return np.array([d for d, _ in losses]), losses[-1][1]


def generator_first(real, draw, generate, update_D, update_G, k):
    g_loss = update_G(draw(len(real) // k))
    return np.array([update_D(b, generate(draw(len(b)))) for b in np.split(real, k)]), g_loss


NOT_CUT = "D moves once, on all rows: real holds d_steps minibatches, and each is for an update of its own (np.split)"


class Players:
    """The smallest GAN with shapes: G(z) = z A, and D's logit is x w. What moves first shows in all that follows.

    Noise may be drawn early or late, so a drawn row gets its latents only when a player first learns from it: the next
    ones of D's or of G's own random stream. Noise that has been used keeps its latents.
    """

    def __init__(self, rng, latent_dim, n):
        self.A, self.w = rng.normal(size=(latent_dim, n)), rng.normal(size=n)
        self.rng, self.for_D, self.for_G = (np.random.default_rng(seed) for seed in rng.integers(2**32, size=3))
        self.latents, self.made = {}, {}  # of each row of noise, None at first; (row of noise, A) of each fake

    def draw_noise(self, B):
        z = self.rng.normal(size=(B, len(self.A)))
        self.latents.update((row.tobytes(), None) for row in z)
        return z

    def generate(self, z):
        z = np.asarray(z)
        fakes = z @ self.A
        self.made.update((fake.tobytes(), (row, self.A)) for fake, row in zip(fakes, z, strict=True))
        return fakes

    def use(self, row, rng):
        key = row.tobytes()
        if self.latents.get(key, row) is None:
            self.latents[key] = rng.normal(size=len(row))
        return self.latents.get(key, row)

    def discriminator_update(self, batch, fakes):
        made = [(fake, *self.made.get(fake.tobytes(), (None, None))) for fake in np.asarray(fakes)]
        fakes = np.array([fake if row is None else self.use(row, self.for_D) @ A for fake, row, A in made])
        r, f = batch @ self.w, fakes @ self.w
        self.w = self.w + 0.5 * (functions.sigmoid(-r) @ batch / len(r) - functions.sigmoid(f) @ fakes / len(f))
        return float(functions.softplus(-r).mean() + functions.softplus(f).mean())

    def generator_update(self, z):
        if np.shape(z)[1:] != (len(self.A),):
            raise ValueError(f"G's update takes latents, (B, {len(self.A)}), and got an array {np.shape(z)}")
        z = np.array([self.use(row, self.for_G) for row in np.asarray(z)])
        f = z @ self.A @ self.w
        self.A = self.A + 0.5 * np.outer(functions.sigmoid(-f) @ z / len(f), self.w)
        return float(functions.softplus(-f).mean())


def game_of(rng, d_steps):
    latent_dim, n, B = (int(i) for i in rng.choice(np.arange(2, 6), size=3, replace=False))
    players = Players(rng, latent_dim, n)
    parts = players.draw_noise, players.generate, players.discriminator_update, players.generator_update
    return rng.normal(1, 1, size=(d_steps * B, n)), *parts, d_steps


def updates_in_order(fn, rng):
    real, calls = np.arange(12.0).reshape(6, 2), []
    drawn: list[float] = []

    def draw_noise(B):
        new = [100.0 * (len(drawn) + i + 1) for i in range(B)]
        drawn.extend(new)
        return np.repeat(new, 3).reshape(B, 3)

    def origin(rows):  # ("real", "z" or "generate(z)", which rows of it)
        for name, firsts in (("real", list(real[:, 0])), ("z", drawn), ("generate(z)", [-first for first in drawn])):
            if all(row[0] in firsts for row in rows):
                return name, [firsts.index(row[0]) for row in rows]
        return "other rows", list(range(len(rows)))

    def update(player):  # a function that writes down the call and returns a float
        def written(*arrays):
            calls.append((player, [origin(rows) for rows in arrays]))
            return float(len(calls))

        return written

    def kind(player, arrays):
        return player, [(name, sorted(rows) if name == "real" else len(rows)) for name, rows in arrays]

    def line(player, arrays):
        texts = []
        for name, rows in arrays:
            part = f"[{rows[0]}:{rows[-1] + 1}]" if [*range(rows[0], rows[-1] + 1)] == rows else f"[{rows}]"
            texts.append(f"generate(z{part})" if name == "generate(z)" else f"{name}{part}")
        return f"\n    {player}_update({', '.join(texts)})"

    fn(real, draw_noise, lambda z: -np.asarray(z)[:, :2], update("discriminator"), update("generator"), 3)
    wanted = [("discriminator", [(name, [i, i + 1]) for name in ("real", "generate(z)")]) for i in (0, 2, 4)]
    wanted.append(("generator", [("z", [6, 7])]))
    used = {row for _, arrays in calls for name, rows in arrays if name != "real" for row in rows}
    if [kind(*call) for call in calls] == [kind(*call) for call in wanted] and len(used) == 8:
        needed = f"4 updates with 2 latents each need 8 latents, and {len(drawn)} were drawn: draw only what is used"
        return None if len(drawn) == 8 else needed
    yours, right = ("".join(line(*call) for call in some) or " no update" for some in (calls, wanted))
    first = "three minibatches of 2 rows; z[0:2] are the first two latents that were drawn"
    return f"{first}; yours:{yours}\nwanted, for example:{right}"


def one_update_of_D(fn, rng):
    shape = np.shape(fn(*game_of(rng, 1))[0])
    return None if shape == (1,) else f"for d_steps = 1 d_losses has shape {shape}, and shape (1,) is wanted"


EXERCISE = Exercise(
    training_step,
    title="One step of algorithm 1",
    statement=r"""
        In algorithm 1 the players take turns. $D$ moves $k$ times while $G$ stands still, each time with a new
        minibatch of real rows and new noise; then $G$ moves once, with new noise again, against the $D$ that has just
        moved:

        > **for** $k$ steps: sample $z$, sample $x$, ascend $V$ with $D$. Then sample $z$ and descend with $G$.

        As long as $G$ moves slowly, the $k$ steps keep $D$ near its best answer to $G$; the theory assumes this. Each
        gradient estimates an expectation over data and noise, so each needs samples of its own: $D$ has just been
        fitted to the noise that it has seen, and with that noise the estimate for $G$ would be biased.

        The parts are given: functions that draw noise, generate rows, and move one player. Put them together.
    """,
    source="Goodfellow et al. 2014, algorithm 1",
    notebook=4,
    hints=(
        "How many rows does a minibatch have? How many updates need new noise? (One more than D has.)",
        "A loop over the minibatches: np.split cuts the rows into equal parts. In the loop only D moves.",
        "In the loop: draw B latents, generate from them, give the batch and the fakes to D's update, keep its loss. "
        "After the loop: draw B latents and give the latents themselves, not generated rows, to G's update.",
    ),
    explanation="""
        G's update takes z and not generated rows, because its gradient must flow back through G; D's update takes rows,
        so G does not move in it. G has noise of its own, because D has just learned to recognise the last fakes. (The
        paper's published code does share them, at k = 1, and saves a pass; numgan's class SharedFakes does.)
    """,
    in_numgan=(family.GAN.play,),
    draw=lambda rng: game_of(rng, int(rng.integers(2, 4))),
    returns=("d_losses", "g_loss"),
    probes={"updates in order": updates_in_order, "one update of D": one_update_of_D},
    float32=False,
    mutants=(
        Mutant(one_update, "d_steps minibatches", cause=NOT_CUT),
        Mutant(one_update_and_old_noise, "d_steps minibatches", cause=NOT_CUT),
        Mutant(
            old_noise,
            "G moves with noise that D has seen",
            cause="G moves with noise that D has seen: draw new noise for G's update",
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
            cause="G moves after every update of D: it must move once, after the loop over the d_steps minibatches",
        ),
        Mutant(
            generator_first,
            "before D",
            cause="G moves before D: the d_steps updates of D come first, then the one of G",
        ),
    ),
)
