"""Labels, codes and tricks: what a generator can be told, a hundred labels, and the tricks of 2016."""

from . import (
    entropy_terms,
    feature_matching,
    historical_averaging,
    minibatch_discrimination,
    minibatch_discrimination_backward,
    unrolled_step,
    validity,
    virtual_batchnorm,
)

EXERCISES = (
    validity.EXERCISE,
    entropy_terms.EXERCISE,
    feature_matching.EXERCISE,
    minibatch_discrimination.EXERCISE,
    minibatch_discrimination_backward.EXERCISE,
    historical_averaging.EXERCISE,
    virtual_batchnorm.EXERCISE,
    unrolled_step.EXERCISE,
)
