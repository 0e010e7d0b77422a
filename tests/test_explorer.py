"""The latent explorer: what the page holds."""

import families
import numpy as np
import pytest
from explorer_pages import ENCODING, SAMPLERS, decode, interpret, model_of, of_images, rows_of, sampler_of, small
from games import small_gan

from numgan import (
    AddReference,
    BiGAN,
    CodedNoise,
    Conv2D,
    Dense,
    DropReference,
    Flatten,
    Layer,
    MinibatchDiscrimination,
    NormalNoise,
    Reshape,
    Sampler,
    Sequential,
    Skip,
    VirtualBatchNorm,
    load_pretrained,
    recipes,
)
from numgan.app import cli
from numgan.app.explorer import encoder_of, explorer_page, principal_directions, show_explorer, write_explorer
from numgan.app.pages import page_of
from numgan.functions import sigmoid


@pytest.mark.parametrize("name", SAMPLERS)
def test_the_steps_in_the_page_compute_what_the_sampler_generates(name):
    sampler = SAMPLERS[name]()
    model = model_of(explorer_page(sampler, rng=3))
    z = sampler.latents(50, rng=0)
    low, high = sampler.data_range
    error = np.abs(interpret(model["generator"], z) - sampler.generate(z)).max() / (high - low)
    assert error < 1e-2
    if name == "pretrained":
        assert error < 1e-4  # stored in float16 to begin with
    assert model["range"] == [low, high]
    assert model["shape"] == [*sampler.data_shape, 1][:3]
    first = decode(model["first"]).reshape(10, -1)
    np.testing.assert_array_equal(first, sampler.latents(10, rng=3).astype(np.float32))


@pytest.mark.parametrize("name", ENCODING)
def test_the_encoders_steps_find_the_latents_that_the_game_finds(name):
    """E's first columns, and zeros behind them if E has too few; G's steps make of them what the game reconstructs."""
    game = ENCODING[name]()
    model, x = model_of(explorer_page(game.sampler(), encoder=encoder_of(game))), rows_of(game)
    code, wanted = interpret(model["encoder"], x)[:, : model["latent_dim"]], game.encode(x)
    z = np.zeros((len(x), model["latent_dim"]))
    z[:, : code.shape[1]] = code
    assert z.shape == wanted.shape
    assert np.abs(z - wanted).max() < 1e-2 * max(1, np.abs(wanted).max())
    low, high = game.data_range
    assert np.abs(interpret(model["generator"], z) - game.reconstruct(x)).max() / (high - low) < 1e-2


def test_an_encoder_is_in_the_page_only_if_the_game_encodes():
    for make in (families.gan, families.ebgan, families.autoencoder):  # EBGAN's encoder is a part of D
        assert encoder_of(make()) is None
    page = explorer_page(small())
    assert model_of(page)["encoder"] is None
    game = of_images(families.vae)
    assert len(explorer_page(game.sampler(), encoder=encoder_of(game))) > len(explorer_page(game.sampler()))


class Sharpened(BiGAN):
    """A user's own: E is not all of it."""

    def encode(self, x):
        return 2 * super().encode(x)


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (
            lambda: encoder_of(Sharpened(*families.bigan().players.values())),
            TypeError,
            "Sharpened.encode does something",
        ),
        (lambda: encoder_of(small()), TypeError, "game must be a game, got Sampler"),
        (lambda: explorer_page(small(), encoder="no"), TypeError, r"encoder must be a Sequential, such as encoder_of"),
        (
            lambda: explorer_page(small(), encoder=Sequential([Dense(5, 3)], rng=0)),
            ValueError,
            "the encoder must take the 6 values of an image, and takes 5",
        ),
        (
            lambda: explorer_page(small(prior=CodedNoise(2, continuous=0)), encoder=Sequential([Dense(6, 3)], rng=0)),
            ValueError,
            r"an encoder finds no code, and the latents of CodedNoise\(2",
        ),
    ],
)
def test_an_encoder_that_the_page_cannot_use_is_refused(call, error, words):
    with pytest.raises(error, match=words):
        call()


def test_a_page_is_complete_in_itself_and_below_5_megabytes():
    source = page_of("explorer.html", {})
    for word in ("http:", "https:", "src=", "href=", "url(", "@import", "import(", "fetch(", "XMLHttpRequest", "link"):
        assert word not in source
    assert "default-src 'none'" in source
    page = explorer_page(load_pretrained())
    assert "{{" not in page
    assert len(page.encode()) <= 5_000_000
    assert page == explorer_page(load_pretrained())


