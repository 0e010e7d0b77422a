"""How a player must end: what an objective uses as a logit must be able to be any number.

A sigmoid at D's end would be a second one, because the objective has its own. The objective's sigmoid turns a number in
[0, 1] into one in [.5, .73], so such a D cannot call any row generated. No error would show: all numbers are finite,
and every gradient is right, but for another game than the one that is meant.
"""

from ..layers import ReLU, Sigmoid, Tanh
from ..network import Sequential
from ..objectives import Objective

ENDS = {Sigmoid: "[0, 1]", Tanh: "[-1, 1]", ReLU: "[0, inf)"}


def check_ends_in_logits(
    name: str, player: Sequential, objective: Objective | None = None, *, loss: str = "the likelihood of pixels"
) -> None:
    """Raise ValueError if the last layer limits to a range what must be able to be any number.

    objective : the objective that takes the output (only an `unbounded` one minds); None: `loss` takes it
    """
    last, taken = player.layers[-1], loss if objective is None else repr(objective)
    if type(last) in ENDS and (objective is None or objective.unbounded):
        raise ValueError(
            f"the {name} ends in {last!r}, whose values lie in {ENDS[type(last)]}, and {taken} takes logits, which may "
            f"be any number: leave {last!r} out, and let the {name} end in its Dense layer"
        )


def check_ends(name: str, player: Sequential, G: Sequential, n_in: int, n_out: int) -> None:
    """Raise ValueError unless the player is n_in to n_out, as it must be beside this G."""
    if (player.n_in, player.n_out) != (n_in, n_out):
        raise ValueError(
            f"G is {G.n_in} to {G.n_out}, so the {name} must be {n_in} to {n_out}, got {player.n_in} to {player.n_out}"
        )
