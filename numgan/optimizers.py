"""Update rules over one vector of parameters. An optimiser keeps its own running vectors and nothing else.

A rate may change with time: pass a number, or a schedule, which is called with the count t of updates made so far.
"""

import numpy as np

from .checks import check_count, check_flag, check_kind, check_number, shown
from .config import Configurable
from .vectors import BLOCK, blocks


class Linear(Configurable):
    """A schedule: from `start` to `end` in a straight line over `steps` updates, `end` from then on.

    value(t) = start + (end - start) min(t / steps, 1)
    """

    def __init__(self, start: float, end: float, steps: int):
        self.start = check_number("start", start, 0)
        self.end = check_number("end", end, 0)
        self.steps = check_count("steps", steps)

    def __call__(self, t: int) -> float:
        """The value after t updates."""
        t = check_count("t", t, 0)
        return self.start + (self.end - self.start) * min(t / self.steps, 1.0)


class Exponential(Configurable):
    """A schedule: divided by `factor` at every update, but never below `floor`.

    value(t) = max(start / factor^t, floor)

    Source: pylearn2's ExponentialDecay, with which Goodfellow et al. 2014 trained (factor 1.000004, floor 1e-6).
    """

    def __init__(self, start: float, factor: float, *, floor: float = 0.0):
        self.start = check_number("start", start, 0)
        self.factor = check_number("factor", factor, 1)
        self.floor = check_number("floor", floor, 0)

    def __call__(self, t: int) -> float:
        """The value after t updates."""
        t = check_count("t", t, 0)
        return max(self.start * self.factor**-t, self.floor)


Rate = float | Linear | Exponential


class Optimizer(Configurable):
    """Base class. `step(params, grads)` moves `params` in place, against `grads`.

    t : int, updates made so far. slots : dict of the running vectors by name, made at the first step.
    """

    slot_names: tuple[str, ...] = ()

    def __init__(self) -> None:
        self.t = 0
        self.slots: dict[str, np.ndarray] = {}

    def _checked(self, name, value):
        return check_count("t", value, 0) if name == "t" else super()._checked(name, value)

    def step(self, params: np.ndarray, grads: np.ndarray) -> None:
        """One update of the 1-D vector `params`, in place. Raises ValueError if the two do not fit each other."""
        for name, vector in (("params", params), ("grads", grads)):
            check_kind(name, vector, np.ndarray, "a 1-D vector of floats")
        if params.ndim != 1 or params.dtype.kind != "f" or (params.shape, params.dtype) != (grads.shape, grads.dtype):
            raise ValueError(
                "params and grads must be 1-D vectors of floats, of one length and dtype, got "
                f"{params.shape} {params.dtype} and {grads.shape} {grads.dtype}"
            )
        for name in self.slot_names:
            if name not in self.slots:
                self.slots[name] = np.zeros_like(params)
            if self.slots[name].shape != params.shape:
                raise ValueError(
                    f"this optimiser has moved {self.slots[name].size} parameters so far, and now got {params.size}"
                )
        self._update(params, grads)
        self.t += 1

    def _update(self, params: np.ndarray, grads: np.ndarray) -> None:
        raise TypeError(f"{type(self).__name__} must define _update(params, grads)")


class SGD(Optimizer):
    """Stochastic gradient descent with momentum.

        v       = momentum v - lr g
        params  = params + v

    Momentum is the weight of the old velocity; lr is inside the velocity (Sutskever et al. 2013, eq. 1 and 2, as
    pylearn2 has it). PyTorch keeps lr outside: the same path while lr is constant.

    Parameters: lr >= 0 and momentum in [0, 1], each a number or a schedule.
    """

    slot_names = ("v",)

    def __init__(self, *, lr: Rate, momentum: Rate = 0.0):
        super().__init__()
        self.lr = _check_rate("lr", lr)
        self.momentum = _check_rate("momentum", momentum, 1)

    def _update(self, params, grads):
        lr, momentum = _at(self.lr, self.t), _at(self.momentum, self.t)
        for block in blocks(params.size):
            v = self.slots["v"][block]
            v *= momentum
            v -= lr * grads[block]
            params[block] += v


