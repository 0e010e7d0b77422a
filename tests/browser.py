"""Headless Chromium for the tests, where chromium and chromedriver are installed, and a page of ours in it."""

import json
import shutil
import time
from contextlib import contextmanager

import numpy as np
import pytest

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")

in_a_browser = pytest.mark.skipif(not (CHROMIUM and DRIVER), reason="needs chromium and chromedriver")


@contextmanager
def headless_chromium(*, size=(800, 900), reach="nothing"):
    """A selenium driver whose browser writes down its console and every request, and reaches one host at most."""
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for argument in (
        "--headless=new",
        "--no-sandbox",  # or it refuses to run as root
        "--disable-dev-shm-usage",
        "--disable-gpu",
        "--no-proxy-server",
        f"--window-size={size[0]},{size[1]}",
        f"--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE {reach}",
    ):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(DRIVER))
    try:
        yield driver
    finally:
        driver.quit()


@contextmanager
def offline_chromium(**settings):
    """Chromium without a network."""
    with headless_chromium(**settings) as driver:
        driver.set_network_conditions(offline=True, latency=0, download_throughput=0, upload_throughput=0)
        yield driver


class OpenPage:
    """A page of `numgan explore`, opened in the browser from disk."""

    def __init__(self, browser, path):
        self.browser, self.path = browser, path
        for log in ("browser", "performance"):
            browser.get_log(log)  # what earlier pages left
        browser.get(path.as_uri())
        while self.run("return document.readyState !== 'complete' || location.href !== arguments[0]", path.as_uri()):
            time.sleep(0.01)  # on a busy machine `get` has been seen to return too early

    def run(self, script, *arguments):
        return self.browser.execute_script(script, *arguments)

    def find(self, css):
        return self.browser.find_element("css selector", css)

    def settle(self):
        """Wait until nothing waits to be drawn."""

    def pixels(self, css="#picture"):
        """What stands on a canvas at last, read from a copy: (height, width, 4), uint8."""
        self.settle()
        script = """const canvas = document.querySelector(arguments[0]), { width, height } = canvas;
                    const copy = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
                    copy.drawImage(canvas, 0, 0);
                    return [height, width, Array.from(copy.getImageData(0, 0, width, height).data)]"""
        height, width, data = self.run(script, css)
        return np.array(data, np.uint8).reshape(height, width, 4)

    def draw(self, *strokes):
        """Draw with the mouse: each stroke is a list of points, in shares of the paper's width from its middle."""
        from selenium.webdriver.common.action_chains import ActionChains

        paper = self.find("#paper")
        width = paper.size["width"]
        for (x, y), *others in strokes:
            pen = ActionChains(self.browser, duration=0)
            pen.move_to_element_with_offset(paper, round(x * width), round(y * width)).click_and_hold()
            for i, j in others:
                pen.move_to_element_with_offset(paper, round(i * width), round(j * width))
            pen.release().perform()

    def close(self):
        """The console must be empty, and nothing but the file have been asked for."""
        assert self.browser.get_log("browser") == []
        messages = [json.loads(entry["message"])["message"] for entry in self.browser.get_log("performance")]
        asked = [m["params"]["request"]["url"] for m in messages if m["method"] == "Network.requestWillBeSent"]
        assert asked == [self.path.as_uri()]
