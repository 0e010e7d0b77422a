"""Milestones: the same numbers as with numgan's own classes, refusals that name an exercise, and a student.

The student's folder holds the exercises' solutions as files.
"""

import copy
import functools
import io
import re
import sys
import time

import numpy as np
import pytest

import numgan
from numgan.app.cli import main
from numgan.exercises import ALL
from numgan.exercises.load import judge_sources
from numgan.exercises.milestones import MILESTONES, Answers, Kit, Refused, begin, collect, run, trial
from numgan.exercises.milestones.answers import SOLUTIONS
from numgan.exercises.milestones.collect import count_lines
from numgan.exercises.milestones.milestone import Milestone, letters
from numgan.exercises.milestones.run import train
from numgan.exercises.result import Result
from numgan.exercises.source import read_source
from numgan.exercises.workspace import Workspace
from numgan.family.gan import GAN
from numgan.game import TrainingDiverged

each_milestone = pytest.mark.parametrize("milestone", MILESTONES.values(), ids=MILESTONES)


@functools.cache
def data_of(milestone):
    """Its data, read once."""
    return milestone.data()


RING = data_of(MILESTONES["ring"])


class Counting(Answers):
    """The solutions, and how often each was called."""

    def __init__(self, functions=SOLUTIONS.functions):
        super().__init__(functions)
        self.calls = {}

    def call(self, id, *arguments):
        self.calls[id] = self.calls.get(id, 0) + 1
        return super().call(id, *arguments)


@pytest.fixture
def course(tmp_path):
    """A folder in which every exercise is solved."""
    workspace = Workspace(tmp_path / "course")
    for exercise in ALL.values():
        workspace.path(exercise.id).parent.mkdir(parents=True, exist_ok=True)
        workspace.path(exercise.id).write_text(f"import numpy as np\n\n\n{exercise.solution}", encoding="utf-8")
    return workspace


@pytest.fixture
def judged_here(monkeypatch):
    """Judge without a process for each exercise, equal sources once; and read the data once."""
    for milestone in MILESTONES.values():
        monkeypatch.setattr(milestone, "data", functools.partial(tuple, data_of(milestone)))

    @functools.cache
    def judge(text, id):
        return judge_sources([["answer", text, True]], id, "")

    def check_file(path, id, *, seconds):
        text = read_source(path)
        return (
            judge(text, id)
            if "NotImplementedError" not in text
            else Result(id, total=1, passed=0, failures=[], attempted=False)
        )

    monkeypatch.setattr(collect, "check_file", check_file)


# ---- the same numbers as numgan's -----------------------------------------------------------------------------------


@each_milestone
def test_the_first_steps_are_those_of_numgan(milestone):
    theirs = milestone.game(numgan, steps=10, rng=3, dtype=np.float64)
    ours = milestone.game(Kit(SOLUTIONS), steps=10, rng=3, dtype=np.float64)
    for _, one, other in zip(
        range(3), *(game.steps(*data_of(milestone), batch_size=8) for game in (theirs, ours)), strict=False
    ):
        assert one._fields == other._fields
        np.testing.assert_allclose(other, one, rtol=1e-9, atol=1e-12)
    for name, player in theirs.players.items():
        np.testing.assert_allclose(
            ours.players[name].state, player.state, atol=1e-8
        )  # Adam enlarges what is 0 but for rounding
        if player.average is not None:
            np.testing.assert_allclose(
                ours.players[name].average.network.params, player.average.network.params, atol=1e-7
            )


@each_milestone
def test_it_needs_what_it_uses_in_the_order_of_the_course(milestone):
    answers = Counting()
    game = milestone.game(Kit(answers), steps=10, rng=0)
    (first, *_) = (game.train_step(*batch) for batch in [next(batches(milestone, game))])
    assert set(answers.calls) == set(milestone.needs)
    assert list(milestone.needs) == [id for id in ALL if id in milestone.needs]
    assert first.d_loss > 0 or milestone.id == "wasserstein"
    assert all(player.dtype == np.float32 for player in game.players.values())


def batches(milestone, game, batch_size=8):
    yield from game.draws(*data_of(milestone), steps=1, batch_size=batch_size * game.minibatches)