class Adam(Optimizer):
    """Adaptive moment estimation: the running mean of each gradient, divided by its running root mean square.

        t       = t + 1
        m       = beta1 m + (1 - beta1) g
        v       = beta2 v + (1 - beta2) g^2
        mhat    = m / (1 - beta1^t)             m and v start at 0; the division removes that bias
        vhat    = v / (1 - beta2^t)
        params  = params - lr mhat / (sqrt(vhat) + eps)

    The gradient's scale drops out. As long as a gradient keeps its sign and size, |mhat| / sqrt(vhat) is about 1, and
    its parameter moves by about lr per step. Where the sign changes it moves by less; a single gradient after many
    zeros moves it by lr (1 - beta1) / sqrt(1 - beta2), 3.2 lr with the defaults (section 2.1 of the paper).

    Epsilon stands in one of two places. With eps_hat=False it is the paper's algorithm 1, above (PyTorch). With
    eps_hat=True it is the "efficient" form at the end of the paper's section 2 (Keras, TensorFlow):
        params  = params - lr sqrt(1 - beta2^t) / (1 - beta1^t) m / (sqrt(v) + eps)
    The first is the second with eps sqrt(1 - beta2^t) in place of eps, and the code computes it in this way. A
    scheduled lr is taken at the count before t = t + 1.

    Parameters: lr >= 0, a number or a schedule; beta1, beta2 in [0, 1); eps > 0. GANs use beta1 = .5 (DCGAN).
    Source: Kingma & Ba 2015, algorithm 1.
    """

    slot_names = ("m", "v")

    def __init__(
        self, *, lr: Rate = 1e-3, beta1: float = 0.9, beta2: float = 0.999, eps: float = 1e-8, eps_hat: bool = False
    ):
        super().__init__()
        self.lr = _check_rate("lr", lr)
        self.beta1 = check_number("beta1", beta1, 0, 1, exclusive="high")
        self.beta2 = check_number("beta2", beta2, 0, 1, exclusive="high")
        self.eps = check_number("eps", eps, 0, exclusive="low")
        self.eps_hat = check_flag("eps_hat", eps_hat)

    def _update(self, params, grads):
        t = self.t + 1
        unbias = (1 - self.beta2**t) ** 0.5
        lr = _at(self.lr, self.t) * unbias / (1 - self.beta1**t)
        eps = self.eps if self.eps_hat else self.eps * unbias
        scratch = np.empty(min(BLOCK, params.size), params.dtype)
        for block in blocks(params.size):
            g, m, v, p = grads[block], self.slots["m"][block], self.slots["v"][block], params[block]
            s = scratch[: len(g)]
            np.multiply(g, 1 - self.beta1, out=s)
            m *= self.beta1
            m += s
            np.multiply(g, g, out=s)
            s *= 1 - self.beta2
            v *= self.beta2
            v += s
            np.sqrt(v, out=s)
            s += eps
            np.divide(m, s, out=s)
            s *= lr
            p -= s


class RMSProp(Optimizer):
    """Divide each coordinate's gradient by a running mean of its size.

        s       = rho s + (1 - rho) g^2
        params  = params - lr g / (sqrt(s) + eps)

    Epsilon stands outside the root, as in PyTorch; Keras has it inside. There is no momentum: with momentum (Adam with
    beta1 > 0) a critic's training was sometimes unstable, so the Wasserstein GAN's authors chose this rule.

    Parameters: lr >= 0, a number or a schedule; rho in [0, 1), by default PyTorch's .99 (the lecture has .9); eps > 0.
    Source: Tieleman & Hinton 2012, lecture 6.5; Arjovsky et al. 2017, algorithm 1 (lr 5e-5).
    """

    slot_names = ("s",)

    def __init__(self, *, lr: Rate, rho: float = 0.99, eps: float = 1e-8):
        super().__init__()
        self.lr = _check_rate("lr", lr)
        self.rho = check_number("rho", rho, 0, 1, exclusive="high")
        self.eps = check_number("eps", eps, 0, exclusive="low")

    def _update(self, params, grads):
        lr = _at(self.lr, self.t)
        for block in blocks(params.size):
            g, s = grads[block], self.slots["s"][block]
            s *= self.rho
            s += (1 - self.rho) * g * g
            params[block] -= lr * g / (np.sqrt(s) + self.eps)


