"""The latent explorer in a real browser, opened from disk without a network."""

import time

import numpy as np
import pytest
from browser import OpenPage, in_a_browser, offline_chromium
from explorer_pages import ENCODING, SAMPLERS, rows_of, sampler_of, small

from numgan import Dense, NormalNoise, RingNoise, UniformNoise, great_circle_interpolation, load_pretrained, recipes
from numgan.app.explorer import encoder_of, principal_directions, write_explorer


@pytest.fixture(scope="module")
def browser():
    with offline_chromium() as driver:
        yield driver


class Page(OpenPage):
    """An explorer, opened in the browser from disk."""

    def __init__(self, browser, folder, sampler, **more):
        self.sampler = sampler
        write_explorer(folder / "explorer.html", sampler, **more)
        super().__init__(browser, folder / "explorer.html")

    def latent(self):
        return np.array(self.run("return Array.from(numgan.latent())"), np.float32)

    def settle(self):
        while self.run("return numgan.queue.size"):
            time.sleep(0.01)

    def shows(self, z, css="#picture"):
        """Whether a canvas shows the sampler's image of this latent, give or take a hundredth of the range."""
        image = self.sampler.to_images(self.sampler.generate(z[None]))[0]
        image = np.broadcast_to(image.reshape(*image.shape[:2], -1), (*image.shape[:2], 3))
        pixels = self.pixels(css)
        return (pixels[..., 3] == 255).all() and np.abs(pixels[..., :3].astype(int) - image).max() <= 2.55


@pytest.fixture
def open_page(browser, tmp_path):
    """`open_page(sampler, ...)`; at the end the console must be empty, and nothing but the file have been asked for."""
    pages = []

    def opened(sampler, **more):
        for page in pages[-1:]:
            page.close()
        pages.append(Page(browser, tmp_path, sampler, **more))
        return pages[-1]

    yield opened
    pages[-1].close()


@in_a_browser
@pytest.mark.parametrize("name", SAMPLERS)
def test_the_browser_generates_what_numpy_generates(open_page, name):
    page = open_page(SAMPLERS[name]())
    z = page.sampler.latents(20, rng=7)
    images = page.run("return arguments[0].map((z) => Array.from(numgan.generate(z)))", z.tolist())
    low, high = page.sampler.data_range
    assert np.abs(np.array(images) - page.sampler.generate(z)).max() / (high - low) < 1e-2
    first = page.sampler.latents(10, rng=0)
    np.testing.assert_array_equal(page.latent(), first[0].astype(np.float32))
    assert page.shows(first[0])
    for i in range(10):
        assert page.shows(first[i], f"#grid button:nth-child({i + 1}) canvas")


@in_a_browser
@pytest.mark.parametrize("name", ENCODING)
def test_the_browser_encodes_what_numpy_encodes(open_page, name):
    game = ENCODING[name]()
    page, x = open_page(game.sampler(), encoder=encoder_of(game)), rows_of(game)
    z = np.array(page.run("return arguments[0].map((x) => Array.from(numgan.encode(x)))", x.tolist()))
    wanted = game.encode(x)
    assert np.abs(z - wanted).max() < 1e-2 * max(1, np.abs(wanted).max())
    rows = page.run("return arguments[0].map((x) => Array.from(numgan.generate(numgan.encode(x))))", x.tolist())
    low, high = game.data_range
    assert np.abs(np.array(rows) - game.reconstruct(x)).max() / (high - low) < 1e-2


@in_a_browser
def test_a_drawing_is_where_the_sliders_begin(open_page):
    """And an empty one, or none, is said to be empty and changes nothing."""
    from selenium.webdriver.common.keys import Keys

    game = recipes.vae(rng=0)
    page = open_page(game.sampler(), encoder=encoder_of(game))
    first = page.latent()
    page.find("#encode").click()
    assert page.find("#said").text == "The drawing is empty: draw a digit first."
    np.testing.assert_array_equal(page.latent(), first)

    page.draw([(-0.2, -0.3), (0.2, -0.3), (-0.1, 0.3)])  # a seven
    seen = page.pixels("#seen")[..., 0]
    inked = np.argwhere(seen > 127)
    assert np.ptp(inked, axis=0).max() + 1 in (19, 20, 21)  # the longer side, as MNIST has it
    centre = (seen[..., None] * (np.indices(seen.shape).transpose(1, 2, 0) + 0.5)).sum(axis=(0, 1)) / seen.sum()
    np.testing.assert_allclose(centre, 14, atol=0.1)
    assert seen[inked[:, 0].min() + 1].sum() > 3 * seen[inked[:, 0].max() - 1].sum()  # the bar is above
    z = game.encode(game.scale(seen[None]))[0]
    np.testing.assert_allclose(page.latent(), z, atol=2e-2)
    assert page.shows(z)
    assert "how the generator sees your drawing" in page.find("#said").text

    page.find("#slider0").send_keys(Keys.ARROW_RIGHT * 10)
    assert np.linalg.norm(page.latent() - z) == pytest.approx(1, abs=0.05)
    page.find("#random").click()
    page.find("#encode").click()
    np.testing.assert_allclose(page.latent(), z, atol=2e-2)
    page.find("#clear").click()
    assert page.find("#said").text == ""
    assert not page.pixels("#seen")[..., :3].any()
    page.find("#encode").click()
    assert page.find("#said").text == "The drawing is empty: draw a digit first."