def layers_of(kit):
    rows, images = (6, 5), (4, 6, 6, 3)
    window = {"kernel": 4, "stride": 2, "padding": 1}
    return {
        "Dense": (kit.Dense(5, 3), rows),
        "Dense without bias": (kit.Dense(5, 3, bias=False), rows),
        "LeakyReLU": (kit.LeakyReLU(0.3), rows),
        "LeakyReLU of images": (kit.LeakyReLU(0.3), images),
        "ReLU": (kit.ReLU(), rows),
        "Tanh": (kit.Tanh(), rows),
        "BatchNorm": (kit.BatchNorm(5, momentum=0.7, eps=0.1), rows),
        "BatchNorm of images": (kit.BatchNorm(3, momentum=0.7, eps=0.1), images),
        "Conv2D": (kit.Conv2D(3, 2, **window), images),
        "Conv2D without padding or bias": (kit.Conv2D(3, 2, kernel=3, stride=2, bias=False), images),
        "ConvTranspose2D": (kit.ConvTranspose2D(3, 2, **window), images),
        "ConvTranspose2D without padding or bias": (kit.ConvTranspose2D(3, 2, kernel=3, bias=False), images),
    }


@pytest.mark.parametrize("name", layers_of(numgan))
@pytest.mark.parametrize("training", [True, False])
def test_a_layer_has_the_passes_of_numgans(name, training):
    rng = np.random.default_rng(1)
    (theirs, shape), (ours, _) = layers_of(numgan)[name], layers_of(Kit(SOLUTIONS))[name]
    for layer in (theirs, ours):
        layer.build(rng=0, dtype=np.float64)
        layer.params[...] = np.random.default_rng(2).normal(size=layer.params.size)
    x = rng.normal(size=shape)
    (y, cache), (y2, cache2) = theirs.forward(x, training), ours.forward(x, training)
    np.testing.assert_allclose(y2, y, atol=1e-13)
    np.testing.assert_allclose(ours.state, theirs.state, atol=1e-13)
    dy = rng.normal(size=y.shape)
    dx = theirs.backward(dy, cache)
    np.testing.assert_allclose(ours.backward(dy, cache2, params=False), dx, atol=1e-12)
    assert not ours.grads.any()
    assert ours.backward(dy, cache2, inputs=False) is None
    np.testing.assert_allclose(ours.grads, theirs.grads, atol=1e-12)
    with pytest.raises(ValueError, match="dy must have the shape"):
        ours.backward(dy[:1], cache2)


def test_a_window_that_is_not_square_is_refused():
    layer = Kit(SOLUTIONS).Conv2D(1, 1, kernel=(3, 2)).build(rng=0)
    with pytest.raises(ValueError, match="the exercises on convolution know square windows"):
        layer.forward(np.zeros((2, 4, 4, 1), np.float32))


def test_labels_are_smoothed_as_in_numgan():
    r, f = np.random.default_rng(0).normal(size=(2, 5, 1))
    for smoothing in (0.0, 0.2):
        theirs, ours = (kit.NonSaturating(label_smoothing=smoothing) for kit in (numgan, Kit(SOLUTIONS)))
        for one, other in zip(theirs.discriminator(r, f), ours.discriminator(r, f), strict=True):
            np.testing.assert_allclose(other, one, rtol=1e-12)


def test_a_copy_an_average_and_a_file_keep_the_functions():
    milestone, answers = MILESTONES["ring"], Counting()
    game = train(milestone, answers, RING, steps=2, seed=0, tell=lambda line: None)
    before = dict(answers.calls)
    game.copy().sample(3, rng=0)  # from the average of the copy
    assert (
        answers.calls["dense_forward"] == before["dense_forward"] + 8
    )  # four in G, which runs twice: for batch norm, and for this


def test_a_file_is_read_back_with_the_solutions(tmp_path):
    game = train(MILESTONES["ring"], Counting(), RING, steps=2, seed=0, tell=lambda line: None)
    game.save(tmp_path / "ring.npz")
    again = GAN.load(tmp_path / "ring.npz")
    np.testing.assert_array_equal(again.sample(5, rng=0), game.sample(5, rng=0))
    assert again.generator.layers[0].answers is SOLUTIONS


