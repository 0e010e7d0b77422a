"""A picture that keeps up with training: when it is drawn, where it is shown, and what is left behind."""

import sys
import textwrap
from types import SimpleNamespace

import matplotlib.pyplot as plt
import numpy as np
import pytest
from games import images, small_gan
from matplotlib.axes import Axes

from numgan import plots


@pytest.fixture(autouse=True)
def _no_figure_is_left():
    plt.close("all")  # what tests before this one left in this process
    yield
    assert plt.get_fignums() == []


class Clock:
    """Time that passes only where a test says so."""

    def __init__(self, monkeypatch):
        self.now = 100.0
        live = sys.modules["numgan.plots.live"]  # the file: plots.live is the function in it
        monkeypatch.setattr(live, "monotonic", lambda: self.now)


@pytest.fixture
def clock(monkeypatch):
    return Clock(monkeypatch)


def ticking(clock, n=10, seconds=0.25):
    for i in range(n):
        clock.now += seconds
        yield i


# ---- when it is drawn -----------------------------------------------------------------------------------------------


def test_live_passes_on_every_record_of_training_unchanged():
    watched, alone = small_gan(), small_gan()
    records = list(plots.live(watched.steps(images()), lambda ax: plots.losses(watched.history, ax=ax), every=0))
    assert records == list(alone.steps(images()))
    np.testing.assert_array_equal(watched.generator.params, alone.generator.params)


def test_live_draws_at_once_then_when_due_and_at_the_end(clock):
    seen, drawn_after = [], []
    for record in plots.live(ticking(clock), lambda ax: drawn_after.append(len(seen)), every=0.6):
        seen.append(record)
    # 4 records a second: at the first, at each third one after it, and after the last
    assert drawn_after == [0, 3, 6, 9, 10]


def test_the_time_that_drawing_takes_does_not_count(clock):
    seen, drawn_after = [], []

    def slow(ax):
        drawn_after.append(len(seen))
        clock.now += 5

    for record in plots.live(ticking(clock), slow, every=1.0):
        seen.append(record)
    assert drawn_after == [0, 4, 8, 10]


@pytest.mark.parametrize("stop", ["break", "close"])
def test_live_draws_once_more_when_the_consumer_stops(stop, clock):
    drawn_after, seen = [], []
    shown = plots.live(ticking(clock), lambda ax: drawn_after.append(len(seen)), every=1e9)
    for record in shown:
        seen.append(record)
        if len(seen) == 3:
            break
    if stop == "close":
        shown.close()
    else:
        del shown
    assert drawn_after == [0, 3]


def test_live_of_no_records_draws_the_end_alone():
    drawn = []
    assert list(plots.live([], drawn.append)) == []
    assert len(drawn) == 1


@pytest.mark.parametrize(("axes", "kind"), [(1, Axes), (3, list)])
def test_draw_gets_one_empty_axes_or_a_list_of_them(axes, kind):
    figures = set()

    def draw(given):
        assert type(given) is kind
        panels = given if axes > 1 else [given]
        assert len(panels) == axes
        assert all(not ax.lines for ax in panels)
        assert panels[0].figure.axes == panels  # what was there before is gone
        for ax in panels:
            ax.plot([1, 2])
        panels[0].twinx()
        figures.add(panels[0].figure)

    assert list(plots.live(range(4), draw, every=0, axes=axes)) == [0, 1, 2, 3]
    assert len(figures) == 1  # one figure, again and again


def test_a_generator_that_nobody_ends_keeps_no_figure_open():
    """As after an error of the consumer's, whose traceback holds it: a notebook would show the figure once more."""
    shown = plots.live(range(4), lambda ax: None)
    next(shown)
    assert plt.get_fignums() == []


def test_an_error_in_training_propagates_without_another_picture():
    def training():
        yield 1
        raise ArithmeticError("diverged")

    drawn = []
    with pytest.raises(ArithmeticError, match="diverged") as caught:
        list(plots.live(training(), drawn.append, every=1e9))
    assert len(drawn) == 1
    assert caught.value.__context__ is None


