"""What an exercise is. Its stub, its page, its checks and its tests are all made from this one description."""

import copy
import inspect
import textwrap
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.random import Generator

KEEPS_DTYPE = "Arrays of floats keep their dtype: float32 in, float32 out."


class Known(NamedTuple):
    """A call whose result somebody has worked out with pen and paper."""

    arguments: tuple
    expected: Any
    """A number or array, or a tuple of them where the function returns several."""
    because: str
    """The calculation, for the learner to follow."""


class Gradient(NamedTuple):
    """One returned array is the gradient of a scalar with respect to one argument: central differences can judge it."""

    output: str
    """Which of the exercise's `returns`."""
    argument: str
    """With respect to which of the function's arguments, a float array."""
    loss: Callable[..., float]
    """The scalar that is differentiated; it takes all of the function's arguments."""


class Mutant(NamedTuple):
    """A wrong answer that learners give, and what they must be told."""

    function: Callable
    draws: str
    """Words that the diagnosis must contain."""
    cause: str = ""
    """Said to every learner whose results equal this mutant's: the misconception in one sentence."""


class Exercise:
    """One formula to derive and to write.

    Parameters
    ----------
    function : the solution. Its name is the exercise's id; its signature and docstring are the stub's.
    title, statement : one line, and Markdown with LaTeX that ends in what is to be written
    source : where the formula comes from, such as "Goodfellow et al. 2014, eq. 1"
    notebook : number of the notebook it belongs to
    hints : three, each stronger than the one before; none holds the solution
    explanation : why the solution is as it is
    in_numgan : numgan's own functions or methods that do the same; their source is shown beside the solution
    draw : rng -> the arguments of one call, in float64, of fresh random shapes and values
    returns : names of what the function returns
    known : calls worked out by hand
    gradients : what central differences judge
    extremes : calls at the ends of the range, such as logits of +-1000; judged in float64 and in float32
    cancels : arguments -> size of the terms that cancel in the result, where they cancel to second order: equal
        distributions have a divergence of 0, and any program returns some rounding of the terms
    factors : arguments -> {ratio: what it means}, when all values are wrong by one ratio
    probes : (function, rng) -> what is wrong, or None: any other check
    mutants : wrong answers, at least two
    float32 : whether a call in float32 must return float32; the stub says so
    """

    def __init__(
        self,
        function: Callable,
        *,
        title: str,
        statement: str,
        source: str,
        notebook: int,
        hints: tuple[str, str, str],
        explanation: str,
        in_numgan: tuple[Callable, ...],
        draw: Callable[[Generator], tuple],
        mutants: tuple[Mutant, ...],
        returns: tuple[str, ...] = ("result",),
        known: tuple[Known, ...] = (),
        gradients: tuple[Gradient, ...] = (),
        extremes: tuple[tuple, ...] = (),
        cancels: Callable[..., float] | None = None,
        factors: Callable[..., Mapping[float, str]] | None = None,
        probes: Mapping[str, Callable[[Callable, Generator], str | None]] | None = None,
        float32: bool = True,
    ):
        self.function, self.title, self.statement = function, title, inspect.cleandoc(statement)
        self.source, self.notebook = source, notebook
        self.hints, self.explanation, self.in_numgan = hints, inspect.cleandoc(explanation), in_numgan
        self.draw, self.returns, self.known, self.gradients = draw, returns, known, gradients
        self.extremes, self.factors, self.probes = extremes, factors or (lambda *arguments: {}), probes or {}
        self.cancels, self.mutants, self.float32 = cancels, mutants, float32

    @property
    def id(self) -> str:
        """The function's name, which names the exercise everywhere."""
        return self.function.__name__

    @property
    def chapter(self) -> str:
        """The package that it stands in, such as numbers or backpropagation."""
        return self.function.__module__.split(".")[-2]

    @property
    def arguments(self) -> list[str]:
        """Names of the function's arguments."""
        return list(inspect.signature(self.function).parameters)

    @property
    def stub(self) -> str:
        """What the learner starts from: the signature, the docstring, and nothing."""
        signature = f"def {self.id}{inspect.signature(self.function)}:"
        rule = f"{KEEPS_DTYPE}\n" if self.float32 else ""
        docstring = textwrap.indent(f'"""{inspect.cleandoc(str(self.function.__doc__))}\n{rule}"""', "    ")
        return f"{signature}\n{docstring}\n    raise NotImplementedError  # write it here\n"

    @property
    def solution(self) -> str:
        """The solution's source."""
        return textwrap.dedent(inspect.getsource(self.function))

    def results(self, arguments: tuple) -> tuple[np.ndarray, ...]:
        """What the solution returns for copies of these arguments, as a tuple of arrays."""
        value = self.function(*copy.deepcopy(arguments))
        return tuple(map(np.asarray, value if len(self.returns) > 1 else (value,)))

    def __repr__(self) -> str:
        return f"<Exercise {self.chapter}/{self.id}: {self.title}>"