@each_milestone
@pytest.mark.slow
def test_it_takes_less_than_three_times_as_long_as_numgan(milestone):
    shortest = []
    games = [milestone.game(kit, steps=1000, rng=0) for kit in (numgan, Kit(SOLUTIONS))]
    iterators = [game.steps(*data_of(milestone), epochs=100) for game in games]
    for iterator in iterators:
        next(iterator)
        shortest.append(np.inf)
    for _ in range(12):  # in turn, and the shortest counts: the machine may have other work
        for i, iterator in enumerate(iterators):
            start = time.process_time()
            next(iterator)
            shortest[i] = min(shortest[i], time.process_time() - start)
    assert shortest[1] < 3 * shortest[0]


# ---- what is refused ------------------------------------------------------------------------------------------------


def refusal(course, id, text, milestone="tell"):
    """What is said where this exercise's file holds this text."""
    course.path(id).write_text(text, encoding="utf-8")
    with pytest.raises(Refused) as caught:
        run(MILESTONES[milestone], course.root, steps=1, picture=False, tell=lambda line: None)
    assert caught.value.id == id
    return str(caught.value)


LOOPS = """
def dense_forward(x, W, b):
    y = x[:, :1] @ W[:1] + b
    for i in range(len(x)):
        for j in range(W.shape[1]):
            total = b[j]
            for k in range(W.shape[0]):
                total += x[i, k] * W[k, j]
            y[i, j] = total
    return y
"""


@pytest.mark.parametrize(
    ("id", "text", "said"),
    [
        ("sigmoid", "def sigmoid(x):\n    raise NotImplementedError", "it needs sigmoid, which is not written yet"),
        (
            "leaky_relu",
            "def leaky_relu(x, slope):\n    return slope * x",
            "it needs leaky_relu, which is not right yet",
        ),
        (
            "dense_backward",
            ALL["dense_backward"].solution.replace("return", "dy *= 2\n    return"),
            "the argument dy was changed in place",
        ),
        (
            "discriminator_gradient",
            ALL["discriminator_gradient"].solution.replace("return", "dreal = dreal.astype(float)\n    return"),
            "dreal is float64 for arguments in float32, and float32 is wanted: float64 spreads",
        ),
        ("sigmoid", "def sigmoid(x)\n    return x", "loads: expected ':'\n      in line 2: def sigmoid(x)"),
        (
            "dense_forward",
            "def dense_forward(W, x, b):\n    return x @ W + b",
            "its arguments are (W, x, b), and they come as (x, W, b)",
        ),
        (
            "leaky_relu",
            "def leaky_relu(x):\n    return x",
            "leaky_relu() takes 1 positional argument but 2 were given\n      its arguments are (x), and they come as",
        ),
        ("sigmoid", "def sigmoyd(x):\n    return x", "there is no function sigmoid in it; there is sigmoyd"),
        ("sigmoid", "raise SystemExit(3)", "it raised SystemExit: 3"),
        (
            "dense_forward",
            LOOPS,
            "dense_forward is right, and too slow to train with: a call ((8, 784), (784, 64), (64,))",
        ),
    ],
)
def test_a_function_that_is_not_fit_is_named(course, judged_here, id, text, said):
    assert said in refusal(course, id, f"import numpy as np\n{text}\n")


def test_what_is_not_right_comes_with_where_to_read_and_what_helps(course, judged_here):
    said = refusal(course, "sigmoid", "def sigmoid(x):\n    return x")
    assert said.startswith("it needs sigmoid, which is not right yet:")
    assert said.endswith("its task: numgan exercises show sigmoid; help: numgan exercises hint sigmoid")


def test_a_folder_of_an_older_edition_is_told_what_it_lacks(course, capsys):
    """It has no file for an exercise that came later."""
    course.path("sigmoid").unlink()
    assert main(["exercises", "milestone", "tell", "--dir", str(course.root)]) == 1
    said = capsys.readouterr().out
    assert f"it needs sigmoid, and {course.root} has no file for it: numgan exercises init {course.root} adds" in said
    assert main(["exercises", "init", str(course.root)]) == 0
    assert "1 new stubs" in capsys.readouterr().out
    assert main(["exercises", "milestone", "tell", "--dir", str(course.root)]) == 1
    assert "it needs sigmoid, which is not written yet" in capsys.readouterr().out


