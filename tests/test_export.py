"""Networks for other programs: the page's NumPy, PyTorch's golden numbers and ONNX's runtime find what numgan finds."""

import json
import re
from pathlib import Path

import numpy as np
import pytest
from families import began
from pages import run_described, runs_here

from numgan import (
    AveragePool2D,
    BatchNorm,
    Conv2D,
    ConvTranspose2D,
    Dense,
    Dropout,
    Flatten,
    Game,
    GlobalAveragePool,
    InstanceNoise,
    LabelBlocks,
    LabelPlanes,
    Layer,
    LeakyReLU,
    Maxout,
    MinibatchDiscrimination,
    Pack,
    ReLU,
    Reshape,
    SelfAttention,
    Sequential,
    Sigmoid,
    Skip,
    SpectralConv2D,
    SpectralDense,
    Tanh,
    UpSample2D,
    VirtualBatchNorm,
    WeightNormDense,
    layers,
    recipes,
)
from numgan.app import cli
from numgan.app.export import export
from numgan.files import export as files
from numgan.files.export import describe, export_npz
from numgan.files.onnx_model import export_onnx
from numgan.layers import AddReference, DropReference

GOLDEN = Path(__file__).parent / "golden/export.npz"


def shaken(made, dtype=np.float64):
    """A network with its parameters, and running statistics, away from where they begin."""
    rng, net = np.random.default_rng(0), Sequential(made, rng=1, dtype=dtype)
    net.params[...] += 0.2 * rng.normal(size=net.params.shape)
    for layer in net.parts:
        if isinstance(layer, BatchNorm):
            layer.running_mean[...], layer.running_var[...] = rng.normal(size=layer.n), rng.uniform(0.5, 2, layer.n)
    return net


def dense(dtype=np.float64):
    hidden = [InstanceNoise(std=0.3, passes=None), Dense(4, 6, bias=False), BatchNorm(6, eps=0.1), LeakyReLU(0.3)]
    hidden += [MinibatchDiscrimination(6, kernels=3, dim=2), Maxout(9, 4, pieces=3), Dropout(0.5), Sigmoid()]
    return shaken([*hidden, WeightNormDense(4, 5, scale=2.0), Tanh(), SpectralDense(5, 3)], dtype)


def images(dtype=np.float64):
    down = [Reshape((6, 5, 2)), Conv2D(2, 3, kernel=(3, 2), stride=(2, 1), padding=((1, 0), (0, 1))), ReLU()]
    up = [UpSample2D((2, 3)), SelfAttention(3, inner=2), AveragePool2D((2, 4)), BatchNorm(3)]
    up += [ConvTranspose2D(3, 2, kernel=(3, 4), stride=(2, 3), padding=((2, 1), (0, 1))), GlobalAveragePool()]
    return shaken([*down, *up], dtype)


def labelled(dtype=np.float64):
    inner = [Conv2D(10, 4, kernel=3, padding=1), Tanh(), Skip([Conv2D(4, 2, kernel=1, bias=False)])]
    ends = [SpectralConv2D(16, 2, kernel=(1, 2)), Flatten()]
    return shaken([LabelPlanes((3, 4, 2), labels=3), Pack(5, rows=2), Skip(inner), *ends], dtype)


def blocks_of_labels(dtype=np.float64):
    return shaken([LabelBlocks(4, labels=3), Dense(15, 2, bias=False), Tanh()], dtype)


NETWORKS = [dense, images, labelled, blocks_of_labels]


def saved(path, **networks):
    export_npz(path, networks, {})
    with np.load(path, allow_pickle=False) as file:
        arrays = dict(file)
    return json.loads(arrays.pop("layers").item())["networks"], arrays


@pytest.mark.parametrize("make", NETWORKS, ids=lambda make: make.__name__)
def test_numpy_alone_finds_the_same(make, tmp_path):
    net = make()
    about, arrays = saved(tmp_path / "model.npz", it=net)
    x = np.random.default_rng(2).normal(size=(4, net.n_in))
    np.testing.assert_allclose(run_described()(about["it"]["layers"], arrays, x), net(x), rtol=1e-10, atol=1e-12)
    assert (about["it"]["n_in"], about["it"]["n_out"]) == (net.n_in, net.n_out)
    assert all(name.startswith("it/") for name in arrays)


