"""Every member of the family: gradients, who moves, resuming, files, sampling, and what its paper proves."""

import pickle
from statistics import NormalDist

import numpy as np
import pytest
from families import (
    CLASSES,
    FAMILY,
    LATENT,
    WIDTH,
    B,
    batch,
    bigan,
    cyclegan,
    data,
    gan,
    infogan,
    own_vae,
    player,
    shaken,
    vae,
)
from games import equal

from numgan import (
    GAN,
    SGD,
    VAE,
    CheckpointError,
    CodedNoise,
    CycleGAN,
    Dense,
    FeatureMatching,
    Game,
    InfoGAN,
    LabelledNoise,
    Pack,
    Player,
)
from numgan.functions import sigmoid
from numgan.gradcheck import check_play


@pytest.mark.parametrize("make", FAMILY)
def test_every_player_moves_against_the_gradient_of_its_loss(make):
    game = shaken(make)
    found = check_play(game, *batch(game))
    assert {name.split(".")[0].split(",")[0] for name in found} == {*game.players} - {*game.resting}
    assert max(c.error for c in found.values()) <= 1e-6, {k: str(c) for k, c in found.items()}


@pytest.mark.parametrize("make", FAMILY)
def test_along_random_directions_too(make):
    game = shaken(make)
    found = check_play(game, *batch(game), directions=3)
    assert max(c.error for c in found.values()) <= 1e-6, {k: str(c) for k, c in found.items()}


@pytest.mark.parametrize("make", FAMILY)
def test_a_check_leaves_the_game_as_it_was(make):
    checked, untouched = shaken(make), shaken(make)
    check_play(checked, *batch(checked), directions=1)
    assert equal(checked.fit(*data(checked), epochs=1), untouched.fit(*data(untouched), epochs=1))


@pytest.mark.parametrize("make", FAMILY)
def test_a_run_that_was_interrupted_and_saved_equals_one_that_was_not(make, tmp_path):
    whole, stopped = make(), make()
    whole.fit(*data(whole), epochs=3)
    for record in stopped.steps(*data(stopped), epochs=3):
        if record.step == 5:
            break
    stopped.save(tmp_path / "game.npz")
    resumed = Game.load(tmp_path / "game.npz")
    assert type(resumed) is type(stopped)
    resumed.fit(*data(resumed), epochs=2 if resumed.epoch == 1 else 3 - resumed.epoch)
    assert (resumed.epoch, resumed.step) == (whole.epoch, whole.step)
    assert equal(resumed, whole)


@pytest.mark.parametrize("make", FAMILY)
def test_a_move_changes_its_player_and_nobody_else(make):
    """`move` is watched: between two moves no parameter changes, and a move changes those who are named."""
    game = shaken(make)
    seen, inner = {n: p.params.copy() for n, p in game.players.items()}, game.move

    def watched(**losses):
        for name, each in game.players.items():
            np.testing.assert_array_equal(each.params, seen[name])
        norm = inner(**losses)
        for name, each in game.players.items():
            assert (each.params != seen[name]).any() == (name in losses)
            seen[name] = each.params.copy()
        return norm

    game.move = watched
    game.train_step(*batch(game))


@pytest.mark.parametrize("make", FAMILY)
def test_samples_pictures_and_copies(make):
    game = make().fit(*data(make()), epochs=1)
    pictures = game.show(0, *data(game))
    assert pictures.ndim == 3
    assert pictures.shape[1:] == (10, game.width)
    assert np.isfinite(pictures).all()
    np.testing.assert_array_equal(pictures, game.show(0, *data(game)))
    assert equal(game, game.copy())
    if game.sampled is None:
        with pytest.raises(ValueError, match="makes nothing from latents"):
            game.sample(3)
    else:
        assert game.sample(3, rng=0).shape == (3, game.width)
        assert game.latents(3, rng=0).shape == (3, game.latent_dim)
        np.testing.assert_array_equal(game.sample(3, rng=0), game.sampler().sample(3, rng=0))


def test_a_class_of_ones_own_is_loaded_as_itself_and_not_as_another(tmp_path):
    own_vae().save(tmp_path / "vae.npz")
    assert type(Game.load(tmp_path / "vae.npz")).__name__ == "TanhVAE"
    with pytest.raises(CheckpointError, match="it holds a TanhVAE, and a GAN was asked for"):
        GAN.load(tmp_path / "vae.npz")