def test_without_a_folder_it_says_how_to_make_one(tmp_path, capsys):
    assert main(["exercises", "milestone", "tell", "--dir", str(tmp_path / "course")]) == 1
    assert "numgan exercises init DIR makes them, --dir finds them" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("said", "where", "id", "calls"),
    [
        ("interrupted while judging sigmoid.py", "check_file", "sigmoid", 0),
        ("interrupted while trying out dense_forward on arrays of the size that it", "_load", "dense_forward", 0),
        ("interrupted after 2 of 5 steps", "_load", "dense_backward", 2 + 2 * 2),  # two trials; two layers, two steps
    ],
)
def test_ctrl_c_says_what_was_being_done(course, judged_here, monkeypatch, capsys, said, where, id, calls):
    left = iter(range(calls))

    def interrupted(*arguments, **settings):
        if next(left, None) is None:
            raise KeyboardInterrupt
        return ALL[id].function(*arguments)

    def load(path, text, wanted):
        return interrupted if wanted == id else ALL[wanted].function

    monkeypatch.setattr(collect, "_right", set())
    monkeypatch.setattr(collect, where, interrupted if where == "check_file" else load)
    assert main(["exercises", "milestone", "tell", "--steps", "5", "--dir", str(course.root)]) == 130
    printed = capsys.readouterr().out
    assert f"tell: {said}" in printed
    assert "nothing is drawn; your files are as they were" in printed
    assert not (course.root / "milestone_tell.png").exists()


@pytest.mark.parametrize(
    ("name", "arguments"), [("data", []), ("game", [numgan]), ("reached", [None]), ("draw", [None, None])]
)
def test_a_milestone_of_your_own_is_told_what_it_must_define(name, arguments):
    class Mine(Milestone):
        pass

    with pytest.raises(TypeError, match=rf"Mine must define {name}\("):
        getattr(Mine(), name)(*arguments, **({"steps": 1} if name == "game" else {}))


def test_the_first_in_the_course_is_named(course, judged_here):
    for id in ("discriminator_loss", "dense_backward"):
        course.path(id).write_text("def nothing():\n    raise NotImplementedError\n", encoding="utf-8")
    assert "dense_backward" in refusal(course, "dense_backward", "raise NotImplementedError\n")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("return y if y.size < 200 else 2 * y", "its y is wrong"),
        ("return y if y.size < 200 else y.astype(float)", "its y is float64, wanted float32"),
        ("return y if y.size < 200 else y[:1]", "its y has shape (1, 64), wanted (8, 64)"),
        ("return y if y.size < 200 else None", "y is None"),
        ("return y if y.size < 200 else np.negative(x, out=x) and y", "it raised ValueError"),
        ("b += y.size > 200\n    return y", "changes its arguments"),
    ],
)
def test_what_small_arrays_do_not_show_is_found_in_the_trial(course, judged_here, change, said):
    text = f"import numpy as np\ndef dense_forward(x, W, b):\n    y = x @ W + b\n    {change}\n"
    assert said in refusal(course, "dense_forward", text)


def test_a_function_that_fails_in_the_middle_is_named():
    functions = SOLUTIONS.functions | {"adam_step": lambda *arguments: 1 / 0, "leaky_relu": lambda x, slope: undefined}  # noqa: F821
    with pytest.raises(Refused, match="your leaky_relu passed its checks, but not here: it raised NameError") as caught:
        train(MILESTONES["ring"], Answers(functions), RING, steps=1, seed=0)
    assert caught.value.id == "leaky_relu"  # and not training_step, which called it
    functions["leaky_relu"] = SOLUTIONS.functions["leaky_relu"]
    with pytest.raises(Refused, match=r"adam_step.*ZeroDivisionError"):
        train(MILESTONES["ring"], Answers(functions), RING, steps=1, seed=0)


def test_what_training_step_does_wrong_is_its_own_fault():
    for step, error, said in [
        (lambda *arguments: [][0], Refused, "your training_step passed its checks, but not here: it raised IndexError"),
        (
            lambda real, noise, generate, d, g, k: (np.array([d(real, generate(noise(9)))]), 0.0),
            Refused,
            "here it does not move both players",
        ),
    ]:
        with pytest.raises(error, match=said):
            train(MILESTONES["ring"], Answers(SOLUTIONS.functions | {"training_step": step}), RING, steps=1, seed=0)


