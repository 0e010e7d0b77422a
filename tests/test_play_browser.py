"""The playground in a real browser: every control does what it says, and shows numgan's numbers."""

import json
import math
import re
import threading
import time
from contextlib import contextmanager

import numpy as np
import pytest
from browser import headless_chromium, in_a_browser

from numgan.play import Session, SetUp
from numgan.play.presets import PRESETS
from numgan.play.server import HOST, Playground

pytestmark = in_a_browser


@pytest.fixture(scope="module")
def browser():
    with headless_chromium(size=(1400, 1100), reach=HOST) as driver:
        yield driver


@contextmanager
def served(session):
    with Playground(session) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


class Page:
    """The page of a server in the browser."""

    def __init__(self, browser, server):
        self.browser, self.server = browser, server
        for log in ("browser", "performance"):
            browser.get_log(log)
        self.open(server.address)

    @property
    def session(self):
        return self.server.session

    def open(self, address):
        self.browser.get("about:blank")
        self.browser.get(address)
        self.until(lambda: self.run("return window.playground?.ready"))

    def run(self, script, *arguments):
        return self.browser.execute_script(script, *arguments)

    def find(self, css):
        return self.browser.find_element("css selector", css)

    def until(self, true, seconds=60):
        end = time.monotonic() + seconds
        while not true():
            assert time.monotonic() < end, f"waited for {true} in vain; the page says: {self.said}"
            time.sleep(0.02)

    def settled(self):
        """Wait until every question has been answered and shown."""
        self.browser.execute_async_script(
            "const done = arguments[0]; const wait = () => playground.asking ? setTimeout(wait, 5) : done(); wait()"
        )

    def click(self, css):
        element = self.find(css)
        self.run("arguments[0].scrollIntoView({block: 'center'})", element)
        element.click()
        self.settled()

    def choose(self, name, value):
        """Set a control as a user does, and wait for what follows."""
        from selenium.webdriver.common.keys import Keys
        from selenium.webdriver.support.ui import Select

        control = self.find(f"#{name}")
        self.run("arguments[0].scrollIntoView({block: 'center'})", control)
        if control.tag_name == "select":
            Select(control).select_by_value(value)
        else:
            control.send_keys(Keys.CONTROL + "a" + Keys.NULL, str(value) or Keys.DELETE, Keys.ENTER)
        self.settled()

    def press(self, *keys):
        self.find("body").send_keys(*keys)
        self.settled()

    @property
    def said(self):
        return self.run("return document.getElementById('said').textContent")

    def table(self, name):
        """Names and values of a table, as they are written and as they are."""
        rows = self.run(
            "return [...document.querySelectorAll(`#${arguments[0]} tr`)].map((row) => [row.cells[0].textContent, "
            "row.cells[1].textContent, row.cells[1].dataset.value])",
            name,
        )
        return {head: (text, json.loads(value)) for head, text, value in rows}

    def pixels(self, css="#plane"):
        script = """const canvas = document.querySelector(arguments[0]), { width, height } = canvas;
                    const copy = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
                    copy.drawImage(canvas, 0, 0);
                    return [height, width, Array.from(copy.getImageData(0, 0, width, height).data)]"""
        height, width, data = self.run(script, css)
        return np.array(data, np.uint8).reshape(height, width, 4)

    def close(self):
        assert self.browser.get_log("browser") == []
        messages = [json.loads(entry["message"])["message"] for entry in self.browser.get_log("performance")]
        asked = {m["params"]["request"]["url"] for m in messages if m["method"] == "Network.requestWillBeSent"}
        own = {self.server.address, f"{self.server.address}ask", "data:,", "about:blank"}
        assert {url.split("#")[0] for url in asked if not url.startswith("blob:")} <= own


@pytest.fixture
def page(browser):
    with served(Session(SetUp(g_width=8, d_width=8, batch_size=16))) as server:
        opened = Page(browser, server)
        yield opened
        opened.close()


def shown_step(page):
    return page.table("numbers")["step"][1]


