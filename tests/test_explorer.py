"""The latent explorer: what the page holds, and what a real browser makes of it, opened from disk without a network."""

import base64
import json
import re
import time

import numpy as np
import pytest
from browser import headless_chromium, in_a_browser

from numgan import (
    BatchNorm,
    Dense,
    Dropout,
    Layer,
    LeakyReLU,
    Maxout,
    NormalNoise,
    ReLU,
    Sampler,
    Sequential,
    Sigmoid,
    Tanh,
    UniformNoise,
    cli,
    great_circle_interpolation,
    load_pretrained,
    recipes,
)
from numgan.explorer import TEMPLATE, explorer_page, principal_directions, show_explorer, write_explorer


def sampler_of(layers, *, shape, data_range=(-1, 1), prior=NormalNoise(), dtype=np.float32):
    """A sampler whose generator has no array left at its first value."""
    generator, rng = Sequential(layers, rng=0, dtype=dtype), np.random.default_rng(1)
    generator.params[...] += 0.3 * rng.standard_normal(generator.params.shape)
    generator.state[...] += rng.random(generator.state.shape)
    return Sampler(generator, noise_prior=prior, data_range=data_range, data_shape=shape)


def small(**changes):
    return sampler_of([Dense(3, 8), ReLU(), Dense(8, 6), Tanh()], **{"shape": (3, 2)} | changes)


def every_layer():
    layers = [
        Dense(7, 12, bias=False),
        BatchNorm(12, eps=1e-3),
        LeakyReLU(0.3),
        Dropout(0.4),
        Maxout(12, 10, pieces=3),
        ReLU(),
        Dense(10, 9),
        Tanh(),
        BatchNorm(9),
        Sigmoid(),
        Dense(9, 12),
        Sigmoid(),
    ]
    return sampler_of(layers, shape=(2, 2, 3), data_range=(0, 1), prior=UniformNoise())


SAMPLERS = {
    "pretrained": load_pretrained,
    "every layer, RGB": every_layer,
    "one channel": lambda: small(shape=(3, 2, 1)),
    "float64": lambda: small(dtype=np.float64),
    "goodfellow2014": lambda: recipes.goodfellow2014(rng=0).sampler(),
    "one latent": lambda: sampler_of([Dense(1, 4)], shape=(2, 2)),
}


def model_of(page):
    text = re.search(r'<script type="application/json" id="model">(.*)</script>', page).group(1)
    assert "<" not in text
    return json.loads(text)


def decode(text, dtype="<f4"):
    return np.frombuffer(base64.b64decode(text), dtype).astype(np.float64)


def interpret(steps, x):
    """The steps' equations as inference_steps states them, in float64."""
    for step in steps:
        match step["op"]:
            case "affine":
                x = x @ decode(step["W"], "<f2").reshape(x.shape[1], -1) + decode(step["b"])
            case "scale":
                x = x * decode(step["factor"]) + decode(step["shift"])
            case "leaky_relu":
                x = np.where(x > 0, x, step["slope"] * x)
            case "max":
                x = np.stack(np.split(x, step["pieces"], axis=1)).max(axis=0)
            case "sigmoid":
                x = (1 + np.tanh(x / 2)) / 2
            case "tanh":
                x = np.tanh(x)
            case other:
                raise AssertionError(other)
    return x


@pytest.mark.parametrize("name", SAMPLERS)
def test_the_steps_in_the_page_compute_what_the_sampler_generates(name):
    sampler = SAMPLERS[name]()
    model = model_of(explorer_page(sampler, rng=3))
    z = sampler.latents(50, rng=0)
    low, high = sampler.data_range
    error = np.abs(interpret(model["steps"], z) - sampler.generate(z)).max() / (high - low)
    assert error < 1e-2
    if name == "pretrained":
        assert error < 1e-4  # stored in float16 to begin with
    assert model["range"] == [low, high]
    assert model["shape"] == [*sampler.data_shape, 1][:3]
    first = decode(model["first"]).reshape(10, -1)
    np.testing.assert_array_equal(first, sampler.latents(10, rng=3).astype(np.float32))


def test_a_page_is_complete_in_itself_and_below_5_megabytes():
    source = TEMPLATE.read_text(encoding="utf-8")
    assert source.count("{{MODEL}}") == 1
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


class OwnDense(Dense):
    """A user's own: numgan cannot know what it does."""


class OwnNoise(NormalNoise):
    """Likewise."""


class OwnNetwork(Sequential):
    """Likewise."""


class Double(Layer):
    def forward(self, x, training=True):
        return 2 * x, None


