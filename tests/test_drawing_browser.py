"""The drawing page in a real browser, opened from disk without a network."""

import numpy as np
import pytest
from browser import OpenPage, in_a_browser, offline_chromium
from test_drawing import moved, small

from numgan import load_mnist, recipes
from numgan.app.drawing import digits_to_begin_with, write_drawing_page
from numgan.datasets import outline_pairs, outlined

EMPTY = "The paper is empty: draw something, or begin with an example."
SEVEN = [(-0.2, -0.3), (0.2, -0.3), (-0.1, 0.3)]


@pytest.fixture(scope="module")
def browser():
    with offline_chromium() as driver:
        yield driver


class Page(OpenPage):
    def __init__(self, browser, folder, game, examples=None):
        self.game = game
        write_drawing_page(folder / "page.html", game, examples)
        super().__init__(browser, folder / "page.html")

    def settle(self):
        self.run("numgan.show()")

    def image(self):
        """What is on the paper, in the network's scale, (1, n), and whether the canvas shows it."""
        x = np.array(self.run("return Array.from(numgan.image())"))[None]
        shown = self.pixels("#paper")[..., : (*self.game.data_shape, 1)[2]].reshape(1, -1)
        assert np.abs(self.game.to_images(x.astype(np.float32)).reshape(1, -1).astype(int) - shown).max() <= 1
        return x

    def ink(self):
        """Shares of ink of the pixels, (height, width)."""
        low, high = self.game.data_range
        return ((self.image() - low) / (high - low)).reshape(self.game.data_shape)


@pytest.fixture
def open_page(browser, tmp_path):
    pages = []

    def opened(*arguments):
        pages.append(Page(browser, tmp_path, *arguments))
        return pages[-1]

    yield opened
    pages[-1].close()


def digits():
    """The recipe's networks, no array at its first value, and outlines to begin with."""
    game = moved(recipes.pix2pix(rng=0))
    return game, digits_to_begin_with(game)


@in_a_browser
@pytest.mark.parametrize("name", ["pix2pix", "pix2pix, RGB", "cyclegan"])
def test_the_browser_translates_a_drawing_as_numpy_does(open_page, name):
    game = {
        "pix2pix": lambda: digits()[0],
        "pix2pix, RGB": lambda: small(data_shape=(8, 12, 3)),
        "cyclegan": lambda: small("cyclegan"),
    }[name]()
    page = open_page(game)
    page.draw(SEVEN, [(-0.1, 0.1), (0.2, 0.1)])
    x = page.image()
    assert x.max() > 0.9
    y = np.array(page.run("return Array.from(numgan.translate(numgan.image()))"))
    wanted = game.translate(x.astype(np.float32))[0]
    np.testing.assert_allclose(y, wanted, atol=1e-4)
    shown = page.pixels("#picture")[..., : (*game.data_shape, 1)[2]].reshape(-1)
    assert np.abs(game.to_images(wanted[None]).reshape(-1).astype(int) - shown).max() <= 1
    assert page.find("#said").text == ""
    assert "ms" in page.find("#time").text


@in_a_browser
def test_examples_undo_clear_and_the_eraser(open_page):
    game, examples = digits()
    page = open_page(game, examples)
    assert page.find("#said").text == EMPTY
    assert not page.pixels("#picture")[..., :3].any()
    assert not page.find("#undo").is_enabled()

    tiles = page.browser.find_elements("css selector", "#examples button")
    assert len(tiles) == 10
    for k in (3, 8):
        tiles[k].click()
        np.testing.assert_allclose(page.image(), game.scale(examples[k : k + 1]), atol=1e-6)
    assert page.find("#said").text == ""
    np.testing.assert_array_equal(page.pixels("#examples button:nth-child(9) canvas")[..., 0], examples[8])

    page.draw([(-0.4, 0.4), (0.4, 0.4)])
    drawn = page.ink()
    page.find("#eraser").click()
    page.run("const wide = document.getElementById('wide'); wide.value = 6; wide.dispatchEvent(new Event('input'))")
    assert page.find("#how_wide").text == "6 pixels"
    page.draw([(-0.4, 0.4), (0.4, 0.4)])
    wiped = page.ink()
    assert wiped[23:27, 3:25].max() == 0
    np.testing.assert_array_equal(wiped[:20], drawn[:20])
    page.find("#undo").click()
    np.testing.assert_array_equal(page.ink(), drawn)
    page.find("#clear").click()
    page.settle()
    assert page.find("#said").text == EMPTY
    for _ in range(2):  # the clean sheet, and the line
        page.find("#undo").click()
    np.testing.assert_allclose(page.image(), game.scale(examples[8:9]), atol=1e-6)


def ring(page, *corners):
    """Draw from corner to corner, and back to the first, with a pen one pixel wide: ink, (28, 28)."""
    page.run("numgan.show()")
    for start, end in zip(corners, corners[1:] + corners[:1], strict=True):
        page.run("numgan.drawLine(...arguments)", start, end, 1, 255)
    return page.ink()


