"""Games whose D is an autoencoder: energies by hand, the pull-away term, EBGAN at its margin, BEGAN's balance."""

import numpy as np
import pytest
from families import LATENT, WIDTH, B, batch, began, ebgan, player, shaken

from numgan import BEGAN, EBGAN, SGD, Dense, Game, Player
from numgan.family import pull_away
from numgan.family.energy import absolute_energy, squared_energy


def linear(n_in, n_out, seed=0, *, bias=False, lr=0.0):
    return Player([Dense(n_in, n_out, bias=bias)], optimizer=SGD(lr=lr), rng=seed, dtype=np.float64)


def constant(value, n_in=LATENT):
    """A network that gives this value everywhere, whatever it takes, and does not move."""
    made = linear(n_in, WIDTH, bias=True)
    made.params[...] = 0
    made.layers[0].b[...] = value
    return made


@pytest.mark.parametrize(
    ("rows", "wanted"),
    [
        ([[1, 0, 0], [0, 2, 0], [0, 0, -3]], 0),
        ([[1, 2, 3], [2, 4, 6], [-1, -2, -3]], 1),
        ([[1, 0], [0.5, np.sqrt(0.75)]], 0.25),  # 60 degrees
        ([[1, 0], [5, 0], [0, 1]], 1 / 3),  # one pair of three
        ([[1, 1], [0, 0]], 0),
    ],
)
def test_pull_away_is_the_mean_squared_cosine(rows, wanted):
    p, ds = pull_away(np.array(rows, float))
    assert p == pytest.approx(wanted, abs=1e-12)
    if wanted in (0, 1):  # its ends: all directions are flat
        np.testing.assert_allclose(ds, 0, atol=1e-12)


def test_pull_away_looks_at_directions_alone():
    s = np.random.default_rng(0).normal(size=(5, 3))
    p, ds = pull_away(s)
    np.testing.assert_allclose((ds * s).sum(axis=1), 0, atol=1e-12)
    longer, ds_longer = pull_away(s * np.array([[1], [-2], [3], [4], [0.5]]))
    assert longer == pytest.approx(p, rel=1e-12)
    np.testing.assert_allclose(ds_longer[1], -ds[1] / 2, rtol=1e-10)


def test_the_gradient_of_pull_away_is_that_of_central_differences():
    s = np.random.default_rng(1).normal(size=(5, 3))
    _, ds = pull_away(s)
    found = np.empty_like(s)
    for place in np.ndindex(*s.shape):
        ends = []
        for step in (1e-6, -1e-6):
            moved = s.copy()
            moved[place] += step
            ends.append(pull_away(moved)[0])
        found[place] = (ends[0] - ends[1]) / 2e-6
    np.testing.assert_allclose(ds, found, rtol=1e-6, atol=1e-9)


def test_pull_away_in_float32_and_what_it_refuses():
    s = np.random.default_rng(2).normal(size=(6, 4))
    p, ds = pull_away(s.astype(np.float32))
    assert ds.dtype == np.float32
    assert p == pytest.approx(pull_away(s)[0], rel=1e-5)
    np.testing.assert_allclose(ds, pull_away(s)[1], rtol=1e-3, atol=1e-6)
    with pytest.raises(ValueError, match="at least 2 rows, got 1"):
        pull_away(s[:1])


@pytest.mark.parametrize(("energy", "wanted"), [(squared_energy, [3.0, 0.0]), (absolute_energy, [1.5, 0.0])])
def test_energies_by_hand_and_their_gradients(energy, wanted):
    y, x = np.array([[1.0, 3.0, 2.0, 0.0], [1.0, 1.0, 1.0, 1.0]]), np.array([[3.0, 1.0, 4.0, 0.0], [1.0] * 4])
    np.testing.assert_allclose(energy(y, x)[0], wanted)
    y, x = np.random.default_rng(3).normal(size=(2, 5, 4))
    _, dy = energy(y, x)

    def total(y, x):
        return energy(y, x)[0].sum(), energy(y, x)[1]

    step = 1e-6
    for place in np.ndindex(*y.shape):
        moved = np.zeros_like(y)
        moved[place] = step
        slope = (total(y + moved, x)[0] - total(y - moved, x)[0]) / (2 * step)
        assert dy[place] == pytest.approx(slope, rel=1e-6, abs=1e-8)


