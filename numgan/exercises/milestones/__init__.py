"""Milestones: working things, put together from the functions that a learner has written.

    numgan exercises milestone                  what there is, and which exercises each needs
    numgan exercises milestone ring             judge, try out, train, draw

Networks, players and the loop are numgan's. Nearly all arithmetic is the learner's: the two passes of every layer, the
losses, the order of a step, Adam. numgan adds a bias's gradient in `OwnConvTranspose2D`, batch norm at inference, and
the first weights. With the same seed the numbers are those of numgan's own classes, except for rounding.

Reading order: answers; layers, images; losses, moving, turns; kit: **the same names, other hands**; milestone, then
ones_and_sevens, ring, digits, wasserstein, dcgan; collect, trial, run; begin.
"""

from .answers import Answers, Refused
from .begin import begin
from .dcgan import DCGAN
from .digits import Digits
from .kit import Kit
from .milestone import Milestone
from .ones_and_sevens import OnesAndSevens
from .ring import Ring
from .run import Reached, run
from .wasserstein import WassersteinRing

MILESTONES: dict[str, Milestone] = {
    milestone.id: milestone for milestone in (OnesAndSevens(), Ring(), Digits(), WassersteinRing(), DCGAN())
}

__all__ = ["MILESTONES", "Answers", "Kit", "Milestone", "Reached", "Refused", "begin", "run"]