@in_a_browser
def test_a_drawing_is_placed_alike_wherever_and_however_large_it_is(open_page):
    game = recipes.vae(rng=0)
    page = open_page(game.sampler(), encoder=encoder_of(game))
    script = """const n = 200, ink = new Float32Array(n * n), [x, y, w, h] = arguments;
                for (let i = y; i < y + h; i++) for (let j = x; j < x + w; j++) ink[i * n + j] = 1;
                return Array.from(numgan.fit(ink, n) ?? [])"""
    large, small_one = (
        np.array(page.run(script, *box)).reshape(28, 28) for box in ([10, 20, 60, 120], [150, 100, 30, 60])
    )
    wanted = np.zeros((28, 28))
    wanted[4:24, 9:19] = 1  # 20 x 10 pixels in the middle
    np.testing.assert_allclose(large, wanted, atol=1e-6)
    np.testing.assert_allclose(small_one, wanted, atol=1e-6)
    assert page.run(script, 0, 0, 0, 0) == []


@in_a_browser
def test_without_an_encoder_there_is_no_paper(open_page):
    page = open_page(small())
    assert not page.find("#paper").is_displayed()
    game = ENCODING["bigan"]()
    assert open_page(game.sampler(), encoder=encoder_of(game)).find("#paper").is_displayed()


@pytest.mark.slow
@in_a_browser
def test_the_browser_decodes_float16_exactly(open_page):
    """Every 31st of the finite values, either sign, subnormal ones among them: as weights from a latent of 1."""
    bits = np.arange(0, 0x7C00, 31, dtype=np.uint16)
    values = np.concatenate([bits, bits | 0x8000]).view(np.float16)
    sampler = sampler_of([Dense(1, 2048, bias=False)], shape=(32, 64), data_range=(-65504, 65504))
    sampler.generator.layers[0].W[...] = values
    decoded = open_page(sampler).run("return Array.from(numgan.generate([1]))")
    np.testing.assert_array_equal(decoded, values.astype(np.float64))


@pytest.mark.slow
@in_a_browser
def test_sliders_move_the_latent_along_the_directions(open_page):
    from selenium.webdriver.common.keys import Keys

    page = open_page(load_pretrained())
    z, v = page.latent(), principal_directions_of(page)
    assert page.shows(z - 3 * v[2], ".slider:nth-child(3) canvas:nth-of-type(1)")
    assert page.shows(z + 3 * v[2], ".slider:nth-child(3) canvas:nth-of-type(2)")
    page.find("#slider2").send_keys(Keys.ARROW_RIGHT * 20)
    page.find("#slider9").send_keys(Keys.HOME)
    moved = z + 2 * v[2] - 3 * v[9]
    np.testing.assert_allclose(page.latent(), moved, atol=1e-5)
    assert page.shows(moved)
    assert not page.shows(z)
    assert page.shows(z + 3 * v[2] - 3 * v[9], ".slider:nth-child(3) canvas:nth-of-type(2)")
    assert [page.find(f".slider:nth-child({k}) output").text for k in (1, 3, 10)] == ["0.0", "+2.0", "\u22123.0"]
    assert f"{np.linalg.norm(moved):.1f}" in page.find("#length").text
    page.find("#reset").click()
    assert page.shows(z)
    assert page.find(".slider:nth-child(3) output").text == "0.0"


def principal_directions_of(page):
    rng = np.random.default_rng(0)
    page.sampler.latents(10, rng=rng)  # the ten pictures come first
    return principal_directions(page.sampler, 10, rng=rng).astype(np.float32)


