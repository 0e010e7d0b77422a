"""What the members of the family show, row by row, and what they write down, number by number."""

import numpy as np
import pytest
from families import (
    CLASSES,
    FAMILY,
    LATENT,
    WIDTH,
    B,
    aae,
    aae_of_petals,
    acgan,
    autoencoder,
    batch,
    bigan,
    cgan,
    context_encoder,
    context_encoder_that_compares,
    cyclegan,
    cyclegan_of_patches,
    data,
    diffusion,
    diffusion_of_data,
    drifting,
    gan,
    infogan,
    lapgan,
    latent_regressor,
    mdgan,
    mgan,
    penalised_acgan,
    penalised_infogan,
    penalised_lapgan,
    penalised_simultaneous,
    penalised_vae_gan,
    pix2pix,
    pix2pix_that_compares,
    pixelda,
    pixelda_that_compares,
    player,
    shaken,
    shared_fakes,
    simultaneous,
    srgan,
    srgan_of_pixels,
    unrolled,
    vae,
    vae_gan,
)

from numgan import SGD, VAE, Autoencoder, Dense, Minimax, NonSaturating, NormalNoise, Player, SharedFakes, Simultaneous
from numgan.family import HalfLabelled
from numgan.functions import sigmoid


def lines_of(picture):
    """A picture of so many rows of ten, as rows (10 each) in order."""
    return [line.reshape(-1, WIDTH) for line in picture]


@pytest.mark.parametrize(("n", "lines"), [(3, 1), (17, 1), (32, 3), (80, 5)])
def test_an_autoencoder_shows_rows_each_above_its_reconstruction(n, lines):
    game = autoencoder()
    (x,) = data(game, n)
    shown = lines_of(game.show(0, x))
    assert len(shown) == 2 * lines
    wanted = np.resize(np.arange(min(n, 10 * lines)), 10 * lines)  # fewer than ten are repeated
    np.testing.assert_allclose(np.concatenate(shown[0::2]), x[wanted], rtol=1e-12)
    back = sigmoid(game.decoder(game.encoder(x[wanted])))
    np.testing.assert_allclose(np.concatenate(shown[1::2]), back, rtol=1e-12)


@pytest.mark.parametrize("make", [vae, bigan, aae, vae_gan, latent_regressor])
def test_samples_stand_above_three_lines_of_rows_and_reconstructions(make):
    game = make()
    (x,) = data(game, 80)
    shown = lines_of(game.show(4, x))
    np.testing.assert_array_equal(np.concatenate(shown[:5]), game.sample(50, rng=4))
    assert len(shown) == 5 + 6
    np.testing.assert_allclose(np.concatenate(shown[5::2]), x[:30], rtol=1e-12)
    np.testing.assert_allclose(np.concatenate(shown[6::2]), game.reconstruct(x[:30]), rtol=1e-12)
    np.testing.assert_array_equal(np.concatenate(lines_of(game.show(4))), game.sample(50, rng=4))


def test_a_translation_stands_between_a_row_and_the_way_back():
    game = cyclegan()
    x, y = data(game, 80)
    shown = lines_of(game.show(0, x, y))
    assert len(shown) == 2 * 6
    for i, wanted in enumerate((x[:20], game.to_y(x[:20]), game.to_x(game.to_y(x[:20])))):
        np.testing.assert_allclose(np.concatenate(shown[i:6:3]), wanted, rtol=1e-12)
    for i, wanted in enumerate((y[:20], game.to_x(y[:20]), game.to_y(game.to_x(y[:20])))):
        np.testing.assert_allclose(np.concatenate(shown[6 + i :: 3]), wanted, rtol=1e-12)


@pytest.mark.parametrize(
    ("make", "name"), [(cgan, "labels"), (acgan, "labels"), (infogan, "category"), (mgan, "category")]
)
def test_a_line_of_ten_for_each_label(make, name):
    game = make()
    shown = game.show(4)
    assert shown.shape == (CLASSES, 10, WIDTH)
    asked = game.sample(10 * CLASSES, rng=4, **{name: np.repeat(np.arange(CLASSES), 10)})
    np.testing.assert_array_equal(shown.reshape(-1, WIDTH), asked)


