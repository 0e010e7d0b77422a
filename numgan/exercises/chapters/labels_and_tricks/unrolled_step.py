import numpy as np

from .... import family
from ...exercise import Exercise, Gradient, Known, Mutant


def unrolled_step(x, y, lr, unroll, unroll_lr):
    """One round of the game f(x, y) = x y, in which x looks ahead: what will f be after y has answered?

    x, y : (n,), the positions of the two players in n such games, each independent of the others
    lr : float > 0, the learning rate of both
    unroll : int >= 0, k, how many virtual steps of y x looks ahead
    unroll_lr : float > 0, the rate of the virtual steps
    Returns dx, the gradient of f(x, y after k virtual steps) with respect to x; x_new, after x has descended it; and
    y_new, after y has ascended f at the new x, by one step. (n,) each, as new arrays.
    """
    dx = y + 2 * unroll * unroll_lr * x
    x_new = x - lr * dx
    return dx, x_new, y + lr * x_new


def moved(x, y, dx, lr):
    x_new = x - lr * dx
    return dx, x_new, y + lr * x_new


def not_ahead(x, y, lr, unroll, unroll_lr):
    return moved(x, y, y.copy(), lr)


def answer_as_a_constant(x, y, lr, unroll, unroll_lr):
    return moved(x, y, y + unroll * unroll_lr * x, lr)


def answer_only(x, y, lr, unroll, unroll_lr):
    return moved(x, y, 2 * unroll * unroll_lr * x, lr)


def one_virtual_step(x, y, lr, unroll, unroll_lr):
    return moved(x, y, y + 2 * bool(unroll) * unroll_lr * x, lr)


def y_descends(x, y, lr, unroll, unroll_lr):
    return moved(x, y, y - 2 * unroll * unroll_lr * x, lr)


def rate_of_the_round(x, y, lr, unroll, unroll_lr):
    return moved(x, y, y + 2 * unroll * lr * x, lr)


def last_factor_alone(x, y, lr, unroll, unroll_lr):
    return moved(x, y, y + unroll * unroll_lr * x + unroll * unroll_lr, lr)


def growing_steps(x, y, lr, unroll, unroll_lr):
    return moved(x, y, y + 2 * ((1 + unroll_lr) ** unroll - 1) * x, lr)


def y_ascends_itself(x, y, lr, unroll, unroll_lr):
    return moved(x, y, (1 + unroll_lr) ** unroll * y, lr)


def both_look_ahead(x, y, lr, unroll, unroll_lr):
    ahead_x, ahead_y = x, y
    for _ in range(unroll):
        ahead_x, ahead_y = ahead_x - unroll_lr * ahead_y, ahead_y + unroll_lr * ahead_x
    return moved(x, y, ahead_y * 1.0, lr)


def y_keeps_its_steps(x, y, lr, unroll, unroll_lr):
    dx, x_new, y_new = unrolled_step(x, y, lr, unroll, unroll_lr)
    return dx, x_new, y_new + unroll * unroll_lr * x


def y_really_answers(x, y, lr, unroll, unroll_lr):
    dx, x_new, _ = unrolled_step(x, y, lr, unroll, unroll_lr)
    return dx, x_new, y + max(unroll, 1) * lr * x_new


def at_once(x, y, lr, unroll, unroll_lr):
    dx, x_new, _ = unrolled_step(x, y, lr, unroll, unroll_lr)
    return dx, x_new, y + lr * x


def y_first(x, y, lr, unroll, unroll_lr):
    y_new = y + lr * x
    dx = y_new + 2 * unroll * unroll_lr * x
    return dx, x - lr * dx, y_new


def x_ascends(x, y, lr, unroll, unroll_lr):
    dx, _, _ = unrolled_step(x, y, lr, unroll, unroll_lr)
    x_new = x + lr * dx
    return dx, x_new, y + lr * x_new


def moves_in_place(x, y, lr, unroll, unroll_lr):
    dx = y + 2 * unroll * unroll_lr * x
    x -= lr * dx
    y += lr * x
    return dx, x, y


def draw(rng):
    n, unroll = int(rng.integers(2, 7)), int(rng.integers(2, 8))
    lr, unroll_lr = float(rng.uniform(0.05, 0.2)), float(rng.uniform(0.25, 0.6))
    return rng.normal(size=n), rng.normal(size=n), lr, unroll, unroll_lr


def loss(x, y, lr, unroll, unroll_lr):
    for _ in range(unroll):
        y = y + unroll_lr * x
    return float((x * y).sum())