@pytest.mark.slow
@in_a_browser
def test_buttons(open_page):
    page = open_page(load_pretrained())
    first = page.sampler.latents(10, rng=0)
    fourth = page.find("#grid button:nth-child(4)")
    assert fourth.get_attribute("aria-pressed") == "false"
    fourth.click()
    assert fourth.get_attribute("aria-pressed") == "true"
    assert page.shows(first[3])
    page.find("#random").click()
    drawn = page.latent()
    assert fourth.get_attribute("aria-pressed") == "false"
    assert page.shows(drawn)
    assert np.abs(drawn - first).max(axis=1).min() > 0.1
    before = page.pixels("#grid button:nth-child(4) canvas")
    page.find("#others").click()
    assert (page.pixels("#grid button:nth-child(4) canvas") != before).any()
    assert page.shows(drawn)
    fourth.click()
    assert not page.shows(drawn)
    np.testing.assert_array_equal(page.pixels(), page.pixels("#grid button:nth-child(4) canvas"))


@pytest.mark.slow
@in_a_browser
def test_interpolation_walks_along_a_great_circle(open_page):
    page = open_page(load_pretrained())
    page.find("#random").click()
    page.run(
        "window.path = [];"
        "requestAnimationFrame(function see() { path.push(Array.from(numgan.latent())); requestAnimationFrame(see); });"
    )
    page.find("#interpolate").click()
    time.sleep(2.5)  # the walk takes 2 seconds
    while not page.run("return path.length > 20 && path.slice(-3).every((z) => z.join() === path.at(-1).join())"):
        time.sleep(0.1)
    path = np.array(page.run("return path"), np.float32)
    arc = great_circle_interpolation(path[0], path[-1], 500)
    distances = np.linalg.norm(path[:, None] - arc, axis=2)  # (seen, on the arc)
    assert distances.min(axis=1).max() < 0.02 * np.linalg.norm(path[0] - path[-1])
    nearest = distances.argmin(axis=1)
    assert (np.diff(nearest) >= 0).all()
    assert len(set(nearest)) > 3
    assert page.shows(path[-1])


@pytest.mark.slow
@in_a_browser
def test_latents_and_paths_are_those_of_noise_py(open_page):
    for prior in (NormalNoise(), UniformNoise()):
        page = open_page(small(prior=prior))
        z = np.array(page.run("return Array.from({length: 4000}, () => Array.from(numgan.randomLatent()))"))
        assert z.shape == (4000, 3)
        np.testing.assert_allclose(z.mean(axis=0), 0, atol=0.1)
        np.testing.assert_allclose(np.cov(z.T), np.eye(3), atol=0.15)
        fourth = {NormalNoise: 3, UniformNoise: 9 / 5}[type(prior)]  # the fourth moment tells one from the other
        np.testing.assert_allclose((z**4).mean(), fourth, atol=0.4)
        assert (np.abs(z).max() > np.sqrt(3)) == (type(prior) is NormalNoise)
        script = """const path = numgan.greatCircle(...arguments[0].map((z) => Float32Array.from(z)));
                    return [0, 0.25, 0.5, 0.75, 1].map((a) => Array.from(path(a)))"""
        for z0, z1 in (z[0], z[1]), (z[0], z[0]):
            arc = page.run(script, [z0.tolist(), z1.tolist()])
            np.testing.assert_allclose(arc, great_circle_interpolation(z0, z1, 5), atol=1e-5)


@in_a_browser
def test_latents_of_a_ring_are_those_of_its_petals(open_page):
    """Turned back to the first petal, they are N(radius, length^2) outwards and N(0, width^2) across."""
    prior = RingNoise(5, radius=3.0, length=0.4, width=0.2)
    page = open_page(sampler_of([Dense(2, 4)], shape=(2, 2), prior=prior))
    z = np.array(page.run("return Array.from({length: 4000}, () => Array.from(numgan.randomLatent()))"))
    petal = np.rint(np.arctan2(z[:, 1], z[:, 0]) * 5 / (2 * np.pi)).astype(int) % 5
    np.testing.assert_allclose(np.bincount(petal) / 4000, 1 / 5, atol=0.03)
    a = 2 * np.pi * petal / 5
    outwards = z[:, 0] * np.cos(a) + z[:, 1] * np.sin(a)
    across = z[:, 1] * np.cos(a) - z[:, 0] * np.sin(a)
    np.testing.assert_allclose([outwards.mean(), across.mean()], [3, 0], atol=0.03)
    np.testing.assert_allclose([outwards.std(), across.std()], [0.4, 0.2], rtol=0.05)
    assert f"about {np.sqrt(9 + 0.16 + 0.04):.1f}" in page.find("#length").text
