"""The command line as its users meet it: its files, its words and its exit codes."""

import contextlib
import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from types import SimpleNamespace

import numpy as np
import pytest
from games import equal
from PIL import Image
from runs import start, undraw

import numgan
from numgan import GAN, recipes
from numgan.app import cli, sources, training


def process(*arguments, cwd) -> SimpleNamespace:
    """Run numgan in a process of its own: its exit code, and what it printed."""
    return subprocess.run(
        [sys.executable, "-m", "numgan", *map(str, arguments)], cwd=cwd, capture_output=True, text=True
    )


def called(*arguments, cwd) -> SimpleNamespace:
    """The same in this process, which takes a tenth of the time."""
    out, error = io.StringIO(), io.StringIO()
    with contextlib.chdir(cwd), contextlib.redirect_stdout(out), contextlib.redirect_stderr(error):
        try:
            code = cli.main([str(argument) for argument in arguments])
        except SystemExit as stopped:
            code = stopped.code
    return SimpleNamespace(returncode=code, stdout=out.getvalue(), stderr=error.getvalue())


def run(*arguments, cwd, code=0, how=called):
    """Run numgan; check the exit code; on an error check that it said one line without a traceback."""
    done = how(*arguments, cwd=cwd)
    assert done.returncode == code, done.stderr
    if code == 1:
        assert done.stderr.startswith("numgan: ")
        assert done.stderr.count("\n") == 1
        assert "Traceback" not in done.stderr
    return done


@pytest.fixture(scope="module")
def digits(tmp_path_factory):
    """1,000 small images to train on."""
    path = tmp_path_factory.mktemp("data") / "digits.npz"
    np.savez(path, images=numgan.load_mnist().train_images[:1000, ::2, ::2])
    return path


@pytest.fixture(scope="module")
def said_in_training(digits):
    """What a run of two epochs prints."""
    return run("train", "--data", digits, "--epochs", 2, "--out", "run", cwd=digits.parent, how=process).stdout


@pytest.fixture(scope="module")
def trained(said_in_training, digits):
    """Its folder."""
    return digits.parent / "run"


