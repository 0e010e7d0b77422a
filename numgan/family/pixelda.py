"""Labels for images that have none: pixel-level domain adaptation, PixelDA (Bousmalis et al. 2017).

There are two sets of images, the source and the target, which look different and show the same kinds of things. Labels
are known for the source alone, and a classifier of the target is wanted. So G makes each source image look like one of
the target, and a classifier T learns from these translations, with the labels of what they were made from.

That is right only while a translated 7 is still a 7. D cannot demand it, because a 1 in the target's style is a good
target image, too. So G is also told to make images in which T sees the source's label. This keeps apart what has
different labels. It does not fix which of the target's images is the 7: if G turned every 7 into a 1 and every 1 into
a 7, T could learn these names as well. T has to read the source, too, with the same weights, and so takes the names
that are simplest beside the source's; they are right only if the two sets are alike in the end.
"""

import math

import numpy as np

from ..checks import check_kind, check_number, check_rng
from ..datasets import check_data, check_labels, epoch_order
from ..game import Game
from ..objectives import NonSaturating, Objective
from ..objectives.losses import softmax_cross_entropy
from ..player import Player
from ..sampled import COLUMNS
from ..turns import beliefs, fool, judge
from .autoencoder import first_rows
from .coarse_to_fine import beside
from .ends import check_ends_in_logits


