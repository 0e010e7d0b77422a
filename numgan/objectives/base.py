"""What every objective is: a loss for each player, as a function of the discriminator's logits, with its gradients."""

import numpy as np

from ..checks import check_array
from ..config import Configurable


class Objective(Configurable):
    """Base class: what each player minimises. Logits in, losses and gradients out.

    `discriminator` and `generator` return the loss as a float, and its gradients in the logits' shape and dtype with
    the 1 / B of the mean inside. D's output is called "logit" with every objective, even if it is a score.

    unbounded : bool
        True if D must be able to answer any number. A game then refuses a D that ends in a sigmoid.
    compares : bool
        True if G's loss needs the real logits too; the generator's step then computes them.
    undecided : float or None
        `probability` where p_g = p_data and D is at its optimum: the reference line of a curve of D(x). None: D's
        output is plotted as a score.
    """

    unbounded = False
    compares = False
    undecided: float | None = None

    def discriminator(self, real_logits: np.ndarray, fake_logits: np.ndarray) -> tuple[float, np.ndarray, np.ndarray]:
        """(B, 1), (B', 1) -> loss, dreal (B, 1), dfake (B', 1)."""
        raise TypeError(f"{type(self).__name__} must define discriminator(real_logits, fake_logits)")

    def generator(self, fake_logits: np.ndarray, real_logits: np.ndarray | None = None) -> tuple[float, np.ndarray]:
        """(B, 1) -> loss, dfake (B, 1). `real_logits`, (B', 1), is given where `compares` is True."""
        raise TypeError(f"{type(self).__name__} must define generator(fake_logits, real_logits=None)")

    def equilibrium(self) -> tuple[float | None, float | None]:
        """Both losses where p_g = p_data and D is at its optimum: the reference lines of a loss curve.

        None where a loss has no definite value there, or an objective does not say.
        """
        return None, None

    def probability(self, logits: np.ndarray) -> np.ndarray:
        """D(x): the probability p_data / (p_data + p_g) that D's output stands for, in the logits' shape.

        With label smoothing s a D at its best answers (1 - s) times that, and so does this method.
        Raises ValueError if D's output stands for no probability, as with a critic.
        """
        raise ValueError(
            f"with the objective {self!r} D's output is a score and no probability: only differences between scores "
            "mean something"
        )

    def belief(self, logits: np.ndarray) -> np.ndarray:
        """What the history records of D's output: the probability if there is one, else the score itself."""
        logits = check_array("logits", logits)
        try:
            return self.probability(logits)
        except ValueError:
            return logits

    def value(self, real_logits: np.ndarray, fake_logits: np.ndarray) -> float | None:
        """The game's value V on two batches of logits, which D ascends; None for an objective that has none."""
        return None


def check_logits(name: str, logits) -> np.ndarray:
    """Return D's outputs, (B, 1) or (B,), B at least 1, as an array of floats. In integers all gradients would be 0."""
    if type(logits) is not np.ndarray or logits.dtype.kind != "f":
        logits = check_array(name, logits)
    if logits.ndim not in (1, 2) or not logits.size or logits.size != len(logits):
        raise ValueError(f"{name} must have shape (B, 1) or (B,), B at least 1, got {logits.shape}")
    return logits


def check_both(real_logits, fake_logits) -> tuple[np.ndarray, np.ndarray]:
    """The logits of real and of generated rows, checked."""
    return check_logits("real_logits", real_logits), check_logits("fake_logits", fake_logits)