def test_what_encoders_and_readers_read():
    (x,) = data(vae(), 5)
    game = vae()
    mean, _ = np.split(game.encoder(x), 2, axis=1)
    np.testing.assert_array_equal(game.encode(x), mean)
    game = bigan()
    np.testing.assert_array_equal(game.encode(x), game.encoder(x))
    np.testing.assert_array_equal(game.reconstruct(x), game.generator(game.encoder(x)))
    game = infogan()
    np.testing.assert_array_equal(game.read(x), game.discriminator(x)[:, 1:])
    game = autoencoder()
    np.testing.assert_array_equal(game.encode(x), game.encoder(x))
    game = cyclegan()
    np.testing.assert_array_equal(game.translate(x), game.to_y(x))
    np.testing.assert_array_equal(game.translate_back(x), game.to_x(x))


def moves(game):
    """What `play` returns, and of each move the losses that it was given; its norm is then 101, 102, ..."""
    seen, inner = [], game.move

    def watched(**losses):
        inner(**losses)
        seen.append(losses)
        return 100.0 + len(seen)

    game.move = watched
    return game.play(*batch(game)), seen


@pytest.mark.parametrize("make", FAMILY)
def test_what_is_written_down_are_the_losses_that_the_players_descend(make):
    """test_family finds the gradients of these losses; here they meet the record."""
    record, seen = moves(shaken(make))
    apart = {"discriminator_x"} | (
        {"encoder"} if make in (vae_gan, penalised_vae_gan) else set()
    )  # move at once, each on its own loss
    given = [float(next(iter(losses.values()))) for losses in seen]
    assert all(len({*map(float, losses.values())}) == 1 for losses in seen if not apart & {*losses})
    match make:
        case _ if make in (infogan, penalised_infogan):
            d_loss, g_loss = given
            assert record["d_loss"] + record["info"] == pytest.approx(d_loss, rel=1e-12)
            assert record["g_loss"] < g_loss  # by what Q lost on rows of this turn
        case _ if make in (acgan, penalised_acgan):
            weight, (d_loss, g_loss) = (0.7 if make is acgan else 1.0), given[-2:]
            parts = record["d_loss"] + weight * (record["class_real"] + record["class_fake"])
            assert parts == pytest.approx(d_loss, rel=1e-12)
            assert record["g_loss"] < g_loss  # by its class loss on rows of this turn
        case _ if make in (aae, aae_of_petals):
            weight = 0.7 if make is aae else 1.0
            assert record["d_loss"] == given[0]
            assert record["reconstruction"] + weight * record["g_loss"] == pytest.approx(given[1], rel=1e-12)
        case _ if make in (vae_gan, penalised_vae_gan):
            assert (record["d_loss"], record["g_loss"]) == (given[0], seen[1]["generator"])
            assert record["likeness"] + record["kl"] == pytest.approx(seen[1]["encoder"], rel=1e-12)
        case _ if make is mdgan:
            manifold, r_loss, d_loss, g_loss = given
            assert (record["manifold_loss"], record["d_loss"], record["g_loss"]) == (manifold, d_loss, g_loss)
            assert (record["manifold_grad_norm"], record["r_grad_norm"]) == (101, 102)
            assert record["reconstruction"] < r_loss  # by what D1 told the maker of r
        case _ if make is mgan:
            d_loss, g_loss = given
            assert record["d_loss"] + record["naming"] == pytest.approx(d_loss, rel=1e-12)
            assert record["g_loss"] < g_loss  # by what C lost on rows of this turn
        case _ if make is unrolled:
            assert [record["d_loss"], record["unrolled_value"]] == given[-2:]
            assert record["g_loss"] > record["unrolled_value"]  # which has D's loss on real rows too
        case _ if make in (cyclegan, cyclegan_of_patches):
            parts = record["g_loss"] + 2.0 * record["cycle"] + 0.7 * record["identity"]
            assert parts == pytest.approx(given[0], rel=1e-12)
            assert record["d_loss"] == pytest.approx(seen[1]["discriminator_x"] + seen[1]["discriminator_y"], rel=1e-12)
        case _ if make in (pix2pix, pix2pix_that_compares):
            distance, adversarial = (5.0, 1.0) if make is pix2pix else (2.0, 0.6)
            assert record["d_loss"] == given[0]
            assert adversarial * record["g_loss"] + distance * record["l1"] == pytest.approx(given[1], rel=1e-12)
        case _ if make in (pixelda, pixelda_that_compares):
            t_loss, d_loss, g_loss = given
            assert record["class_source"] + record["class_fake"] == pytest.approx(t_loss, rel=1e-12)
            assert record["d_loss"] == d_loss
            assert record["g_loss"] < g_loss  # by what T lost on rows of this turn
        case _ if make in (lapgan, penalised_lapgan):
            names = [f"{level}_{who}_loss" for level in ("coarse", "middle", "fine") for who in "dg"]
            assert list(record.items()) == list(zip(names, given, strict=True))
        case _ if make in (context_encoder, context_encoder_that_compares):
            distance, adversarial = (0.7, 0.4) if make is context_encoder else (0.999, 0.001)
            assert record["d_loss"] == given[0]
            assert adversarial * record["g_loss"] + distance * record["l2"] == pytest.approx(given[1], rel=1e-12)
        case _ if make in (srgan, srgan_of_pixels):
            content, adversarial = (0.7, 0.4) if make is srgan else (1.0, 0.6)
            assert record["d_loss"] == given[0]
            assert adversarial * record["g_loss"] + content * record["content"] == pytest.approx(given[1], rel=1e-12)
        case _ if make in (vae, autoencoder, latent_regressor, drifting, diffusion, diffusion_of_data):
            assert record["loss"] == given[0]
            assert record["grad_norm"] == 101
        case _:
            assert [record["d_loss"], record["g_loss"]] == given[-2:]  # of several steps of D, the last
    if make in (cyclegan, cyclegan_of_patches):
        assert (record["d_grad_norm"], record["g_grad_norm"]) == (102, 101)
    elif "d_loss" in record:
        assert (record["d_grad_norm"], record["g_grad_norm"]) == (99 + len(seen), 100 + len(seen))


