"""Objects that can say how they were made.

A layer, an objective, an optimiser, a network, a whole GAN: each keeps its constructor's arguments in
attributes of the same names. `config` reads them back; the repr and the checkpoint both live from that.
"""

import inspect

import numpy as np


class Configurable:
    """Base of everything that is set up by a constructor call and nothing else."""

    def config(self) -> dict:
        """The constructor's arguments by name, without `rng`: how to make another one like this.

        Where a constructor hands further `**settings` on to the class that it is derived from, that class's as well.
        """
        return {name: getattr(self, name) for name in _parameters(type(self))}

    def __repr__(self) -> str:
        shown = []
        for name, parameter in _parameters(type(self)).items():
            value = getattr(self, name)
            if parameter.kind is parameter.KEYWORD_ONLY:
                if value != parameter.default and repr(value) != repr(parameter.default):
                    shown.append(f"{name}={value!r}")
            else:
                shown.append(repr(value))
        return f"{type(self).__name__}({', '.join(shown)})"


def _parameters(cls: type) -> dict[str, inspect.Parameter]:
    found: dict[str, inspect.Parameter] = {}
    for owner in cls.__mro__[:-1]:  # without object
        if "__init__" not in vars(owner):
            continue
        own = inspect.signature(owner.__init__).parameters
        handed_on = [p for p in own.values() if p.kind is p.VAR_KEYWORD]
        found |= {n: p for n, p in own.items() if n not in ("self", "rng") and n not in found and p not in handed_on}
        if not handed_on:
            break
    return found


def to_plain(value, name: str = "value"):
    """Turn a Configurable, and all that it is made of, into what JSON can hold.

    Raises TypeError for anything else in it (a lambda, say), naming the argument.
    """
    if isinstance(value, Configurable):
        kind = type(value)
        if find_class(kind.__name__) is not kind:
            raise TypeError(
                f"a second class is called {kind.__name__}, and a file could not tell them apart; rename it"
            )
        return {"class": kind.__name__} | {k: to_plain(v, f"{kind.__name__}.{k}") for k, v in value.config().items()}
    if isinstance(value, list | tuple):
        return [to_plain(v, name) for v in value]
    if isinstance(value, np.dtype):
        return value.name
    if isinstance(value, np.generic):
        return value.item()
    if value is None or isinstance(value, bool | int | float | str):
        return value
    raise TypeError(
        f"{name} must be a number, text, or an object of a Configurable class, which a file can hold; got {value!r}"
    )


def from_plain(plain):
    """The inverse of `to_plain`. Calls constructors of Configurable classes by name and nothing else.

    A class of your own is found too, once it has been defined or imported.
    Raises ValueError for a name that no class has.
    """
    if isinstance(plain, list):
        return [from_plain(v) for v in plain]
    if isinstance(plain, dict):
        arguments = {k: from_plain(v) for k, v in plain.items() if k != "class"}
        return find_class(plain.get("class"))(**arguments)
    return plain


def find_class(name) -> type:
    """The Configurable class of this name: numgan's own before a user's, a user's latest before earlier ones."""
    known, queue = {}, [Configurable]
    while queue:
        for cls in queue.pop().__subclasses__():
            queue.append(cls)
            if not known.get(cls.__name__, cls).__module__.startswith("numgan."):
                known[cls.__name__] = cls
            known.setdefault(cls.__name__, cls)
    if name not in known:
        raise ValueError(f"no class is called {name!r} here; if it is one of your own, define or import it first")
    return known[name]
