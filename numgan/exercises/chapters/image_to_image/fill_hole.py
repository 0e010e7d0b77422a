import numpy as np

from .... import datasets, family
from ...exercise import Exercise, Gradient, Known, Mutant


def fill_hole(images, hole, guess, dy):
    """Put a guess into the holes of images, keep what is known, and tell the guess what the loss says.

    images, guess, dy : (B, H, W, C); dy is the gradient of the loss with respect to y
    hole : (B, H, W), True where the pixel is missing, and what `images` has there counts for nothing
    Returns y (B, H, W, C), the completed images; dguess (B, H, W, C), the gradient with respect to guess.
    """
    inside = hole[..., None]
    return np.where(inside, guess, images), dy * inside


def inverted(images, hole, guess, dy):
    return fill_hole(images, ~hole, guess, dy)


def image_inverted(images, hole, guess, dy):
    return fill_hole(images, ~hole, guess, dy)[0], fill_hole(images, hole, guess, dy)[1]


def gradient_inverted(images, hole, guess, dy):
    return fill_hole(images, hole, guess, dy)[0], fill_hole(images, ~hole, guess, dy)[1]


def gradient_everywhere(images, hole, guess, dy):
    return fill_hole(images, hole, guess, dy)[0], dy.copy()


def all_of_the_guess(images, hole, guess, dy):
    return guess.copy(), dy.copy()


def all_of_the_guess_in_y(images, hole, guess, dy):
    return guess.copy(), fill_hole(images, hole, guess, dy)[1]


def added(images, hole, guess, dy):
    return images + guess * hole[..., None], dy * hole[..., None]


def hole_in_black(images, hole, guess, dy):
    return images * ~hole[..., None], np.zeros_like(dy)


def guess_alone(images, hole, guess, dy):
    return guess * hole[..., None], dy * hole[..., None]


def halves(images, hole, guess, dy):
    y = np.where(hole[..., None], (guess + images) / 2, images)
    return y.astype(images.dtype), dy * hole[..., None] / 2


def mean_over_the_hole(images, hole, guess, dy):
    y, dguess = fill_hole(images, hole, guess, dy)
    return y, dguess / hole.sum()


def hole_of_the_first(images, hole, guess, dy):
    return fill_hole(images, np.broadcast_to(hole[:1], hole.shape), guess, dy)


def transposed(images, hole, guess, dy):
    return fill_hole(images, hole.swapaxes(1, 2), guess, dy)


def minus(images, hole, guess, dy):
    y, dguess = fill_hole(images, hole, guess, dy)
    return y, -dguess


def first_channel(images, hole, guess, dy):
    y, dguess = images.copy(), np.zeros_like(dy)
    y[..., 0], dguess[..., 0] = np.where(hole, guess[..., 0], images[..., 0]), dy[..., 0] * hole
    return y, dguess


def draw(rng):
    B, H, W, C = (int(size) for size in rng.choice(np.arange(2, 6), size=4, replace=False))
    images, guess, dy = rng.normal(size=(3, B, H, W, C))
    hole = rng.random((B, H, W)) < 0.4
    hole[0, 0, :2], hole[1, 0, :2] = (True, False), (False, True)  # at least one of each, and not the same in all
    return images, hole, guess, dy


def loss(images, hole, guess, dy):
    y = images.copy()
    y[hole] = guess[hole]
    return float((dy * y).sum())


