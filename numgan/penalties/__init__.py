"""What D pays for being steep: penalties on its slope, added to its loss."""

from .approximate import ApproximateR1, ApproximateR2
from .base import Penalty
from .slopes import DRAGAN, R1, R2, GradientPenalty
from .together import Penalties

__all__ = ["DRAGAN", "R1", "R2", "ApproximateR1", "ApproximateR2", "GradientPenalty", "Penalties", "Penalty"]