def test_the_file_is_written_whole_or_not_at_all(tmp_path):
    path = tmp_path / "a.html"
    write_explorer(path, small(), directions=2)
    assert path.read_text() == explorer_page(small(), directions=2)
    with pytest.raises(ValueError, match="points"):
        write_explorer(path, small(data_range=None))
    assert path.read_text() == explorer_page(small(), directions=2)
    assert [p.name for p in tmp_path.iterdir()] == ["a.html"]
    with pytest.raises(FileNotFoundError, match="no folder"):
        write_explorer(tmp_path / "absent" / "a.html", small())


def test_directions_of_a_linear_generator_are_its_left_singular_vectors():
    rng = np.random.default_rng(0)
    U, V = np.linalg.qr(rng.standard_normal((6, 6)))[0], np.linalg.qr(rng.standard_normal((16, 16)))[0]
    sampler = sampler_of([Dense(6, 16)], shape=(4, 4))
    sampler.generator.layers[0].W[...] = U @ np.diag([8, 4, 2, 1, 0.5, 0.25]) @ V[:6]
    v = principal_directions(sampler, 4, rng=1)
    np.testing.assert_allclose(v @ v.T, np.eye(4), atol=1e-6)
    assert (np.abs(np.sum(v * U.T[:4], axis=1)) > 0.999).all()
    assert ((v @ sampler.generator.layers[0].W).sum(axis=1) > 0).all()  # the sign: more ink
    assert principal_directions(sampler, 10, rng=1).shape == (6, 6)


def test_directions_maximise_the_mean_squared_change():
    """v^T E[J^T J] v, with J by central differences, against the eigenvalues: no other directions change more."""
    sampler, h, C = small(dtype=np.float64), 1e-4, 0
    before = sampler.generator.params.copy(), sampler.generator.grads.copy(), sampler.generator.state.copy()
    for z in sampler.latents(2000, rng=5):
        J = (sampler.generate(z + h * np.eye(3)) - sampler.generate(z - h * np.eye(3))) / (2 * h)  # (latent_dim, n)
        C = C + J @ J.T / 2000
    v = principal_directions(sampler, 3, rng=0)
    np.testing.assert_allclose(np.diag(v @ C @ v.T), np.linalg.eigvalsh(C)[::-1], rtol=0.03)
    after = sampler.generator.params, sampler.generator.grads, sampler.generator.state
    for a, b in zip(before, after, strict=True):
        np.testing.assert_array_equal(a, b)


def test_directions_are_those_of_pixels_where_g_gives_their_logits():
    """The first latent moves the logit of a pixel that is white already; the second, less far, those of grey ones."""
    sampler = sampler_of([Dense(2, 4)], shape=(2, 2), data_range=(0, 1))
    sampler.link = sigmoid
    sampler.generator.layers[0].W[...] = [[3, 0, 0, 0], [0, 0.5, 0.5, 0.5]]
    sampler.generator.layers[0].b[...] = [20, 0, 0, 0]
    np.testing.assert_allclose(np.abs(principal_directions(sampler, 2, rng=0)), [[0, 1], [1, 0]], atol=1e-3)


class OwnDense(Dense):
    """A user's own: numgan cannot know what it does."""


class OwnConvolution(Conv2D):
    """Likewise."""


class OwnNoise(NormalNoise):
    """Likewise."""


class OwnCode(CodedNoise):
    """Likewise."""


class OwnNetwork(Sequential):
    """Likewise."""


def linked(link):
    sampler = small()
    sampler.link = link
    return sampler


class Double(Layer):
    def forward(self, x, training=True):
        return 2 * x, None


