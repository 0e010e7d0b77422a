"""A picture that keeps up with training."""

import math
import sys
from collections.abc import Iterable, Iterator
from time import monotonic

from ..checks import check_count, check_function, check_kind, check_number

WIDTH, HEIGHT = 5.0, 4.0  # of a panel, in inches


def live(records: Iterable, draw, *, every: float = 1.0, axes: int = 1) -> Iterator:
    """Pass on the records of `gan.steps(...)` one by one, and meanwhile redraw one figure in place.

    >>> for record in plots.live(gan.steps(data), lambda ax: plots.losses(gan.history, ax=ax)):
    ...     pass

    In a notebook the figure stands below the cell. With an interactive matplotlib backend it is a window. Anywhere else
    it is drawn and not shown.

    draw : draw(ax) fills an empty Axes; with axes > 1, draw([ax, ...]) fills that many, side by side. It is called at
        the first record, then at most once in `every` seconds, each time before the record is passed on; and once
        more at the end, also after a `break`.
    every : float >= 0, seconds; drawing takes its time from training
    axes : int >= 1

    Raises ValueError for a bad `every` or `axes` and TypeError for a draw that is no function, at once. An error in
    training or in draw ends it, with no last picture. (After a `break` Python only prints an error of the last draw.)
    """
    check_kind("records", records, Iterable, "what gan.steps(...) returns")
    check_function("draw", draw, "draw(ax)")
    return _live(records, draw, check_number("every", every, 0), check_count("axes", axes))


def _live(records, draw, every, axes):
    with _Screen(draw, axes) as screen:
        due = -math.inf
        try:
            for record in records:
                if monotonic() >= due:
                    screen.update()
                    due = monotonic() + every
                yield record
        except GeneratorExit:
            pass  # a break: the last picture is still to be drawn
        screen.update()


class _Screen:
    """One figure, and the place where it is shown: a notebook's output, a window, or none.

    A window stays open at the end, except after an error. Any other figure is closed as soon as it is made: it can
    still be drawn, and pyplot, which forgets it, does not show it a second time below the cell.
    """

    def __init__(self, draw, axes: int):
        import matplotlib
        import matplotlib.pyplot as plt

        self.draw, self.axes = draw, axes
        self.figure = plt.figure(figsize=(WIDTH * axes, HEIGHT), layout="constrained")
        canvas = self.figure.canvas
        self.window = matplotlib.is_interactive() and canvas.required_interactive_framework is not None
        if not self.window:
            plt.close(self.figure)
        self.notebook = not self.window and _in_notebook()
        self.handle = None  # of the notebook's output, once there is one

    def update(self) -> None:
        self.figure.clear()
        panels = list(self.figure.subplots(1, self.axes, squeeze=False)[0])
        self.draw(panels[0] if self.axes == 1 else panels)
        if self.window:
            self.figure.canvas.draw_idle()
            self.figure.canvas.flush_events()
        elif self.handle is not None:
            self.handle.update(self.figure)
        elif self.notebook:
            from IPython.display import display

            self.handle = display(self.figure, display_id=True)
        else:
            self.figure.canvas.draw()

    def __enter__(self):
        return self

    def __exit__(self, error, *_):
        if error is not None:
            import matplotlib.pyplot as plt

            plt.close(self.figure)


def _in_notebook() -> bool:
    """True where a displayed figure can be replaced: in IPython, unless it runs in a terminal."""
    if "IPython" not in sys.modules:
        return False
    shell = sys.modules["IPython"].get_ipython()
    return shell is not None and not type(shell).__module__.startswith("IPython.terminal")
