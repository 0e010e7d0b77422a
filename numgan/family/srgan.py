"""Super-resolution: a large image from a small one, with a loss that looks at features (Ledig et al. 2017).

Many large images become the same small one. By the squared distance of pixels the best answer is their mean, which has
no sharp edge where they differ. Here both parts of G's loss are about something else than pixels: D asks whether the
image is one that there could be, and the distance is one of features, which a trained network sees in both images.
"""

import numpy as np

from ..checks import check_count, check_finite, check_kind, check_number, check_rows
from ..game import Game
from ..layers.resize import block_sums, repeat
from ..objectives import NonSaturating, Objective
from ..objectives.losses import squared
from ..player import Player
from ..turns import beliefs, fool, judge
from .autoencoder import first_rows, in_lines
from .ends import check_ends_in_logits


class SRGAN(Game):
    """Two players, and a network that stands still; `fit(images)` takes large images, and makes them small itself.

    Small       x = the means of y's blocks of `by` x `by` pixels
    D           descends the objective's loss: y is real, G(x) is generated
    G           descends  content_weight content + adversarial_weight (the maker's loss)
    Content     mean (F(G(x)) - F(y))^2 over all features, F as at inference; without F, mean (G(x) - y)^2 over pixels

    First       in the first `pixel_steps` steps G descends the distance of pixels alone, as the paper's does
                before: otherwise it may find patterns that F does not see, and D is too late to take them away

    F never moves: it hands the gradient on to G, and gets none for its own parameters. adversarial_weight=0 leaves the
    content alone (D still learns, and nobody listens to it): without F this is what the paper calls SRResNet-MSE.

    Parameters
    ----------
    generator : Player, (B, n / by^2) to (B, n)
    discriminator : Player, (B, n) to (B, 1)
    features : Player, (B, n) to (B, m), or None
        F, such as the first layers of a classifier that is trained on images in the same scale.
    pixel_steps : int >= 0
    by : int
        How many times as high and wide as the small image the large one is.
    objective : Objective
        Default: NonSaturating().
    content_weight, adversarial_weight : float >= 0
        1, the paper's for pixels, and .001. Its features it divides by 12.75, which is a content_weight of 1 / 12.75^2:
        squared distances of features are larger than those of pixels, and would drown what D says.
    settings : as for `Game`; data_shape is that of the large images.

    Source: Ledig et al. 2017, Photo-Realistic Single Image Super-Resolution Using a Generative Adversarial Network,
    section 2.2; sgrvinod/a-PyTorch-Tutorial-to-Super-Resolution, train_srgan.py (D's weight, the mean over features).
    Deviates from it: there small images are made by a bicubic filter, and D has no part in the first steps; here it
    learns in them what G makes.
    """

    sampled = None

    generator: Player
    discriminator: Player
    features: Player | None
    objective: Objective

    def __init__(
        self,
        generator: Player,
        discriminator: Player,
        features: Player | None = None,
        *,
        by: int = 4,
        pixel_steps: int = 0,
        objective: Objective = NonSaturating(),
        content_weight: float = 1.0,
        adversarial_weight: float = 0.001,
        **settings,
    ):
        self.generator = check_kind("generator", generator, Player, "a Player")
        self.discriminator = check_kind("discriminator", discriminator, Player, "a Player")
        self.features = None if features is None else check_kind("features", features, Player, "a Player, or None")
        self.by, self.pixel_steps = check_count("by", by), check_count("pixel_steps", pixel_steps, 0)
        self.objective = check_kind("objective", objective, Objective, "an Objective such as NonSaturating()")
        self.content_weight = check_number("content_weight", content_weight, 0)
        self.adversarial_weight = check_number("adversarial_weight", adversarial_weight, 0)
        n = generator.n_out
        if (generator.n_in * by**2, generator.rows) != (n, 1):
            raise ValueError(
                f"generator must give {by} x {by} values for each that it takes, got {generator.n_in} to {n}"
            )
        if (discriminator.n_in, discriminator.n_out, discriminator.rows) != (n, 1, 1):
            raise ValueError(
                f"discriminator must be {n} to 1, got {discriminator.n_in} to {discriminator.n_out}: it takes what the "
                "generator gives"
            )
        if features is not None and (features.n_in, features.rows) != (n, 1):
            raise ValueError(f"features must take what the generator gives, {n} values, got {features.n_in}")
        check_ends_in_logits("discriminator", discriminator, objective)
        super().__init__(**settings)
        shape = self.data_shape
        if len(shape) not in (2, 3) or shape[0] % by or shape[1] % by:
            raise ValueError(
                f"data_shape must be (height, width[, colours]) with height and width divisible by {by}, got {shape}"
            )

    @property
    def resting(self) -> tuple[str, ...]:  # type: ignore[override]  # it follows from features, and is only read
        return () if self.features is None else ("features",)

    def play(self, real):
        """D moves, then G, on one enlargement of each small image. real : large images, (B, n)."""
        G, D, o = self.generator, self.discriminator, self.objective
        fake, cache = G.forward(self.reduced(real))
        d_loss, *logits = judge(D, o, real, fake)
        d_norm = self.move(discriminator=d_loss)

        g_loss, dfooled = fool(D, o, fake, real)
        if self.step < self.pixel_steps:
            content, dfake = squared(fake, real)
            loss = content
        else:
            content, dcontent = self.content(fake, real)
            loss = self.content_weight * content + self.adversarial_weight * g_loss
            dfake = self.content_weight * dcontent + self.adversarial_weight * dfooled
        G.backward(dfake, cache, inputs=False)
        g_norm = self.move(generator=loss)
        seen = {"d_loss": d_loss, "g_loss": g_loss, "content": content, "d_grad_norm": d_norm, "g_grad_norm": g_norm}
        return seen | beliefs(o, *logits)

    def content(self, fake: np.ndarray, real: np.ndarray) -> tuple[float, np.ndarray]:
        """The distance of features, or of pixels, and its gradient with respect to fake. Both sets of rows (B, n)."""
        F = self.features
        if F is None:
            return squared(fake, real)
        h, cache = F.forward(fake, training=False)
        loss, dh = squared(h, F(real))
        return loss, F.backward(dh, cache, params=False)

    def reduced(self, y: np.ndarray) -> np.ndarray:
        """Large rows (B, n) to small ones, (B, n / by^2): the mean of each block."""
        images = y.reshape(len(y), *(*self.data_shape, 1)[:3])
        return (block_sums(images, (self.by, self.by)) / self.by**2).reshape(len(y), -1)

    def enlarge(self, x: np.ndarray) -> np.ndarray:
        """G(x), as at inference: scaled small rows (B, n / by^2) to large ones, (B, n)."""
        x = check_rows("x", x, self.generator.n_in, self.dtype)
        check_finite("x", x)
        return self.generator(x)

    def show(self, rng, *data):
        """Small images, as blocks, each above what G makes of it and, below that, the truth."""
        truth = first_rows(self, data[0], 3)
        height, width, colours = (*self.data_shape, 1)[:3]
        x = self.reduced(truth)
        blocks = repeat(x.reshape(-1, height // self.by, width // self.by, colours), (self.by, self.by))
        return in_lines(blocks.reshape(truth.shape), self.enlarge(x), truth)