class PixelDA(Game):
    """Three players; fit(x, labels, y) takes source images and their labels, and target images of the same shape.

    With x~ = G(x, z), and CE the cross entropy of T's logits with the label of x:
        D       descends  the objective's loss on y and x~
        T       descends  CE(T(x)) + CE(T(x~))
        G       descends  (the maker's loss) + task_weight CE(T(x~))

    With task_weight 0, G is told of no label.

    Parameters
    ----------
    generator : Player, (B, n + latents) to (B, n)
        It takes `beside(x, z)`, an image with the channels of x and, behind them, planes of noise: so with data_shape
        (H, W) or (H, W, C) there must be a multiple of H W latents.
    discriminator : Player, (B, n) to (B, m): a logit for each image, or one for each of m patches
    classifier : Player, (B, n) to (B, classes)
    objective : Objective
        Default: NonSaturating().
    task_weight : float >= 0, in G's loss
    settings : as for `Game`.

    Source: Bousmalis, Silberman, Dohan, Erhan & Krishnan 2017, Unsupervised Pixel-Level Domain Adaptation with
    Generative Adversarial Networks; tensorflow/models, research/domain_adaptation, pixelda_losses.py. Its README has
    the weights for MNIST to MNIST-M, .0113 of the maker's loss and .0101 of the task's in G: Adam sees their ratio.
    Deviates from that code: T has the same layers for x and x~ (there the first ones may differ); no loss of similarity
    to x (there it has the weight 0 unless the background is known).
    """

    takes = "rows", "labels", "rows"
    sampled = None

    generator: Player
    discriminator: Player
    classifier: Player
    objective: Objective

    def __init__(
        self,
        generator: Player,
        discriminator: Player,
        classifier: Player,
        *,
        objective: Objective = NonSaturating(),
        task_weight: float = 0.9,
        **settings,
    ):
        self.generator = check_kind("generator", generator, Player, "a Player")
        self.discriminator = check_kind("discriminator", discriminator, Player, "a Player")
        self.classifier = check_kind("classifier", classifier, Player, "a Player")
        self.objective = check_kind("objective", objective, Objective, "an Objective such as NonSaturating()")
        self.task_weight = check_number("task_weight", task_weight, 0)
        check_ends_in_logits("discriminator", discriminator, objective)
        check_ends_in_logits("classifier", classifier, loss="the loss of the classes")
        super().__init__(**settings)
        n, pixels = generator.n_out, math.prod(self.data_shape[:2])
        planes, beyond = divmod(generator.n_in - n, pixels)
        if generator.rows != 1 or planes < 1 or beyond:
            raise ValueError(
                f"generator must take images of {n} values and a multiple of {pixels} latents, one value for each "
                f"pixel, got {generator.n_in} to {n}"
            )
        if discriminator.n_in != n:
            raise ValueError(f"discriminator must take what G gives, {n} values, got {discriminator.n_in}")
        if classifier.n_in != n or classifier.n_out < 2 or classifier.rows != 1:
            raise ValueError(f"classifier must be {n} to classes, got {classifier.n_in} to {classifier.n_out}")

    def play(self, x, labels, y):
        """D and T move, then G, each on fresh translations. x, y : (B, n). labels : (B,), what x shows."""
        G, D, T, o = self.generator, self.discriminator, self.classifier, self.objective
        fake = G(self.inputs(x, self.noise(len(x))), training=True)
        d_loss, *logits = judge(D, o, y, fake, patches=True)
        x_logits, x_cache = T.forward(x)
        fake_logits, fake_cache = T.forward(fake)
        class_source, dx_logits = softmax_cross_entropy(x_logits, labels)
        class_fake, dfake_logits = softmax_cross_entropy(fake_logits, labels)
        T.backward(dx_logits, x_cache, inputs=False)
        T.backward(dfake_logits, fake_cache, inputs=False, add=True)
        self.move(classifier=class_source + class_fake)
        d_norm = self.move(discriminator=d_loss)

        fake, cache = G.forward(self.inputs(x, self.noise(len(x))))
        g_loss, dfake = fool(D, o, fake, y, patches=True)
        fake_logits, fake_cache = T.forward(fake)
        task, dlogits = softmax_cross_entropy(fake_logits, labels)
        G.backward(dfake + self.task_weight * T.backward(dlogits, fake_cache, params=False), cache, inputs=False)
        g_norm = self.move(generator=g_loss + self.task_weight * task)
        seen = {"d_loss": d_loss, "g_loss": g_loss, "class_source": class_source, "class_fake": class_fake}
        return seen | {"d_grad_norm": d_norm, "g_grad_norm": g_norm} | beliefs(o, *logits)

    def inputs(self, x: np.ndarray, z: np.ndarray) -> np.ndarray:
        """What G takes: rows x, (B, n), and latents, (B, latent_dim), pixel by pixel."""
        shape = self.data_shape if len(self.data_shape) > 1 else (*self.data_shape, 1)
        return beside(x.reshape(-1, *shape), z)

    def translate(self, x: np.ndarray, *, rng=0) -> np.ndarray:
        """Source images in the target's style, as at inference: rows (B, n) to rows (B, n). rng : of the noise."""
        x = self.rows_in_range(x)
        z = self.noise_prior(check_rng(rng), (len(x), self.latent_dim), self.dtype)
        return self.generator(self.inputs(x, z))

    def classify(self, x: np.ndarray) -> np.ndarray:
        """The likeliest class of scaled rows of either set, as at inference: (B, n) to labels (B,)."""
        return self.classifier(self.rows_in_range(x)).argmax(axis=1)

    def show(self, rng, *data):
        """Rows of x, each above two translations, with other noise."""
        x = first_rows(self, data[0], 3)
        rng = check_rng(rng)
        lines = [rows.reshape(-1, COLUMNS, self.width) for rows in (x, *(self.translate(x, rng=rng) for _ in range(2)))]
        return np.stack(lines, axis=1).reshape(-1, COLUMNS, self.width)

    @property
    def latent_dim(self) -> int:
        """Length of a latent: what G takes besides an image."""
        return self.generator.n_in - self.generator.n_out

    @property
    def classes(self) -> int:
        """How many labels there are: 0 ... classes - 1."""
        return self.classifier.n_out

    def orders(self, arrays):
        """Labels come with their rows, and the target's rows in an order of their own."""
        source = epoch_order(len(arrays[0]), self.data_seed, self.epoch)
        return [source, source, epoch_order(len(arrays[2]), self.data_seed, self.epoch, 1)]

    def check_data(self, *data, least=1):
        if len(data) != 3:
            raise ValueError(f"PixelDA trains on images x, their labels, and images y: three arrays, got {len(data)}")
        x, y = (check_data(data[i], self.width, self.data_range, least, shape=self.data_shape) for i in (0, 2))
        return x, check_labels(data[1], len(x), self.classes), y

    def check_batch(self, x, labels, y):
        x, y = self.check_batch_rows("x", x), self.check_batch_rows("y", y)
        if np.shape(labels) != (len(x),):
            raise ValueError(f"labels must be one for each of the {len(x)} rows, got shape {np.shape(labels)}")
        return x, labels, y
