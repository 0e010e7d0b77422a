"""The games beyond minimax: gradients, dtypes, PyTorch's numbers, whole steps, and what they refuse.

golden/make_objectives.py computed the losses in PyTorch and says what objectives.json holds.
"""

import json
import math
from pathlib import Path

import numpy as np
import pytest
from games import batch_norm_gan, real_rows, shake, small_gan

from numgan import (
    GAN,
    KL,
    BatchSoftmax,
    BoundarySeeking,
    FDivergence,
    Hinge,
    JensenShannon,
    LeastSquares,
    Minimax,
    NonSaturating,
    PearsonChiSquared,
    RelativisticAverage,
    RelativisticPairing,
    ReverseKL,
    SquaredHellinger,
    TrainingDiverged,
    Wasserstein,
)
from numgan.config import from_plain, to_plain
from numgan.gradcheck import check_loss, check_play

F_GANS = [KL, ReverseKL, PearsonChiSquared, SquaredHellinger, JensenShannon]
OBJECTIVES = [
    LeastSquares(),
    LeastSquares(a=-1, c=0),
    Wasserstein(),
    Hinge(),
    RelativisticAverage(),
    RelativisticPairing(),
    BoundarySeeking(),
    BoundarySeeking(label_smoothing=0.2),
    BatchSoftmax(),
    *(cls(zero_sum=zero_sum) for cls in F_GANS for zero_sum in (True, False)),
]
each_objective = pytest.mark.parametrize("objective", OBJECTIVES, ids=repr)
GOLDEN = json.loads((Path(__file__).parent / "golden" / "objectives.json").read_text())


def has_value(objective) -> bool:
    """Is there a V that D ascends? Not where D and G descend losses with nothing in common, or rows are compared."""
    return not isinstance(objective, LeastSquares | RelativisticAverage | RelativisticPairing | BatchSoftmax)


def cut(objective, real, fake):
    """As many real as generated logits, where they are compared in pairs."""
    pairs = min(len(real), len(fake)) if isinstance(objective, RelativisticPairing) else None
    return real[:pairs], fake[:pairs]


@pytest.fixture
def logits():
    """Of 7 real and 4 generated rows, none on a kink of the hinge."""
    rng = np.random.default_rng(0)
    return 1.5 * rng.normal(size=(7, 1)), 1.5 * rng.normal(size=(4, 1))


@each_objective
def test_gradients_equal_central_differences(objective, logits):
    real, fake = cut(objective, *logits)
    found = check_loss(objective.discriminator, real, fake)
    found += check_loss(lambda f: objective.generator(f, real), fake)
    for comparison in found:
        assert comparison.error <= 1e-6, str(comparison)


@each_objective
def test_pytorch_finds_the_same_losses_and_gradients(objective):
    golden = GOLDEN[repr(objective)]
    real, fake = cut(objective, *(np.array(GOLDEN[name])[:, None] for name in ("real", "fake")))
    d_loss, dreal, dfake = objective.discriminator(real, fake)
    g_loss, dfake_g = objective.generator(fake, real)
    assert (d_loss, g_loss) == pytest.approx((golden["d_loss"], golden["g_loss"]), rel=1e-12)
    for ours, name in ((dreal, "dreal"), (dfake, "dfake"), (dfake_g, "dfake_g")):
        np.testing.assert_allclose(ours[:, 0], golden[name][: len(ours)], rtol=1e-12, atol=1e-14, err_msg=name)


def test_cs231n_has_the_same_losses():
    """Logits and answers that come with Stanford's assignment on GANs."""
    real = [0.93487311, -1.01698916, -0.57304769, -0.88162704, -1.40129389]
    real += [-1.45395693, -1.54239755, -0.57273325, 0.98584429, 0.13312152]
    fake = [-1.80865868, 0.09030055, -0.4428902, -0.07879368, -0.37655044]
    fake += [0.32084742, -0.28590837, 1.01376281, 0.99241439, 0.39394346]
    real, fake = np.array(real)[:, None], np.array(fake)[:, None]
    for objective, d_loss, g_loss in (
        (NonSaturating(), 1.8423983904443109, 0.771286196423346),
        (LeastSquares(), 1.8770293614440594, 0.816954786997558),
    ):
        assert objective.discriminator(real, fake)[0] == pytest.approx(d_loss, rel=1e-8)
        assert objective.generator(fake)[0] == pytest.approx(g_loss, rel=1e-8)


@each_objective
def test_float32_in_float32_out_and_close_to_float64(objective, logits):
    real, fake = cut(objective, *logits)
    narrow = [x.astype(np.float32) for x in (real, fake)]
    for single, double in (
        (objective.discriminator(*narrow), objective.discriminator(real, fake)),
        (objective.generator(narrow[1], narrow[0]), objective.generator(fake, real)),
    ):
        assert type(single[0]) is float
        assert single[0] == pytest.approx(double[0], rel=1e-5, abs=1e-6)
        for ours, exact in zip(single[1:], double[1:], strict=True):
            assert ours.dtype == np.float32
            assert ours.shape == exact.shape
            np.testing.assert_allclose(ours, exact, rtol=1e-4, atol=1e-6)
    assert objective.belief(narrow[0]).dtype == np.float32
    if has_value(objective):
        assert type(objective.value(*narrow)) is float
    else:
        assert objective.value(*narrow) is None


