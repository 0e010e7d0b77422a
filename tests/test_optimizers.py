"""Update rules against their papers' formulas written out with Python floats."""

import math

import numpy as np
import pytest

from numgan import SGD, Adam, Clipped, Exponential, HistoricalAveraging, Linear, RMSProp
from numgan.gradcheck import check_loss
from numgan.optimizers import BLOCK, Optimizer

GRADIENTS = [0.3, -1.2, 0.05, 2.0, -0.4]


def run(optimizer, dtype=np.float64):
    params = np.array([1.0], dtype)
    path = []
    for g in GRADIENTS:
        optimizer.step(params, np.array([g], dtype))
        path.append(float(params[0]))
    return path


def test_sgd_with_momentum():
    x, v, path = 1.0, 0.0, []
    for g in GRADIENTS:
        v = 0.9 * v - 0.1 * g
        x += v
        path.append(x)
    assert run(SGD(lr=0.1, momentum=0.9)) == pytest.approx(path, rel=1e-14)


@pytest.mark.parametrize("eps", [1e-8, 0.3])
def test_adam_is_kingmas_algorithm_1(eps):
    x, m, v, path = 1.0, 0.0, 0.0, []
    for t, g in enumerate(GRADIENTS, 1):
        m = 0.5 * m + 0.5 * g
        v = 0.99 * v + 0.01 * g * g
        x -= 0.1 * (m / (1 - 0.5**t)) / (math.sqrt(v / (1 - 0.99**t)) + eps)
        path.append(x)
    adam = Adam(lr=0.1, beta1=0.5, beta2=0.99, eps=eps)
    assert run(adam) == pytest.approx(path, rel=1e-13)
    assert adam.slots["m"][0] == pytest.approx(m, rel=1e-14)  # Kingma's m and v, as anybody sees them
    assert adam.slots["v"][0] == pytest.approx(v, rel=1e-14)
    assert adam.t == len(GRADIENTS)


def test_adams_other_epsilon_is_the_end_of_section_2():
    x, m, v, path = 1.0, 0.0, 0.0, []
    for t, g in enumerate(GRADIENTS, 1):
        m = 0.5 * m + 0.5 * g
        v = 0.99 * v + 0.01 * g * g
        x -= 0.1 * math.sqrt(1 - 0.99**t) / (1 - 0.5**t) * m / (math.sqrt(v) + 0.3)
        path.append(x)
    assert run(Adam(lr=0.1, beta1=0.5, beta2=0.99, eps=0.3, eps_hat=True)) == pytest.approx(path, rel=1e-13)


def test_adams_first_step_is_lr_whatever_the_gradients_scale():
    for scale in (1e-3, 1.0, 1e3):
        params = np.zeros(1)
        Adam(lr=0.01).step(params, np.array([-scale]))
        assert params[0] == pytest.approx(0.01, rel=1e-4)


def test_adams_step_is_lr_for_steady_gradients_less_where_signs_change_and_more_after_zeros():
    def last_step(gradients):
        adam, params = Adam(lr=0.01, beta1=0.9, beta2=0.999), np.zeros(1)
        for g in gradients:
            before = params[0]
            adam.step(params, np.array([g]))
        return abs(params[0] - before)

    assert last_step([7.0] * 50) == pytest.approx(0.01, rel=1e-6)
    assert last_step([-0.003] * 50) == pytest.approx(0.01, rel=1e-4)
    assert last_step([7.0, -7.0] * 50) == pytest.approx(0.01 * (1 - 0.9) / (1 + 0.9), rel=1e-3)  # m of -g, g, -g ...
    assert last_step([0.0] * 20_000 + [7.0]) == pytest.approx(0.01 * (1 - 0.9) / math.sqrt(1 - 0.999), rel=1e-6)


def test_rmsprop_divides_by_a_running_root_mean_square():
    x, s, path = 1.0, 0.0, []
    for g in GRADIENTS:
        s = 0.9 * s + 0.1 * g * g
        x -= 0.05 * g / (math.sqrt(s) + 1e-3)
        path.append(x)
    assert run(RMSProp(lr=0.05, rho=0.9, eps=1e-3)) == pytest.approx(path, rel=1e-14)


