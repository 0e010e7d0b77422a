from ... import optimizers
from ..exercise import Exercise, Known, Mutant


def linear_schedule(start, end, steps, t):
    """A rate that runs from start to end in a straight line, and stays there.

    start, end : floats >= 0; end may be below start (a learning rate) or above it (a momentum)
    steps : int >= 1, updates that the line takes
    t : int >= 0, updates made so far
    Returns the rate for the next update, one number.
    """
    return start + (end - start) * min(t / steps, 1.0)


def runs_on(start, end, steps, t):
    return start + (end - start) * t / steps


def never_below_end(start, end, steps, t):
    return max(start + (end - start) * t / steps, end)


def never_above_end(start, end, steps, t):
    return min(start + (end - start) * t / steps, end)


def staircase(start, end, steps, t):
    return start + (end - start) * min(t // steps, 1)


def backwards(start, end, steps, t):
    return end + (start - end) * min(t / steps, 1.0)


def early_end(start, end, steps, t):
    return start + (end - start) * min((t + 1) / steps, 1.0)


def geometric(start, end, steps, t):
    return start * (end / start) ** min(t / steps, 1.0)


def draw(rng):
    steps = int(rng.integers(5, 50))  # a rising line, before its end; `known` and `extremes` hold the others
    return float(rng.uniform(0.1, 0.4)), float(rng.uniform(0.5, 0.9)), steps, int(rng.integers(1, steps - 1))


EXERCISE = Exercise(
    linear_schedule,
    title="A rate on a straight line",
    statement=r"""
        Players that circle an equilibrium come closer to it as their steps get shorter, so learning rates are lowered
        during training. And the first GAN raised its momentum: from .5 to .7, in a straight line over 250 epochs, and
        .7 from then on. Both are one rule,
        $$r(t) = \text{start} + (\text{end} - \text{start}) \, \frac{t}{\text{steps}} \qquad \text{for } t \le
        \text{steps},$$
        and $r(t) = \text{end}$ after that. Training often runs longer than planned. A line that is not stopped gives a
        learning rate below 0, which climbs the loss, or a momentum above 1, which never forgets.

        Write it so that it holds for lines that rise as well as for lines that fall.
    """,
    source="Goodfellow et al. 2014, the settings in its published code (momentum .5 to .7)",
    notebook=6,
    hints=(
        "Which share of the way has been gone after t updates, and what is the largest that this share may be?",
        "Limit the share, not the rate: a limit on the rate must know whether the line rises or falls.",
        "start, plus the whole way from start to end (which has a sign), times the smaller of t / steps and 1.",
    ),
    explanation="""
        The share t / steps is stopped at 1, and no case has to be told from another: end - start carries the sign.
        max(..., end) would be right for falling lines alone, and for rising ones would be end from the first update on.
        At t = 0 the rate is start, at t = steps it is end: steps is the number of updates in between.
    """,
    in_numgan=(optimizers.Linear.__call__,),
    draw=draw,
    returns=("rate",),
    known=(
        Known((0.5, 0.7, 250, 0), 0.5, "no update made so far: the start"),
        Known((0.5, 0.7, 250, 125), 0.6, "half-way: 0.5 + 0.2 / 2"),
        Known(
            (1.0, 0.0, 10, 4),
            0.6,
            "4 tenths of the way down: 1 - 0.4; a falling line is above its end until it gets there",
        ),
        Known(
            (0.5, 0.7, 250, 1000),
            0.7,
            "t is past steps: the share t / steps is 1 at most, and the line has stopped at end",
        ),
        Known(
            (1.0, 0.0, 10, 20),
            0.0,
            "t is past steps: the share t / steps is 1 at most, and the line has stopped at end",
        ),
    ),
    extremes=((0.2, 0.6, 10, 24), (0.6, 0.2, 10, 24)),
    float32=False,
    mutants=(
        Mutant(runs_on, "the line has stopped at end"),
        Mutant(never_above_end, "a falling line is above its end until it gets there"),
        Mutant(
            never_below_end,
            "for falling lines only",
            cause="this is right for falling lines only: limit the share t / steps, and not the rate",
        ),
        Mutant(
            staircase,
            "whole number",
            cause="t // steps is a whole number, 0 up to the last update: t / steps is the share",
        ),
        Mutant(backwards, "from end to start", cause="this runs from end to start"),
        Mutant(early_end, "one update ahead", cause="this is one update ahead: at t = 0 the rate is start"),
        Mutant(geometric, "equal factors", cause="this moves by equal factors; a line moves by equal differences"),
    ),
)
