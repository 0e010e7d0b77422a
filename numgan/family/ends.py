"""How a player must end. What an objective takes for a logit must be free to be any number.

A sigmoid at D's end would be a second one: the objective has its own, and of a number in [0, 1] it makes one in
[.5, .73]. Such a D can call nothing generated. No number is infinite, and every gradient is right: that of another
game.
"""

from ..layers import ReLU, Sigmoid, Tanh
from ..network import Sequential
from ..objectives import Objective

ENDS = {Sigmoid: "[0, 1]", Tanh: "[-1, 1]", ReLU: "[0, inf)"}


def check_ends_in_logits(name: str, player: Sequential, objective: Objective | None = None) -> None:
    """Raise ValueError if the last layer keeps in a range what must be any number.

    objective : what takes it, if it is one that wants any number; None: a loss on logits of pixels
    """
    last, taken = player.layers[-1], "the likelihood of pixels" if objective is None else repr(objective)
    if type(last) in ENDS and (objective is None or objective.unbounded):
        raise ValueError(
            f"the {name} ends in {last!r}, whose values lie in {ENDS[type(last)]}, and {taken} takes logits, which may "
            f"be any number: leave {last!r} out, and let the {name} end in its Dense layer"
        )