def test_clipping_puts_parameters_back_after_every_update():
    params = np.array([0.5, -0.005, 0.0])
    clipped, plain = Clipped(SGD(lr=0.1, momentum=0.9), limit=0.01), SGD(lr=0.1, momentum=0.9)
    for step in range(3):
        free = params.copy()
        grads = np.array([1.0, -0.02, 0.0])
        clipped.step(params, grads)
        plain.step(free, grads)  # from the same place, with the same velocity
        np.testing.assert_array_equal(params, np.clip(free, -0.01, 0.01))
        np.testing.assert_array_equal(clipped.slots["v"], plain.slots["v"])
        assert clipped.t == step + 1
    for bad in (0, -0.01):
        with pytest.raises(ValueError, match=f"limit must be greater than 0, got {bad}: weights are put back into"):
            Clipped(SGD(lr=0.1), limit=bad)


def test_the_historical_average_is_the_mean_of_the_past_without_today():
    """x is drawn to nothing in the first update, to x[0] in the second, to (x[0] + x[1]) / 2 in the third."""
    params, averaging = np.array([1.0]), HistoricalAveraging(SGD(lr=0.1), weight=0.5)
    past, gradients = [], [3.0, -2.0, 5.0, 0.5]
    for g in gradients:
        today = params[0]
        pull = 2 * 0.5 * (today - np.mean(past)) if past else 0.0
        averaging.step(params, np.array([g]))
        assert params[0] == pytest.approx(today - 0.1 * (g + pull), rel=1e-14)
        past.append(today)
        assert averaging.slots["average"][0] == pytest.approx(np.mean(past), rel=1e-14)


def test_the_gradient_of_the_historical_term_equals_central_differences():
    averaging, rng = HistoricalAveraging(Adam(lr=0.1), weight=0.7), np.random.default_rng(0)
    params = rng.normal(size=6)
    assert averaging.term(params)[0] == 0
    for _ in range(4):
        averaging.step(params, rng.normal(size=6))
    loss, _ = averaging.term(params)
    assert loss == pytest.approx(0.7 * ((params - averaging.slots["average"]) ** 2).sum(), rel=1e-12)
    (found,) = check_loss(averaging.term, params)
    assert found.error < 1e-8


def test_the_other_optimiser_moves_by_the_gradient_with_the_term():
    rng = np.random.default_rng(0)
    params = rng.normal(size=5)
    averaging, alone = HistoricalAveraging(Adam(lr=0.1), weight=2.0), Adam(lr=0.1)
    for step in range(4):
        copied, g = params.copy(), rng.normal(size=5)
        kept, (_, pull) = g.copy(), averaging.term(params)
        assert pull.any() == (step > 0)
        averaging.step(params, g)
        alone.step(copied, g + pull)
        np.testing.assert_array_equal(params, copied)
        np.testing.assert_array_equal(g, kept)  # the player's own gradient stays
        assert {"m", "v", "average"} == {*averaging.slots}


@pytest.mark.parametrize(("weight", "arrives"), [(None, False), (0.1, True), (0.3, True)])
def test_historical_averaging_reaches_the_equilibrium_of_its_papers_game(weight, arrives):
    """min over x, max over y of (f(x) - 1) (y - 1), f(x) = x below 0, x^2 above: the equilibrium is x = y = 1.

    Salimans et al. 2016, section 3.3: gradient descent goes into extended orbits, and historical averaging arrives.
    """

    def distance(steps):
        x, y = np.array([0.5]), np.array([0.5])
        players = [SGD(lr=0.02) if weight is None else HistoricalAveraging(SGD(lr=0.02), weight=weight) for _ in "xy"]
        for _ in range(steps):
            f, slope = (x.item(), 1.0) if x < 0 else (x.item() ** 2, 2 * x.item())
            dx, dy = slope * (y - 1), np.array([1 - f])
            players[0].step(x, dx)
            players[1].step(y, dy)
        return np.hypot(x - 1, y - 1).item()

    assert distance(0) == pytest.approx(np.sqrt(0.5))
    assert (distance(4000) < 0.01) == arrives
    assert arrives or distance(4000) > 2


def test_one_historical_average_is_enough():
    with pytest.raises(ValueError, match="has a historical average already"):
        HistoricalAveraging(HistoricalAveraging(SGD(lr=0.1), weight=1), weight=1)