@pytest.mark.parametrize(
    ("make", "error", "words"),
    [
        (lambda: sampler_of([Dense(3, 4), Double()], shape=(2, 2)), TypeError, r"numgan's own layers, and not Double"),
        (lambda: sampler_of([OwnDense(3, 4)], shape=(2, 2)), TypeError, r"not OwnDense\(3, 4\)"),
        (
            lambda: Sampler(OwnNetwork([Dense(3, 4)]), noise_prior=NormalNoise(), data_range=(0, 1), data_shape=(2, 2)),
            TypeError,
            "not OwnNetwork",
        ),
        (lambda: small(prior=OwnNoise()), TypeError, "NormalNoise or UniformNoise, and not from OwnNoise"),
        (lambda: small(data_range=None, shape=(6,)), ValueError, "points"),
        (lambda: small(shape=(6,)), ValueError, r"not \(6,\)"),
        (lambda: small(shape=(1, 3, 2)), ValueError, r"not \(1, 3, 2\)"),
        (lambda: small(shape=(3, 3)), ValueError, r"not \(3, 3\) from 6 values"),
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
    recipes.ring(rng=0).save("ring.npz")
    capsys.readouterr()
    for arguments, words in (["ring.npz"], "makes points"), (["absent.npz"], "no checkpoint absent.npz"):
        assert cli.main(["explore", *arguments, "-o", "b.html"]) == 1
        said = capsys.readouterr().err
        assert said.startswith("numgan: ")
        assert words in said
        assert said.count("\n") == 1
    assert not (tmp_path / "b.html").exists()


# ---- In the browser ----


@pytest.fixture(scope="module")
def browser():
    """Chromium without a network."""
    with headless_chromium() as driver:
        driver.set_network_conditions(offline=True, latency=0, download_throughput=0, upload_throughput=0)
        yield driver


class Page:
    """An explorer, opened in the browser from disk."""

    def __init__(self, browser, folder, sampler):
        self.browser, self.sampler, self.path = browser, sampler, folder / "explorer.html"
        write_explorer(self.path, sampler)
        for log in ("browser", "performance"):
            browser.get_log(log)  # what earlier pages left
        browser.get(self.path.as_uri())

    def run(self, script, *arguments):
        return self.browser.execute_script(script, *arguments)

    def find(self, css):
        return self.browser.find_element("css selector", css)

    def latent(self):
        return np.array(self.run("return Array.from(numgan.latent())"), np.float32)

    def pixels(self, css="#picture"):
        """What stands on a canvas, read from a copy of it: (height, width, 4), uint8."""
        script = """const canvas = document.querySelector(arguments[0]), { width, height } = canvas;
                    const copy = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
                    copy.drawImage(canvas, 0, 0);
                    return [height, width, Array.from(copy.getImageData(0, 0, width, height).data)]"""
        height, width, data = self.run(script, css)
        return np.array(data, np.uint8).reshape(height, width, 4)

    def shows(self, z, css="#picture"):
        """Whether a canvas shows the sampler's image of this latent, give or take a hundredth of the range."""
        image = self.sampler.to_images(self.sampler.generate(z[None]))[0]
        image = np.broadcast_to(image.reshape(*image.shape[:2], -1), (*image.shape[:2], 3))
        pixels = self.pixels(css)
        return (pixels[..., 3] == 255).all() and np.abs(pixels[..., :3].astype(int) - image).max() <= 2.55

    def close(self):
        assert self.browser.get_log("browser") == []
        messages = [json.loads(entry["message"])["message"] for entry in self.browser.get_log("performance")]
        asked = [m["params"]["request"]["url"] for m in messages if m["method"] == "Network.requestWillBeSent"]
        assert asked == [self.path.as_uri()]


@pytest.fixture
def open_page(browser, tmp_path):
    """`open_page(sampler)`; at the end the console must be empty, and nothing but the file have been asked for."""
    pages = []

    def opened(sampler):
        for page in pages[-1:]:
            page.close()
        pages.append(Page(browser, tmp_path, sampler))
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
def test_the_browser_decodes_float16_exactly(open_page):
    """Every 31st of the finite values, either sign, subnormal ones among them: as weights from a latent of 1."""
    bits = np.arange(0, 0x7C00, 31, dtype=np.uint16)
    values = np.concatenate([bits, bits | 0x8000]).view(np.float16)
    sampler = sampler_of([Dense(1, 2048, bias=False)], shape=(32, 64), data_range=(-65504, 65504))
    sampler.generator.layers[0].W[...] = values
    decoded = open_page(sampler).run("return Array.from(numgan.generate([1]))")
    np.testing.assert_array_equal(decoded, values.astype(np.float64))


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


@in_a_browser
def test_interpolation_walks_along_a_great_circle(open_page):
    page = open_page(load_pretrained())
    page.find("#random").click()
    path = [page.latent()]
    page.find("#interpolate").click()
    start = time.monotonic()
    while time.monotonic() < start + 2.5 or not np.array_equal(path[-1], path[-20]):  # the walk takes 2 seconds
        path.append(page.latent())
        time.sleep(0.02)
    arc = great_circle_interpolation(path[0], path[-1], 500)
    distances = np.linalg.norm(np.array(path)[:, None] - arc, axis=2)  # (seen, on the arc)
    assert distances.min(axis=1).max() < 0.02 * np.linalg.norm(path[0] - path[-1])
    nearest = distances.argmin(axis=1)
    assert (np.diff(nearest) >= 0).all()
    assert len(set(nearest)) > 3
    assert page.shows(path[-1])


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
