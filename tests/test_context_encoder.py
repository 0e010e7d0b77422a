"""The context encoder: where holes are, what counts in them, what is kept, and the recipe."""

import numpy as np
import pytest
from families import WIDTH, B, batch, context_encoder, data, player, shaken

import numgan
from numgan import Adam, ContextEncoder, Dense, Player, recipes
from numgan.app import cli
from numgan.datasets import CentreHole, HalfHole, Hole, RandomHole, centre_mask, half_mask, random_mask
from numgan.datasets.holes import mask_rows
from numgan.functions import sigmoid, softplus
from numgan.gradcheck import check_play


def small(**settings) -> ContextEncoder:
    """The recipe with few channels, for images of 8 x 8 pixels."""
    plain = {"channels": (2, 3), "data_shape": (8, 8), "hole": CentreHole(side=4), "rng": 0, "dtype": np.float64}
    return recipes.context_encoder(**plain | settings)


def test_a_hole_draws_the_masks_that_its_function_gives_to_images():
    images, rng = np.zeros((4, 6, 7, 3), np.uint8), np.random.default_rng(3)
    np.testing.assert_array_equal(CentreHole(side=3)(rng, (4, 6, 7)), centre_mask(images, side=3))
    np.testing.assert_array_equal(HalfHole()(rng, (4, 6, 7)), half_mask(images))
    drawn = RandomHole(side=3)(np.random.default_rng(5), (4, 6, 7))
    np.testing.assert_array_equal(drawn, random_mask(images, side=3, rng=5))


def test_all_colours_of_a_pixel_are_in_the_hole_or_none():
    mask = np.array([[[True, False], [False, True]]])
    np.testing.assert_array_equal(mask_rows(mask, 1, (2, 2)), [[1, 0, 0, 1]])
    np.testing.assert_array_equal(mask_rows(mask, 1, (2, 2, 3)), [[1, 1, 1, 0, 0, 0, 0, 0, 0, 1, 1, 1]])


def test_a_step_by_hand():
    """D sees the completed rows; the distance is the mean over the values in the holes."""
    game = shaken(context_encoder)
    (x,), twin = batch(game), game.copy()
    hole = twin.masks(B, twin.noise_rng)
    assert (hole.sum(axis=1) == 1).all()
    guess = twin.generator.forward(np.where(hole, 0, x))[0]
    completed = np.where(hole, guess, x)
    real_logits, fake_logits = (twin.discriminator.forward(rows)[0] for rows in (x, completed))
    record = game.play(x)
    assert record["d_loss"] == pytest.approx(softplus(-real_logits).mean() + softplus(fake_logits).mean(), rel=1e-12)
    assert record["l2"] == pytest.approx(((guess - x)[hole] ** 2).mean(), rel=1e-12)
    assert record["d_fake"] == pytest.approx(sigmoid(fake_logits).mean(), rel=1e-12)
    moved = game.discriminator.forward(completed)[0]  # G meets the D that has moved
    assert record["g_loss"] == pytest.approx(softplus(-moved).mean(), rel=1e-12)


def test_the_weights_leave_the_distance_alone_or_the_game_alone():
    def seen_by_g(l2_weight, adversarial_weight):
        game = shaken(context_encoder)
        game.l2_weight, game.adversarial_weight = l2_weight, adversarial_weight
        game.play(*batch(game))
        return game.generator.grads.copy()

    both, distance, played = seen_by_g(5, 2), seen_by_g(1, 0), seen_by_g(0, 1)
    np.testing.assert_allclose(both, 5 * distance + 2 * played, rtol=1e-9, atol=1e-12)
    assert np.linalg.norm(distance) > 0 < np.linalg.norm(played)


def test_what_g_makes_of_known_pixels_moves_nothing():
    """With the hole in the last column alone, the other columns of G's last layer get no gradient."""
    G, D = player(WIDTH, WIDTH, 0), player(WIDTH, 1, 1)
    game = ContextEncoder(G, D, hole=HalfHole(), data_shape=(1, WIDTH), adversarial_weight=0.5, batch_size=B, rng=0)
    game.play(*batch(game))
    known, guessed = np.split(G.layers[-1].dW, 2, axis=1)
    assert not known.any()
    assert guessed.any(axis=0).all()


def test_with_the_distance_alone_g_guesses_the_mean():
    """A pixel that says nothing, and beside it one that is 1 in three of ten images: what L2 asks for is .3."""
    G = Player([Dense(2, 2)], optimizer=Adam(lr=0.02), rng=0, dtype=np.float64)
    D = Player([Dense(2, 1)], rng=1, dtype=np.float64)
    game = ContextEncoder(G, D, hole=HalfHole(), adversarial_weight=0, data_shape=(1, 2), batch_size=10, rng=0)
    x = np.stack([np.ones(10), np.arange(10) < 3], axis=1)
    game.fit(x, epochs=300)
    completed = game.complete(np.ones((1, 2)), np.array([[[False, True]]]))
    np.testing.assert_allclose(completed, [[1, 0.3]], atol=1e-3)


def test_completion_keeps_what_is_known_and_never_looks_into_the_hole():
    game = shaken(context_encoder)
    x, mask = data(game)[0], RandomHole(side=2)(np.random.default_rng(1), (32, 2, 3))
    hole, state = mask.reshape(32, WIDTH), game.noise_rng.bit_generator.state
    completed = game.complete(x, mask)
    np.testing.assert_array_equal(completed[~hole], x[~hole])
    np.testing.assert_array_equal(completed[hole], game.generator(np.where(hole, 0, x))[hole])
    np.testing.assert_array_equal(game.complete(np.where(hole, 0.9, x), mask), completed)
    assert game.noise_rng.bit_generator.state == state