def test_play_and_pause(page):
    page.choose("speed", "20")
    page.find("#play").click()
    assert page.find("#play").get_attribute("aria-pressed") == "true"
    page.until(lambda: shown_step(page) >= 60)
    page.click("#play")
    page.until(lambda: page.find("#play").text == "Play")
    page.settled()
    assert shown_step(page) == page.session.game.step
    assert shown_step(page) % 20 == 0
    before, pictures = page.session.game.step, page.run("return playground.questions")
    time.sleep(0.5)
    assert page.session.game.step == before
    assert page.run("return playground.questions") == pictures  # nothing is asked while it is paused


def test_numbers_are_numgans(page):
    for _ in range(3):
        page.click("#step")
    history, table = page.session.game.history, page.table("numbers")
    names = {
        "D's loss": "d_loss",
        "G's loss": "g_loss",
        "D(x) of data": "d_real",
        "D(G(z)) of fakes": "d_fake",
        "norm of D's gradient": "d_grad_norm",
        "norm of G's gradient": "g_grad_norm",
    }
    for words, column in names.items():
        assert float(table[words][0]) == pytest.approx(history[column][-1], rel=1e-6, abs=1e-6)
        assert table[words][1] == history[column][-1]
    measures = page.session.measures()
    for words, name in {"Jensen-Shannon divergence": "js", "modes found": "modes", "of": "of"}.items():
        assert float(table[words][0]) == pytest.approx(measures[name], rel=1e-6, abs=1e-6)
    assert table["KL(data || fakes)"][0] == ("\u221e" if math.isinf(measures["kl"]) else f"{measures['kl']:.7g}")


def test_half_steps(page):
    page.click("#half")
    assert shown_step(page) == 0
    assert page.find("#title").text == "D moves against the gradient"
    page.click("#half")
    assert shown_step(page) == 1
    assert page.session.steps_shown == 1
    assert "stage 9 of 9" in page.find("#stage").text


def test_line_after_line(page):
    """The marked line is the one that ran, and the numbers beside it are the stage's."""
    source = page.session.source().splitlines()
    for _ in range(9):
        page.click("#next")
        stage = page.session.stage
        (marked,) = page.browser.find_elements("css selector", "#code [aria-current]")
        assert marked.text.strip() == source[stage.line].strip() == stage.code
        assert page.find("#title").text == stage.title
        assert page.find("#equations").text == stage.equations.strip()
        for name, value in stage.numbers:
            text, exact = page.table("inside")[name]
            assert exact == value
            np.testing.assert_allclose([float(x) for x in text.split(", ")], value, rtol=1e-6, atol=1e-6)
    assert shown_step(page) == 1


def test_slow_motion_goes_on_by_itself(page):
    page.choose("pace", "500")
    page.find("#motion").click()
    page.until(lambda: page.session.game.step and page.session.at >= 2)
    assert page.find("#motion").get_attribute("aria-pressed") == "true"
    page.click("#motion")
    at = page.session.at
    time.sleep(0.8)
    assert page.session.at == at


def test_keys(page):
    page.press("s")
    assert page.session.game.step == 1
    page.press("h")
    assert page.session.midway
    page.press("n")
    page.press("s")
    assert page.session.steps_shown == 2
    page.find("body").send_keys(" ")
    page.until(lambda: page.session.game.step > 5)
    page.press(" ")
    page.until(lambda: page.find("#play").text == "Play")
    page.press("r")
    assert page.session.game.step == 0
    page.find("body").send_keys("m")
    page.until(lambda: page.session.stages)
    page.press("m")


def test_every_choice_is_made(page):
    values = {
        "data": "moons",
        "noise": "uniform",
        "latent_dim": 1,
        "game": "SharedFakes",
        "objective": "Hinge",
        "penalty": "R1",
        "weight": 0.5,
        "batch_size": 32,
        "activation": "ReLU",
        "g_layers": 1,
        "g_width": 12,
        "d_layers": 3,
        "d_width": 11,
        "g_optimizer": "SGD",
        "g_lr": 0.01,
        "g_momentum": 0.25,
        "d_optimizer": "RMSProp",
        "d_lr": 0.002,
        "d_momentum": 0.125,
        "seed": 7,
    }
    for name, value in values.items():
        page.choose(name, value)
        assert getattr(page.session.set_up, name) == value, page.said
        assert page.said == ""
    page.choose("game", "GAN")
    page.choose("d_steps", 2)
    assert page.session.set_up == SetUp(**values | {"game": "GAN", "d_steps": 2})
    page.click("#step")
    assert page.session.game.step == 1


