"""Set-ups to begin with: one that works, and some that fail on purpose, each with the illness that the clinic names."""

from dataclasses import dataclass

from .set_up import SetUp


@dataclass(frozen=True)
class Preset:
    """A set-up to watch.

    title, watch : what it is called, and what there is to see, in words for the page
    steps : after so many steps it can be seen
    finding : what the clinic names first by then; None if it finds nothing wrong
    """

    set_up: SetUp
    title: str
    watch: str
    steps: int
    finding: str | None

    def words(self) -> dict[str, str | int | None]:
        """What the page shows of it."""
        return {"title": self.title, "watch": self.watch, "steps": self.steps, "finding": self.finding}


PRESETS = {
    "ring": Preset(
        SetUp(),
        "A ring that is learned",
        "G's grid is stretched until it covers all eight modes; D ends undecided, near 1/2 on both kinds.",
        3000,
        None,
    ),
    "collapse": Preset(
        SetUp(g_lr=4e-3),
        "Collapse",
        "G is four times as fast as D: all its fakes rush to one mode, and when D has noticed, to the next. The arrows "
        "all point the same way. Try lr .001 for G, the same as D's.",
        1000,
        "Modes are missing",
    ),
    "strong": Preset(
        SetUp(
            data="drawn",
            drawing=((1.6, 1.6), (1.8, 1.6), (1.6, 1.8), (1.8, 1.8)),
            objective="Minimax",
            d_steps=3,
            d_lr=5e-3,
            g_optimizer="SGD",
            g_lr=0.01,
            g_momentum=0.0,
        ),
        "D is too strong",
        "The data are far from where G begins, and D is soon right about every row. With Minimax, G's loss is flat "
        "where D is sure: look at the longest arrow, and at the norm of G's gradient. Try the objective NonSaturating.",
        300,
        "G's gradient vanishes",
    ),
    "circle": Preset(
        SetUp(
            data="disc",
            objective="Wasserstein",
            g_layers=0,
            d_layers=1,
            g_optimizer="SGD",
            g_lr=0.02,
            g_momentum=0.5,
            d_optimizer="SGD",
            d_lr=0.02,
            d_momentum=0.5,
        ),
        "Oscillation",
        "A critic without a bound on its slope: both players run after each other around the data, and come to no "
        "rest. Try the penalty R1.",
        1500,
        "The players circle",
    ),
}
