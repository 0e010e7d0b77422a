import math

import numpy as np

from .... import noise
from ...exercise import Exercise, Known, Mutant


def great_circle(z0, z1, a):
    """The point at a on the arc from z0 to z1 ("slerp").

    z0, z1 : (n,) float32 or float64, not zero, of any lengths; they may have the same direction, never opposite ones
    a : float in [0, 1]; 0 gives z0 and 1 gives z1
    Returns (n,). Where the angle is below 1e-4, and only there, it is the point on the straight line.
    """
    cosine = float(z0 @ z1) / float(np.linalg.norm(z0) * np.linalg.norm(z1))
    angle = math.acos(min(max(cosine, -1.0), 1.0))
    if angle < 1e-4:
        return (1 - a) * z0 + a * z1
    return (math.sin((1 - a) * angle) * z0 + math.sin(a * angle) * z1) / math.sin(angle)


def linear(z0, z1, a):
    return (1 - a) * z0 + a * z1


def slerp(z0, z1, a, angle):
    return (np.sin((1 - a) * angle) * z0 + np.sin(a * angle) * z1) / np.sin(angle)


def cosine(z0, z1):
    return z0 @ z1 / (np.linalg.norm(z0) * np.linalg.norm(z1))


def forgets_lengths(z0, z1, a):
    return slerp(z0, z1, a, np.arccos(np.clip(z0 @ z1, -1, 1)))


def no_case_for_parallels(z0, z1, a):
    return slerp(z0, z1, a, np.arccos(np.clip(cosine(z0, z1), -1, 1)))


def cosine_not_limited(z0, z1, a):
    angle = np.arccos(cosine(z0, z1))
    return linear(z0, z1, a) if angle < 1e-4 else slerp(z0, z1, a, angle)


def turned_round(z0, z1, a):
    return great_circle(z1, z0, a)


def on_the_unit_sphere(z0, z1, a):
    return great_circle(z0 / np.linalg.norm(z0), z1 / np.linalg.norm(z1), a)


def straight_above_a_cosine_of_0_9995(z0, z1, a):
    return linear(z0, z1, a) if cosine(z0, z1) > 0.9995 else great_circle(z0, z1, a)


def draw(rng):
    n, angle = int(rng.integers(3, 8)), rng.choice([rng.uniform(0.2, 1.5), rng.uniform(1.6, 2.8)])
    u, v = np.linalg.qr(rng.normal(size=(n, 2)))[0].T  # of length 1, at right angles
    z0, z1 = u, math.cos(angle) * u + math.sin(angle) * v
    return rng.uniform(0.5, 0.7) * z0, rng.uniform(0.75, 0.95) * z1, float(rng.choice([0.2, 0.35, 0.6, 0.85]))


def at_angle(angle):
    return np.array([1.0, 0.0]), np.array([math.cos(angle), math.sin(angle)])


def small_angles(function, rng):
    for angle in (0.02, 0.0005):
        z0, z1 = at_angle(angle)
        a, got = 0.25, np.asarray(function(z0, z1, 0.25))
        line, arc = linear(z0, z1, a), slerp(z0, z1, a, angle)
        if got.shape == arc.shape and np.abs(got - line).max() < 0.01 * np.abs(arc - line).max():
            return (
                f"for an angle of {angle:g} yours is the straight line, which differs from the arc by "
                f"{np.abs(line - arc).max():.1g}; take the line for angles below 1e-4 only"
            )
    return None


