import numpy as np

from .... import datasets, layers
from ....layers.resize import block_sums, repeat
from ...exercise import Exercise, Known, Mutant
from ..convolution.image_patches import image


def pyramid_split(x):
    """One step down a Laplacian pyramid: images of half the size, and what they have lost.

    x : (B, H, W, C), H and W even
    Returns coarse (B, H/2, W/2, C), the mean of each block of 2 x 2 pixels; band (B, H, W, C), what must be added to
    the coarse image, each of its pixels repeated as a block, to have x again.
    """
    B, H, W, C = x.shape
    coarse = x.reshape(B, H // 2, 2, W // 2, 2, C).mean(axis=(2, 4))
    return coarse, x - coarse.repeat(2, axis=1).repeat(2, axis=2)


def up(coarse):
    return coarse.repeat(2, axis=1).repeat(2, axis=2)


def one_in_four(x):
    coarse = x[:, ::2, ::2].copy()
    return coarse, x - up(coarse)


def sums(x):
    coarse = 4 * pyramid_split(x)[0]
    return coarse, x - up(coarse)


def largest(x):
    B, H, W, C = x.shape
    coarse = x.reshape(B, H // 2, 2, W // 2, 2, C).max(axis=(2, 4))
    return coarse, x - up(coarse)


def wrong_sign(x):
    coarse, band = pyramid_split(x)
    return coarse, -band


def tiled(x):
    coarse, _ = pyramid_split(x)
    return coarse, x - np.tile(coarse, (1, 2, 2, 1))


def half_of_the_band(x):
    coarse, band = pyramid_split(x)
    return coarse, band / 2


def nothing_taken_away(x):
    coarse, _ = pyramid_split(x)
    return coarse, x.copy()


def blurred(x):
    coarse, _ = pyramid_split(x)
    return coarse, up(coarse)


def mean_of_the_image(x):
    coarse, _ = pyramid_split(x)
    return coarse, x - x.mean(axis=(1, 2), keepdims=True)


def far_apart(x):
    B, H, W, C = x.shape
    coarse = x.reshape(B, 2, H // 2, 2, W // 2, C).mean(axis=(1, 3))
    return coarse, x - np.tile(coarse, (1, 2, 2, 1))


def rows_alone(x):
    coarse = (x[:, ::2, ::2] + x[:, 1::2, ::2]) / 2
    return coarse, x - up(coarse)


def band_of_half_the_size(x):
    coarse, band = pyramid_split(x)
    return coarse, band[:, ::2, ::2]


def ratio(x):
    coarse, _ = pyramid_split(x)
    return coarse, x / up(coarse)


def draw(rng):
    B, H, W, C = (int(size) for size in rng.choice(np.arange(1, 5), size=4, replace=False))
    return (rng.normal(size=(B, 2 * H, 2 * W, C)),)


def probe_round_trip(function, rng):
    (x,) = draw(rng)
    coarse, band = map(np.asarray, function(x))
    error = np.abs(up(coarse) + band - x).max()
    return None if error < 1e-12 else f"coarse, repeated, plus band must be x again, and differs by {error:.3g}"


EXERCISE = Exercise(
    pyramid_split,
    title="A band of a pyramid",
    statement=r"""
        It is easier to make an image in steps: first a small one, then what is missing at twice the size. That is a
        *Laplacian pyramid*. One step *down* halves the image, here with the mean of each block of 2 x 2 pixels. One
        step *up* repeats each pixel as a block. Down and up again gives a mosaic, and the *band* is what the mosaic
        lacks,
        $$\text{coarse} = \text{down}(x), \qquad \text{band} = x - \text{up}(\text{coarse}), \qquad x =
        \text{up}(\text{coarse}) + \text{band} .$$
        Nothing is lost, although down alone loses three numbers of four. A generator at this size gets the mosaic, and
        makes only the band.

        ```text
            x:  1  3    coarse:  4    band:  -3 -1
                5  7                          1  3
        ```

        Write both parts.
    """,
    source="Burt & Adelson 1983; Denton et al. 2015 (LAPGAN), section 2.2, there with a smoother down and up",
    notebook=21,
    hints=(
        "A mean over blocks: cut each of the two long axes into two short ones, with reshape, and take the mean over "
        "the inner ones. An axis of length H becomes (H // 2, 2), in this order.",
        "`repeat(2, axis=1)` repeats each row, next to itself. `np.tile` would put the whole image there again.",
        "The band has x's size: subtract the repeated coarse image from x.",
    ),
    explanation="""
        Each block of the band has the mean 0: of its four numbers three are free, and the fourth is in coarse. So a
        pyramid of three levels has 16 + 4 + 1 numbers for 16, a third more than needed, and each level is simple:
        coarse says what and where, and the bands are edges, most of them near 0. Whatever down and up are, the band is
        defined as what is missing, so the sum is always x. With smoother filters there is no mosaic to mend, and bands
        are smaller: `to_pyramid` doubles on straight lines.
    """,
    in_numgan=(datasets.to_pyramid, layers.AveragePool2D.forward, block_sums, repeat),
    draw=draw,
    returns=("coarse", "band"),
    known=(
        Known(
            (image([1, 3, 0, 0], [5, 7, 0, 8]),),
            (image([4, 2]), image([-3, -1, -2, -2], [1, 3, -2, 6])),
            "the means of the two blocks are 16 / 4 = 4 and 8 / 4 = 2; each is taken from the four pixels of its block",
        ),
    ),
    extremes=(
        (np.arange(1.0, 49.0).reshape(1, 4, 6, 2),),
        (np.full((1, 2, 4, 1), 1e-15),),
        (np.arange(-4.0, 4.0).reshape(2, 2, 2, 1) * 1e30,),
        (np.asfortranarray(np.arange(1.0, 49.0).reshape(2, 4, 6, 1)),),
    ),
    probes={"up and band make x": probe_round_trip},
    mutants=(
        Mutant(
            one_in_four,
            "one pixel in four",
            cause="coarse is one pixel in four: what the other three had is then left to the band alone",
        ),
        Mutant(
            sums, "the mean of each block", cause="coarse is the sum of each block: the mean of each block is wanted"
        ),
        Mutant(
            largest,
            "the mean of each block",
            cause="coarse is the largest of each block: the mean of each block is wanted",
        ),
        Mutant(
            wrong_sign, "the wrong sign", cause="band has the wrong sign: it is added to the mosaic, x - up(coarse)"
        ),
        Mutant(
            tiled,
            "next to each other",
            cause="the coarse image was tiled, as a whole: the copies of a pixel lie next to each other",
        ),
        Mutant(half_of_the_band, "halved"),
        Mutant(
            nothing_taken_away,
            "nothing was taken away",
            cause="band is x itself, and nothing was taken away: it is what coarse lacks",
        ),
        Mutant(blurred, "what the mosaic lacks", cause="band is the mosaic: what the mosaic lacks is wanted"),
        Mutant(
            mean_of_the_image,
            "a mean of its own",
            cause="the mean of the whole image was subtracted: each block has a mean of its own",
        ),
        Mutant(
            far_apart,
            "far apart",
            cause="these are means of pixels that lie far apart: an axis becomes (H // 2, 2), not (2, H // 2)",
        ),
        Mutant(
            rows_alone, "all four pixels", cause="coarse is a mean of two pixels: a block has all four pixels in it"
        ),
        Mutant(band_of_half_the_size, "band has shape"),
        Mutant(ratio, "a difference", cause="band is a ratio: it is a difference, so that a sum gives x again"),
    ),
)