INFINITE = {  # f-GANs whose D, or whose G with zero_sum True or False, has a loss that overflows at +-1000
    "discriminator": (KL, ReverseKL, SquaredHellinger),
    True: (KL, SquaredHellinger),
    False: (ReverseKL, SquaredHellinger),
}


@each_objective
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_at_a_thousand_all_is_finite_that_should_be(objective, dtype):
    real = fake = np.array([[1000], [-1000]], dtype)
    for player, found in (
        ("discriminator", objective.discriminator(real, fake)),
        (getattr(objective, "zero_sum", None), objective.generator(fake, real)),
    ):
        finite = not isinstance(objective, INFINITE.get(player, ()))
        assert np.isfinite(found[0]) == finite
        assert not np.isnan(found[0])
        for gradient in found[1:]:
            assert not np.isnan(gradient).any()
            assert np.isfinite(gradient).all() or not finite
    if isinstance(objective, LeastSquares | FDivergence):
        np.testing.assert_allclose(objective.probability(real)[:, 0], [1, 0], atol=2e-3)  # Pearson's is 501 / 502


def test_jensen_shannon_is_the_papers_game_with_log_4_added(logits):
    real, fake = logits
    assert JensenShannon().value(real, fake) == pytest.approx(Minimax().value(real, fake) + math.log(4), rel=1e-14)
    for ours, papers in ((JensenShannon(), Minimax()), (JensenShannon(zero_sum=False), NonSaturating())):
        for method, arguments in (("discriminator", (real, fake)), ("generator", (fake,))):
            for a, b in zip(
                getattr(ours, method)(*arguments)[1:], getattr(papers, method)(*arguments)[1:], strict=True
            ):
                np.testing.assert_allclose(a, b, rtol=1e-14)


def test_only_differences_count_for_scores(logits):
    for objective in (Wasserstein(), RelativisticAverage(), RelativisticPairing(), BatchSoftmax()):
        real, fake = cut(objective, *logits)
        for a, b in zip(objective.discriminator(real, fake), objective.discriminator(real + 5, fake + 5), strict=True):
            np.testing.assert_allclose(a, b, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize(
    ("game", "directions"), [(small_gan, None), (batch_norm_gan, 3)], ids=["every parameter", "batch norm in D"]
)
@each_objective
def test_both_composed_steps_are_right(objective, game, directions):
    """D's loss, and G's through D; for RaGAN with real rows in G's turn. The larger game along random directions."""
    gan = shake(game(objective=objective))
    for name, found in check_play(gan, real_rows(8 * gan.d_steps), directions=directions).items():
        assert found.error <= 1e-6, f"{name}: {found}"


@each_objective
def test_each_plays_and_is_saved(objective, tmp_path):
    gan = small_gan(objective=objective, dtype=np.float32)
    for _ in range(3):
        record = gan.train_step(real_rows(8))
    assert np.isfinite([record.d_loss, record.g_loss, record.d_real, record.d_fake]).all()
    assert ("value" in record._fields) == ("value" in gan.history.columns) == has_value(objective)
    assert not has_value(objective) or math.isfinite(record.value)
    assert gan.generator.params.dtype == gan.generator.grads.dtype == gan.discriminator.grads.dtype == np.float32
    gan.save(tmp_path / "gan.npz")
    assert repr(GAN.load(tmp_path / "gan.npz").objective) == repr(objective)
    assert repr(from_plain(to_plain(objective))) == repr(objective)


@pytest.mark.parametrize("objective", [KL(), ReverseKL(), SquaredHellinger(), KL(zero_sum=False)], ids=repr)
def test_an_infinite_loss_stops_the_game_and_names_the_player(objective):
    gan = small_gan(objective=objective)
    gan.discriminator.layers[-1].b[...] = -1000 if isinstance(objective, ReverseKL) else 1000
    kept = gan.discriminator.params.copy()
    with pytest.raises(TrainingDiverged, match="step 1: the discriminator's loss is inf"):
        gan.train_step(real_rows(8))
    np.testing.assert_array_equal(gan.discriminator.params, kept)


def test_errors_help():
    with pytest.raises(ValueError, match=r"a and b, D's targets .* must differ; got 1 for both"):
        LeastSquares(a=1)
    with pytest.raises(ValueError, match="c must be a finite number, got 'real'"):
        LeastSquares(c="real")
    with pytest.raises(TypeError, match="positional"):
        KL(False)
    for objective in (RelativisticAverage(), RelativisticPairing(), BatchSoftmax()):
        with pytest.raises(ValueError, match=r"\w+\(\) compares rows: .* needs both, got one"):
            objective.generator(np.zeros((2, 1)))
    for turn in (RelativisticPairing().discriminator, RelativisticPairing().generator):
        with pytest.raises(ValueError, match=r"pairs real with generated rows; got logits of shapes \(\d, 1\) and"):
            turn(np.zeros((2, 1)), np.zeros((3, 1)))
    for objective in (Wasserstein(), RelativisticAverage(), RelativisticPairing(), BatchSoftmax()):
        with pytest.raises(ValueError, match="only differences between scores"):
            objective.probability(np.zeros((2, 1)))
    with pytest.raises(ValueError, match=r"with the objective Hinge\(\) .* the sign of p_data - p_g"):
        Hinge().probability(np.zeros((2, 1)))
    for method in ("activation", "conjugate"):
        with pytest.raises(TypeError, match=f"FDivergence must define {method}"):
            getattr(FDivergence(), method)(np.zeros((2, 1)))