@pytest.mark.parametrize("make", [lambda: Adam(lr=0.1), lambda: SGD(lr=0.1, momentum=0.9), lambda: RMSProp(lr=0.1)])
def test_a_long_vector_in_blocks_moves_like_its_parts_one_by_one(make):
    rng = np.random.default_rng(0)
    n = 2 * BLOCK + 17
    params, grads = rng.normal(size=n), rng.normal(size=(3, n))
    whole, parts = params.copy(), params.copy()
    one, many = make(), [make() for _ in range(3)]
    cuts = [slice(0, 1000), slice(1000, BLOCK + 5), slice(BLOCK + 5, n)]
    for g in grads:
        one.step(whole, g)
        for part, cut in zip(many, cuts, strict=True):
            part.step(parts[cut], g[cut])
    np.testing.assert_array_equal(whole, parts)


@pytest.mark.parametrize("optimizer", [SGD(lr=0.1, momentum=0.5), Adam(lr=0.1)], ids=repr)
def test_float32_stays_float32_and_agrees(optimizer):
    twin = type(optimizer)(**optimizer.config())
    assert run(optimizer, np.float32) == pytest.approx(run(twin), rel=1e-5)
    assert all(slot.dtype == np.float32 for slot in optimizer.slots.values())


def test_minimises_a_quadratic():
    for optimizer in (SGD(lr=0.1, momentum=0.5), Adam(lr=0.1)):
        x = np.array([3.0, -2.0])
        for _ in range(500):
            optimizer.step(x, 2 * x)
        np.testing.assert_allclose(x, 0, atol=1e-3)


def test_linear_schedule():
    schedule = Linear(0.5, 0.7, 10)
    assert [schedule(t) for t in (0, 5, 10, 99)] == pytest.approx([0.5, 0.6, 0.7, 0.7])


def test_exponential_schedule_and_its_floor():
    schedule = Exponential(0.1, 1.000004, floor=1e-6)
    assert schedule(0) == 0.1
    assert schedule(125_000) == pytest.approx(0.1 * math.exp(-125_000 * math.log(1.000004)))
    assert schedule(10**7) == 1e-6


def test_schedules_are_asked_at_every_step():
    """lr and momentum of step t are the schedule's at t = 0, 1, 2 ..."""
    optimizer = SGD(lr=Linear(1.0, 0.0, 2), momentum=Linear(0.0, 1.0, 2))
    x, seen = np.zeros(1), []
    for _ in range(3):
        optimizer.step(x, np.array([-1.0]))
        seen.append(float(x[0]))
    v1 = 1.0
    v2 = 0.5 * v1 + 0.5
    v3 = 1.0 * v2
    assert seen == pytest.approx([v1, v1 + v2, v1 + v2 + v3])


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: SGD(lr=-1), "lr must be at least 0, got -1"),
        (lambda: SGD(lr=0.1, momentum=1.5), r"momentum must lie in \[0, 1\], got 1.5"),
        (lambda: Adam(lr=float("nan")), "lr must be at least 0, got nan"),
        (lambda: Adam(beta1=1), r"beta1 must lie in \[0, 1\), got 1"),
        (lambda: Adam(eps=0), "eps must be greater than 0, got 0"),
        (lambda: Linear(0.1, 0.2, 0), "steps must be a whole number, at least 1, got 0"),
        (lambda: Exponential(0.1, 0.9), "factor must be at least 1, got 0.9"),
    ],
)
def test_bad_settings_are_named(make, message):
    with pytest.raises(ValueError, match=message):
        make()


def test_bad_vectors_are_named():
    with pytest.raises(ValueError, match=r"one length and dtype, got \(2,\) float64 and \(3,\) float64"):
        Adam().step(np.zeros(2), np.zeros(3))
    with pytest.raises(ValueError, match="float32"):
        Adam().step(np.zeros(2, np.float32), np.zeros(2))
    adam = Adam()
    adam.step(np.zeros(2), np.zeros(2))
    with pytest.raises(ValueError, match="has moved 2 parameters so far, and now got 3"):
        adam.step(np.zeros(3), np.zeros(3))
    with pytest.raises(TypeError, match="must define _update"):
        Optimizer().step(np.zeros(1), np.zeros(1))


def test_hyper_parameters_are_keyword_only():
    for optimizer in (SGD, Adam):
        with pytest.raises(TypeError):
            optimizer(0.1)


def test_a_schedule_is_asked_for_its_first_value_when_it_is_set():
    with pytest.raises(ValueError, match=r"lr\(0\), of the schedule .* must be at least 0, got -1"):
        SGD(lr=lambda t: 2.0 * t - 1)
    SGD(lr=lambda t: 1.0 - 2 * t)