def test_a_run_fills_its_folder(trained):
    names = {str(p.relative_to(trained)) for p in trained.rglob("*") if p.is_file()}
    samples = {f"samples/epoch_{i:04d}.png" for i in range(3)}
    files = {"config.json", "metrics.csv", "losses.png", "probabilities.png", "training.gif", "checkpoint.npz"}
    assert names == files | samples
    config = json.loads((trained / "config.json").read_text())
    assert config["seed"] == 0
    assert config["gan"]["recipe"] == "mnist_mlp"
    with open(trained / "metrics.csv") as file:
        rows = list(csv.DictReader(file))
    gan = GAN.load(trained / "checkpoint.npz")
    assert len(rows) == gan.step == 2 * (1000 // gan.batch_size)
    assert tuple(rows[0]) == gan.history.columns
    np.testing.assert_array_equal([float(row["d_loss"]) for row in rows], gan.history["d_loss"])
    with Image.open(trained / "samples" / "epoch_0002.png") as picture:
        assert picture.size == (2 * (10 * 15 - 1),) * 2
    with Image.open(trained / "training.gif") as picture:
        assert picture.n_frames == 3
    assert gan.data_shape == (14, 14)


def test_progress_is_a_line_per_epoch_with_the_time_left(said_in_training):
    lines = [line for line in said_in_training.splitlines() if line.startswith("epoch")]
    assert len(lines) == 2
    for word in ("epoch 2/2", "D loss", "G loss", "D(x)", "D(G(z))", "images/s", "left"):
        assert word in lines[1]


def test_default_folders_never_collide_and_quiet_is_silent(digits, tmp_path):
    for _ in range(2):
        done = run("train", "--data", digits, "--epochs", 1, "--quiet", cwd=tmp_path)
        assert done.stdout == done.stderr == ""
    assert sorted(os.listdir(tmp_path / "runs")) == ["mnist_mlp", "mnist_mlp-2"]


@pytest.mark.parametrize("toy", ["ring", "grid", "gaussian_1d", "two_moons"])
def test_toys_train_by_their_names(toy, tmp_path):
    run("train", "--data", toy, "--epochs", 1, "--batch-size", 2000, "--out", "a", "--quiet", cwd=tmp_path)
    gan = GAN.load(tmp_path / "a" / "checkpoint.npz")
    assert gan.recipe == (toy if toy in recipes.ALL else "ring")
    assert gan.trained_on == toy
    run("sample", "a/checkpoint.npz", "-o", "points.png", cwd=tmp_path)
    assert (tmp_path / "points.png").stat().st_size > 5000


def test_a_recipe_for_a_toy_brings_its_data(tmp_path):
    few = ["--epochs", 1, "--batch-size", 2000, "--dtype", "float64"]
    run("train", "--recipe", "gaussian_1d", *few, "--out", "a", "--quiet", cwd=tmp_path)
    assert GAN.load(tmp_path / "a" / "checkpoint.npz").dtype == np.float64


def test_interrupted_and_resumed_equals_uninterrupted(digits, tmp_path, monkeypatch):
    """Ctrl-C in the middle: exit code 130, a word on how to go on, and then the same weights bit for bit."""
    undraw(monkeypatch)
    arguments = ["train", "--data", digits, "--epochs", "8", "--batch-size", "40", "--seed", "3"]
    run(*arguments, "--out", "whole", "--quiet", cwd=tmp_path)
    stopped_here = start(*arguments, "--out", "part", cwd=tmp_path, drawn=False)
    for line in stopped_here.stdout:
        if line.startswith("epoch 2/8"):
            break
    time.sleep(0.05)
    stopped_here.send_signal(signal.SIGINT)
    _, error = stopped_here.communicate()
    assert stopped_here.returncode == 130
    assert error == "interrupted and saved; go on with: numgan train --resume part\n"
    stopped = GAN.load(tmp_path / "part" / "checkpoint.npz")
    assert 2 <= stopped.epoch < 8
    run("train", "--resume", "part", "--quiet", cwd=tmp_path)
    a, b = (GAN.load(tmp_path / name / "checkpoint.npz") for name in ("whole", "part"))
    for x, y in (
        (a.generator, b.generator),
        (a.discriminator, b.discriminator),
        (a.generator.average.network, b.generator.average.network),
    ):
        np.testing.assert_array_equal(x.params, y.params)
    np.testing.assert_array_equal(a.history.to_array(), b.history.to_array())
    assert (tmp_path / "whole" / "metrics.csv").read_text() == (tmp_path / "part" / "metrics.csv").read_text()
    for name in os.listdir(tmp_path / "whole" / "samples"):
        assert (tmp_path / "whole" / "samples" / name).read_bytes() == (
            tmp_path / "part" / "samples" / name
        ).read_bytes()


def test_resume_with_more_epochs_extends_and_without_any_left_says_so(trained, tmp_path):
    folder = tmp_path / "copy"
    subprocess.check_call(["cp", "-r", trained, folder])
    said = run("train", "--resume", folder, cwd=tmp_path).stdout
    assert "copy has all of its 2 epochs" in said
    assert "say how many in all: --epochs 3 or higher" in said
    said = run("train", "--resume", folder, "--epochs", 1, cwd=tmp_path, code=1).stderr
    assert (
        "has 2 epochs already, and --epochs says how many in all, not how many more: --epochs 3 trains 1 more" in said
    )
    run("train", "--resume", folder, "--epochs", 3, "--quiet", cwd=tmp_path)
    assert GAN.load(folder / "checkpoint.npz").epoch == 3


def test_a_run_is_taken_up_only_with_the_data_it_began_with(tmp_path):
    pictures = np.random.default_rng(0).integers(0, 256, (256, 4, 4)).astype(np.uint8)
    np.save(tmp_path / "a.npy", pictures)
    run("train", "--data", "a.npy", "--epochs", 1, "--out", "run", "--quiet", cwd=tmp_path)
    run("train", "--resume", tmp_path / "run", "--epochs", 2, "--quiet", cwd=tmp_path.parent)  # from elsewhere
    np.save(tmp_path / "a.npy", pictures[:200])
    said = run("train", "--resume", "run", "--epochs", 3, cwd=tmp_path, code=1).stderr
    assert "are not those that the run in run began with" in said


def test_two_processes_do_not_train_in_one_folder(tmp_path):
    np.save(tmp_path / "a.npy", np.random.default_rng(0).integers(0, 256, (256, 4, 4)).astype(np.uint8))
    run("train", "--data", "a.npy", "--epochs", 1, "--out", "run", "--quiet", cwd=tmp_path)
    with training.Run.resume(tmp_path / "run"):
        said = run("train", "--resume", "run", "--epochs", 2, cwd=tmp_path, code=1, how=process).stderr
    assert said == "numgan: another process is training in run\n"


def test_a_run_stopped_before_its_first_step_can_be_taken_up(tmp_path):
    np.save(tmp_path / "a.npy", np.random.default_rng(0).integers(0, 256, (256, 4, 4)).astype(np.uint8))
    gan = recipes.mnist_mlp(rng=0, data_shape=(4, 4), n_data=256, epochs=1)
    with training.Run(gan, tmp_path / "run", data=str(tmp_path / "a.npy"), seed=0) as stopped:
        stopped.create(sources.load_data(tmp_path / "a.npy"))
    run("train", "--resume", "run", "--quiet", cwd=tmp_path)
    assert GAN.load(tmp_path / "run" / "checkpoint.npz").epoch == 1


COLUMNS = {  # of games without a discriminator's beliefs; their curves go into one picture
    "vae": ["loss", "reconstruction", "kl", "grad_norm"],
    "autoencoder": ["loss", "grad_norm"],
    "drifting": ["loss", "drift", "grad_norm"],
    "diffusion": ["loss", "grad_norm"],
    "ebgan": ["d_loss", "g_loss", "real_energy", "fake_energy", "pull_away", "d_grad_norm", "g_grad_norm"],
    "began": ["d_loss", "g_loss", "real_energy", "measure", "k", "d_grad_norm", "g_grad_norm"],
    "cyclegan": ["d_loss", "g_loss", "cycle", "identity", "d_grad_norm", "g_grad_norm"],
}


@pytest.mark.parametrize("recipe", ["bigan", "infogan", "aae", "vae_gan", "cogan", *COLUMNS])
def test_every_game_of_the_family_has_its_run_and_goes_on_bit_for_bit(recipe, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    np.save("a.npy", np.random.default_rng(0).integers(0, 256, (260, 3, 4)).astype(np.uint8))
    chosen = ["--recipe", recipe, "--data", "a.npy", "--epochs", "2", "--batch-size", "32", "--out", "whole"]
    assert cli.main(["train", *chosen]) == 0
    said = capsys.readouterr().out
    assert ("more samples with" in said) == (recipe not in ("autoencoder", "cyclegan"))
    assert ("numgan translate whole/checkpoint.npz FILES" in said) == (recipe == "cyclegan")

    make = recipes.ALL[recipe]
    data = sources.load_arrays("a.npy", recipes.game_of(make).takes)
    game = make(n_data=len(data[0]), data_shape=(3, 4), epochs=2, batch_size=32, rng=0)
    with training.Run(game, "part", data="a.npy", seed=0) as stopped:
        stopped.create(*data)
        for record in game.steps(*data):
            if record.step == 3:  # in the middle of the first epoch
                break
        stopped.save()
    with monkeypatch.context() as quick:
        undraw(quick)
        assert cli.main(["train", "--resume", "part", "--quiet"]) == 0
    a, b = (numgan.Game.load(f"{name}/checkpoint.npz") for name in ("whole", "part"))
    assert type(a) is type(b) is recipes.game_of(make)
    assert equal(a, b)
    assert (tmp_path / "whole/metrics.csv").read_bytes() == (tmp_path / "part/metrics.csv").read_bytes()
    assert (tmp_path / "whole/metrics.csv").read_text().splitlines()[0] == ",".join(a.history.columns)
    assert list(a.history.names) == COLUMNS.get(recipe, list(a.history.names))
    assert (tmp_path / "whole/probabilities.png").exists() == (recipe not in COLUMNS)
    assert (tmp_path / "whole/losses.png").exists()
    shown = a.to_images(a.show(0, *data).reshape(-1, 12))
    with Image.open("whole/samples/epoch_0002.png") as picture:
        np.testing.assert_array_equal(np.array(picture)[::2, ::2], training.plots.tile(shown, columns=10))
    assert cli.main(["info", "whole/checkpoint.npz"]) == 0
    said = capsys.readouterr().out
    for name, player in a.players.items():
        assert f"{name:<24}{player.optimizer!r}" in said


@pytest.mark.parametrize(
    ("recipe", "command"),
    [("autoencoder", each) for each in ("sample", "interpolate", "explore")]
    + [("cyclegan", each) for each in ("sample", "interpolate")],  # what it translates, its page explores
)
def test_a_game_without_latents_says_that_there_is_nothing_to_sample(command, recipe, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    recipes.ALL[recipe](data_shape=(3, 4), rng=0).save("a.npz")
    assert cli.main([command, "a.npz"]) == 1
    assert capsys.readouterr().err.endswith("makes nothing from latents: there is nothing to sample\n")
    assert os.listdir() == ["a.npz"]


def test_a_category_of_infogan_is_asked_for_like_a_digit(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    game = recipes.infogan(data_shape=(3, 4), rng=0)
    game.save("a.npz")
    for arguments, n, category, columns in (([], 100, np.arange(10).repeat(10), 10), (["--digit", "7"], 64, 7, 8)):
        assert cli.main(["sample", "a.npz", "--seed", "1", *arguments]) == 0
        drawn = game.to_images(game.sample(n, rng=1, category=category))
        with Image.open("samples.png") as picture:
            np.testing.assert_array_equal(np.array(picture)[::2, ::2], training.plots.tile(drawn, columns=columns))


@pytest.mark.parametrize(
    ("arguments", "n", "wanted", "columns"),
    [
        (["--code", "0.5", "-1.5", "--digit", "7"], 64, {"category": 7, "code": [0.5, -1.5]}, 8),
        (["--code", "0", "1", "-n", "9"], 9, {"code": [0, 1]}, 3),
        (["--code", "0", "1"], 100, {"code": [0, 1], "category": np.arange(10).repeat(10)}, 10),
    ],
)
def test_an_infogan_is_asked_for_the_numbers_of_its_code(arguments, n, wanted, columns, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    game = recipes.infogan(data_shape=(3, 4), rng=0)
    game.save("a.npz")
    assert cli.main(["sample", "a.npz", "--seed", "1", *arguments]) == 0
    drawn = game.to_images(game.sample(n, rng=1, **wanted))
    with Image.open("samples.png") as picture:
        np.testing.assert_array_equal(np.array(picture)[::2, ::2], training.plots.tile(drawn, columns=columns))


@pytest.mark.parametrize("digit", [None, 4])
def test_walks_between_latents_of_one_code(digit, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    game = recipes.infogan(data_shape=(3, 4), rng=0)
    game.save("a.npz")
    asked = [] if digit is None else ["--digit", str(digit)]
    assert cli.main(["interpolate", "a.npz", "--steps", "3", "--seed", "1", "--code", "-1", "0.5", *asked]) == 0
    category = np.arange(10).repeat(2) if digit is None else digit
    ends = game.latents(20, rng=1, category=category, code=[-1, 0.5]).reshape(10, 2, -1)
    drawn = game.to_images(game.generate(np.concatenate([game.interpolate(*pair, 3) for pair in ends])))
    with Image.open("interpolation.png") as picture:
        np.testing.assert_array_equal(np.array(picture)[::2, ::2], training.plots.tile(drawn, columns=3))


@pytest.mark.parametrize("command", ["sample", "interpolate"])
@pytest.mark.parametrize(
    ("recipe", "arguments", "message"),
    [
        ("infogan", ["--code", "1"], "--code takes 2 numbers for this generator, got 1"),
        ("infogan", ["--code", "1", "2", "3"], "--code takes 2 numbers for this generator, got 3"),
        ("infogan", ["--digit", "10", "--code", "1", "2"], "--digit must lie in 0 ... 9 for this generator, got 10"),
        ("cgan", ["--code", "1", "2"], "--code is for a generator with numbers in its code, such as `numgan train"),
        (
            "mnist_mlp",
            ["--code", "1", "2"],
            "--code is for a generator with numbers in its code, such as `numgan train",
        ),
    ],
)
def test_a_code_that_the_generator_has_not(command, recipe, arguments, message, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    recipes.ALL[recipe](data_shape=(3, 4), rng=0).save("a.npz")
    assert cli.main([command, "a.npz", *arguments]) == 1
    said = capsys.readouterr().err
    assert said.startswith(f"numgan: {message}")
    assert said.count("\n") == 1
    assert os.listdir() == ["a.npz"]


@pytest.mark.parametrize("bad", ["x", "nan", "inf", "1001", "", "1,2"])
def test_a_code_is_made_of_numbers(bad, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as stop:
        cli.main(["sample", "a.npz", "--code", "0", bad])
    assert stop.value.code == 2
    assert f"argument --code: a number from -1,000 to 1,000 is wanted, got {bad!r}" in capsys.readouterr().err


def test_a_run_of_an_older_numgan_is_refused_with_what_to_do(trained, tmp_path):
    from numgan.files import checkpoint

    content = checkpoint.load(trained / "checkpoint.npz")
    content["gan"] = content.pop("game")  # as the first format called it
    checkpoint.save(tmp_path / "old.npz", content)
    for command in ("sample", "info", "evaluate"):
        said = run(command, "old.npz", cwd=tmp_path, code=1).stderr
        assert said.startswith("numgan: old.npz was written before games had players (file format 1): train again")


def test_a_reader_who_has_gone_is_no_crash(trained, tmp_path):
    command = f"{sys.executable} -m numgan info {trained / 'checkpoint.npz'} | true; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1)
    assert "Exception" not in done.stderr


def test_a_diverged_run_keeps_its_last_checkpoint(digits, tmp_path):
    script = (
        "import sys, numpy as np\nfrom numgan import game\nfrom numgan.app import cli\n"
        "inner = game.Game.train_step\n"
        "def step(self, real, **how):\n"
        "    if self.step == 20: self.discriminator.params[0] = np.nan\n"
        "    return inner(self, real, **how)\n"
        "game.Game.train_step = step\n"
        "sys.exit(cli.main(sys.argv[1:]))\n"
    )
    arguments = ["train", "--data", digits, "--epochs", "4", "--out", "a", "--quiet"]
    done = subprocess.run([sys.executable, "-c", script, *arguments], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr.startswith("numgan: step 21: the discriminator's loss is nan")
    assert "the last good checkpoint is a/checkpoint.npz" in done.stderr
    assert done.stderr.count("\n") == 1
    gan = GAN.load(tmp_path / "a" / "checkpoint.npz")
    assert 0 < gan.step <= 20
    assert np.isfinite(gan.sample(4, rng=0)).all()


def test_sample_interpolate_and_info(trained, tmp_path):
    checkpoint = trained / "checkpoint.npz"
    for seed in (1, 1, 2):
        run("sample", checkpoint, "-n", 9, "--seed", seed, "-o", f"{seed}.png", cwd=tmp_path)
    with Image.open(tmp_path / "1.png") as picture:
        assert picture.size == (2 * (3 * 15 - 1),) * 2
    assert (tmp_path / "1.png").read_bytes() != (tmp_path / "2.png").read_bytes()
    for extra in ([], ["--linear"]):
        run("interpolate", checkpoint, "-n", 3, "--steps", 5, "-o", "i.png", *extra, cwd=tmp_path)
        with Image.open(tmp_path / "i.png") as picture:
            assert picture.size == (2 * (5 * 15 - 1), 2 * (3 * 15 - 1))
    said = run("info", checkpoint, cwd=tmp_path).stdout
    for word in ("mnist_mlp", "Dense(100, 256)", "parameters in float32", "2 epochs and 0 steps", "d_loss"):
        assert word in said


def test_version_and_help(tmp_path):
    assert run("--version", cwd=tmp_path, how=process).stdout == f"numgan {numgan.__version__}\n"
    assert "train" in run("--help", cwd=tmp_path).stdout


def test_a_process_says_and_returns_what_a_call_does(tmp_path):
    for arguments, code in ((["--help"], 0), (["info", "absent.npz"], 1), (["train", "--epochs", "0"], 2)):
        done = run(*arguments, cwd=tmp_path, code=code, how=process)
        same = run(*arguments, cwd=tmp_path, code=code)
        assert (done.stdout, done.stderr) == (same.stdout, same.stderr)


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["fly"],
        ["train", "--epochs", "0"],
        ["train", "--epochs", "many"],
        ["train", "--seed", "-1"],
        ["train", "--recipe", "stylegan"],
        ["train", "--dtype", "float16"],
        ["sample"],
        ["interpolate", "a.npz", "--steps", "1"],
    ],
)
def test_wrong_usage_exits_with_2(arguments, tmp_path):
    done = run(*arguments, cwd=tmp_path, code=2)
    assert "usage: numgan" in done.stderr
    assert os.listdir(tmp_path) == []


def test_an_unknown_recipe_is_told_which_there_are(tmp_path):
    assert "goodfellow2014" in run("train", "--recipe", "stylegan", cwd=tmp_path, code=2).stderr


def test_clear_errors_that_change_nothing(trained, digits, tmp_path):
    (tmp_path / "file").write_text("x")
    (tmp_path / "broken.npz").write_bytes((trained / "checkpoint.npz").read_bytes()[:5000])
    np.save(tmp_path / "flat.npy", np.zeros((5, 9), np.uint8))
    np.save(tmp_path / "few.npy", np.zeros((5, 4, 4), np.uint8))
    (tmp_path / "empty").mkdir()
    before = sorted(os.listdir(tmp_path))
    kept = (trained / "checkpoint.npz").read_bytes()
    for arguments, message in (
        (["train", "--data", "absent"], "no file or folder absent"),
        (["train", "--data", "flat.npy"], "must hold images of shape"),
        (["train", "--data", "few.npy"], "those of one step, got 5"),
        (["train", "--data", "empty"], "holds neither train-images-idx3-ubyte"),
        (["train", "--recipe", "ring", "--data", digits], "recipe ring is for points, and"),
        (["train", "--recipe", "cyclegan", "--data", "grid"], "recipe cyclegan is for images, and grid holds points"),
        (["train", "--recipe", "keras_gan", "--data", "grid"], "recipe keras_gan is for images, and grid holds points"),
        (["train", "--data", digits, "--out", "file/a"], "cannot make the folder file/a: Not a directory"),
        (["train", "--data", digits, "--out", trained], "exists already: go on with --resume"),
        (["train", "--resume", "empty"], "holds no run"),
        (["train", "--resume", trained, "--seed", "1", "--recipe", "ring"], "leave out --recipe, --seed"),
        (["sample", "broken.npz"], "damaged or not a numgan checkpoint"),
        (["sample", "file"], "damaged or not a numgan checkpoint"),
        (["sample", "absent.npz"], "no checkpoint absent.npz"),
        (["sample", trained], "is a folder, not a checkpoint"),
        (["sample", trained / "checkpoint.npz", "-o", "absent/a.png"], "there is no folder absent"),
        (["sample", trained / "checkpoint.npz", "-o", trained / "checkpoint.npz"], "--output must end in .png"),
        (
            ["interpolate", "--pretrained", "-o", "a.jpg"],
            "must end in .png, which is what is written; got a.jpg",
        ),
        (["explore", "--pretrained", "-o", "flat.npy"], "--output must end in .html"),
        (["train", "--recipe", "ring", "--data", "absent.npz"], "there is no file or folder absent.npz"),
        (["info", digits], "it has no member numgan.json"),
    ):
        assert message in run(*arguments, cwd=tmp_path, code=1).stderr
    assert sorted(os.listdir(tmp_path)) == before
    assert (trained / "checkpoint.npz").read_bytes() == kept
