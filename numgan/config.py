"""Objects that can say how they were made.

A layer, an objective, an optimiser, a network, a whole GAN: each keeps its constructor's arguments in
attributes of the same names. `config` reads them back; the repr and the checkpoint are both made from it.

Once made, an object of one of numgan's classes takes no new attributes, so a misspelt name is an error and not a
setting without effect. A setting that is changed later is checked just as the constructor checks it.
Objects of your own classes may take any attribute.
"""

import functools
import inspect

import numpy as np

OTHER_NAMES = {"learning_rate": "lr", "epsilon": "eps"}  # of other libraries


class Made(type):
    """The metaclass of Configurable: it notes when the constructor has finished."""

    def __call__(cls, *args, **kwargs):
        new = super().__call__(*args, **kwargs)
        new.__dict__["_made"] = True
        return new


class Configurable(metaclass=Made):
    """Base of everything that is set up by a constructor call and nothing else."""

    _made = False
    _ours = True  # a class of numgan's own

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        cls._ours = cls.__module__.startswith("numgan.")

    def __setattr__(self, name, value):
        if self._made and name[0] != "_":
            value = self._checked(name, value)
        super().__setattr__(name, value)

    def _checked(self, name: str, value):
        """Return the checked value for an attribute that is set after the object was made, or raise an error.

        To check an argument of the constructor, a second object is made with the new value. If the second object
        differs in other attributes too, these were computed from the argument, and it can no longer be changed.
        """
        if not self._ours:
            return value
        if name not in _parameters(type(self)):
            if not hasattr(self, name):
                raise AttributeError(_unknown(self, name))
            return value
        config = self.config()
        before, after = (self._another(config | change) for change in ({}, {name: value}))
        also = [n for n in after if n != name and not _same(before.get(n), after[n])]
        if also:
            raise AttributeError(
                f"{type(self).__name__}.{name} is fixed, because {', '.join(also)} was computed from it: make a "
                f"new {type(self).__name__}"
            )
        return after[name]

    def _another(self, config: dict) -> dict:
        """The attributes of another object with this config."""
        return vars(type(self)(**config))

    def config(self) -> dict:
        """The constructor's arguments by name, without `rng`: how to make another one like this.

        Where a constructor passes further `**settings` on to its base class, the base class's arguments are included.
        """
        kept = {}
        for name in _parameters(type(self)):
            if name not in dir(self):
                raise TypeError(
                    f"{type(self).__name__} must keep its constructor's argument {name}: self.{name} = {name}"
                )
            kept[name] = getattr(self, name)
        return kept

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


@functools.cache
def _parameters(cls: type) -> dict[str, inspect.Parameter]:
    found: dict[str, inspect.Parameter] = {}
    for owner in cls.__mro__[:-1]:  # without object
        if "__init__" not in vars(owner):
            continue
        own = inspect.signature(vars(owner)["__init__"]).parameters
        handed_on = [p for p in own.values() if p.kind is p.VAR_KEYWORD]
        found |= {n: p for n, p in own.items() if n not in ("self", "rng") and n not in found and p not in handed_on}
        if not handed_on:
            break
    return found


def _same(a, b) -> bool:
    """Are two attributes equal? Random streams, and other objects that are not plain values, count as equal."""
    plain = int, float, str, tuple, dict, np.dtype
    return a is b or not isinstance(a, plain) or not isinstance(b, plain) or a == b


def _unknown(thing: Configurable, name: str) -> str:
    """The message for an unknown attribute: which part has it, or which name may have been meant."""
    kind, meant = type(thing).__name__, OTHER_NAMES.get(name, name)
    for inner, value in vars(thing).items():
        if isinstance(value, Configurable) and meant in _parameters(type(value)):
            return f"{kind} has no attribute {name!r}, but its {inner} has: set .{inner}.{meant}"
    from difflib import get_close_matches  # here, because only errors need it

    known = [*_parameters(type(thing)), *(n for n in vars(thing) if n[0] != "_")]
    near = get_close_matches(meant, known, 1, 0.5)
    hint = f"did you mean {near[0]!r}?" if near else f"it has {', '.join(known)}"
    return f"{kind} has no attribute {name!r}: {hint}"


def to_plain(value, name: str = "value"):
    """Turn a Configurable, and all that it is made of, into what JSON can hold.

    Raises TypeError, naming the argument, for anything that JSON cannot hold (a lambda, for example), and for a class
    that shares its name with another class.
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
    """The Configurable class of this name. If several have it: numgan's own, or else the one defined last."""
    known: dict[str, type] = {}
    queue: list[type[Configurable]] = [Configurable]
    while queue:
        for cls in queue.pop().__subclasses__():
            queue.append(cls)
            if not known.get(cls.__name__, cls).__module__.startswith("numgan."):
                known[cls.__name__] = cls
            known.setdefault(cls.__name__, cls)
    if name not in known:
        raise ValueError(f"no class is called {name!r} here; if it is one of your own, define or import it first")
    return known[name]
