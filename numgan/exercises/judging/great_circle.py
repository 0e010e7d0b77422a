import math

import numpy as np

from ... import noise
from ..exercise import Exercise, Known, Mutant


def great_circle(z0, z1, a):
    """The point at a on the arc from z0 to z1 ("slerp").

    z0, z1 : (n,) float32 or float64, not zero, of any lengths; never in opposite directions, but perhaps in the same
    a : float in [0, 1]; 0 gives z0 and 1 gives z1
    Returns (n,), dtype kept. Where the angle is below 1e-4, it is the point on the straight line.
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


def turned_round(z0, z1, a):
    return great_circle(z1, z0, a)


def on_the_unit_sphere(z0, z1, a):
    return great_circle(z0 / np.linalg.norm(z0), z1 / np.linalg.norm(z1), a)


def draw(rng):
    n, angle = int(rng.integers(3, 8)), rng.uniform(0.5, 2.6)
    u, v = np.linalg.qr(rng.normal(size=(n, 2)))[0].T  # of length 1, at right angles
    z0, z1 = u, math.cos(angle) * u + math.sin(angle) * v
    return rng.uniform(0.5, 0.7) * z0, rng.uniform(0.75, 0.95) * z1, float(rng.choice([0.2, 0.35, 0.6, 0.85]))


EXERCISE = Exercise(
    great_circle,
    title="From one latent to another",
    statement=r"""
        To see whether $G$ has learnt a smooth space one walks from latent $z_0$ to $z_1$. In $n$ dimensions nearly all
        of $N(0, 1)$ has the length $\sqrt n$, but the middle of the straight line between two draws has about
        $\sqrt{n / 2}$: $G$ was never trained there. So walk along the great circle. With $\theta$ the angle between
        $z_0$ and $z_1$,
        $$z(a) = \frac{\sin((1 - a) \theta)}{\sin \theta} z_0 + \frac{\sin(a \theta)}{\sin \theta} z_1.$$
        Show that where $z_0$ and $z_1$ have one length, $z(a)$ has it too, and is turned from $z_0$ by $a \theta$.

        Write it for latents of any two lengths; $\theta$ is the angle between their directions. Where $\theta$ is as
        good as 0, the arc is a line.
    """,
    source="Shoemake 1985; White 2016 (Sampling Generative Networks), section 2.1",
    notebook=8,
    hints=(
        "The scalar product of two vectors is the cosine of their angle if both have length 1. What is it otherwise?",
        "cos(theta) = z0 . z1 / (|z0| |z1|). Rounding can bring that to 1.0000000000000002, which has no arccos: "
        "limit it to [-1, 1] first.",
        "For theta < 1e-4 return the straight line's point: sin(0) / sin(0) is nan. Otherwise weigh z0 and z1 "
        "themselves, not their directions, by the two quotients of the formula.",
    ),
    explanation="""
        Only the angle is made of directions; the vectors that are added keep their lengths, so that a = 0 and a = 1
        give z0 and z1 exactly as they are. For small angles sin(t) is nearly t and both quotients tend to 1 - a and a,
        the straight line's: at 1e-4 the two differ by some 1e-9.
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
            "stands 2 (cos 30, sin 30)",
        ),
    ),
    extremes=(
        (np.array([1.0, 2.0, 2.0]), np.array([1.0, 2.0, 2.0]), 0.25),
        (np.array([1.0, 2.0, 2.0]), np.array([2.0, 4.0, 4.0]), 0.5),
        (np.array([1.3, 0.8, 1.0]), np.array([1.3, 0.8, 1.0]), 0.5),  # the cosine is 1.0000000000000002
    ),
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
            cause="right but for latents in one direction: there the angle is 0 and 0 / 0 nan; take the straight line",
        ),
        Mutant(turned_round, "a = 0 must give z0", cause="this walks from z1 to z0: a = 0 must give z0, and a = 1 z1"),
        Mutant(
            on_the_unit_sphere,
            "keep their lengths",
            cause="the vectors that are added must keep their lengths; only the angle is made of directions",
        ),
    ),
)
