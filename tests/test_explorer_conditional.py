"""The latent explorer of a conditional generator: a button for each label, and a z without the label's columns."""

import json

import numpy as np
import pytest
from explorer_pages import decode, interpret, model_of
from games import CLASSES, LATENT, conditional_gan, images
from test_explorer_browser import browser, in_a_browser, open_page  # noqa: F401

from numgan import NormalNoise, Sampler, UniformNoise, great_circle_interpolation, recipes
from numgan.app import cli
from numgan.app.explorer import explorer_page, principal_directions


def small(prior=NormalNoise(), **settings):
    """The sampler of a GAN of images of 2 x 3 pixels and three labels, no array of its generator at its first value."""
    gan = conditional_gan(prior=prior, data_shape=(2, 3), **settings)
    gan.fit(images(), np.arange(64) % CLASSES)
    gan.generator.params[...] += np.random.default_rng(1).normal(0, 0.5, gan.generator.params.size)
    return gan.sampler()


def under(label, z):
    """[z | c] for rows of z."""
    c = np.zeros((len(z), CLASSES))
    c[:, label] = 1
    return np.hstack([z, c])


@pytest.mark.parametrize("prior", [NormalNoise(), UniformNoise()])
def test_the_page_holds_latents_without_labels_and_steps_that_take_both(prior):
    sampler = small(prior)
    model = model_of(explorer_page(sampler, rng=3))
    assert (model["latent_dim"], model["classes"]) == (LATENT, CLASSES)
    assert model["prior"] == {"class": type(prior).__name__}
    first = decode(model["first"]).reshape(10, LATENT)
    np.testing.assert_array_equal(first, sampler.latents(10, rng=3)[:, :LATENT].astype(np.float32))
    z = sampler.latents(20, rng=0)
    np.testing.assert_allclose(interpret(model["generator"], z), sampler.generate(z), atol=1e-2)
    assert decode(model["directions"]).size == LATENT * LATENT


def coded():
    """The sampler of an InfoGAN of images of 2 x 3 pixels: z of 62, ten categories, two numbers."""
    game = recipes.infogan(data_shape=(2, 3), rng=0)
    game.generator.params[...] += np.random.default_rng(1).normal(0, 0.1, game.generator.params.size)
    return Sampler(game.generator, noise_prior=game.noise_prior, data_range=(-1, 1), data_shape=(2, 3))


def test_the_page_of_an_infogan_has_its_category_and_its_numbers():
    sampler = coded()
    model = model_of(explorer_page(sampler, rng=3))
    assert (model["latent_dim"], model["classes"], model["numbers"]) == (62, 10, 2)
    assert (model["choice"], model["prior"]) == ("category", {"class": "NormalNoise"})
    first = decode(model["first"]).reshape(10, 62)
    np.testing.assert_array_equal(first, sampler.latents(10, rng=3)[:, :62])
    z = sampler.latents(20, rng=0)
    np.testing.assert_allclose(interpret(model["generator"], z), sampler.generate(z), atol=2e-2)
    plain = model_of(explorer_page(small()))
    assert (plain["choice"], plain["numbers"]) == ("label", 0)


def test_the_page_of_a_convolutional_conditional_generator():
    gan = recipes.cgan(channels=(2, 3), data_shape=(4, 8), classes=CLASSES, rng=0)
    for array in (gan.generator.params, gan.generator.state):
        array += np.abs(np.random.default_rng(1).normal(0, 0.3, array.size))
    sampler = gan.sampler()
    model = model_of(explorer_page(sampler, rng=3))
    assert (model["shape"], model["latent_dim"], model["classes"]) == ([4, 8, 1], 100, CLASSES)
    z = sampler.latents(20, rng=0)
    np.testing.assert_allclose(interpret(model["generator"], z), sampler.generate(z), atol=2e-2)


def test_directions_are_those_of_z_alone():
    """E[J^T J] over z's own columns, with J by central differences, averaged over the labels."""
    sampler, h, C = small(), 1e-4, 0
    steps = h * np.eye(LATENT + CLASSES)[:LATENT]
    for z in sampler.latents(2000, rng=5):
        J = (sampler.generate(z + steps) - sampler.generate(z - steps)) / (2 * h)  # (LATENT, n)
        C = C + J @ J.T / 2000
    v = principal_directions(sampler, 10, rng=0)
    assert v.shape == (LATENT, LATENT)
    np.testing.assert_allclose(v @ v.T, np.eye(LATENT), atol=1e-9)
    np.testing.assert_allclose(np.diag(v @ C @ v.T), np.linalg.eigvalsh(C)[::-1], rtol=0.05, atol=1e-3)