@in_a_browser
def test_the_pen_draws_lines_like_the_outlines_that_are_learned_from(open_page):
    """A square's outline in the very pixels; a slanted one with as much ink as `outlined` leaves; as wide as these."""
    game, examples = digits()
    solid = np.zeros((1, 28, 28), np.uint8)
    solid[0, 5:20, 8:22] = 255
    drawn = ring(open_page(game), [8.5, 5.5], [21.5, 5.5], [21.5, 19.5], [8.5, 19.5])
    np.testing.assert_allclose(drawn, outlined(solid)[0] / 255, atol=1e-6)

    i, j = np.indices((28, 28))
    diamond = np.where(abs(i - 14) + abs(j - 14) <= 10, 255, 0).astype(np.uint8)[None]
    page = open_page(game)
    drawn = ring(page, [14.5, 5], [24, 14.5], [14.5, 24], [5, 14.5])
    assert drawn.sum() == pytest.approx((outlined(diamond) / 255).sum(), rel=0.08)  # slanted, 15 points of 16 are inked

    page = open_page(game, examples)
    page.draw([(-0.2, -0.3), (0.17, -0.26), (0.23, 0.2), (-0.1, 0.31), (-0.27, 0.12), (-0.2, -0.3)])
    outlines, _ = outline_pairs(load_mnist().test_images[:200])
    assert abs(grey(page.ink()) - grey(outlines / 255)) < 0.07


def grey(ink):
    """sum p^2 / sum p: the thinner lines are, the less; 1 - 1/(3 w) for w pixels."""
    return (ink**2).sum() / ink.sum()


@in_a_browser
def test_a_finger_draws(open_page):
    page = open_page(digits()[0])
    box = page.run(
        "const { x, y, width } = document.getElementById('paper').getBoundingClientRect(); return [x, y, width]"
    )
    at = [{"x": box[0] + box[2] * share, "y": box[1] + box[2] * 0.5} for share in (0.2, 0.5, 0.8)]
    for kind, points in (("touchStart", at[:1]), ("touchMove", at[1:2]), ("touchMove", at[2:]), ("touchEnd", [])):
        page.browser.execute_cdp_cmd("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    lines = page.ink()
    assert lines[13:15, 6:22].sum(axis=0).min() > 0.9
    assert lines[:12].max() == lines[16:].max() == 0
    assert page.run("return scrollY") == 0


@in_a_browser
def test_the_keyboard_draws(open_page):
    from selenium.webdriver.common.action_chains import ActionChains
    from selenium.webdriver.common.keys import Keys

    page = open_page(digits()[0])
    paper = page.find("#paper")
    assert not page.find("#nib").is_displayed()
    paper.send_keys(Keys.ARROW_LEFT, Keys.ARROW_UP, Keys.ARROW_UP)  # the pen is up: nothing is drawn
    assert page.find("#nib").is_displayed()
    assert page.ink().max() == 0
    paper.send_keys(" ", *[Keys.ARROW_RIGHT] * 5, *[Keys.ARROW_DOWN] * 3, " ", *[Keys.ARROW_DOWN] * 4)
    wanted = np.zeros((28, 28))
    wanted[12, 13:19] = wanted[12:16, 18] = 1
    np.testing.assert_allclose(page.ink(), wanted, atol=1e-6)
    paper.send_keys(*[Keys.ARROW_UP] * 4, "e ", Keys.ARROW_UP, " ")
    assert page.find("#eraser").get_attribute("aria-pressed") == "true"
    wanted[14:16, 18] = 0
    np.testing.assert_allclose(page.ink(), wanted, atol=1e-6)
    ActionChains(page.browser).key_down(Keys.CONTROL).send_keys("zz").key_up(Keys.CONTROL).perform()
    page.settle()
    assert page.find("#said").text == EMPTY


@in_a_browser
def test_on_a_phone_drawing_and_translation_stand_side_by_side(browser, open_page):
    page = open_page(*digits())
    size = {"width": 360, "height": 640, "deviceScaleFactor": 2, "mobile": True}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    try:
        width, paper, picture = page.run(
            "const box = (id) => document.getElementById(id).getBoundingClientRect().toJSON();"
            "return [document.documentElement.scrollWidth, box('paper'), box('picture')]"
        )
    finally:
        browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    assert width <= 360
    assert paper["width"] > 180
    assert picture["width"] > 100
    assert max(paper["bottom"], picture["bottom"]) < 640
    assert paper["right"] < picture["left"]


@in_a_browser
def test_dark_lines_on_light_paper(open_page):
    game, examples = digits()
    page = open_page(game, 255 - examples)
    assert page.find("#said").text == EMPTY
    page.draw(SEVEN)
    assert page.ink().min() < 0.1
    assert np.median(page.ink()) == 1


@in_a_browser
def test_a_browser_that_lacks_something_is_told_so(browser, tmp_path):
    write_drawing_page(tmp_path / "page.html", small())
    lacking = {"source": "delete window.PointerEvent"}
    script = browser.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", lacking)
    try:
        said = Page(browser, tmp_path, small()).find("#said").text
    finally:
        browser.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", script)
    assert said.startswith("This page does not work in this browser:")
    assert said.endswith("it has no pointer events, with which one draws")