def test_a_game_that_diverges_says_so_through_training_step():
    answers = Answers(SOLUTIONS.functions | {"non_saturating_loss": lambda f: (np.nan, f)})
    with pytest.raises(TrainingDiverged, match="the generator's loss is nan"):
        train(MILESTONES["ring"], answers, RING, steps=1, seed=0)


def test_unknown_names():
    with pytest.raises(AttributeError, match="there is no exercise 'sigmiod'"):
        SOLUTIONS.sigmiod(1.0)
    with pytest.raises(Refused, match="sigmoid is not among the functions"):
        Answers({}).sigmoid(1.0)
    assert copy.deepcopy(SOLUTIONS) is SOLUTIONS


# ---- where a notebook begins ----------------------------------------------------------------------------------------


def test_a_notebook_begins_at_the_learners_folder(course, judged_here):
    course.path("leaky_relu").write_text("def leaky_relu(x, slope):\n    return slope * x\n", encoding="utf-8")
    course.path("sigmoid").unlink()
    said = []
    assert begin(MILESTONES["tell"], course.root, tell=said.append) == course.root
    states = dict(line.split(maxsplit=1) for line in said[:-1])
    assert list(states) == list(MILESTONES["tell"].needs)
    assert states["sigmoid"] == f"{course.root} has no file for it"
    assert states["leaky_relu"] == "not right yet"
    assert {states[id] for id in states if id not in ("sigmoid", "leaky_relu")} == {"right"}
    assert "tell cannot be made yet: it needs sigmoid, and" in said[-1]


def test_without_a_folder_the_solutions_stand_in(tmp_path, judged_here, monkeypatch):
    monkeypatch.setattr(collect, "check_file", None)  # nobody need judge them
    said = []
    folder = begin(MILESTONES["tell"], tmp_path / "course", tell=said.append)
    assert folder != tmp_path / "course"
    assert not (tmp_path / "course").exists()
    assert "course: numgan exercises init" in said[0]
    assert "the exercises' solutions stand in for your 7 functions" in said[0]
    assert "right" in run(MILESTONES["tell"], folder, steps=1, picture=False, tell=said.append).said


def test_jupyter_shows_a_refusal_without_the_lines_of_numgan():
    assert Refused("sigmoid", "it needs sigmoid")._render_traceback_() == ["it needs sigmoid"]


# ---- the student ----------------------------------------------------------------------------------------------------


@each_milestone
def test_a_student_makes_it(course, judged_here, capsys, milestone):
    assert main(["exercises", "milestone", milestone.id, "--steps", "2", "--dir", str(course.root)]) == 0
    said = capsys.readouterr().out
    assert f"judging your {len(milestone.needs)} functions" in said
    assert "step     2 of 2: d_loss" in said
    lines = sum(count_lines(course.path(id).read_text(encoding="utf-8")) for id in milestone.needs)
    assert f"made by code of your own, {lines} lines" in said
    picture = course.root / f"milestone_{milestone.id}.png"
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert str(picture) in said
    assert said.replace(str(picture), "").isascii()


def test_the_whole_way_with_a_process_for_each_function(course, capsys):
    """As a student meets it: the list, a function that is wrong, its repair, the picture."""
    here = ["--dir", str(course.root)]
    course.path("sigmoid").write_text("import numpy as np\ndef sigmoid(x):\n    return 1 / (1 + np.exp(x))\n")
    assert main(["exercises", "milestone", *here]) == 0
    assert "tell         tell ones from sevens" in (said := capsys.readouterr().out)
    assert "needs 7 of 7 functions more; the next is sigmoid" in said
    assert main(["exercises", "milestone", "tell", *here]) == 1
    assert "tell cannot be made yet: it needs sigmoid, which is not right yet:" in (said := capsys.readouterr().out)
    assert "by hand: sigmoid" in said
    course.path("sigmoid").write_text(f"import numpy as np\n{ALL['sigmoid'].solution}")
    progress = course.progress()
    for id in MILESTONES["tell"].needs:
        progress.record(Result(id, total=1, passed=1, failures=[], score=1.0))
    assert main(["exercises", "milestone", *here]) == 0
    assert "ready: numgan exercises milestone tell" in capsys.readouterr().out
    assert main(["exercises", "milestone", "tell", "--steps", "60", *here]) == 0
    told = int(capsys.readouterr().out.split(" of 2163 test digits told right")[0].split()[-1])
    assert told > 2000  # the more frequent of the two alone would be 1135
    assert main(["exercises", "milestone", *here]) == 0
    assert "made: milestone_tell.png" in capsys.readouterr().out