EXERCISE = Exercise(
    fill_hole,
    title="Keep what is known",
    statement=r"""
        A generator that completes an image makes *all* of its pixels, those in the hole and those that are known. The
        known ones are then put back:
        $$y = M \odot \text{guess} + (1 - M) \odot \text{images},$$
        with the mask $M = 1$ in the hole and 0 where the pixel is known, the same for all channels of a pixel. (Papers
        differ in which of the two is called 1. Here True means missing.) Whoever judges sees $y$, and sends back $dy =
        \partial L / \partial y$. What can the guess change?

        Write $y$ and $\partial L / \partial\, \text{guess}$.
    """,
    source="Pathak et al. 2016 (context encoders), section 3.2: 1 is missing; in Yeh et al. 2017, 1 is known",
    notebook=21,
    hints=(
        "Nothing that stands in a known place of the guess reaches y, so nothing comes back to it.",
        "The mask has no axis for channels: hole[..., None] has one of length 1, which fits all channels.",
        "np.where takes one of two arrays at each place. For the gradient, times True is times 1, and times False is "
        "times 0.",
    ),
    explanation="""
        A selection forward is the same selection backward. The gradient is 0 outside the hole, so a completed image
        teaches the generator nothing about known pixels. What it needs in order to fit the hole to its surroundings
        must come from somewhere else: from a loss on the pixels around the hole (Yeh et al. compare the guess with the
        image in the known places, and weigh those near the hole more), or from a D that sees the whole of y and finds
        the seam.
    """,
    in_numgan=(datasets.with_hole, family.ContextEncoder.play),
    draw=draw,
    returns=("y", "dguess"),
    known=(
        Known(
            (
                np.array([[[[1.0], [2.0]], [[3.0], [4.0]]]]),
                np.array([[[True, False], [False, False]]]),
                np.array([[[[10.0], [20.0]], [[30.0], [40.0]]]]),
                np.array([[[[5.0], [6.0]], [[7.0], [8.0]]]]),
            ),
            (np.array([[[[10.0], [2.0]], [[3.0], [4.0]]]]), np.array([[[[5.0], [0.0]], [[0.0], [0.0]]]])),
            "one pixel is missing, the first: y has 10 there, and only 5 of dy comes back",
        ),
    ),
    gradients=(Gradient("dguess", "guess", loss),),
    extremes=(
        (np.ones((1, 2, 3, 1)), np.zeros((1, 2, 3), bool), np.full((1, 2, 3, 1), 1e6), np.ones((1, 2, 3, 1))),
        (np.ones((1, 2, 3, 2)), np.ones((1, 2, 3), bool), np.full((1, 2, 3, 2), -2.0), np.ones((1, 2, 3, 2))),
    ),
    mutants=(
        Mutant(inverted, "the wrong way round", cause="the mask is the wrong way round: True means missing"),
        Mutant(
            image_inverted,
            "in y, the mask",
            cause="in y, the mask is the wrong way round: True means missing; in dguess it is right",
        ),
        Mutant(
            gradient_inverted,
            "in dguess, the mask",
            cause="in dguess, the mask is the wrong way round: the guess reaches y in the hole only",
        ),
        Mutant(
            gradient_everywhere,
            "the known places",
            cause="y is right, but dguess is all of dy: in the known places the guess does not reach y",
        ),
        Mutant(
            all_of_the_guess,
            "put the known pixels back",
            cause="y is the guess everywhere: put the known pixels back",
        ),
        Mutant(
            all_of_the_guess_in_y,
            "the known pixels are not put back",
            cause="dguess is right, but in y the known pixels are not put back",
        ),
        Mutant(
            added,
            "counts for nothing",
            cause="the guess was added to what stood in the hole, which counts for nothing",
        ),
        Mutant(hole_in_black, "the hole is still there", cause="the hole is still there: put the guess into it"),
        Mutant(guess_alone, "the known pixels are lost", cause="the known pixels are lost: y has 0 in their places"),
        Mutant(
            halves,
            "is not mixed",
            cause="in the hole y is the mean of guess and image: what is missing is not mixed with anything",
        ),
        Mutant(
            mean_over_the_hole,
            "no mean in it",
            cause="dguess was divided by the number of missing pixels: there is no mean in it",
        ),
        Mutant(
            hole_of_the_first,
            "a hole of its own",
            cause="the first image's hole was used for all: each image has a hole of its own",
        ),
        Mutant(transposed, "it raised ValueError"),
        Mutant(minus, "sign flipped"),
        Mutant(
            first_channel,
            "all channels of a pixel",
            cause="only the first channel was completed: all channels of a pixel are missing",
        ),
    ),
)