def test_a_choice_that_cannot_be_is_refused_in_one_sentence_and_taken_back(page):
    before = page.session.set_up
    for name, value, words in (
        ("batch_size", 0, "Batch_size must be a whole number, at least 1, got 0."),
        ("g_lr", "fast", "G_lr must lie in [0, 10], got 'fast'."),
        ("g_lr", "", "G_lr must lie in [0, 10], got ''."),
        ("seed", "1e99", "Seed must be a whole number, at least 0, got 1e+99."),
    ):
        page.choose(name, value)
        assert page.said == words
        assert page.session.set_up == before
        assert page.find(f"#{name}").get_attribute("value") == str(getattr(before, name))


def test_a_distribution_is_drawn_with_the_mouse(page):
    from selenium.webdriver.common.action_chains import ActionChains

    page.choose("data", "drawn")
    assert page.said == "Draw a distribution in the plane, and then use the drawing."
    page.click("#use")
    assert page.said == "The drawing is empty: draw a distribution in the plane first."
    plane = page.find("#plane")
    page.run("arguments[0].scrollIntoView({block: 'center'})", plane)
    side = plane.size["width"]
    drag = ActionChains(page.browser).move_to_element_with_offset(plane, -side // 4, 0).click_and_hold()
    for _ in range(10):
        drag.move_by_offset(side // 40, 0)
    drag.release().perform()
    page.click("#use")
    drawn = np.array(page.session.set_up.drawing)
    assert page.session.set_up.data == "drawn"
    assert len(drawn) >= 8
    np.testing.assert_allclose(drawn[:, 1], 0, atol=0.03)
    assert drawn[:, 0].min() == pytest.approx(-1, abs=0.05)
    assert drawn[:, 0].max() == pytest.approx(0, abs=0.05)
    assert np.abs(page.session.data[:, 1]).max() < 0.5
    page.click("#step")
    assert page.session.game.step == 1
    page.choose("data", "ring")
    assert page.session.set_up.data == "ring"


def test_a_distribution_is_drawn_by_keyboard(page):
    from selenium.webdriver.common.keys import Keys

    page.choose("data", "drawn")
    plane = page.find("#plane")
    plane.send_keys(" ", Keys.ARROW_RIGHT * 5, " ", Keys.ARROW_UP * 3, " ")
    page.click("#clear")
    plane.send_keys(Keys.ARROW_LEFT * 10, " ", Keys.ARROW_DOWN * 8, " ")
    assert page.session.game.step == 0  # space did not play
    page.click("#use")
    assert page.session.set_up.drawing == ((-0.5, 0.3), (-0.5, -0.5))


def test_what_is_shown_can_be_hidden(page):
    page.click("#step")
    for name in ("field", "mesh", "pull", "real", "fake"):
        before = page.pixels()
        page.click(f"#show_{name}")
        assert (page.pixels() != before).any(), name
    assert not page.pixels().any()  # nothing is left


def test_the_field_has_the_colour_of_what_d_believes(page):
    page.click("#step")
    for name in ("mesh", "pull", "real", "fake"):
        page.click(f"#show_{name}")
    D = page.session.game.discriminator.layers[-1]
    for b, wanted in ((40.0, [45, 0, 75]), (-40.0, [127, 59, 8])):  # sure of "real": purple; of "generated": orange
        D.W[...], D.b[...] = 0, b
        page.click("#step")  # it moves b by little
        np.testing.assert_allclose(page.pixels()[200, 200, :3], wanted, atol=3)


def test_digits_are_shown(page):
    page.choose("data", "mnist")
    page.click("#step")
    image = page.session.game.to_images(page.session.picture()["fake"])[13]  # the second row, the fourth
    scale = page.pixels().shape[0] / 600
    middle = [round((60 * k + 1 + 58 * 14.5 / 28) * scale) for k in (1, 3)]  # of pixel (14, 14)
    np.testing.assert_allclose(page.pixels()[*middle, :3], image[14, 14], atol=2)
    assert "eight rows of fakes" in page.find("#legend").text
    page.click("#next")
    assert page.session.picture()["minibatch"].shape == (16, 784)


def test_the_arrows_begin_at_fakes_and_point_against_the_gradient(page):
    """The longest arrow is 75 of 600 units long, and its head is black."""
    page.click("#step")
    for name in ("field", "mesh", "real"):
        page.click(f"#show_{name}")
    arrays = page.session.picture()
    i = np.linalg.norm(arrays["pull"], axis=1).argmax()
    scale = page.pixels().shape[0] / 4
    start, way = arrays["fake"][i], arrays["pull"][i] / np.linalg.norm(arrays["pull"][i])
    tip = start + way * (75 - 2) / 150
    x, y = round((tip[0] + 2) * scale), round((2 - tip[1]) * scale)
    around = page.pixels()[y - 3 : y + 4, x - 3 : x + 4]
    assert ((around[..., :3] < 40).all(axis=-1) & (around[..., 3] > 200)).any()


@pytest.mark.parametrize("name", PRESETS)
def test_presets(name, page):
    page.click(f"#preset_{name}")
    assert page.session.set_up == PRESETS[name].set_up
    assert page.find("#watch").text.startswith(PRESETS[name].watch)
    for each in ("objective", "g_lr", "data"):
        assert page.find(f"#{each}").get_attribute("value") == str(getattr(PRESETS[name].set_up, each))


def test_the_clinic_is_asked(page):
    page.click("#ask_clinic")
    assert page.said.startswith("Gan has made no step yet")
    page.click("#preset_strong")
    page.session.step(300)
    page.click("#ask_clinic")
    findings = page.find("#findings").text
    for words in ("G's gradient vanishes", "Seen: D orders", "Cure: the other loss for G", "Read: docs/clinic.md#"):
        assert words in findings


def test_the_clinic_speaks_by_itself_when_a_preset_can_be_seen(page):
    page.click("#preset_strong")
    page.session.step(285)
    page.click("#step")
    assert page.find("#findings").text == ""
    page.click("#play")
    page.until(lambda: page.find("#findings").text)
    page.click("#play")
    assert page.find("#findings").text.startswith("G's gradient vanishes")
    assert shown_step(page) >= 300


def test_save_and_load(page, tmp_path):
    page.browser.execute_cdp_cmd("Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(tmp_path)})
    page.choose("data", "moons")
    for _ in range(3):
        page.click("#step")
    params = page.session.game.generator.params.copy()
    page.click("#save")
    path = tmp_path / "playground-3.json"
    page.until(path.exists)
    page.until(lambda: path.stat().st_size > 1000)
    page.choose("data", "two")
    page.find("#file").send_keys(str(path))
    page.until(lambda: page.said == "Loaded: step 3.")
    assert page.session.set_up.data == "moons"
    np.testing.assert_array_equal(page.session.game.generator.params, params)
    assert len(page.run("return playground.curves.d_loss")) == 3
    old = json.loads(path.read_text()) | {"version": 0}
    path.write_text(json.dumps(old))
    page.find("#file").send_keys(str(path))
    page.until(lambda: page.said == "This state was saved by another version, 0, and this one reads 1.")
    path.write_text("no state")
    page.find("#file").send_keys(str(path))
    page.until(lambda: page.said == "This file is no saved state of the playground.")


def test_a_link_leads_to_the_same_state(page):
    page.choose("objective", "Hinge")
    for _ in range(4):
        page.click("#step")
    page.click("#link")
    address, params = page.find("#text").get_attribute("value"), page.session.game.generator.params.copy()
    assert address == page.browser.current_url
    page.choose("data", "two")
    page.open(address)
    page.until(lambda: page.find("#play").text == "Play")
    assert page.session.set_up.objective == "Hinge"
    assert shown_step(page) == 4
    np.testing.assert_array_equal(page.session.game.generator.params, params)
    base = page.server.address
    page.open(f"{base}#%7B%22version%22%3A9%2C%22set_up%22%3A%7B%7D%7D")
    assert page.said == "This link was made by another version, 9, and this page reads 1."
    page.open(f"{base}#nonsense")
    assert page.said == "This link is damaged: it holds no state of the playground."


def test_the_python_lines(page):
    page.click("#step")
    page.click("#lines")
    assert page.find("#text").get_attribute("value") == page.session.set_up.lines(1)


def test_a_page_that_is_opened_again_shows_the_same_game(page):
    for _ in range(3):
        page.click("#step")
    page.open(page.server.address)
    assert shown_step(page) == 3
    assert page.run("return playground.curves.step") == [1, 2, 3]


def test_a_game_that_diverges_stops_and_says_so(page):
    page.choose("objective", "Wasserstein")
    for who in ("g", "d"):
        page.choose(f"{who}_optimizer", "SGD")
        page.choose(f"{who}_lr", 10)
    page.find("#play").click()
    page.until(lambda: re.search(r"Step \d+: the (generator|discriminator)'s loss is", page.said))
    assert page.find("#play").text == "Play"


def test_on_a_phone_nothing_is_wider_than_the_screen(page):
    page.browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride", {"width": 390, "height": 800, "deviceScaleFactor": 2, "mobile": True}
    )
    try:
        page.click("#next")
        wide = page.run("return [document.documentElement.scrollWidth, innerWidth]")
        assert wide[0] <= wide[1] == 390
        assert page.find("#plane").size["width"] > 340
    finally:
        page.browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_everything_can_be_reached_by_tab_and_has_a_name(page):
    from selenium.webdriver.common.keys import Keys

    controls = "button, select, input, canvas[tabindex], summary, textarea"
    script = f"""return [...document.querySelectorAll("{controls}")].filter((e) => e.checkVisibility()).map((e) => [
                     e.id || e.textContent, (e.labels?.[0]?.textContent || e.getAttribute("aria-label") ||
                     e.textContent).trim()])"""
    visible = page.run(script)
    assert all(name for _, name in visible), visible
    reached = set()
    page.run("document.activeElement.blur()")
    for _ in range(len(visible) + 3):
        page.browser.switch_to.active_element.send_keys(Keys.TAB)
        reached.add(page.run("return document.activeElement.id || document.activeElement.textContent"))
    assert {identity for identity, _ in visible} <= reached


def test_another_page_of_the_browser_is_not_answered(page):
    """It may send a question, even with the token, but the server sees where it comes from."""
    ask = """const [address, mode, done] = arguments, question = { method: "POST", mode, body: '{"do": "step"}' };
             fetch(address, question).then((reply) => done(reply.status), () => done("no"))"""
    page.open(page.server.address)
    assert page.browser.execute_async_script(ask, f"{page.server.address}ask", "cors") == 200
    assert page.session.game.step == 1
    with served(Session(SetUp(g_width=8))) as other:
        page.browser.get(other.address)
        for mode in ("cors", "no-cors"):
            page.browser.execute_async_script(ask, f"{page.server.address}ask", mode)
    page.browser.get("data:text/html,<p>another page")
    page.browser.execute_async_script(ask, f"{page.server.address}ask", "no-cors")
    assert page.session.game.step == 1
    page.open(page.server.address)
    for log in ("browser", "performance"):
        page.browser.get_log(log)  # the other pages were told that they may not


def test_the_end_of_the_server_is_said_in_one_sentence(browser):
    with served(Session(SetUp(g_width=8, d_width=8))) as server:
        opened = Page(browser, server)
        server.shutdown()
        server.server_close()
        browser.execute_cdp_cmd("Network.enable", {})
        browser.execute_cdp_cmd(
            "Network.emulateNetworkConditions",
            {"offline": True, "latency": 0, "downloadThroughput": 0, "uploadThroughput": 0},
        )
        try:
            opened.click("#step")
            assert opened.said == "The playground has ended: start it again with numgan play."
        finally:
            browser.execute_cdp_cmd(
                "Network.emulateNetworkConditions",
                {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1},
            )
            browser.get_log("browser")
