"""Energies: a discriminator that reconstructs, its balance, what is strange to it; generators that share the data."""

from . import adagan_weights, anomaly_score, began_balance, energy_gradient, pull_away, roc_area

EXERCISES = (
    energy_gradient.EXERCISE,
    pull_away.EXERCISE,
    began_balance.EXERCISE,
    anomaly_score.EXERCISE,
    roc_area.EXERCISE,
    adagan_weights.EXERCISE,
)