def test_in_bigan_each_part_of_a_pair_gets_its_own_gradient():
    """If D looks at the rows alone, E learns nothing; if at the codes alone, G learns nothing."""
    for columns, idle in ((slice(WIDTH), "encoder"), (slice(WIDTH, None), "generator")):
        game = bigan()
        blind = np.ones(WIDTH + LATENT, bool)
        blind[columns] = False
        game.discriminator.layers[0].W[blind] = 0
        moved = []
        game.move = lambda game=game, moved=moved, **losses: (
            moved.append({n: game.players[n].gradient_norm() for n in losses}) or 0.0
        )
        game.play(*batch(game))
        norms = moved[1]
        assert norms[idle] == 0
        assert max(norms.values()) > 0


def test_the_vaes_kl_term_is_that_of_gaussians():
    """KL(N(m, s^2) || N(0, 1)) by quadrature on a grid, for the encoder's own m and s."""
    game = shaken(vae)
    (x,) = batch(game)
    twin = game.copy()
    h, _ = twin.encoder.forward(x)
    m, s = h[:, :LATENT], np.exp(h[:, LATENT:] / 2)
    t = np.linspace(-40, 40, 200_001)[:, None]
    total = 0.0
    for mean, std in zip(m.ravel(), s.ravel(), strict=True):
        log_q = -((t[:, 0] - mean) ** 2) / (2 * std**2) - np.log(std)
        total += (np.exp(log_q) / np.sqrt(2 * np.pi) * (log_q + t[:, 0] ** 2 / 2)).sum() * (t[1, 0] - t[0, 0])
    assert game.play(x)["kl"] == pytest.approx(total / B, rel=1e-6)


def test_the_vae_samples_probabilities_of_pixels():
    game = shaken(vae)
    z = game.latents(5, rng=0)
    np.testing.assert_allclose(game.generate(z), sigmoid(game.decoder(z)), rtol=1e-12)
    np.testing.assert_allclose(game.reconstruct(batch(game)[0]), sigmoid(game.decoder(game.encode(batch(game)[0]))))


def test_who_matches_features_moves_its_mean_to_that_of_the_data():
    """D's features are x itself, whatever its logit says; so G's loss is the squared distance of the means."""
    D = Player([Dense(WIDTH, WIDTH), Dense(WIDTH, 1)], optimizer=SGD(lr=1e-9), rng=1, dtype=np.float64)
    D.layers[0].W[...] = np.eye(WIDTH)
    G = Player([Dense(LATENT, WIDTH)], optimizer=SGD(lr=0.1), rng=0, dtype=np.float64)
    G.params[...] = 0
    game = FeatureMatching(G, D, depth=1, rng=7)
    x = np.tile(batch(game)[0], (50, 1))
    losses = [game.train_step(x).g_loss for _ in range(40)]
    assert losses[0] == pytest.approx((x.mean(axis=0) ** 2).sum(), rel=1e-6)
    assert losses[-1] < losses[0] / 1000
    np.testing.assert_allclose(game.sample(5000, rng=0).mean(axis=0), x.mean(axis=0), atol=0.02)


def test_infogans_information_is_log_k_for_a_q_that_knows_nothing():
    game = infogan()
    z = game.noise(B)
    q = np.zeros((B, CLASSES + 2))
    loss, _, bounds = game.information(q, z)
    u = z[:, -2:]
    assert loss == pytest.approx(1.5 * np.log(CLASSES) + 0.7 * (u**2).sum(axis=1).mean() / 2, rel=1e-12)
    assert bounds["category_bound"] == pytest.approx(0, abs=1e-12)
    knows = np.hstack([1000 * z[:, LATENT : LATENT + CLASSES], u])
    loss, _, bounds = game.information(knows, z)
    assert loss == pytest.approx(0, abs=1e-12)
    assert bounds == pytest.approx({"category_bound": np.log(CLASSES), "code_bound": 0}, abs=1e-12)
    assert game.noise_prior.entropy == pytest.approx(np.log(CLASSES))