class Clipped(Optimizer):
    """Another optimiser, whose parameters are put back into [-limit, limit] after each update.

        params  = clip(params after the other's update, -limit, limit)

    Used on D, it was the first method for a critic of bounded slope: if all weights are small, the slope is bounded.
    But the bound itself is not chosen, and most weights end up at one of the two limits.

    Parameters: optimizer, of any class; limit > 0.
    Source: Arjovsky et al. 2017, algorithm 1 (limit .01).
    """

    optimizer: Optimizer

    def __init__(self, optimizer: Optimizer, *, limit: float):
        super().__init__()
        self.optimizer = check_kind("optimizer", optimizer, Optimizer, "an optimiser such as RMSProp(lr=5e-5)")
        try:
            self.limit = check_number("limit", limit, 0, exclusive="low")
        except ValueError as error:
            raise ValueError(f"{error}: weights are put back into [-limit, limit]") from None
        self.slot_names = optimizer.slot_names

    def _update(self, params, grads):
        self.optimizer.slots, self.optimizer.t = self.slots, self.t  # they share their state, and a file saves it once
        self.optimizer._update(params, grads)
        np.clip(params, -self.limit, self.limit, out=params)


class HistoricalAveraging(Optimizer):
    """Another optimiser, of a loss with one more term: the parameters' distance from the mean of their own past.

        average = (params[0] + ... + params[t-1]) / t       t: updates made so far, params[i]: after i of them
        loss    = loss + weight |params - average|^2        params = params[t], those of today, are not in the mean
        g       = g + 2 weight (params - average)           the average counts as a constant
        params  = the other's update, with this g

    The first update has no past, and no term. A player that circles the equilibrium is drawn to the middle of its
    circle. Since every past value has the same share 1 / t, the mean moves ever less, and holds the players also where
    they should still go far. The mean is a running one: average += (params - average) / (t + 1), after the term.

    Any player of any game can have it. The losses and gradient norms that a game writes down are those without the
    term.

    Parameters: optimizer, of any class; weight > 0.
    Source: Salimans et al. 2016, Improved Techniques for Training GANs, section 3.3, where the
    term has no factor: weight 1.
    """

    optimizer: Optimizer

    def __init__(self, optimizer: Optimizer, *, weight: float):
        super().__init__()
        self.optimizer = check_kind("optimizer", optimizer, Optimizer, "an optimiser such as Adam(lr=2e-4)")
        self.weight = check_number("weight", weight, 0, exclusive="low")
        if "average" in optimizer.slot_names:
            raise ValueError(f"optimizer, {optimizer!r}, has a historical average already: one is enough")
        self.slot_names = (*optimizer.slot_names, "average")

    def term(self, params: np.ndarray) -> tuple[float, np.ndarray]:
        """The term at these parameters, and its gradient."""
        away = params - self.slots["average"] if self.t else np.zeros_like(params)
        return self.weight * float(away @ away), 2 * self.weight * away

    def _update(self, params, grads):
        _, pull = self.term(params)
        self.slots["average"] += (params - self.slots["average"]) / (self.t + 1)
        self.optimizer.slots, self.optimizer.t = self.slots, self.t  # they share their state, and a file saves it once
        self.optimizer._update(params, grads + pull)


def _check_rate(name: str, rate: Rate, high: float = np.inf) -> Rate:
    if callable(rate):
        check_number(f"{name}(0), of the schedule {shown(rate)},", _first(name, rate), 0, high)
        return rate
    return check_number(name, rate, 0, high)


def _first(name: str, schedule):
    """A schedule's first value. Raises TypeError if calling it with 0 fails, as with a function of something else."""
    try:
        return schedule(0)
    except Exception as error:
        raise TypeError(
            f"{name} must be a number, or a schedule such as Linear(1e-3, 1e-4, 1000), called with the count t; "
            f"got {shown(schedule)}, and called with 0 it raises: {error}"
        ) from None


def _at(rate: Rate, t: int) -> float:
    return rate(t) if callable(rate) else rate
