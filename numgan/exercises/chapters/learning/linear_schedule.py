from .... import optimizers
from ...exercise import Exercise, Known, Mutant


def linear_schedule(start, end, steps, t):
    """A rate that runs from start to end in a straight line, and stays there.

    start, end : floats >= 0; end may be below start (a learning rate) or above it (a momentum)
    steps : int >= 1, the number of updates from start to end
    t : int >= 0, the number of updates made so far; it may be larger than steps
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
    steps = int(rng.integers(5, 50))
    start, end = (float(rate) for rate in rng.uniform(0.1, 3, size=2))
    return start, end, steps, int(rng.integers(1, 2 * steps))


def starts_at_0(fn, rng):
    rate = float(fn(0.0, 0.5, 4, 3))
    return (
        None
        if abs(rate - 0.375) < 1e-12
        else f"from 0 to 0.5 in 4 steps, the rate at t = 3 is 0.375; yours is {rate:.12g}"
    )


EXERCISE = Exercise(
    linear_schedule,
    title="A rate on a straight line",
    statement=r"""
        Players that circle an equilibrium come closer to it as their steps get shorter, so learning rates are lowered
        during training. And the first GAN raised its momentum: from .5 to .7, in a straight line over 250 epochs, and
        it was .7 after that. Both follow one rule,
        $$r(t) = \text{start} + (\text{end} - \text{start}) \, \frac{t}{\text{steps}} \qquad \text{for } t \le
        \text{steps},$$
        and $r(t) = \text{end}$ after that. Training often runs longer than planned. A line that does not stop gives a
        learning rate below 0, which climbs the loss, or a momentum above 1, with which old steps grow.

        Write it so that it is right for lines that rise and for lines that fall.
    """,
    source="Goodfellow et al. 2014, the settings in its published code (momentum .5 to .7)",
    notebook=6,
    hints=(
        "Which part of the way from start to end is done after t updates? What is the largest value of this part?",
        "Limit the part t / steps, not the rate: for the rate you would need to know whether the line rises or falls.",
        "Take the smaller of t / steps and 1, multiply it by the difference from start to end (which has a sign), and "
        "add start. Python's min gives the smaller of two numbers.",
    ),
    explanation="""
        The part t / steps is limited to 1, and no cases are needed, because end - start has the right sign.
        max(..., end) would be right for falling lines only: for rising lines it would be end from the first update on.
        At t = 0 the rate is start, at t = steps it is end: steps is the number of updates from one to the other.
    """,
    in_numgan=(optimizers.Linear.__call__,),
    draw=draw,
    returns=("rate",),
    known=(
        Known((0.5, 0.7, 250, 0), 0.5, "no update was made so far: the rate is start"),
        Known((0.5, 0.7, 250, 125), 0.6, "half of the line: 0.5 + 0.2 / 2"),
        Known((1.0, 0.0, 10, 4), 0.6, "4 tenths of a falling line: 1 - 0.4; it is above its end until t = steps"),
        Known((0.5, 0.7, 250, 1000), 0.7, "t is larger than steps: the line has stopped at end"),
        Known((1.0, 0.0, 10, 20), 0.0, "t is larger than steps: the line has stopped at end"),
    ),
    extremes=(
        *((start, end, 10, t) for start, end in ((0.2, 0.6), (20.0, 5.0)) for t in (9, 10, 11, 19, 24)),
        (0.3, 4.0, 1, 0),
    ),
    float32=False,
    probes={"starts at 0": starts_at_0},
    mutants=(
        Mutant(
            runs_on,
            "does not stop",
            cause="the line does not stop at end: use the smaller of t / steps and 1, not t / steps alone",
        ),
        Mutant(
            never_above_end,
            "for rising lines only",
            cause="this is right for rising lines only: limit t / steps, and not the rate",
        ),
        Mutant(
            never_below_end,
            "for falling lines only",
            cause="this is right for falling lines only: limit t / steps, and not the rate",
        ),
        Mutant(
            staircase,
            "whole number",
            cause="t // steps is a whole number, 0 until the last update: divide with t / steps",
        ),
        Mutant(backwards, "from end to start", cause="this runs from end to start: start and end are exchanged"),
        Mutant(early_end, "one update ahead", cause="this is one update ahead: at t = 0 the rate is start"),
        Mutant(
            geometric,
            "by the same factor",
            cause="this changes by the same factor at every update: a line changes by the same difference",
        ),
    ),
)