@pytest.mark.parametrize("recipe", [recipes.cgan, recipes.acgan])
def test_the_command(recipe, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    recipe(rng=0, data_shape=(4, 4), classes=6).save("digits.npz")
    assert cli.main(["explore", "digits.npz"]) == 0
    assert capsys.readouterr().out == "explorer.html\n"
    model = model_of((tmp_path / "explorer.html").read_text())
    assert (model["shape"], model["classes"], model["latent_dim"]) == ([4, 4, 1], 6, 100)


@pytest.mark.slow
@in_a_browser
def test_the_browser_generates_what_numpy_generates(open_page):  # noqa: F811
    page = open_page(small())
    z = page.sampler.latents(20, rng=7)
    for label in range(CLASSES):
        made = page.run(
            "return arguments[0].map((z) => Array.from(numgan.generate(z, arguments[1])))",
            z[:, :LATENT].tolist(),
            label,
        )
        np.testing.assert_allclose(made, page.sampler.generate(under(label, z[:, :LATENT])), atol=2e-2)


def everything_shows(page, base, label):
    """Whether the picture, the grid, the sliders' ends and the labels' pictures all show what they should."""
    grid, v = page.sampler.latents(10, rng=0)[:, :LATENT], directions_of(page)
    shown = [("#picture", base, label)]
    shown += [(f"#grid button:nth-child({i + 1}) canvas", grid[i], label) for i in range(10)]
    shown += [(f"#labels button:nth-child({c + 1}) canvas", base, c) for c in range(CLASSES)]
    for k in range(LATENT):
        for side, a in ((1, -3), (2, 3)):
            shown.append((f".slider:nth-child({k + 1}) canvas:nth-of-type({side})", base + a * v[k], label))
    return all(page.shows(under(c, z[None])[0], css) for css, z, c in shown)


def directions_of(page):
    rng = np.random.default_rng(0)
    page.sampler.latents(10, rng=rng)  # the ten pictures come first
    return principal_directions(page.sampler, 10, rng=rng)


@pytest.mark.slow
@in_a_browser
def test_a_button_for_each_label(open_page):  # noqa: F811
    from selenium.webdriver.common.keys import Keys

    page = open_page(small())
    first = page.sampler.latents(10, rng=0)[:, :LATENT]
    assert page.find(".conditional").text == "and a label"
    buttons = page.browser.find_elements("css selector", "#labels button")
    assert [button.text for button in buttons] == ["0", "1", "2"]
    assert everything_shows(page, first[0], 0)
    for label in (2, 1):
        buttons[label].click()
        assert [b.get_attribute("aria-pressed") for b in buttons] == [str(c == label).lower() for c in range(CLASSES)]
        assert everything_shows(page, first[0], label)
    page.find("#grid button:nth-child(5)").click()  # another base keeps the label
    assert everything_shows(page, first[4], 1)
    page.find("#slider2").send_keys(Keys.HOME)
    moved = first[4] - 3 * directions_of(page)[2]
    assert page.shows(under(1, moved[None])[0])
    buttons[0].click()  # and another label keeps the sliders
    np.testing.assert_allclose(page.latent(), moved, atol=1e-5)
    assert page.shows(under(0, moved[None])[0])
    assert page.shows(under(2, moved[None])[0], "#labels button:nth-child(3) canvas")
    page.find("#random").click()
    drawn = page.latent()
    assert drawn.shape == (LATENT,)
    assert page.shows(under(0, drawn[None])[0])


@pytest.mark.slow
@in_a_browser
def test_a_button_for_each_category_and_a_slider_for_each_number(open_page):  # noqa: F811
    from selenium.webdriver.common.keys import Keys

    page = open_page(coded())
    first = page.sampler.latents(10, rng=0)

    def shows(css, row, category, *numbers):
        return page.shows(page.sampler.noise_prior.ask(first[row : row + 1], category=category, code=numbers)[0], css)

    assert [part.text for part in page.browser.find_elements("css selector", "p span.conditional, p span.coded")] == [
        "and a category",
        "and 2 numbers of a code",
    ]
    assert shows("#picture", 0, 0, 0, 0)
    for k, numbers in ((1, (-2, 0)), (2, (0, -2))):
        assert shows(f"#code .slider:nth-child({k}) canvas:nth-of-type(1)", 0, 0, *numbers)
    page.browser.find_elements("css selector", "#labels button")[7].click()
    page.find("#number1").send_keys(Keys.ARROW_RIGHT * 15)
    assert page.find("#code .slider:nth-child(2) output").text == "+1.5"
    assert shows("#picture", 0, 7, 0, 1.5)
    assert not shows("#picture", 0, 7, 0, 0)
    assert shows("#grid button:nth-child(4) canvas", 3, 7, 0, 1.5)
    assert shows("#labels button:nth-child(1) canvas", 0, 0, 0, 1.5)
    assert shows("#code .slider:nth-child(1) canvas:nth-of-type(2)", 0, 7, 2, 1.5)
    page.find("#grid button:nth-child(4)").click()  # another base keeps the code
    assert shows("#picture", 3, 7, 0, 1.5)
    page.find("#reset").click()
    assert shows("#picture", 3, 7, 0, 0)
    assert shows("#grid button:nth-child(2) canvas", 1, 7, 0, 0)


@pytest.mark.slow
@in_a_browser
def test_latents_and_paths_have_no_label_in_them(open_page):  # noqa: F811
    page = open_page(small(UniformNoise()))
    z = np.array(page.run("return Array.from({length: 2000}, () => Array.from(numgan.randomLatent()))"))
    assert z.shape == (2000, LATENT)
    np.testing.assert_allclose(np.cov(z.T), np.eye(LATENT), atol=0.15)
    assert np.abs(z).max() <= np.sqrt(3) + 1e-6
    script = """const path = numgan.greatCircle(...arguments[0].map((z) => Float32Array.from(z)));
                return [0, 0.5, 1].map((a) => Array.from(path(a)))"""
    arc = page.run(script, z[:2].tolist())
    np.testing.assert_allclose(arc, great_circle_interpolation(z[0], z[1], 3), atol=1e-5)


@pytest.mark.slow
@in_a_browser
def test_without_labels_the_page_has_no_place_for_them(open_page):  # noqa: F811
    page = open_page(recipes.mnist_mlp(rng=0, data_shape=(4, 4)).sampler())
    assert not any(part.is_displayed() for part in page.browser.find_elements("css selector", ".conditional"))
    assert page.browser.find_elements("css selector", "#labels button") == []
    assert page.browser.find_elements("css selector", "#code .slider") == []
    assert not any(part.is_displayed() for part in page.browser.find_elements("css selector", ".coded"))
    assert json.loads(page.run("return JSON.stringify(numgan.model.classes)")) == 0
