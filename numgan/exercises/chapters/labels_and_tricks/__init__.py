"""Labels, codes and tricks: what a generator can be told, a hundred labels, and the tricks of 2016."""

from . import (
    auxiliary_classifier_loss,
    code_accuracy,
    entropy_terms,
    feature_matching,
    historical_averaging,
    minibatch_discrimination,
    minibatch_discrimination_backward,
    mutual_information,
    mutual_information_bound,
    softmax_cross_entropy,
    softmax_cross_entropy_gradient,
    unrolled_step,
    validity,
    virtual_batchnorm,
)

EXERCISES = (
    softmax_cross_entropy.EXERCISE,
    softmax_cross_entropy_gradient.EXERCISE,
    auxiliary_classifier_loss.EXERCISE,
    mutual_information.EXERCISE,
    mutual_information_bound.EXERCISE,
    code_accuracy.EXERCISE,
    validity.EXERCISE,
    entropy_terms.EXERCISE,
    feature_matching.EXERCISE,
    minibatch_discrimination.EXERCISE,
    minibatch_discrimination_backward.EXERCISE,
    historical_averaging.EXERCISE,
    virtual_batchnorm.EXERCISE,
    unrolled_step.EXERCISE,
)