@pytest.mark.parametrize("make", NETWORKS, ids=lambda make: make.__name__)
def test_jax_finds_the_same_and_differentiates_it(make, tmp_path):
    jax = pytest.importorskip("jax")
    net = make(np.float32)
    about, arrays = saved(tmp_path / "model.npz", it=net)
    x, seen = np.random.default_rng(2).normal(size=(4, net.n_in)).astype(np.float32), np.float32(0.3)

    def y(x):
        return run_described()(about["it"]["layers"], arrays, x, jax.numpy)

    np.testing.assert_allclose(jax.jit(y)(x), net(x), rtol=1e-4, atol=1e-4)
    made, cache = net.forward(x, training=False)
    slopes = net.backward(np.full_like(made, seen), cache, params=False)
    np.testing.assert_allclose(jax.grad(lambda x: seen * y(x).sum())(x), slopes, rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize("name", ["dense", "images"])
def test_pytorch_found_the_same(name):
    """golden/make_export.py built the networks in PyTorch, by the code on the page."""
    with np.load(GOLDEN, allow_pickle=False) as file:
        golden = dict(file)
    described = json.loads(golden["layers"].item())["networks"][name]["layers"]
    found = run_described()(described, golden, golden[f"{name}.x"])
    np.testing.assert_allclose(found, golden[f"{name}.y"], rtol=1e-9, atol=1e-11)


def test_numgan_finds_what_pytorch_found():
    with np.load(GOLDEN, allow_pickle=False) as file:
        golden = dict(file)
    hidden = [Dense(3, 5), LeakyReLU(0.3), BatchNorm(5, eps=0.1), Dropout(0.5)]
    net = Sequential([*hidden, Dense(5, 4, bias=False), Tanh()], dtype=np.float64)
    for name, array in golden.items():
        if name.startswith("dense/") and name != "dense/4/b":  # zeros: that layer has no bias
            _, place, own = name.split("/")
            getattr(net.layers[int(place)], own)[...] = array
    np.testing.assert_allclose(net(golden["dense.x"]), golden["dense.y"], rtol=1e-9, atol=1e-11)
    assert not golden["dense/4/b"].any()


def onnx_of(path, net):
    onnxruntime = pytest.importorskip("onnxruntime")
    pytest.importorskip("onnx")
    export_onnx(path, net)
    return onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])


@pytest.mark.parametrize("make", NETWORKS, ids=lambda make: make.__name__)
def test_onnx_finds_the_same(make, tmp_path):
    net = make(np.float32)
    session = onnx_of(tmp_path / "model.onnx", net)
    for B in (2, 6):
        x = np.random.default_rng(2).normal(size=(B, net.n_in)).astype(np.float32)
        np.testing.assert_allclose(session.run(None, {"x": x})[0], net(x), rtol=1e-5, atol=1e-5)


def games_of(name):
    """A tiny game by this recipe, and one with convolutions where the recipe has them."""
    make, size = recipes.ALL[name], {"n_data": 64, "epochs": 1, "batch_size": 8, "rng": 0}
    size |= {} if make in recipes.POINTS else {"data_shape": (8, 8)}
    yield make(**size)
    if name in CONVOLVE:
        yield make(channels=(2, 3), **size)


CONVOLVE = re.search(r"for convolutional networks: ((?:\w+,\s+)+\w+)", recipes.__doc__)[1].replace(",", "").split()


@pytest.mark.parametrize("name", recipes.ALL)
def test_each_recipes_networks_are_the_same_elsewhere(name, tmp_path):
    rng = np.random.default_rng(0)
    for player, net in [item for game in games_of(name) for item in game.players.items()]:
        net.params[...] += 0.05 * rng.normal(size=net.params.shape)
        x, (found, arrays) = rng.normal(size=(6, net.n_in)).astype(net.dtype), describe(net, player)
        np.testing.assert_allclose(run_described()(found, arrays, x), net(x), rtol=1e-4, atol=1e-4)
        if runs_here("import onnxruntime"):
            y = onnx_of(tmp_path / f"{player}.onnx", net).run(None, {"x": x})[0]
            np.testing.assert_allclose(y, net(x), rtol=1e-5, atol=1e-5)


def test_each_layer_is_exported_or_known_to_be_ours_alone():
    known = {name for name in layers.__all__ if issubclass(getattr(layers, name), Layer) and hasattr(files, name)}
    ours = {"Layer", "VirtualBatchNorm", "AddReference", "DropReference"}
    others = {name for name in layers.__all__ if not issubclass(getattr(layers, name), Layer)}  # initialisers
    assert known | ours | others == {*layers.__all__}


