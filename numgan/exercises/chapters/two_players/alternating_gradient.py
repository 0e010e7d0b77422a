import numpy as np

from .... import family
from ...exercise import Exercise, Known, Mutant


def alternating_gradient(x, y, lr):
    """One round of the game f(x, y) = x y: first x descends f, then y ascends f at the new x.

    x, y : (n,), the positions of the two players in n such games, each independent of the others
    lr : float > 0, the learning rate of both
    Returns x_new and y_new, (n,) each, as new arrays.
    """
    x_new = x - lr * y
    y_new = y + lr * x_new
    return x_new, y_new


def simultaneous(x, y, lr):
    return x - lr * y, y + lr * x


def both_descend(x, y, lr):
    x_new = x - lr * y
    return x_new, y - lr * x_new


def y_first(x, y, lr):
    y_new = y + lr * x
    return x - lr * y_new, y_new


def exchanged(x, y, lr):
    x_new = x + lr * y
    return x_new, y - lr * x_new


def own_gradient(x, y, lr):
    return x - lr * x, y + lr * y


def moves_in_place(x, y, lr):
    x -= lr * y
    y += lr * x
    return x, y


def draw(rng):
    n = int(rng.integers(2, 7))
    return rng.normal(size=n), rng.normal(size=n), float(rng.uniform(0.05, 0.5))


def stays_in_orbit(fn, rng):
    lr, x, y = 0.1, np.array([1.0]), np.array([0.0])
    for _ in range(100):
        x, y = map(np.asarray, fn(x, y, lr))
    orbit = float((x**2 + y**2 - lr * x * y).item())
    if not abs(orbit - 1) < 1e-6:
        distance = float(np.hypot(x, y).item())
        growth = "; if both move at once, the distance grows by a factor sqrt(1 + lr^2) per round, to 1.01^50 = 1.645"
        return (
            f"100 rounds from (1, 0) with lr = 0.1 end at distance {distance:.4g} from the equilibrium (0, 0)\n"
            "players who take turns stay on the ellipse x^2 + y^2 - lr x y = 1 for ever"
            f"{growth if abs(distance - 1.01**50) < 1e-3 else ''}"
        )
    return None


EXERCISE = Exercise(
    alternating_gradient,
    title="Two players on f(x, y) = x y",
    statement=r"""
        The smallest game there is: $x$ wants $f(x, y) = x y$ small, $y$ wants it large. Neither can gain at $(0, 0)$,
        the only equilibrium, and yet following the gradients does not lead there. If both move at once,
        $$x' = x - \eta y, \qquad y' = y + \eta x,$$
        then $x'^2 + y'^2 = (1 + \eta^2)(x^2 + y^2)$: the distance to the equilibrium grows by a factor
        $\sqrt{1 + \eta^2}$ at every step, even for a small rate $\eta$. Let the players take turns instead, as in
        algorithm 1, and show that $x^2 + y^2 - \eta x y$ does not change: for $\eta < 2$ they move around the
        equilibrium without end. This is one reason why the losses of a GAN do not become constant.

        Write one round: $x$ descends, then $y$ ascends.
    """,
    source="Salimans et al. 2016, section 3 (the game); Gidel et al. 2019 (turns against moving at once)",
    notebook=1,
    hints=(
        "What is the derivative of x y with respect to x, and with respect to y? Which player adds it, and which "
        "subtracts it?",
        "To take turns means that the second player sees the position after the first has moved.",
        "Two lines: the first makes the new x from the old x and y; the second uses the new x where a simultaneous "
        "step uses the old x. Make new arrays, because -= would change the caller's.",
    ),
    explanation="""
        One round is a linear map with determinant 1: it keeps areas, and for lr < 2 it moves along an ellipse. The
        simultaneous map has determinant 1 + lr^2 and moves outwards in a spiral. The only difference is one name in the
        second line: x_new in place of x. In numgan it is G's step, which makes a new pass through the D that has moved.
    """,
    in_numgan=(family.GAN.play,),
    draw=draw,
    returns=("x_new", "y_new"),
    known=(
        Known(
            (np.array([2.0, -3.0]), np.array([1.0, 4.0]), 0.5),
            (np.array([1.5, -5.0]), np.array([1.75, 1.5])),
            "df/dx = y: x_new = 2 - 0.5 * 1 = 1.5 and -3 - 0.5 * 4 = -5; df/dy = x, and x has moved: "
            "y_new = 1 + 0.5 * 1.5 = 1.75 and 4 + 0.5 * -5 = 1.5",
        ),
    ),
    extremes=(
        (np.array([3.0, -100.0]), np.array([-7.0, 50.0]), 2.5),
        (np.array([0.0, 1e-6, 1e6]), np.array([1e-6, 0.0, -1e6]), 1e-3),
    ),
    probes={"stays in orbit": stays_in_orbit},
    mutants=(
        Mutant(
            simultaneous,
            "both players move at once",
            cause="both players move at once here: y must see the new x, not the old one",
        ),
        Mutant(both_descend, "y descends", cause="y descends here: it wants x y large, so it must ascend"),
        Mutant(y_first, "y moves first", cause="y moves first here: x must move first, and then y sees the new x"),
        Mutant(own_gradient, "df/dx = y", cause="each player moves by its own position, but df/dx = y and df/dy = x"),
        Mutant(exchanged, "x descends", cause="the signs are exchanged: x descends, so it subtracts, and y ascends"),
        Mutant(moves_in_place, "the argument x was changed in place"),
    ),
)