@pytest.mark.parametrize("kind", [EBGAN, BEGAN])
def test_the_generated_row_stands_in_its_energy_twice(kind):
    """With a linear D, y = A x:  e = |M x|^2 / n or |M x|_1 / n, M = A - 1, so G's gradient has M^T and not A^T."""
    G, n = linear(LATENT, WIDTH, 1, bias=True), WIDTH
    if kind is EBGAN:
        E, D = linear(n, 3, 2, lr=0.1), linear(3, n, 3, lr=0.1)
        game = EBGAN(G, E, D, margin=1.0, pull_away_weight=0.0, rng=7)
        parts = (E, D)
    else:
        D = linear(n, n, 2, lr=0.1)
        game = BEGAN(G, D, rng=7)
        parts = (D,)
    latents, inner = [], game.noise
    game.noise = lambda rows: latents.append(inner(rows)) or latents[-1]
    (x,) = batch(game)
    game.play(x)
    A = np.linalg.multi_dot([np.eye(n), *(part.layers[0].W for part in parts)])  # rows: y = x A
    g = G(latents[-1])
    inside = 2 * (g @ A - g) if kind is EBGAN else np.sign(g @ A - g)
    both, one = (inside @ (A - np.eye(n)).T / (n * B)).sum(axis=0), (inside @ A.T / (n * B)).sum(axis=0)
    np.testing.assert_allclose(G.layers[0].db, both, rtol=1e-10)
    assert np.linalg.norm(both - one) > 0.3 * np.linalg.norm(both)  # what code with fake.detach() would find


def test_ebgans_loss_is_the_margin_where_all_rows_have_one_energy_below_it():
    """Zhao et al. 2017, theorem 1. D reproduces nothing, so the energy is the mean square: 1, for rows of -1 and 1."""
    x = np.random.default_rng(4).choice([-1.0, 1.0], (B, WIDTH))
    for margin, wanted in ((1.5, 1.5), (1.0, 1.0), (0.7, 1.0)):
        game = EBGAN(constant(-1.0), linear(WIDTH, 3), constant(0.0, 3), margin=margin, rng=7)
        record = game.play(x)
        assert record["d_loss"] == pytest.approx(wanted, rel=1e-12)
        assert (record["real_energy"], record["fake_energy"]) == pytest.approx((1, 1))
        unpushed = np.allclose(game.decoder.layers[0].db, -2 / WIDTH * x.mean(axis=0))
        assert unpushed == (margin <= 1)  # past the margin the generated rows teach D nothing


def test_ebgans_record():
    game = shaken(ebgan)
    record = game.play(*batch(game))
    assert 0 < record["pull_away"] < 1
    (x,) = batch(game)
    y = game.decoder(game.encoder(x))
    np.testing.assert_array_equal(game.reconstruct(x), y)
    np.testing.assert_allclose(game.energy(x), ((y - x) ** 2).sum(axis=1) / WIDTH, rtol=1e-12)


@pytest.mark.parametrize(
    ("made", "before", "after"),
    [
        (0.1, 0.0, 0.03),  # generated rows are reproduced too well: D is to mind them more
        (0.7, 0.5, 0.47),  # and now less
        (0.4, 0.5, 0.5),  # in balance
        (0.7, 0.01, 0.0),
        (0.1, 0.99, 1.0),
    ],
)
def test_begans_k_moves_towards_the_balance_and_stays_between_0_and_1(made, before, after):
    """D gives 0 for every row, so the energies are mean absolute values: real rows .8, generated ones `made`."""
    game = BEGAN(constant(made), constant(0.0, WIDTH), gamma=0.5, k_rate=0.1, rng=7)
    game.k = before
    record = game.play(np.full((B, WIDTH), -0.8))
    assert record["real_energy"] == pytest.approx(0.8)
    assert record["d_loss"] == pytest.approx(0.8 - before * made)
    assert record["g_loss"] == pytest.approx(made)
    assert record["measure"] == pytest.approx(0.8 + abs(0.4 - made))
    assert record["k"] == game.k == pytest.approx(after, abs=1e-12)


def test_k_is_kept_with_the_game(tmp_path):
    game = began()
    game.train_step(*batch(game))
    assert game.k not in (0.0, 0.3, 1.0)
    game.save(tmp_path / "game.npz")
    assert Game.load(tmp_path / "game.npz").k == game.k
    (x,) = batch(game)
    np.testing.assert_array_equal(game.reconstruct(x), game.discriminator(x))
    np.testing.assert_allclose(game.energy(x), np.abs(game.discriminator(x) - x).sum(axis=1) / WIDTH, rtol=1e-12)


def test_players_that_do_not_fit_are_refused():
    G = player(LATENT, WIDTH, 0)
    with pytest.raises(ValueError, match=f"{WIDTH} to {WIDTH}, got {WIDTH} to {WIDTH - 1}"):
        BEGAN(G, player(WIDTH, WIDTH - 1, 1))
    with pytest.raises(ValueError, match="the encoder must be"):
        EBGAN(G, player(WIDTH, 3, 1), player(2, WIDTH, 2), margin=1.0)
    with pytest.raises(ValueError, match=f"the generator gives {WIDTH} values per row, but the encoder takes 5"):
        EBGAN(G, player(5, 3, 1), player(3, 5, 2), margin=1.0)
    for margin in (0, -1.0):
        with pytest.raises(ValueError, match="margin must be"):
            EBGAN(G, player(WIDTH, 3, 1), player(3, WIDTH, 2), margin=margin)