def test_the_parts_of_a_record_by_hand():
    game = shaken(vae)
    record, _ = moves(game.copy())
    assert record["loss"] == pytest.approx(record["reconstruction"] + record["kl"], rel=1e-12)
    assert record["reconstruction"] > 0
    game = shaken(cyclegan)
    x, y = batch(game)
    twin = game.copy()
    fake_y, fake_x = (player.forward(rows)[0] for player, rows in ((twin.to_y, x), (twin.to_x, y)))
    back_x, back_y = twin.to_x.forward(fake_y)[0], twin.to_y.forward(fake_x)[0]
    record = game.play(x, y)
    assert record["cycle"] == pytest.approx(np.abs(back_x - x).mean() + np.abs(back_y - y).mean(), rel=1e-12)
    scores = [
        judge.forward(rows)[0] for judge, rows in ((twin.discriminator_x, fake_x), (twin.discriminator_y, fake_y))
    ]
    assert record["g_loss"] == pytest.approx(sum(((s - 1) ** 2).mean() / 2 for s in scores), rel=1e-12)


@pytest.mark.parametrize("make", [gan, cgan, acgan, bigan, infogan, shared_fakes])
def test_beliefs_are_those_on_the_rows_before_d_moved(make):
    game, seen = shaken(make), []
    inner = game.objective.discriminator

    class Watched(NonSaturating):
        def discriminator(self, real_logits, fake_logits):
            seen.append((real_logits, fake_logits))
            return inner(real_logits, fake_logits)

    game.objective = Watched()
    record = game.play(*batch(game))
    real, fake = seen[0]
    assert record["d_real"] == pytest.approx(sigmoid(real).mean(), rel=1e-12)
    assert record["d_fake"] == pytest.approx(sigmoid(fake).mean(), rel=1e-12)
    value = np.log(sigmoid(real)).mean() + np.log(sigmoid(-fake)).mean()
    assert record["value"] == pytest.approx(value, rel=1e-12)


def test_a_weight_of_0_leaves_its_part_out_and_less_is_refused():
    games = cyclegan(), infogan()
    games[0].cycle_weight = games[1].category_weight = games[1].continuous_weight = 0.0
    record, seen = moves(games[0])
    assert record["g_loss"] == seen[0]["to_y"]
    record, seen = moves(games[1])
    assert (record["info"], record["d_loss"], record["g_loss"]) == (0, *(next(iter(s.values())) for s in seen))
    for game, name in ((games[0], "cycle_weight"), (games[1], "category_weight"), (games[1], "continuous_weight")):
        setattr(game, name, 0.5)
        with pytest.raises(ValueError, match=f"{name} must be at least 0, got -0.1"):
            setattr(game, name, -0.1)


@pytest.mark.parametrize("make", [gan, cgan, acgan, cyclegan])
def test_no_rows_are_no_data(make):
    game = make()
    with pytest.raises(ValueError, match="at least 1 row"):
        game.check_data(*(array[:0] for array in data(game)))
    if make not in (cgan, acgan):  # which need a row of every class
        assert all(len(array) == 1 for array in game.check_data(*(array[:1] for array in data(game))))


