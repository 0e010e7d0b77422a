"""Exercises: derive it, code it, and be told exactly what is wrong.

>>> from numgan import exercises as ex
>>> ex.list()
>>> ex.show("sigmoid")
>>> @ex.attempt("sigmoid")
... def sigmoid(x):
...     return ...

At a shell: `numgan exercises --help`. docs/exercises.md lists them all, docs/teaching.md is for teachers.
"""

from .notebook import attempt, check, hint, list, progress, show, solution
from .registry import ALL
from .result import Failure, Result

__all__ = ["ALL", "Failure", "Result", "attempt", "check", "hint", "list", "progress", "show", "solution"]
