"""Answers to `training_step`: right ones in unusual dress, and wrong ones that look right."""

import numpy as np


def list_and_noise_of_G_before_the_loop(real, draw, generate, update_D, update_G, k):
    z = draw(len(real) // k)
    return [update_D(b, generate(draw(len(b)))) for b in np.split(real, k)], update_G(z)


def all_noise_at_once(real, draw, generate, update_D, update_G, k):
    B = len(real) // k
    z = draw((k + 1) * B)
    d_losses = tuple(update_D(real[i * B : (i + 1) * B], generate(z[i * B : (i + 1) * B])) for i in range(k))
    return d_losses, np.float64(update_G(z[k * B :]))


def fakes_before_the_updates(real, draw, generate, update_D, update_G, k):
    B = len(real) // k
    fakes = generate(draw(k * B)).reshape(k, B, -1)
    d_losses = np.zeros(k)
    for i, batch in enumerate(real.reshape(fakes.shape)):
        d_losses[i] = update_D(batch, fakes[i])
    return d_losses, np.array(update_G(draw(B)))


def noise_of_G_taken_from_the_front(real, draw, generate, update_D, update_G, k):
    B = len(real) // k
    z = list(draw(2 * B))
    d_losses = [update_D(real[:B], generate(np.array(z[B:])))]
    while len(d_losses) < k:
        start = len(d_losses) * B
        d_losses += [update_D(real[start : start + B], generate(draw(B)))]
    return [np.asarray(d_losses), update_G(np.array(z[:B]))]


def rows_in_another_order(real, draw, generate, update_D, update_G, k):
    d_losses = []
    for batch in np.array_split(real[::-1], k)[::-1]:
        d_losses.append(update_D(batch, generate(draw(len(batch)))[::-1].copy()))
    return np.fromiter(d_losses, float), update_G(draw(len(batch)))


def strided_minibatches(real, draw, generate, update_D, update_G, k):
    B = len(real) // k
    return np.array([update_D(real[i::k], generate(draw(B))) for i in range(k)]), update_G(draw(B))


def minibatches_in_reverse(real, draw, generate, update_D, update_G, k):
    B = len(real) // k
    return np.array([update_D(b, generate(draw(B))) for b in np.split(real, k)[::-1]]), update_G(draw(B))


def all_real_rows_each_time(real, draw, generate, update_D, update_G, k):
    B = len(real) // k
    return np.array([update_D(real, generate(draw(B))) for _ in range(k)]), update_G(draw(B))


def noise_for_all_rows_each_time(real, draw, generate, update_D, update_G, k):
    d_losses = [update_D(b, generate(draw(len(real)))) for b in np.split(real, k)]
    return np.array(d_losses), update_G(draw(len(real) // k))


def noise_for_all_rows_in_G(real, draw, generate, update_D, update_G, k):
    d_losses = [update_D(b, generate(draw(len(b)))) for b in np.split(real, k)]
    return np.array(d_losses), update_G(draw(len(real)))


def first_noise_of_D_for_G(real, draw, generate, update_D, update_G, k):
    zs = [draw(len(real) // k) for _ in range(k)]
    d_losses = [update_D(b, generate(z)) for b, z in zip(np.split(real, k), zs, strict=True)]
    return np.array(d_losses), update_G(zs[0])


def noise_of_its_own(real, draw, generate, update_D, update_G, k):
    rng, dim = np.random.default_rng(0), draw(1).shape[1]
    d_losses = [update_D(b, generate(rng.normal(size=(len(b), dim)))) for b in np.split(real, k)]
    return np.array(d_losses), update_G(rng.normal(size=(len(real) // k, dim)))


def noise_drawn_and_not_used(real, draw, generate, update_D, update_G, k):
    d_losses = []
    for batch in np.split(real, k):
        z = draw(len(batch))
        d_losses.append(update_D(batch, generate(z)))
        z = draw(len(batch))
    return d_losses, update_G(z)


def arguments_exchanged(real, draw, generate, update_D, update_G, k):
    d_losses = [update_D(generate(draw(len(b))), b) for b in np.split(real, k)]
    return np.array(d_losses), update_G(draw(len(real) // k))


def one_update_for_k_1_only(real, draw, generate, update_D, update_G, k):
    B = len(real) // k
    return np.full(k, update_D(real[:B], generate(draw(B)))), update_G(draw(B))


def G_moves_k_times(real, draw, generate, update_D, update_G, k):
    d_losses = [update_D(b, generate(draw(len(b)))) for b in np.split(real, k)]
    return np.array(d_losses), [update_G(draw(len(real) // k)) for _ in range(k)][-1]


def losses_without_their_axis_for_k_1(real, draw, generate, update_D, update_G, k):
    d_losses = [update_D(b, generate(draw(len(b)))) for b in np.split(real, k)]
    return np.squeeze(d_losses), update_G(draw(len(real) // k))


def running_means_of_the_losses(real, draw, generate, update_D, update_G, k):
    d_losses = [update_D(b, generate(draw(len(b)))) for b in np.split(real, k)]
    return np.cumsum(d_losses) / np.arange(1, k + 1), update_G(draw(len(real) // k))


RIGHT = (
    list_and_noise_of_G_before_the_loop,
    all_noise_at_once,
    fakes_before_the_updates,
    noise_of_G_taken_from_the_front,
    rows_in_another_order,
)
WRONG = (
    strided_minibatches,
    minibatches_in_reverse,
    all_real_rows_each_time,
    noise_for_all_rows_each_time,
    noise_for_all_rows_in_G,
    first_noise_of_D_for_G,
    noise_of_its_own,
    noise_drawn_and_not_used,
    arguments_exchanged,
    one_update_for_k_1_only,
    G_moves_k_times,
    losses_without_their_axis_for_k_1,
    running_means_of_the_losses,
)