def test_a_layer_that_only_numgan_has_is_named():
    reference = [AddReference(3, n_reference=4), Dense(3, 2), VirtualBatchNorm(2, n_reference=4)]
    net = Sequential([*reference, DropReference(n_reference=4)])
    with pytest.raises(TypeError, match=r"g/0, AddReference\(3.*is for numgan alone"):
        describe(net, "g")

    class MyDense(Dense):
        pass

    with pytest.raises(TypeError, match=r"g/1, MyDense\(2, 3\), is for numgan alone"):
        describe(Sequential([Dense(2, 2), MyDense(2, 3)]), "g")


def test_what_is_exported_of_a_game(tmp_path):
    game = recipes.mnist_mlp(data_shape=(2, 2), rng=0)  # keeps an average
    game.generator.average.network.params[...] += 0.1
    game.generator.average.t += 1  # as after a step: its statistics are measured again
    z = game.latents(5, rng=1)
    path = export(tmp_path / "g", game)
    assert path.name == "g.npz"
    with np.load(path) as file:
        arrays = dict(file)
    about = json.loads(arrays.pop("layers").item())
    described = about["networks"]["generator"]["layers"]
    np.testing.assert_allclose(run_described()(described, arrays, z), game.generate(z), atol=1e-5)
    assert np.abs(game.generate(z) - game.generate(z, averaged=False)).max() > 0.01
    assert about["data_range"] == [-1, 1]
    assert (about["version"], about["recipe"], about["latents"]) == (1, "mnist_mlp", {"class": "NormalNoise"})
    export(tmp_path / "g.npz", game, "all")  # over an export
    with np.load(path) as file:
        networks = json.loads(file["layers"].item())["networks"]
        np.testing.assert_array_equal(file["discriminator/0/W"], game.discriminator.layers[0].W)
    assert list(networks) == ["generator", "discriminator"]


def test_a_decoder_of_logits_ends_in_pixels(tmp_path):
    game = recipes.vae(data_shape=(2, 2), rng=0)
    export(tmp_path / "g.npz", game)
    with np.load(tmp_path / "g.npz") as file:
        arrays = dict(file)
    (about,) = json.loads(arrays.pop("layers").item())["networks"].values()
    assert about["layers"][-1] == {"kind": "sigmoid"}
    z = game.latents(5, rng=1)
    np.testing.assert_allclose(run_described()(about["layers"], arrays, z), game.generate(z), atol=1e-6)


def test_what_is_refused(tmp_path):
    game = began()
    with pytest.raises(ValueError, match="no network 'critic'; there are generator, discriminator, and all"):
        export(tmp_path / "g.npz", game, "critic")
    with pytest.raises(ValueError, match=r"must end in \.npz or \.onnx"):
        export(tmp_path / "g.pt", game)
    with pytest.raises(ValueError, match=r"an \.onnx file holds one network: name one of generator, discriminator"):
        export(tmp_path / "g.onnx", game, "all")
    game.save(tmp_path / "checkpoint.npz")
    with pytest.raises(FileExistsError, match="is no export"):
        export(tmp_path / "checkpoint.npz", game)
    assert Game.load(tmp_path / "checkpoint.npz").step == 0
    with pytest.raises(ValueError, match="makes nothing from latents: say which network, of encoder, decoder or all"):
        export(tmp_path / "g.npz", recipes.autoencoder(data_shape=(2, 2)))


@pytest.mark.skipif(runs_here("import onnxruntime"), reason="the package onnx is there")
def test_without_the_package_onnx_it_says_what_to_install(tmp_path, capsys):
    began().save(tmp_path / "game.npz")
    command = ["export", str(tmp_path / "game.npz"), "-o", str(tmp_path / "g.onnx")]
    assert cli.main(command) == 1
    assert "python -m pip install onnx" in capsys.readouterr().err


def test_the_command_line(tmp_path, capsys):
    began().save(tmp_path / "game.npz")
    command = ["export", str(tmp_path / "game.npz"), "-o", str(tmp_path / "d.npz"), "--network", "discriminator"]
    assert cli.main(command) == 0
    assert capsys.readouterr().out.split() == [str(tmp_path / "d.npz")]
    with np.load(tmp_path / "d.npz") as file:
        assert list(json.loads(file["layers"].item())["networks"]) == ["discriminator"]
    assert cli.main(["export", str(tmp_path / "game.npz"), "--network", "x"]) == 1
    assert "there is no network 'x'" in capsys.readouterr().err