EXERCISE = Exercise(
    unrolled_step,
    title="Look ahead: the unrolled game on f(x, y) = x y",
    statement=r"""
        On $f(x, y) = x y$ two players who take turns circle the equilibrium for ever: `alternating_gradient`. Each
        answers where the other is, and then the other moves. In an unrolled game $x$ asks instead what $f$ will be
        after $y$ has answered (Metz et al. 2017). A copy $u$ of $y$ makes $k$ virtual steps of gradient ascent,
        $$u \leftarrow u + \eta \, \frac{\partial f}{\partial y}(x, u), \qquad k \text{ times}, \qquad
        \text{from } u = y,$$
        and $x$ descends $f(x, y_k)$, where $y_k$ is what $u$ has become. Here is the point: $y_k$ depends on $x$, so
        $x$ is in $f(x, y_k)$ twice, and the gradient has both parts. Write $y_k$ without a loop first. Then a round is
        $$x' = x - \mathrm{lr} \; \frac{d}{dx} f(x, y_k(x)), \qquad y' = y + \mathrm{lr} \; x':$$
        the virtual steps are thrown away, and $y$ itself makes one step, at the new $x$.

        Write the gradient and the round.
    """,
    source="Metz et al. 2017, section 2.2; the game is that of Salimans et al. 2016, section 3",
    notebook=18,
    hints=(
        "df/dy at (x, u) is x, and x stands still during the virtual steps. So what has u become after k of them?",
        "Put y_k into f(x, y_k) = x y_k. It is a polynomial of x: differentiate it.",
        "y_k = y + k eta x, so f(x, y_k) contains k eta x^2. Do not change y by the virtual steps: y_new starts from "
        "the old y, and ascends at x_new with the rate lr.",
    ),
    explanation="""
        Without looking ahead the gradient is y, at a right angle to where x should go. The new part, 2 k eta x, draws x
        to 0: a round is a linear map with the determinant 1 - 2 lr k eta, and what circled before shrinks. Half of that
        part comes from y_k's size, and half from how y_k changes with x; an implementation that stops the gradient at
        the virtual steps has only the first half. The price: k more steps of D for each step of G, and their
        derivatives.
    """,
    in_numgan=(family.Unrolled.foresee,),
    draw=draw,
    returns=("dx", "x_new", "y_new"),
    known=(
        Known(
            (np.array([2.0, -3.0]), np.array([1.0, 4.0]), 0.5, 3, 0.25),
            (np.array([4.0, -0.5]), np.array([0.0, -2.75]), np.array([1.0, 2.625])),
            "y_3 = y + 3 * 0.25 x, so f(x, y_3) = x y + 0.75 x^2 and dx = y + 1.5 x = 1 + 3 = 4 and 4 - 4.5 = -0.5; "
            "x_new = 2 - 0.5 * 4 = 0 and -3 + 0.25; y_new = 1 + 0.5 * 0 and 4 - 0.5 * 2.75",
        ),
    ),
    gradients=(Gradient("dx", "x", loss),),
    extremes=(
        (np.array([3.0, -100.0]), np.array([-7.0, 50.0]), 0.5, 0, 0.1),  # x does not look ahead
        (np.array([0.0, 1e-6, 1e6]), np.array([1e-6, 0.0, -1e6]), 1e-3, 1, 10.0),
    ),
    mutants=(
        Mutant(
            not_ahead,
            "x does not look ahead",
            cause="x does not look ahead here: dx is the gradient of f(x, y) as y stands, without the k virtual steps",
        ),
        Mutant(
            answer_as_a_constant,
            "y_k depends on x",
            cause="dx is y_k, as if it were a constant: y_k depends on x, so x is in f(x, y_k) twice",
        ),
        Mutant(
            answer_only,
            "y itself is missing",
            cause="dx has only what the virtual steps add: y itself is missing",
        ),
        Mutant(
            one_virtual_step,
            "k of them",
            cause="only one virtual step was made: y makes k of them",
        ),
        Mutant(
            y_descends,
            "y ascends",
            cause="y descends in its virtual steps: y ascends, so y_k = y + k eta x",
        ),
        Mutant(
            rate_of_the_round,
            "unroll_lr",
            cause="the virtual steps were made with lr: their rate is unroll_lr",
        ),
        Mutant(
            last_factor_alone,
            "the product rule",
            cause="the second part of the product rule is x times dy_k/dx: the factor x is missing",
        ),
        Mutant(
            growing_steps,
            "all virtual steps are alike",
            cause="the steps grow here: df/dy = x does not change with y, so all virtual steps are alike",
        ),
        Mutant(
            y_ascends_itself,
            "df/dy = x",
            cause="in the virtual steps y grows by its own size: df/dy = x",
        ),
        Mutant(
            both_look_ahead,
            "x stands still",
            cause="x moves in the virtual steps too: only y makes them, and x stands still",
        ),
        Mutant(
            y_keeps_its_steps,
            "thrown away",
            cause="y keeps its virtual steps: they are thrown away, and y_new starts from the old y",
        ),
        Mutant(
            y_really_answers,
            "one step only",
            cause="y makes k real steps: the round has one step only, the k others are virtual",
        ),
        Mutant(
            at_once,
            "both players move at once",
            cause="both players move at once here: y must see the new x, not the old one",
        ),
        Mutant(y_first, "y moves first", cause="y moves first here: x must move first, and then y sees the new x"),
        Mutant(x_ascends, "x descends", cause="x ascends here: it wants f small, so x descends"),
        Mutant(moves_in_place, "the argument x was changed in place"),
    ),
)
