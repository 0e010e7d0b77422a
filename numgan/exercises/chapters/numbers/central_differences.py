import numpy as np

from .... import gradcheck
from ...exercise import Exercise, Known, Mutant


def central_differences(f, x, h):
    """The gradient of f at x: move one entry of x at a time, by +h and by -h.

    f : takes an array of x's shape and returns a float
    x : float64 array of any shape; after the call it must be what it was before, to the last bit
    h : float > 0, the step
    Returns df/dx, an array of x's shape.
    """
    gradient = np.empty_like(x)
    for index in np.ndindex(x.shape):
        kept = x[index]
        x[index] = kept + h
        above = f(x)
        x[index] = kept - h
        below = f(x)
        x[index] = kept
        gradient[index] = (above - below) / (2 * h)
    return gradient


def one_sided(f, x, h):
    return np.array([(f(x + step) - f(x)) / h for step in steps(x, h)]).reshape(x.shape)


def divides_by_h(f, x, h):
    return np.array([(f(x + step) - f(x - step)) / h for step in steps(x, h)]).reshape(x.shape)


def row_by_row(f, x, h):
    gradient = np.empty_like(x)
    for i in range(len(x)):
        step = np.zeros_like(x)
        step[i] = h
        gradient[i] = (f(x + step) - f(x - step)) / (2 * h)
    return gradient


def all_at_once(f, x, h):
    return np.full_like(x, (f(x + h) - f(x - h)) / (2 * h))


def never_puts_back(f, x, h, back=0.0):
    gradient = np.empty_like(x)
    for index in np.ndindex(x.shape):
        x[index] += h
        above = f(x)
        x[index] -= 2 * h
        gradient[index] = (above - f(x)) / (2 * h)
        x[index] += back
    return gradient


def walks_home(f, x, h):
    return never_puts_back(f, x, h, back=h)


def steps(x, h):
    return (h * np.eye(x.size)).reshape(x.size, *x.shape)  # entry i alone is moved in the i-th


def draw(rng):
    x = rng.normal(size=rng.choice(np.arange(2, 5), size=rng.integers(1, 4), replace=False))
    weights = rng.uniform(1, 2, size=x.shape)
    return lambda x: float((weights * x**3).sum() + x.sum() ** 2), x, float(10 ** rng.uniform(-3, -1))


def puts_x_back(function, rng):
    x = rng.normal(size=60)
    kept, h = x.copy(), 0.01
    function(lambda x: float((x**2).sum()), x, h)
    worst = np.abs(x - kept).max()
    if worst > 1e-9:
        return f"x comes back moved by {worst:.3g}, for h = {h}: put every entry back before you move the next one"
    if worst > 0:
        return (
            f"x comes back moved by {worst:.1g}: in floats x + h - 2 h + h is not quite x, so the "
            "network that is checked changes\nkeep the entry before you move it, and put back what you kept"
        )
    return None


def cubes(x):
    return float((x**3).sum())


EXERCISE = Exercise(
    central_differences,
    title="Derivatives without calculus",
    statement=r"""
        A GAN with a wrong gradient often still trains, only worse, and nobody notices. The definition of the derivative
        finds the mistake. By Taylor's formula
        $$f(x \pm h) = f(x) \pm h f'(x) + \tfrac{h^2}{2} f''(x) \pm \tfrac{h^3}{6} f'''(x) + \dots$$
        Subtract the two and divide by $2 h$: $f$ and $f''$ cancel, and an error of about $h^2 f''' / 6$ is left. The
        one-sided quotient $(f(x + h) - f(x)) / h$ has an error of about $h f'' / 2$; at $h = 10^{-5}$ that is about
        $10^5$ times as much.

        Write the gradient of $f$ with respect to every entry of $x$, and leave $x$ as it was: in a gradient check it
        holds a network's weights.
    """,
    source="Goodfellow, Bengio & Courville 2016, section 11.5",
    notebook=2,
    hints=(
        "For a partial derivative one entry moves and all others stay: two calls of f for each entry of x.",
        "for index in np.ndindex(x.shape) goes through the indices of an array of any shape; x[index] is one entry. "
        "How far apart are the two points at which f is called?",
        "For each index: keep the entry; set it to kept + h and call f(x); set it to kept - h and call f(x); set it to "
        "kept. The slope is the difference of the two values divided by the distance of the two points, 2 h. "
        "np.zeros_like(x) makes an array for the slopes.",
    ),
    explanation="""
        For a cubic function the error is exactly h^2 f''' / 6. numgan's own version puts the entry back in a `finally`,
        so that x is as before even if f raises an exception. A smaller h is not always better: rounding in f adds an
        error of about 1e-16 |f| / h, and the two errors are equal near h = 1e-5.
    """,
    in_numgan=(gradcheck.numerical_gradient,),
    draw=draw,
    known=(
        Known(
            (cubes, np.array([1.0, -2.0]), 0.5),
            np.array([3.25, 12.25]),
            "f is the sum of the cubes: (1.5^3 - 0.5^3) / (2 * 0.5) = 3.375 - 0.125 = 3.25, and (-1.5)^3 - (-2.5)^3 = "
            "15.625 - 3.375 = 12.25; that is 3 x^2 + h^2",
        ),
        Known(
            (cubes, np.array([[1.0, -2.0, 0.0]]), 0.5),
            np.array([[3.25, 12.25, 0.25]]),
            "as before, 3 x^2 + h^2 for each entry alone; the last is (0.5^3 - (-0.5)^3) / (2 * 0.5) = 0.25",
        ),
    ),
    extremes=((cubes, np.array([[[1.0, 2.0, -3.0]], [[-4.0, 5.0, 6.0]]]), 0.25),),  # three axes
    factors=lambda f, x, h: {2: "twice too large: x + h and x - h are 2 h apart, not h"},
    probes={"puts x back": puts_x_back},
    float32=False,
    mutants=(
        Mutant(
            one_sided,
            "step to both sides",
            cause="these are one-sided differences, with an error proportional to h; step to both sides",
        ),
        Mutant(divides_by_h, "x + h and x - h are 2 h apart"),
        Mutant(
            row_by_row,
            "x[i] is a whole row",
            cause="right for one axis only: where x has two or three, x[i] is a whole row, and its entries were moved "
            "together; move one entry alone",
        ),
        Mutant(
            all_at_once,
            "move one entry and leave the others",
            cause="all entries were moved at once, which sums all slopes; move one entry and leave the others",
        ),
        Mutant(
            never_puts_back,
            "entries that are finished still stand at x - h",
            cause="entries that are finished still stand at x - h while the next one moves: put each back first",
        ),
        Mutant(walks_home, "keep the entry before you move it"),
    ),
)