def test_infogans_bound_is_the_mutual_information_for_the_true_posterior_and_less_for_any_other():
    """A G that makes four kinds of rows from three categories: I(k; x) from the joint table, by its definition."""
    game, rng = infogan(), np.random.default_rng(0)
    given = np.array([[8, 4, 0, 4], [0, 2, 12, 2], [0, 4, 4, 8]])  # of 16 rows of each category, how many of each kind
    joint = given / given.sum()
    independent = joint.sum(axis=1, keepdims=True) * joint.sum(axis=0)
    some = joint > 0
    mutual = (joint[some] * np.log(joint[some] / independent[some])).sum()
    k, x = (index.repeat(given.ravel()) for index in np.indices(given.shape).reshape(2, -1))  # 48 rows, as drawn
    z = np.zeros((48, LATENT + CLASSES + 2))
    z[np.arange(48), LATENT + k] = 1

    def bound(posterior):  # (CLASSES, 4), whose columns sum to 1
        q = np.hstack([np.log(np.maximum(posterior, 1e-300)).T[x], np.zeros((48, 2))])
        return game.information(q, z)[2]["category_bound"]

    posterior = joint / joint.sum(axis=0)
    assert bound(posterior) == pytest.approx(mutual, rel=1e-12)
    assert 0 < mutual < np.log(CLASSES)
    assert bound(np.full((CLASSES, 4), 1 / CLASSES)) == pytest.approx(0, abs=1e-12)
    for _ in range(20):
        other = rng.dirichlet(np.ones(CLASSES), size=4).T
        assert bound(other) < mutual
        assert bound(0.9 * posterior + 0.1 * other) < mutual
    assert bound(posterior[[1, 2, 0]]) < 0  # worse than saying nothing


def test_the_bound_for_numbers_is_that_of_a_normal_q_up_to_the_constant():
    """H(u) - E[-log Q(u | x)] with Q = N(q_u, 1), from the density by name, and u uniform in (-1, 1)."""
    game = infogan()
    z, q = game.noise(B), np.random.default_rng(0).normal(0, 1, (B, CLASSES + 2))
    log_q = [NormalDist(mean, 1).pdf(u) for mean, u in zip(q[:, CLASSES:].ravel(), z[:, -2:].ravel(), strict=True)]
    bound = 2 * np.log(2) + np.log(log_q).sum() / B
    constant = 2 * (np.log(2) - np.log(2 * np.pi) / 2)
    assert constant == pytest.approx(2 * -0.226, abs=5e-4)
    assert game.information(q, z)[2]["code_bound"] + constant == pytest.approx(bound, rel=1e-12)
    many = game.noise(100_000)
    ignorant = game.information(np.zeros((100_000, CLASSES + 2)), many)[2]["code_bound"]
    assert ignorant == pytest.approx(-2 / 6, abs=2e-3)


def test_infogan_without_numbers_in_its_code_records_no_bound_for_them():
    prior = CodedNoise(CLASSES, continuous=0)
    game = InfoGAN(player(LATENT + CLASSES, WIDTH, 0), player(WIDTH, 1 + CLASSES, 1), noise_prior=prior, rng=7)
    record = game.play(*batch(infogan()))
    assert "code_bound" not in record
    assert record["category_bound"] == pytest.approx(np.log(CLASSES) - record["info"], rel=1e-12)
    with pytest.raises(ValueError, match=r"code must be 0 numbers, or \(6, 0\) of them, got shape \(1,\)"):
        game.latents(6, rng=0, code=[0.5])


@pytest.mark.parametrize(
    ("code", "error", "message"),
    [
        ([0.5], ValueError, r"code must be 2 numbers, or \(6, 2\) of them, got shape \(1,\)"),
        (np.zeros((5, 2)), ValueError, r"got shape \(5, 2\)"),
        (0.5, ValueError, r"got shape \(\)"),
        ([0.0, np.nan], ValueError, "code .*finite|NaN"),
        (["a", "b"], TypeError, "code must be"),
    ],
)
def test_a_code_that_does_not_fit_is_refused(code, error, message):
    with pytest.raises(error, match=message):
        infogan().latents(6, rng=0, code=code)