EXERCISE = Exercise(
    great_circle,
    title="From one latent to another",
    statement=r"""
        Does $G$ change smoothly with its latent? To see it, go from latent $z_0$ to latent $z_1$ in small steps. In $n$
        dimensions nearly all vectors drawn from $N(0, 1)$ have a length near $\sqrt n$, but the middle of the straight
        line between two of them has a length of about $\sqrt{n / 2}$: $G$ was never trained there. So go along the
        great circle. With $\theta$ the angle between $z_0$ and $z_1$,
        $$z(a) = \frac{\sin((1 - a) \theta)}{\sin \theta} z_0 + \frac{\sin(a \theta)}{\sin \theta} z_1.$$
        Show that if $z_0$ and $z_1$ have the same length, $z(a)$ has it too, and the angle from $z_0$ to $z(a)$ is
        $a \theta$.

        Write it for latents of any two lengths; $\theta$ is the angle between their directions. For $\theta = 0$ the
        formula gives $0 / 0$. So where $\theta$ is below $10^{-4}$, take the point on the straight line,
        $(1 - a) z_0 + a z_1$.
    """,
    source="Shoemake 1985; White 2016 (Sampling Generative Networks), section 2.1",
    notebook=8,
    hints=(
        "The scalar product of two vectors is the cosine of their angle if both have length 1. What is it otherwise? "
        "np.linalg.norm gives the length of a vector.",
        "cos(theta) = z0 . z1 / (|z0| |z1|). Rounding can make that 1.0000000000000002, which has no arccos: limit it "
        "to [-1, 1] with min and max, then take math.acos.",
        "For theta < 1e-4 return the point on the straight line. Otherwise multiply z0 and z1 themselves, not their "
        "directions, by the two quotients of the formula. math.sin gives a Python float, and so the dtype of z0 stays.",
    ),
    explanation="""
        Only the angle comes from the directions. The vectors that are added keep their lengths, so a = 0 and a = 1 give
        z0 and z1 exactly. For small angles sin(t) is nearly t, and the quotients are nearly 1 - a and a, as on the
        straight line: at an angle of 1e-4 the two differ by about 1e-9.
    """,
    in_numgan=(noise.great_circle_interpolation,),
    draw=draw,
    known=(
        Known(
            (np.array([2.0, 0.0]), np.array([0.0, 1.0]), 1 / 3),
            np.array([math.sqrt(3), 0.5]),
            "the angle is 90 degrees: sin 60 times z0 + sin 30 times z1, and sin 90 = 1",
        ),
        Known(
            (np.array([2.0, 0.0]), np.array([1.0, math.sqrt(3)]), 0.5),
            np.array([math.sqrt(3), 1.0]),
            "the lengths are 2 and the product is 2, so cos = 2 / 4 and the angle 60 degrees; half-way, at 30 degrees, "
            "is 2 (cos 30, sin 30)",
        ),
        Known(
            (np.array([2.0, 0.0]), np.array([-1.5, 1.5 * math.sqrt(3)]), 0.5),
            np.array([0.5, 1.5 * math.sqrt(3)]),
            "the lengths are 2 and 3 and the product is -3, so cos = -3 / 6 = -1/2 and the angle 120 degrees; half-way "
            "both weights are sin 60 / sin 120 = 1, which gives z0 + z1",
        ),
    ),
    extremes=(
        (np.array([1.0, 2.0, 2.0]), np.array([1.0, 2.0, 2.0]), 0.25),
        (np.array([1.0, 2.0, 2.0]), np.array([2.0, 4.0, 4.0]), 0.5),
        (np.ones(3), np.ones(3), 0.5),  # the cosine is 1.0000000000000002, and here 1.0000001 in float32:
        (np.array([1.0, 1.0, 0.0]), np.array([1.0, 1.0, 0.0]), 0.5),
        (*at_angle(0.05), 0.25),
        (*at_angle(0.02), 0.5),
        (*at_angle(0.0005), 0.5),
        (*at_angle(2.5), 0.0),
        (*at_angle(2.5), 1.0),
    ),
    probes={"small angles": small_angles},
    mutants=(
        Mutant(
            linear,
            "this is the straight line",
            cause="this is the straight line, whose middle is shorter than its ends",
        ),
        Mutant(
            forgets_lengths,
            "divide by both lengths",
            cause="z0 . z1 is the cosine of the angle for vectors of length 1 only: divide by both lengths",
        ),
        Mutant(
            no_case_for_parallels,
            "the angle is 0 and 0 / 0",
            cause="right except for latents in the same direction: there the angle is 0 and 0 / 0 is nan; take the "
            "straight line",
        ),
        Mutant(
            cosine_not_limited,
            "limit it to [-1, 1]",
            cause="rounding made the cosine 1.0000000000000002, which has no arccos; limit it to [-1, 1] first",
        ),
        Mutant(turned_round, "a = 0 must give z0", cause="this goes from z1 to z0: a = 0 must give z0, and a = 1 z1"),
        Mutant(
            on_the_unit_sphere,
            "keep their lengths",
            cause="the vectors that are added must keep their lengths; only the angle comes from the directions",
        ),
        Mutant(straight_above_a_cosine_of_0_9995, "take the line for angles below 1e-4 only"),
    ),
)
