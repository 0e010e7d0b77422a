"""The Dirac-GAN's pictures: what is drawn is what the game says."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from numgan import DiracGAN, Wasserstein, plots


def test_the_orbit_and_the_arrows_are_the_games():
    game = DiracGAN(Wasserstein(), penalty=0.4)
    ax = plots.orbit(game, theta=1.0, psi=0.5, lr=0.1, steps=50, ax=Figure().subplots())
    way = game.orbit(1.0, 0.5, lr=0.1, steps=50)
    np.testing.assert_allclose(ax.lines[0].get_xydata(), way)
    np.testing.assert_allclose(ax.lines[1].get_xydata(), way[:1])
    arrows = ax.collections[0]
    for (theta, psi), u, v in zip(arrows.get_offsets()[::17], arrows.U[::17], arrows.V[::17], strict=True):
        assert (u, v) == pytest.approx((psi, -theta - 0.4 * psi))  # f'(0) = 1


def test_the_eigenvalues_are_points_in_the_plane():
    ax = plots.eigenvalues({"plain": DiracGAN(), "R1": DiracGAN(penalty=2.0)}, ax=Figure().subplots())
    plain, penalised = (line.get_xydata() for line in ax.lines[1:])
    np.testing.assert_allclose(plain, [[0, 0.5], [0, -0.5]], atol=1e-15)
    np.testing.assert_allclose(penalised[:, 1], 0)
    np.testing.assert_allclose(penalised[:, 0], [-1 + np.sqrt(0.75), -1 - np.sqrt(0.75)])
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["plain", "R1"]


def test_anything_else_is_refused():
    with pytest.raises(TypeError, match="game must be a DiracGAN, got int"):
        plots.orbit(3, theta=1, psi=1, lr=0.1, steps=5)
    for bad in ({}, [DiracGAN()], dict.fromkeys("abcdefg", DiracGAN())):
        with pytest.raises(ValueError, match="games must be a dict of 1 to 6 games by label, got"):
            plots.eigenvalues(bad)
    with pytest.raises(TypeError, match=r"games\['a'\] must be a DiracGAN, got None"):
        plots.eigenvalues({"a": None}, ax=Figure().subplots())
