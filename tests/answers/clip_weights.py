"""Answers to `clip_weights`: right ones in unusual dress, and wrong ones that look right."""

import numpy as np


def by_minimum_and_maximum(params, limit):
    clipped = np.maximum(np.minimum(params, limit), -limit)
    return [clipped, np.asarray(np.count_nonzero(np.abs(clipped) == limit) / len(params))]


def one_by_one(params, limit):
    clipped, ends = params.copy(), 0
    for i, value in enumerate(params):
        if value >= limit or value <= -limit:
            clipped[i] = limit if value > 0 else -limit
            ends += 1
    return clipped, ends / len(params)


def by_where_and_select(params, limit):
    clipped = np.select([params >= limit, params <= -limit], [limit, -limit], params).astype(params.dtype)
    return clipped, 1 - np.where((params > -limit) & (params < limit), 1.0, 0.0).mean()


def by_sign_with_out(params, limit):
    clipped = np.minimum(np.abs(params), limit, out=np.empty_like(params))
    at_ends = clipped >= limit
    return np.copysign(clipped, params), np.float64(at_ends.sum()) / at_ends.size


def by_median_in_float64(params, limit):
    ends = np.full(len(params), limit)
    clipped = np.median([-ends, params.astype(np.float64), ends], axis=0)
    return clipped.astype(params.dtype), np.average(np.isin(clipped, [limit, -limit]))


def counts_what_is_near_the_ends(params, limit):
    clipped = np.clip(params, -limit, limit)
    return clipped, np.isclose(np.abs(clipped), limit).mean()


def lower_end_not_counted_if_exact(params, limit):
    return np.clip(params, -limit, limit), ((params >= limit) | (params < -limit)).mean()


def upper_end_not_counted_if_exact(params, limit):
    return np.clip(params, -limit, limit), ((params > limit) | (params <= -limit)).mean()


def from_below_only(params, limit):
    return np.maximum(params, -limit), (np.abs(params) >= limit).mean()


def share_rounded(params, limit):
    return np.clip(params, -limit, limit), round((np.abs(params) >= limit).mean(), 2)


def limit_of_the_paper(params, limit):
    return np.clip(params, -0.01, 0.01), (np.abs(params) >= 0.01).mean()


def share_in_percent(params, limit):
    return np.clip(params, -limit, limit), 100 * (np.abs(params) >= limit).mean()


def share_of_the_inner_part(params, limit):
    return np.clip(params, -limit, limit), (np.abs(params) < limit).mean()


def scaled_to_the_largest(params, limit):
    return params * min(1, limit / np.abs(params).max()), (np.abs(params) >= limit).mean()


def smooth_clipping(params, limit):
    return limit * np.tanh(params / limit), (np.abs(params) >= limit).mean()


def wraps_around(params, limit):
    return (params + limit) % (2 * limit) - limit, (np.abs(params) >= limit).mean()


def set_to_zero_outside(params, limit):
    return np.where(np.abs(params) <= limit, params, 0).astype(params.dtype), (np.abs(params) >= limit).mean()


RIGHT = (by_minimum_and_maximum, one_by_one, by_where_and_select, by_sign_with_out, by_median_in_float64)
WRONG = (
    counts_what_is_near_the_ends,
    lower_end_not_counted_if_exact,
    upper_end_not_counted_if_exact,
    from_below_only,
    share_rounded,
    limit_of_the_paper,
    share_in_percent,
    share_of_the_inner_part,
    scaled_to_the_largest,
    smooth_clipping,
    wraps_around,
    set_to_zero_outside,
)