@pytest.mark.parametrize("at", [1, 3, 5])
def test_an_error_in_draw_propagates_once(at):
    calls = []

    def draw(ax):
        calls.append(ax)
        if len(calls) == at:
            raise KeyError("no such column")

    with pytest.raises(KeyError, match="no such column") as caught:
        list(plots.live(range(4), draw, every=0))  # four records and the end
    assert len(calls) == at
    assert caught.value.__context__ is None


def test_an_error_in_the_last_draw_reaches_the_one_who_closes():
    calls = []

    def draw(ax):
        calls.append(ax)
        if len(calls) > 1:
            raise KeyError("no such column")

    shown = plots.live(range(4), draw, every=1e9)
    next(shown)
    with pytest.raises(KeyError):
        shown.close()
    assert len(calls) == 2


@pytest.mark.parametrize(
    ("arguments", "error"),
    [({"every": -1}, ValueError), ({"axes": 0}, ValueError), ({"draw": None}, TypeError)],
)
def test_live_checks_its_arguments_at_once(arguments, error):
    with pytest.raises(error, match="must be"):
        plots.live([], **{"draw": print} | arguments)


# ---- where it is shown ----------------------------------------------------------------------------------------------


class Handle:
    """What IPython's display gives back."""

    def __init__(self, figure):
        self.shown = [figure]

    def update(self, figure):
        self.shown.append(figure)


def test_in_a_notebook_one_output_is_updated_in_place(monkeypatch):
    handles = []

    def display(figure, *, display_id):
        assert display_id is True
        handles.append(Handle(figure))
        return handles[-1]

    module = SimpleNamespace(get_ipython=lambda: SimpleNamespace(), display=SimpleNamespace(display=display))
    monkeypatch.setitem(sys.modules, "IPython", module)
    monkeypatch.setitem(sys.modules, "IPython.display", module.display)
    list(plots.live(range(3), lambda ax: ax.plot([1]), every=0))
    (handle,) = handles
    assert len(handle.shown) == 4
    assert len(set(map(id, handle.shown))) == 1


def test_in_a_terminal_nothing_is_displayed(monkeypatch):
    shell = type("TerminalInteractiveShell", (), {"__module__": "IPython.terminal.interactiveshell"})()
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: shell))
    monkeypatch.delitem(sys.modules, "IPython.display", raising=False)
    assert list(plots.live(range(3), lambda ax: None, every=0)) == [0, 1, 2]
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: None))
    assert list(plots.live(range(3), lambda ax: None, every=0)) == [0, 1, 2]


def test_a_window_is_refreshed_and_stays(monkeypatch):
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    refreshed = []
    monkeypatch.setattr(FigureCanvasAgg, "required_interactive_framework", "a toolkit")
    monkeypatch.setattr(FigureCanvasAgg, "draw_idle", lambda self: refreshed.append("idle"))
    monkeypatch.setattr(FigureCanvasAgg, "flush_events", lambda self: refreshed.append("flush"))
    with plt.ion():
        list(plots.live(range(2), lambda ax: None, every=0))
        assert refreshed.count("flush") == 3
        assert refreshed[-2:] == ["idle", "flush"]
        assert len(plt.get_fignums()) == 1
        plt.close("all")
        with pytest.raises(ZeroDivisionError):
            list(plots.live(range(2), lambda ax: 1 / 0))  # but an error closes it


def test_a_kernel_shows_one_picture_and_no_second_copy(monkeypatch):
    nbformat, nbclient = pytest.importorskip("nbformat"), pytest.importorskip("nbclient")
    pytest.importorskip("ipykernel")
    monkeypatch.setenv("MPLBACKEND", "module://matplotlib_inline.backend_inline")  # what a notebook has by default
    code = """
        from numgan import plots
        for i in plots.live(range(5), lambda ax: ax.plot([1, 2]), every=0):
            if i == 3:
                break
    """
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(textwrap.dedent(code))])
    nbclient.NotebookClient(notebook, kernel_name="python3", timeout=120).execute()
    (output,) = notebook.cells[0].outputs
    assert output.output_type == "display_data"
    assert "image/png" in output.data