def test_infogan_can_be_asked_for_a_category_and_a_code():
    game = infogan()
    z = game.latents(6, rng=0, category=2, code=[0.5, -1.0])
    np.testing.assert_array_equal(z[:, LATENT : LATENT + CLASSES], np.eye(CLASSES)[[2] * 6])
    np.testing.assert_array_equal(z[:, -2:], [[0.5, -1.0]] * 6)
    np.testing.assert_array_equal(z[:, :LATENT], game.latents(6, rng=0)[:, :LATENT])
    each = np.linspace(-2, 2, 12).reshape(6, 2)
    np.testing.assert_array_equal(game.latents(6, rng=0, code=each)[:, -2:], each)
    assert [*game.latents(1, rng=0, code=[1, 0])[0, -2:]] == [1.0, 0.0]


def test_categories_are_what_q_finds_most_probable():
    game = shaken(infogan)
    (x,) = batch(game)
    np.testing.assert_array_equal(game.categories_of(x), game.discriminator(x)[:, 1 : 1 + CLASSES].argmax(axis=1))


def test_translators_that_are_the_identity_have_no_cycle_loss():
    def identity(seed):
        translator = Player([Dense(WIDTH, WIDTH)], rng=seed, dtype=np.float64)
        translator.params[...] = np.append(np.eye(WIDTH), np.zeros(WIDTH))
        return translator

    judges = [Player([Dense(WIDTH, 1)], rng=seed, dtype=np.float64) for seed in (2, 3)]
    game = CycleGAN(identity(0), identity(1), *judges, rng=7)
    assert game.play(*batch(game))["cycle"] == 0


def test_unpaired_sets_are_drawn_in_orders_of_their_own():
    game = cyclegan()
    seen = []
    inner = game.train_step
    game.train_step = lambda *batch, **then: (seen.append(batch), inner(*batch, **then))[1]
    x = np.arange(32.0)[:, None] / 64 * np.ones(WIDTH)
    game.fit(x, x, epochs=1)
    first, second = (np.concatenate(rows)[:, 0] for rows in zip(*seen, strict=True))
    assert sorted(first) == sorted(second) == sorted(x[:, 0])
    assert (first != second).any()


def test_the_wrong_number_of_arrays_is_named():
    rows = np.random.default_rng(0).random((32, WIDTH))
    with pytest.raises(ValueError, match="GAN trains on one array of data, got 2"):
        gan().fit(rows, rows)
    with pytest.raises(ValueError, match="CycleGAN trains on two sets of images, x and y, got 1"):
        cyclegan().fit(rows)


@pytest.mark.parametrize("make", FAMILY)
def test_a_step_on_the_wrong_number_of_arrays_is_named(make):
    game = make()
    with pytest.raises(ValueError, match=f"{type(game).__name__} takes rows.*, got arrays of length {B}, {B}"):
        game.train_step(*batch(game), batch(game)[0])


@pytest.mark.parametrize("make", FAMILY)
@pytest.mark.parametrize("n", [3, 17])
def test_pictures_of_few_rows(make, n):
    game = make()
    assert game.show(0, *data(game, n)).shape[1:] == (10, game.width)


def test_records_can_be_pickled():
    game = gan()
    record = game.train_step(*batch(game))
    assert pickle.loads(pickle.dumps(record)) == record
    assert pickle.loads(pickle.dumps(record)).d_loss == record.d_loss


def test_what_a_member_cannot_play_with_is_refused():
    packed = Player([Pack(WIDTH, rows=2), Dense(2 * WIDTH, 2 * LATENT)], rng=0, dtype=np.float64)
    with pytest.raises(ValueError, match="Pack is a layer of a discriminator"):
        VAE(packed, player(LATENT, WIDTH, 1))
    prior = CodedNoise(CLASSES, continuous=0)
    packing = Player([Pack(WIDTH, rows=2), Dense(2 * WIDTH, 1 + CLASSES)], rng=0, dtype=np.float64)
    with pytest.raises(ValueError, match="must not pack rows"):
        InfoGAN(player(LATENT + CLASSES, WIDTH, 0), packing, noise_prior=prior)
    with pytest.raises(ValueError, match=r"G would be told a label and D would not.* a CGAN tells both"):
        GAN(player(LATENT + CLASSES, WIDTH, 0), player(WIDTH, 1, 1), noise_prior=LabelledNoise(CLASSES))
