"""JupyterLab itself, in a browser: a notebook with a picture of numgan's is opened, and run by the menu."""

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from importlib.util import find_spec

import pytest
from browser import headless_chromium, in_a_browser

nbformat = pytest.importorskip("nbformat")
pytest.importorskip("ipykernel")
WebDriverException = pytest.importorskip("selenium.common.exceptions").WebDriverException

SECONDS = 180  # for each thing waited for, on a machine under load
CELLS = (
    "from numgan import load_pretrained, plots",
    "sampler = load_pretrained()\nplots.image_grid(sampler.to_images(sampler.sample(9, rng=0)));",
)
STATE = """
    const all = (css, what) => Array.from(document.querySelectorAll(css), what), text = (node) => node.textContent;
    return {
        status: all("#jp-main-statusbar", text).join(),
        dialogs: all(".jp-Dialog", text),
        prompts: all(".jp-CodeCell .jp-InputPrompt", text),
        errors: all(".jp-OutputArea-output[data-mime-type$=stderr]", text).filter((t) => t.includes("Traceback")),
        plots: all(".jp-OutputArea-output img", (img) => img.naturalWidth),
    }"""


class Lab:
    """A JupyterLab server with folders of its own, all inside the one given: nothing of the user's is read or written.

    A context manager, which waits until the server answers, and ends it.
    """

    def __init__(self, folder):
        self.log, self.runtime = folder / "lab.log", folder / "runtime"
        self.root, config, self.token = folder / "notebooks", folder / "config", secrets.token_hex()
        self.root.mkdir()
        quiet = config / "lab/user-settings/@jupyterlab/apputils-extension/notification.jupyterlab-settings"
        quiet.parent.mkdir(parents=True)
        quiet.write_text(json.dumps({"fetchNews": "false", "checkForUpdates": False, "doNotDisturbMode": True}))
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("JUPYTER")}
        inherited.pop("MPLBACKEND", None)  # the tests' own, with which a notebook shows no figure
        self.environment = inherited | {
            "IPYTHONDIR": str(folder / "ipython"),
            "MPLCONFIGDIR": str(folder / "matplotlib"),
            "JUPYTER_CONFIG_DIR": str(config),
            "JUPYTER_DATA_DIR": str(folder / "data"),
            "JUPYTER_RUNTIME_DIR": str(self.runtime),
            "JUPYTER_TOKEN": self.token,
        }

    def __enter__(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]  # if somebody takes it now, the server looks for another
        options = (
            "--no-browser",
            "--allow-root",
            "--ServerApp.ip=127.0.0.1",
            f"--ServerApp.port={port}",
            f"--ServerApp.root_dir={self.root}",
            "--LanguageServerManager.autodetect=False",  # which runs npm
            "--LabApp.extension_manager=readonly",
            "--LabApp.news_url=None",
            "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        )
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "jupyterlab", *options],
                cwd=self.root,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            self.url = self.wait("answer", self.answers)
        except BaseException:
            self.end()
            raise
        return self

    def __exit__(self, *_):
        self.end()

    def end(self):
        """SIGTERM lets the server end its kernels. SIGKILL does not, but a kernel notices when its server is gone."""
        for wish, seconds in (signal.SIGTERM, 60), (signal.SIGKILL, None):
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, wish)
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(seconds)

    def answers(self):
        """The server's address, once it answers there."""
        for path in self.runtime.glob("jpserver-*.json"):
            with suppress(OSError, ValueError):  # not listening yet; written in part
                url = json.loads(path.read_text())["url"]
                with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(f"{url}api", timeout=10):
                    return url
        return None

    def wait(self, what, look, state=lambda: "no page yet"):
        """The first true `look()`; if there is none in time, or the server ends, the test fails with its log."""
        deadline, trouble = time.monotonic() + SECONDS, None
        while self.process.poll() is None and time.monotonic() < deadline:
            try:
                if seen := look():
                    return seen
            except WebDriverException as error:  # not in view yet, behind another, gone by now
                trouble = error.msg
            time.sleep(0.2)
        try:
            page = state()
        except WebDriverException as error:
            page = error.msg
        end = "still runs" if self.process.poll() is None else f"ended with {self.process.returncode}"
        said = self.log.read_text(encoding="utf-8", errors="replace")
        pytest.fail(f"no {what}: {page}, {trouble}; JupyterLab {end} and said:\n{said}", pytrace=False)


@pytest.mark.slow
@in_a_browser
@pytest.mark.skipif(find_spec("jupyterlab") is None, reason="needs jupyterlab")
def test_a_notebook_is_run_by_the_menu_and_shows_its_picture(tmp_path):
    with Lab(tmp_path) as lab, headless_chromium(size=(1200, 900), reach="127.0.0.1") as browser:
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in CELLS])
        notebook.metadata["kernelspec"] = {"display_name": "Python 3", "language": "python", "name": "python3"}
        nbformat.write(notebook, lab.root / "digits.ipynb")

        def state():
            return browser.execute_script(STATE)

        def click(css, text):
            for thing in browser.find_elements("css selector", css):
                if thing.text == text:
                    thing.click()
                    return True
            return False

        def run_all_cells():
            entry = ".lm-Menu-item:not(.lm-mod-disabled) .lm-Menu-itemLabel"
            return click(entry, "Run All Cells") or (click(".lm-MenuBar-itemLabel", "Run") and None)

        def ended():
            now = state()
            return now if now["errors"] or (now["prompts"][-1:] == ["[2]:"] and any(now["plots"])) else None

        lab.wait("page", lambda: browser.get(f"{lab.url}lab/tree/digits.ipynb?token={lab.token}") or True, state)
        lab.wait("kernel", lambda: "| Idle" in state()["status"], state)
        lab.wait("menu entry Run > Run All Cells", run_all_cells, state)
        end = lab.wait("plot", ended, state)
        assert not end["errors"], f"{end['errors']}; the server said:\n{lab.log.read_text()}"
        assert end["prompts"] == ["[1]:", "[2]:"]
        assert len(end["plots"]) == 1
