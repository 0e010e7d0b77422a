"""The fields of a set-up: each says in its metadata what it may be, so that a page can show a control for it."""

from collections.abc import Mapping
from dataclasses import field
from typing import Any

from ..checks import check_count, check_number, shown

VIEW = 2.0  # the plane is shown from -VIEW to VIEW
DRAWN = 1_000  # points of a drawing, at most


def one_of(names: Mapping[str, str], default: str, label: str, group: str, about: str = "") -> Any:
    """A field that is one of these names; each has the words that the page shows."""
    about_it = {"kind": "choice", "options": dict(names), "label": label, "group": group, "about": about}
    return field(default=default, metadata=about_it)


def a_number(low: float, high: float, default: float, label: str, group: str, about: str = "") -> Any:
    """A field that is a number from low to high; a whole one if the default is."""
    whole = isinstance(default, int)
    about_it = {"kind": "whole" if whole else "number", "low": low, "high": high, "label": label, "group": group}
    return field(default=default, metadata=about_it | {"about": about})


def named(*names: str) -> dict[str, str]:
    """Names that need no other words."""
    return {name: name for name in names}


def a_drawing() -> Any:
    """A field that is a drawing: points of the plane, none by default."""
    return field(default=(), metadata={"kind": "drawing"})


def checked(name: str, value, about: Mapping[str, Any]):
    """The value of a field, given what its metadata say about it. Raises ValueError for what it cannot be."""
    match about["kind"]:
        case "choice":
            if not isinstance(value, str) or value not in about["options"]:
                raise ValueError(f"{name} must be one of {', '.join(about['options'])}, got {shown(value)}")
            return value
        case "drawing":
            return _checked_drawing(value)
        case "whole":
            value = check_count(name, value, about["low"])
            if value > about["high"]:
                raise ValueError(f"{name} must be at most {about['high']}, got {value}")
            return value
    return check_number(name, value, about["low"], about["high"])


def _checked_drawing(value) -> tuple[tuple[float, float], ...]:
    if not isinstance(value, list | tuple) or len(value) > DRAWN:
        raise ValueError(f"a drawing is a list of at most {DRAWN:,} points (x, y), got {shown(value)}")
    points = []
    for point in value:
        if not isinstance(point, list | tuple) or len(point) != 2:
            raise ValueError(f"each point of a drawing is (x, y), got {shown(point)}")
        x, y = (check_number("each number of a drawing", number, -VIEW, VIEW) for number in point)
        points.append((x, y))
    return tuple(points)