@pytest.mark.parametrize(
    ("make", "error", "words"),
    [
        (
            lambda: sampler_of([Dense(3, 4), Double()], shape=(2, 2)),
            TypeError,
            r"generator/1, Double\(\), is for numgan alone",
        ),
        (lambda: sampler_of([OwnDense(3, 4)], shape=(2, 2)), TypeError, r"generator/0, OwnDense\(3, 4\)"),
        (
            lambda: sampler_of([Dense(3, 2), Skip([MinibatchDiscrimination(2, kernels=2)])], shape=(3, 2)),
            TypeError,
            "runs generator on one row at a time, and its layer minibatch_discrimination looks at several",
        ),
        (
            lambda: sampler_of([Reshape((2, 2, 1)), OwnConvolution(1, 1, kernel=1), Flatten()], shape=(2, 2)),
            TypeError,
            r"generator/1, OwnConvolution\(1, 1, kernel=1\)",
        ),
        (
            lambda: Sampler(OwnNetwork([Dense(3, 4)]), noise_prior=NormalNoise(), data_range=(0, 1), data_shape=(2, 2)),
            TypeError,
            "generator must be a Sequential or a Player, and no kind of your own, got OwnNetwork",
        ),
        (
            lambda: sampler_of([AddReference(3), VirtualBatchNorm(3), DropReference(), Dense(3, 4)], shape=(2, 2)),
            TypeError,
            r"generator/0, AddReference\(3\)",
        ),
        (lambda: small(prior=OwnNoise()), TypeError, "UniformNoise or RingNoise, and not from OwnNoise"),
        (lambda: small(prior=OwnCode(2, continuous=0)), TypeError, "RingNoise, and not from OwnCode"),
        (lambda: linked(np.tanh), TypeError, "knows the sigmoid as a link, and not .*tanh"),
        (lambda: small(data_range=None, shape=(6,)), ValueError, "points"),
        (lambda: small(shape=(6,)), ValueError, r"not \(6,\)"),
        (lambda: small(shape=(1, 3, 2)), ValueError, r"not \(1, 3, 2\)"),
        (lambda: small(shape=(3, 3)), ValueError, r"\(3, 3\) does not hold the 6 values"),
    ],
)
def test_what_the_page_cannot_do_is_said(make, error, words):
    with pytest.raises(error, match=words):
        explorer_page(make())


@pytest.mark.parametrize("value", [1e6, np.nan])
def test_weights_that_float16_cannot_hold_are_an_error(value):
    sampler = small()
    sampler.generator.layers[0].W[0, 0] = value
    with pytest.raises(ValueError, match="not finite, or too large for float16"):
        explorer_page(sampler)


@pytest.mark.parametrize("k", [0, -1, 2.5])
def test_a_wrong_number_of_directions_is_an_error(k):
    with pytest.raises(ValueError, match="whole number, at least 1"):
        explorer_page(small(), directions=k)


def test_the_notebook_gets_a_frame_around_the_file(tmp_path, monkeypatch):
    pytest.importorskip("IPython")
    monkeypatch.chdir(tmp_path)
    frame = show_explorer(small(), height=500, directions=2)
    assert (tmp_path / "explorer.html").read_text() == explorer_page(small(), directions=2)
    html = frame._repr_html_()
    assert 'src="explorer.html"' in html
    assert 'height="500"' in html
    assert len(html) < 500


def test_the_command(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert cli.main(["explore", "--pretrained"]) == 0
    assert capsys.readouterr().out == "explorer.html\n"
    assert (tmp_path / "explorer.html").read_text() == explorer_page(load_pretrained())
    recipes.mnist_mlp(rng=0, data_shape=(4, 4)).save("digits.npz")
    assert cli.main(["explore", "digits.npz", "-o", "a.html", "--seed", "5"]) == 0
    assert model_of((tmp_path / "a.html").read_text())["shape"] == [4, 4, 1]
    of_images(families.bigan).save("bigan.npz")
    assert cli.main(["explore", "bigan.npz", "-o", "b.html"]) == 0
    assert model_of((tmp_path / "b.html").read_text())["encoder"]["layers"][0]["kind"] == "dense"
    (tmp_path / "b.html").unlink()
    recipes.ring(rng=0).save("ring.npz")
    capsys.readouterr()
    for arguments, words in (["ring.npz"], "makes points"), (["absent.npz"], "no checkpoint absent.npz"):
        assert cli.main(["explore", *arguments, "-o", "b.html"]) == 1
        said = capsys.readouterr().err
        assert said.startswith("numgan: ")
        assert words in said
        assert said.count("\n") == 1
    assert not (tmp_path / "b.html").exists()


def test_a_gan_is_no_sampler():
    with pytest.raises(TypeError, match=r"sampler must be a Sampler: of a GAN pass gan.sampler\(\), got GAN"):
        explorer_page(small_gan())
