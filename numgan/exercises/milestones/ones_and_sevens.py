"""Milestone 1: a discriminator alone. Who can tell ones from sevens can tell real digits from generated ones."""

import numpy as np

from ...checks import check_kind
from ...datasets import check_data, load_mnist
from ...game import Game
from ...objectives import Objective
from ...optimizers import SGD
from ...player import Player
from ...plots import image_grid
from ...streams import spawn
from ...turns import judge
from .milestone import Milestone

ONE, SEVEN = 1, 7


class Telling(Game):
    """D descends its loss, with ones in the place of real rows, and sevens in the place of generated ones."""

    takes = ("rows", "rows")
    paired = False
    sampled = None

    def __init__(self, discriminator: Player, *, objective: Objective, **settings):
        self.discriminator = check_kind("discriminator", discriminator, Player, "a Player")
        self.objective = check_kind("objective", objective, Objective, "an Objective such as NonSaturating()")
        super().__init__(**settings)

    def play(self, ones, sevens):
        """One step on as many ones as sevens, (B, n) each."""
        loss, of_ones, of_sevens = judge(self.discriminator, self.objective, ones, sevens)
        norm = self.move(discriminator=loss)
        p, q = self.objective.probability(of_ones), self.objective.probability(of_sevens)
        return {"d_loss": loss, "right": float((p > 0.5).mean() + (q < 0.5).mean()) / 2, "d_grad_norm": norm}

    def probability(self, x: np.ndarray) -> np.ndarray:
        """How sure D is that each row is a one: (B, n) in [0, 1] -> (B,)."""
        return self.objective.probability(self.discriminator(x))[:, 0]

    def _given(self):
        return self.discriminator.n_in

    def check_data(self, *data, least=1):
        ones, sevens = data
        return tuple(check_data(a, self.width, self.data_range, least, shape=self.data_shape) for a in (ones, sevens))


class OnesAndSevens(Milestone):
    """784 -> Dense 64 -> LeakyReLU .2 -> Dense 1; plain gradient descent with rate .1, which is numgan's."""

    id, title, steps = "tell", "tell ones from sevens", 300
    needs = (
        *("sigmoid", "dense_forward", "dense_backward", "leaky_relu", "leaky_relu_backward"),
        *("discriminator_loss", "discriminator_gradient"),
    )

    def data(self):
        mnist = load_mnist()
        return tuple(mnist.train_images[mnist.train_labels == digit] for digit in (ONE, SEVEN))

    def game(self, kit, *, steps, rng=None, dtype=np.float32):
        weights, stream = spawn(rng, 2)
        D = kit.Player(
            [kit.Dense(784, 64), kit.LeakyReLU(0.2), kit.Dense(64, 1)], optimizer=SGD(lr=0.1), rng=weights, dtype=dtype
        )
        settings = {"batch_size": 64, "data_range": (0, 1), "data_shape": (28, 28), "rng": stream}
        return Telling(D, objective=kit.NonSaturating(), **settings)

    def reached(self, game):
        x, labels = _test_digits()
        right = (game.probability(x) > 0.5) == (labels == ONE)
        return f"{right.sum()} of {len(right)} test digits told right ({right.mean():.1%})"

    def draw(self, game, ax):
        x, labels = _test_digits()
        p = game.probability(x)
        hardest = np.argsort(np.where(labels == ONE, p, 1 - p))[:36]  # those of which D was least sure, or wrong
        image_grid(game.to_images(x[hardest]), labels=[f"{one:.2f}" for one in p[hardest]], ax=ax)
        ax.set_title("the hardest test digits, and D's probability of a one")


def _test_digits() -> tuple[np.ndarray, np.ndarray]:
    """Ones and sevens that D has not seen, as rows in [0, 1], and their labels."""
    mnist = load_mnist()
    chosen = (mnist.test_labels == ONE) | (mnist.test_labels == SEVEN)
    return mnist.test_images[chosen].reshape(-1, 784).astype(np.float32) / 255, mnist.test_labels[chosen]
