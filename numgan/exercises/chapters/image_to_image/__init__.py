"""Images into images: with pairs, without pairs, in steps; what a distance wants, and what looks at what."""

from . import (
    attention_backward,
    best_answer,
    cycle_gradients,
    fill_hole,
    patch_loss,
    peak_signal_to_noise,
    pyramid_split,
    self_attention,
    shared_layer,
    skip_backward,
    translator_loss,
)

EXERCISES = (
    best_answer.EXERCISE,
    skip_backward.EXERCISE,
    patch_loss.EXERCISE,
    translator_loss.EXERCISE,
    peak_signal_to_noise.EXERCISE,
    fill_hole.EXERCISE,
    pyramid_split.EXERCISE,
    cycle_gradients.EXERCISE,
    shared_layer.EXERCISE,
    self_attention.EXERCISE,
    attention_backward.EXERCISE,
)