@pytest.mark.parametrize("make", [gan, cgan, acgan])
def test_pretraining_moves_d_on_the_losses_that_it_returns(make):
    """`move` is told each step's own loss: it stops at the first that is not finite."""
    game, seen = make(), []
    inner = game.move
    game.move = lambda **losses: seen.append(losses) or inner(**losses)
    losses = game.pretrain(*data(game), steps=3)
    assert [each["discriminator"] for each in seen] == losses
    assert len({*losses}) == 3


@pytest.mark.parametrize("kind", [SharedFakes, Simultaneous])
def test_one_batch_for_both_players_is_for_one_step_of_d(kind):
    with pytest.raises(ValueError, match="needs d_steps=1, got 2"):
        kind(player(LATENT, WIDTH, 0), player(WIDTH, 1, 1), d_steps=2)


def test_simultaneous_steps_leave_the_equilibrium_of_the_dirac_gan():
    """Mescheder et al. 2018, section 2: data at 0, G(z) = theta, D(x) = psi x, the minimax loss.

    theta moves by lr s psi and psi by -lr s theta, s = sigmoid(psi theta), both at once: theta^2 + psi^2 grows by the
    factor 1 + (lr s)^2, whatever lr is.
    """

    class Zero(NormalNoise):
        def __call__(self, rng, shape, dtype):
            return np.zeros(shape, dtype)

    lr = 0.3
    G = Player([Dense(1, 1)], optimizer=SGD(lr=lr), rng=0, dtype=np.float64)
    D = Player([Dense(1, 1, bias=False)], optimizer=SGD(lr=lr), rng=0, dtype=np.float64)
    G.params[...], D.params[...] = (0, 0.4), 0.7  # W, which z = 0 leaves alone, and theta; psi
    game = Simultaneous(G, D, objective=Minimax(), noise_prior=Zero(), batch_size=4, rng=0)
    for _ in range(20):
        theta, psi = G.params[1], D.params[0]
        game.train_step(np.zeros((4, 1)))
        s = sigmoid(psi * theta)
        np.testing.assert_allclose(G.params[1] ** 2 + D.params[0] ** 2, (theta**2 + psi**2) * (1 + (lr * s) ** 2))


@pytest.mark.parametrize("kind", [VAE, Autoencoder])
def test_a_likelihood_of_pixels_needs_probabilities(kind):
    columns = 2 * LATENT if kind is VAE else LATENT
    for bad in (None, (-1, 1), (0, 2), (0, 255)):
        with pytest.raises(ValueError, match=r"data_range must be \(0, 1\), got"):
            kind(player(WIDTH, columns, 0), player(LATENT, WIDTH, 1), data_range=bad)
    with pytest.raises(ValueError, match=f"the encoder must be {WIDTH} to {columns}, got {WIDTH} to {columns + 1}"):
        kind(player(WIDTH, columns + 1, 0), player(LATENT, WIDTH, 1))
    with pytest.raises(ValueError, match=f"the encoder must be {WIDTH} to {columns}, got {WIDTH + 1} to {columns}"):
        kind(player(WIDTH + 1, columns, 0), player(LATENT, WIDTH, 1))


@pytest.mark.parametrize("make", FAMILY)
def test_what_is_checked_is_handed_on_as_it_came(make):
    game = make()
    for checked, given in zip(game.check_batch(*batch(game)), batch(game), strict=True):
        np.testing.assert_array_equal(checked, given)
    for checked, given in zip(game.check_data(*data(game)), data(game), strict=True):
        np.testing.assert_array_equal(checked, given)


@pytest.mark.parametrize("make", FAMILY)
def test_each_turn_has_noise_of_its_own(make):
    """But for shared fakes, which are made once. A VAE has one latent for each row."""
    game, drawn = make(), []
    inner = game.noise
    game.noise = lambda B: drawn.append(B) or inner(B)
    rows = batch(game)
    game.play(*rows)
    d_steps = getattr(game, "d_steps", 1)
    once = (shared_fakes, simultaneous, penalised_simultaneous, vae, latent_regressor)
    once += (drifting, diffusion, diffusion_of_data)
    none = autoencoder, cyclegan, cyclegan_of_patches, pix2pix, pix2pix_that_compares
    none += context_encoder, context_encoder_that_compares, srgan, srgan_of_pixels
    passes = 0 if make in none else 1 if make in once else d_steps + 1
    passes += 2 * (make in (vae_gan, penalised_vae_gan))  # whose G makes a row of a drawn code, too
    half = isinstance(game, HalfLabelled)  # for as many rows as have no label
    assert drawn == [B // 2 if half else B // d_steps] * passes