def test_grey_is_the_middle_of_the_range():
    assert small().with_grey(np.ones((1, 64)), np.ones((1, 64), bool)).max() == 0
    game = shaken(context_encoder)
    game.data_range = (0.0, 1.0)
    np.testing.assert_array_equal(game.with_grey(np.ones((1, 6)), np.eye(1, 6, dtype=bool)), [[0.5, 1, 1, 1, 1, 1]])


def test_each_step_draws_holes_of_its_own_and_pictures_draw_from_their_own_rng():
    game = context_encoder()
    first, second = (game.masks(64, game.noise_rng) for _ in range(2))
    assert (first != second).any()
    state = game.noise_rng.bit_generator.state
    x = data(game)[0]
    shown = game.show(0, x)
    np.testing.assert_array_equal(shown, game.show(0, x))
    assert game.noise_rng.bit_generator.state == state
    assert shown.shape == (9, 10, WIDTH)
    for line in range(3):
        truth = x[10 * line : 10 * line + 10]
        np.testing.assert_array_equal(shown[3 * line + 2], truth)
        hole = shown[3 * line] != truth
        assert (hole.sum(axis=1) == 1).all()
        np.testing.assert_array_equal(shown[3 * line + 1][~hole], truth[~hole])


def test_a_hole_of_ones_own():
    class Corner(Hole):
        def __call__(self, rng, shape):
            mask = np.zeros(shape, bool)
            mask[:, 0, 0] = True
            return mask

    game = ContextEncoder(player(WIDTH, WIDTH, 0), player(WIDTH, 1, 1), hole=Corner(), data_shape=(3, 2), rng=0)
    np.testing.assert_array_equal(game.masks(2, game.noise_rng), [[1, 0, 0, 0, 0, 0]] * 2)
    with pytest.raises(TypeError, match=r"Hole must define __call__\(rng, shape\)"):
        Hole()(np.random.default_rng(0), (1, 2, 2))


@pytest.mark.parametrize("hole", [CentreHole(side=3), RandomHole(side=3), HalfHole()], ids=repr)
def test_the_recipes_step_has_the_right_gradients(hole):
    game = small(hole=hole, adversarial_weight=0.3)
    for each in game.players.values():
        each.params += 0.1 * np.random.default_rng(4).normal(size=each.params.size)
    found = check_play(game, np.tanh(np.random.default_rng(5).normal(size=(4, 64))), directions=5)
    assert set(found) == {"generator", "discriminator"}
    assert max(c.error for c in found.values()) <= 1e-6, {k: str(c) for k, c in found.items()}


def test_it_trains_from_the_command_line_and_goes_on_with_its_hole(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    np.save("a.npy", np.random.default_rng(0).integers(0, 256, (70, 16, 16)).astype(np.uint8))
    chosen = ["--recipe", "context_encoder", "--data", "a.npy", "--channels", "2", "3", "--out", "run"]
    assert cli.main(["train", *chosen, "--epochs", "1", "--batch-size", "32", "--quiet"]) == 0
    assert cli.main(["train", "--resume", "run", "--epochs", "2", "--quiet"]) == 0
    game = numgan.Game.load("run/checkpoint.npz")
    assert (type(game), game.step, game.epoch, game.hole.config()) == (ContextEncoder, 4, 2, {"side": 8})
    capsys.readouterr()


def made(**settings):
    return ContextEncoder(player(WIDTH, WIDTH, 0), player(WIDTH, 1, 1), **{"data_shape": (2, 3)} | settings)


ROWS = np.full((2, WIDTH), 0.5)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: ContextEncoder(player(5, 6, 0), player(6, 1, 1)), "generator must give a row for each and as wide"),
        (lambda: ContextEncoder(player(6, 6, 0), player(5, 1, 1)), "discriminator must be 6 to 1, got 5 to 1"),
        (lambda: ContextEncoder(player(6, 6, 0), player(6, 2, 1)), "discriminator must be 6 to 1, got 6 to 2"),
        (lambda: made(hole=CentreHole(side=1), data_shape=(6,)), "only images have holes: data_shape must be"),
        (lambda: made(), "side must be at most 2, that of the images, got 14"),
        (lambda: made(hole=HalfHole(), data_shape=(6, 1)), r"HalfHole\(\) leaves nothing to guess .* \(6, 1\)"),
        (lambda: setattr(context_encoder(), "hole", CentreHole(side=3)), "side must be at most 2"),
        (lambda: setattr(context_encoder(), "l2_weight", -1), "l2_weight must be at least 0, got -1"),
        (
            lambda: setattr(context_encoder(), "adversarial_weight", -1),
            "adversarial_weight must be at least 0, got -1",
        ),
        (
            lambda: context_encoder().complete(ROWS, np.ones((2, 3, 2), bool)),
            r"mask must have shape \(2, 2, 3\), got \(2, 3, 2\)",
        ),
        (lambda: mask_rows(np.ones((1, 6), bool), 1, (6,)), "only images have holes"),
        (lambda: recipes.context_encoder(data_shape=(6, 8)), "data_shape must be .* divisible by 4"),
        (lambda: context_encoder().sample(2), "ContextEncoder makes nothing from latents"),
    ],
)
def test_what_does_not_fit_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_what_is_no_hole_and_no_mask():
    with pytest.raises(TypeError, match=r"hole must be a Hole such as CentreHole\(\), got str"):
        made(hole="centre")
    with pytest.raises(TypeError, match="mask must be an array of True and False"):
        context_encoder().complete(ROWS, np.ones((2, 2, 3)))