def test_bad_words_at_the_shell(course, capsys):
    for words, said in [
        (["milestone", "rings"], "invalid choice: 'rings'"),
        (["milestone", "ring", "--steps", "0"], "a whole number above 0 is wanted, got '0'"),
        (["milestone", "ring", "--seed", "-1"], "--seed: a whole number, 0 or more, is wanted, got '-1'"),
    ]:
        with pytest.raises(SystemExit):
            main(["exercises", *words, "--dir", str(course.root)])
        assert said in capsys.readouterr().err
    with pytest.raises(FileNotFoundError, match="no exercises in"):
        run(MILESTONES["ring"], course.root / "nowhere")
    with pytest.raises(ValueError, match="steps must be"):
        run(MILESTONES["ring"], course.root, steps=0)


def test_a_terminal_with_few_letters_can_show_all_of_it(course, judged_here, monkeypatch):
    terminal = io.TextIOWrapper(io.BytesIO(), encoding="cp1252")
    monkeypatch.setattr(sys, "stdout", terminal)
    assert main(["exercises", "milestone", "digits", "--steps", "1", "--dir", str(course.root)]) == 0
    course.path("dense_forward").write_text("def dense_forward(x, W, b):\n    return x  # \u2207\n", encoding="utf-8")
    assert main(["exercises", "milestone", "digits", "--dir", str(course.root)]) == 1
    monkeypatch.undo()
    terminal.flush()
    said = terminal.buffer.getvalue().decode("cp1252")
    assert "made by code of your own" in said
    assert "it needs dense_forward, which is not right yet" in said


def test_lines_are_those_with_code():
    text = '''"""The task,

in three lines."""

import numpy as np  # 0


def f(x):  # 1
    """Two
    lines."""
    # a comment
    y = np.where(  # 2
        x > 0,  # 3
        x, 0)  # 4

    for i in range(3):  # 5
        y += i  # 6
    return y  # 7
'''
    assert count_lines(text) == 7
    assert count_lines("") == 0


def test_letters():
    image = np.zeros((2, 4, 3), np.uint8)
    image[0, :, 1], image[1, 2] = 255, 128
    assert letters(image) == " @\n @ +++"  # the second row of letters is the third of the image


def test_the_trial_gets_what_the_game_gives():
    calls = trial.calls(MILESTONES["dcgan"], data_of(MILESTONES["dcgan"]), 4)
    assert [a.shape for a in calls["conv_transpose"][:2]] == [(4, 7, 7, 32), (4, 4, 16, 32)]
    assert set(MILESTONES["dcgan"].needs) - set(calls) == {"training_step"}  # it takes functions


@each_milestone
@pytest.mark.slow
def test_a_student_goes_the_whole_way(course, capsys, milestone):
    """Trained for as long as it trains by default, and with what is reached then."""
    assert main(["exercises", "milestone", milestone.id, "--dir", str(course.root)]) == 0
    said = capsys.readouterr().out
    if milestone.id in ("digits", "dcgan"):
        untrained = milestone.reached(milestone.game(numgan, steps=1, rng=0))
        assert distances(said)[0] < distances(untrained)[0] / 2
        assert distances(said)[1] == distances(untrained)[1] < distances(said)[0]
    else:
        words, least = {"tell": (" of 2163 test", 2100)}.get(milestone.id, (" of 8 modes", 8))
        assert int(said.split(words)[0].split()[-1]) >= least


def distances(said):
    """Of generated and of real digits, from the line that says what was reached."""
    return [float(number) for number in re.search(r"Frechet distance ([\d.]+) .* have ([\d.]+)", said).groups()]
