"""The playground's engine: its game is numgan's, bit for bit; what it shows is what numgan computes."""

import inspect
import json
import math
import re
import subprocess
import sys

import numpy as np
import pytest
from runs import ENVIRONMENT

from numgan import GAN, LeastSquares, NonSaturating, Simultaneous, TrainingDiverged, load_mnist
from numgan.datasets import ring_centers
from numgan.evaluation import digit_histogram, mode_coverage, predict
from numgan.family import SharedFakes
from numgan.play import Session, SetUp, slow
from numgan.play.fields import VIEW
from numgan.play.messages import answer, pack, unpack
from numgan.play.presets import PRESETS
from numgan.play.session import VERSION
from numgan.play.set_up import GAMES, OBJECTIVES, OPTIMIZERS, PENALTIES, TOYS, described
from numgan.turns import fool, judge

SMALL = {"g_width": 8, "d_width": 8, "batch_size": 16}
DRAWING = [[0.0, 0.5], [1.0, -1.0], [-0.3, 0.25]]


def small(**choices):
    return Session(SetUp.of(SMALL | choices))


def numbers_of(game):
    return np.concatenate([np.concatenate([p.params, p.state]) for p in game.players.values()])


def same(a, b):
    """Are two games in the same state?"""
    return np.array_equal(numbers_of(a), numbers_of(b)) and np.array_equal(a.history.to_array(), b.history.to_array())


def fitted(set_up, steps):
    """What numgan itself trains with these choices."""
    game = set_up.make()
    for record in game.steps(set_up.rows(), epochs=10):
        if record.step == steps:
            return game


CHOICES = [
    {},
    {"game": "SharedFakes", "objective": "Hinge", "penalty": "R1"},
    {"game": "Simultaneous", "objective": "LeastSquares", "g_optimizer": "SGD", "g_lr": 0.05},
    {"objective": "Wasserstein", "penalty": "clip", "d_optimizer": "RMSProp", "d_steps": 3},
    {"objective": "RelativisticPairing", "penalty": "R2", "noise": "uniform", "latent_dim": 1, "activation": "ReLU"},
    {"data": "drawn", "drawing": DRAWING, "penalty": "GradientPenalty", "seed": 3, "g_layers": 0, "d_layers": 1},
    {"data": "mnist", "latent_dim": 5, "g_layers": 1},
]


# ---- moving ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("choices", CHOICES, ids=str)
def test_steps_halves_and_lines_train_the_game_that_numgan_trains(choices):
    session = small(**choices)
    session.step(2)
    while session.steps_shown < 3:
        session.half_step()
    while session.steps_shown < 4:
        session.next_stage()
    session.next_stage()  # one line of a step, which `step` then ends
    session.step()
    session.step(2)
    assert session.game.step == session.steps_shown == 7
    assert same(session.game, fitted(session.set_up, 7))


@pytest.mark.parametrize("choices", CHOICES, ids=str)
def test_the_python_lines_make_the_same_game(choices):
    session = small(**choices)
    session.step(3)
    names = {}
    exec(session.set_up.lines(3), names)
    assert same(names["gan"], session.game)
    np.testing.assert_array_equal(names["data"], session.data)
    assert "steps" not in session.set_up.lines().split("gan = ")[1].replace("d_steps", "")


def test_a_half_step_moves_d_and_the_next_one_g():
    session = small(d_steps=2)
    before = numbers_of(session.game)
    G, D = (session.game.players[name].params.copy() for name in ("generator", "discriminator"))
    session.half_step()
    assert session.midway
    assert session.steps_shown == 0
    shown = session.shown
    np.testing.assert_array_equal(shown.generator.params, G)
    half_way = shown.discriminator.params.copy()
    assert (half_way != D).any()
    session.half_step()
    assert session.steps_shown == 1
    np.testing.assert_array_equal(session.shown.discriminator.params, half_way)
    assert (session.shown.generator.params != G).any()
    assert (numbers_of(session.game) != before).any()


def test_the_trace_that_was_there_is_put_back():
    def other(*_):
        return None

    before = sys.gettrace()
    sys.settrace(other)
    try:
        small().next_stage()
        assert sys.gettrace() is other
    finally:
        sys.settrace(before)


@pytest.mark.parametrize("deed", ["step", "half_step", "next_stage"])
def test_a_game_that_diverges_says_so_each_time(deed):
    fast = {"g_optimizer": "SGD", "g_lr": 10.0, "d_optimizer": "SGD", "d_lr": 10.0}
    session = small(objective="Wasserstein", **fast)

    def go():
        for _ in range(3_000):
            getattr(session, deed)()

    for _ in range(2):
        with pytest.raises(TrainingDiverged, match="norm of its gradient"):
            go()
    assert len(session.picture()["fake"])  # it is still drawn, if only without arrows


# ---- slow motion -----------------------------------------------------------------------------------------------------


def test_every_line_of_play_that_does_something_is_a_stage():
    session = small(d_steps=2)
    session.next_stage()
    lines = inspect.getsource(GAN.play).splitlines()
    shown = [stage.code for stage in session.stages]
    turn = [line.strip() for line in lines if line.startswith(" " * 12)] + [lines[6].strip()]
    assert shown[:4] == shown[4:8] == [turn[-1], *turn[:-1]]  # for x in ..., and the three lines below it
    doing = [line.strip() for line in lines[10:] if "seen = " not in line]
    assert shown[8:] == doing
    assert [lines[stage.line].strip() for stage in session.stages] == shown
    titles = [stage.title for stage in session.stages]
    assert titles[2] == "D judges, and finds its gradient"
    assert titles[3] == "D moves against the gradient"
    assert titles[9] == "D, standing still, tells G how to fool it"
    assert titles[11] == "G moves against the gradient"
    assert all(stage.equations for stage in session.stages)


def test_the_numbers_in_a_stage_are_those_of_judge_and_fool():
    """Computed again from the rows that are shown and the players as they stood before."""
    session = small(penalty="R1", weight=0.3, objective="LeastSquares")
    session.next_stage()
    stages = {stage.title: stage for stage in session.stages}
    twin = session.set_up.make()
    judged = stages["D judges, and finds its gradient"]
    loss, real, fake = judge(twin.discriminator, twin.objective, judged.rows["x"], judged.rows["fake"], twin.penalty)
    numbers = dict(judged.numbers)
    assert numbers["d_loss"] == pytest.approx(loss, abs=1e-6)
    assert numbers["mean of real_logits, (16, 1)"] == pytest.approx(real.mean(), abs=1e-6)
    assert numbers["first of fake_logits"] == pytest.approx(fake[:3, 0].tolist(), abs=1e-6)
    assert numbers["|discriminator.grads|"] == pytest.approx(twin.discriminator.gradient_norm(), abs=1e-6)
    fooled = stages["D, standing still, tells G how to fool it"]
    twin.discriminator.params[...] = fooled.players["discriminator"][0]
    loss, dfake = fool(twin.discriminator, twin.objective, fooled.rows["fake"])
    assert dict(fooled.numbers)["g_loss"] == pytest.approx(loss, abs=1e-6)
    np.testing.assert_allclose(fooled.rows["dfake"], dfake, atol=1e-6)
    moved = stages["D moves against the gradient"]
    way = moved.players["discriminator"][0] - judged.players["discriminator"][0]
    assert dict(moved.numbers)["|change of discriminator.params|"] == pytest.approx(np.linalg.norm(way), abs=1e-6)
    written = dict(stages["What is written down"].numbers)
    assert written == {name: session.game.history[name][-1] for name in session.game.history.names}


def test_the_other_games_are_slowed_down_too():
    session = small(game="Simultaneous", penalty="R1")
    session.next_stage()
    assert [stage.moved for stage in session.stages if stage.moved] == [("discriminator", "generator")]
    assert "G and D" in session.stages[-2].title or "D and G" in session.stages[-2].title
    session = small(game="SharedFakes")
    session.next_stage()
    assert [stage.moved for stage in session.stages if stage.moved] == [("discriminator",), ("generator",)]
    assert len(session.stages) >= 5


@pytest.mark.parametrize("name", OBJECTIVES)
def test_each_objective_has_equations_for_both_players(name):
    objective = OBJECTIVES[name]()
    for who, head in (("discriminator", ("Discriminator", "Critic")), ("generator", ("Generator",))):
        equations = slow.of_objective(objective, who)
        assert equations.startswith(head)
        assert "loss" in equations
        assert equations.count("\n") >= 2
    assert "softplus(-f)" in slow.of_objective(NonSaturating(), "generator")
    assert "(f - c)^2" in slow.of_objective(LeastSquares(), "generator")


def test_optimisers_and_penalties_have_equations():
    for name in OPTIMIZERS:
        assert "params  = params" in slow.equations_of(type(SetUp(g_optimizer=name).make().generator.optimizer))
    for cls in PENALTIES.values():
        assert "Penalty" in slow.equations_of(cls)


# ---- pictures --------------------------------------------------------------------------------------------------------


def test_what_is_drawn_is_what_the_networks_give():
    session = small(latent_dim=2)
    session.step(5)
    arrays, game = session.picture(20), session.game
    at = -VIEW + 2 * VIEW * (np.arange(20) + 0.5) / 20
    row = game.probability(np.column_stack([at, np.full(20, at[3])]).astype(np.float32))
    np.testing.assert_allclose(arrays["field"][3], row, atol=1e-6)
    z = session.view.latents[:300]
    np.testing.assert_allclose(arrays["fake"], game.generate(z), atol=1e-6)
    _, dfake = fool(game.discriminator, game.objective, game.generate(z[:60]))
    np.testing.assert_allclose(arrays["pull"], -dfake, atol=1e-6)
    q = game.noise_prior.quantiles(16)
    corner = game.generate(np.array([[q[16], q[0]]], np.float32))
    np.testing.assert_allclose(arrays["mesh"][16], corner[0], atol=1e-6)


def test_measures_are_those_of_evaluation():
    session = small()
    session.step(5)
    fake = session.game.generate(session.view.latents)
    seen, measures = mode_coverage(fake, ring_centers(), std=0.05), session.measures()
    assert (measures["modes"], measures["high_quality"], measures["of"]) == (seen.modes, seen.high_quality, 8)
    assert 0 < measures["js"] <= math.log(2)
    assert small(data="moons").measures()["of"] == 10


def test_measures_of_a_perfect_generator_and_of_one_that_is_far_away():
    session = small(g_layers=0, data="disc")
    G = session.game.generator.layers[0]
    G.W[...], G.b[...] = 0.4 * np.eye(2), 0  # "disc" is N(0, .4^2)
    good = session.measures()
    assert good["modes"] == 10
    assert good["js"] < 0.15
    G.b[...] = 50
    bad = session.measures()
    assert (bad["inside"], bad["js"], bad["kl"]) == (0, math.log(2), math.inf)
    assert session.picture()["fake"].min() > 40


def test_digits_are_drawn_and_counted():
    session = small(data="mnist")
    session.step(3)
    arrays, game = session.picture(), session.game
    fake = game.generate(session.view.latents[:80])
    assert fake.shape == (80, 784)
    assert np.abs(fake).max() <= 1
    np.testing.assert_allclose(arrays["fake"], fake, atol=1e-6)
    np.testing.assert_allclose(arrays["pull"], -fool(game.discriminator, game.objective, fake[:10])[1], atol=1e-6)
    np.testing.assert_allclose(session.view.real[:10], game.scale(load_mnist().train_images[:10]), atol=1e-6)
    shares = digit_histogram(predict(game.to_images(game.generate(session.view.latents))))
    assert session.measures()["modes"] == (shares >= 0.2 * np.bincount(predict(session.data[:1000])) / 1000).sum()
    session.next_stage()
    assert session.picture()["minibatch"].shape == (16, 784)


@pytest.mark.parametrize("latent_dim", [1, 2, 3])
def test_the_grid_is_drawn_of_one_or_two_latents(latent_dim):
    arrays = small(latent_dim=latent_dim).picture()
    assert arrays["mesh"].shape == {1: (17, 2), 2: (289, 2)}[latent_dim] if latent_dim < 3 else "mesh" not in arrays


def test_looking_changes_nothing():
    session = small()
    session.step(3)
    before = session.game.copy()
    session.picture()
    session.measures()
    session.save()
    session.findings()
    session.step(2)
    for _ in before.steps(session.data, epochs=10):
        if before.step == 5:
            break
    assert same(before, session.game)


def test_curves_are_the_history_and_long_ones_are_thinned_out():
    session = small()
    assert session.curves() == {}
    session.step(30)
    np.testing.assert_array_equal(session.curves()["d_loss"], session.game.history["d_loss"])
    assert session.curves(28)["step"] == [29, 30]
    assert session.curves(30)["step"] == []
    session.next_stage()
    assert session.curves(29)["step"] == [30]  # the step that is looked into is not complete


# ---- choices ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("data", TOYS)
def test_the_data_lie_in_the_picture(data):
    rows = SetUp(data=data).rows()
    assert np.abs(rows).max() < VIEW
    modes = SetUp(data=data).modes()
    if modes:
        assert mode_coverage(rows, modes[0], std=modes[1])[:2] == (len(modes[0]), pytest.approx(0.989, abs=0.005))


@pytest.mark.parametrize(
    ("choices", "words"),
    [
        ({"data": "sun"}, r"data must be one of ring, two, .*, got 'sun'"),
        ({"data": "drawn"}, "the drawing is empty: draw a distribution in the plane first"),
        ({"drawing": [[0, 3]]}, r"each number of a drawing must lie in \[-2, 2\], got 3"),
        ({"drawing": [[0]]}, r"each point of a drawing is \(x, y\), got \[0\]"),
        ({"drawing": "no"}, "a drawing is a list of at most 1,000 points"),
        ({"drawing": [[0, 0]] * 1001}, "at most 1,000 points"),
        ({"batch_size": 0}, "batch_size must be a whole number, at least 1, got 0"),
        ({"batch_size": 2.5}, "batch_size must be a whole number"),
        ({"batch_size": 4096}, "batch_size must be at most 1024, got 4096"),
        ({"g_lr": "fast"}, r"g_lr must lie in \[0, 10\], got 'fast'"),
        ({"g_lr": math.nan}, "g_lr must lie in"),
        ({"g_layer": 2}, "there is nothing called 'g_layer' to choose"),
        ({"game": "Simultaneous", "d_steps": 2}, "Simultaneous moves both players at once and needs d_steps=1"),
        ({"penalty": "R1", "activation": "Tanh"}, "needs a double_backward of every layer in D"),
    ],
)
def test_what_cannot_be_chosen_is_refused_and_changes_nothing(choices, words):
    session = small()
    game = session.game
    with pytest.raises(ValueError, match=words):
        session.begin(SetUp.of(choices))
    assert session.game is game


def test_each_choice_is_described_and_has_an_effect():
    about = {each["name"]: each for each in described()}
    for each in about.values():
        assert each["default"] in each.get("options", [each["default"]])
    changed = SetUp.of({"objective": "Hinge", "drawing": DRAWING}).changes()
    assert changed == {"objective": "Hinge", "drawing": tuple(map(tuple, DRAWING))}
    assert set(about["game"]["options"]) == set(GAMES)
    assert type(SetUp(game="Simultaneous").make()) is Simultaneous
    assert type(SetUp(game="SharedFakes").make()) is SharedFakes
    other = {
        "whole": lambda low, high, default: default + 1,
        "number": lambda low, high, default: default / 2 + 1e-3,
    }
    base = SetUp(penalty="R1").lines(1)
    for name, each in about.items():
        if each["kind"] == "drawing":
            continue
        if each["kind"] == "choice":
            options = [option for option in each["options"] if option not in (each["default"], "drawn")]
            values = [option for option in options if name != "penalty" or option != "R1"]
            values = [v for v in values if (name, v) != ("activation", "Tanh")]
        else:
            values = [other[each["kind"]](each["low"], each["high"], each["default"])]
        for value in values:
            assert SetUp.of({"penalty": "R1"} | {name: value}).lines(1) != base, (name, value)


# ---- keeping ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("choices", CHOICES, ids=str)
def test_a_saved_state_goes_on_bit_for_bit(choices):
    session = small(**choices)
    session.step(3)
    session.half_step()
    other = small()
    other.restore(session.save())
    assert other.set_up == session.set_up
    assert other.steps_shown == 4
    if session.midway:
        session.half_step()
    for each in (session, other):
        each.step(4)
    assert same(session.game, other.game)


def test_what_is_no_saved_state_is_refused_and_changes_nothing():
    session = small()
    session.step(2)
    game, state = session.game, json.loads(session.save())
    foreign = json.loads(small(g_width=9).save())["game"]
    for text, words in (
        ("", "this file is no saved state of the playground"),
        ("{}", "no saved state"),
        ("[" * 100_000, "no saved state"),
        (json.dumps(state | {"version": VERSION + 1}), "saved by another version, 2, and this one reads 1"),
        (json.dumps(state | {"game": "%"}), "this saved state is damaged"),
        (json.dumps(state | {"game": state["game"][:1000]}), "this saved state is damaged: its game"),
        (json.dumps(state | {"game": foreign}), "its game is not the one of its choices"),
        (json.dumps(state | {"set_up": {"data": "sun"}}), "data must be one of"),
        (json.dumps({name: state[name] for name in ("format", "version", "set_up")}), "this saved state is damaged"),
    ):
        with pytest.raises(ValueError, match=words):
            session.restore(text)
    assert session.game is game
    session.restore(json.dumps(state))


# ---- messages --------------------------------------------------------------------------------------------------------


def test_questions_and_answers():
    session = small()
    text, arrays = unpack(answer(session, {"do": "step", "n": 4}))
    assert text["step"] == 4
    assert text["curves"]["d_loss"] == session.game.history["d_loss"].tolist()
    np.testing.assert_array_equal(arrays["field"], session.picture()["field"])
    assert unpack(answer(session, {"do": "look", "resolution": 10, "measure": False}))[1]["field"].shape == (10, 10)
    text, _ = unpack(answer(session, {"do": "half step", "since": 4}))
    assert text["stage"]["title"] == "D moves against the gradient"
    assert (text["step"], text["stage"]["step"], text["curves"]["step"]) == (4, 5, [])
    text, arrays = unpack(answer(session, {"do": "begin", "set_up": {"data": "moons"}}))
    assert (text["set_up"], text["preset"]) == ({"data": "moons"}, None)
    assert unpack(answer(session, {"do": "preset", "name": "circle"}))[0]["preset"] == "circle"
    session.begin(SetUp(data="moons"))
    np.testing.assert_allclose(arrays["real"], session.data[:300], atol=1e-6)
    text, _ = unpack(answer(session, {"do": "describe"}))
    assert {preset["name"] for preset in text["presets"]} == set(PRESETS)
    assert "def judge(" in text["sources"]["judge"]
    assert unpack(answer(session, {"do": "lines"}))[0]["lines"] == session.set_up.lines(0)
    state = unpack(answer(session, {"do": "save"}))[0]["state"]
    assert unpack(answer(session, {"do": "restore", "state": state}))[0]["step"] == 0


@pytest.mark.parametrize(
    ("question", "words"),
    [
        (None, "what to do must be one of"),
        ({"do": "fly"}, "what to do must be one of describe, .*, got"),
        ({"do": ["step"]}, "what to do must be one of"),
        ({"do": "step", "n": 0}, "n must be a whole number, at least 1, got 0"),
        ({"do": "step", "n": 1_001}, "n must be at most 1,000 steps at once, got 1,001"),
        ({"do": "look", "resolution": 1}, "resolution must be a whole number, at least 2"),
        ({"do": "look", "resolution": 500}, "resolution must be at most 200"),
        ({"do": "look", "since": "no"}, "since must be a whole number"),
        ({"do": "begin", "set_up": 3}, "a set-up is names and values, got 3"),
        ({"do": "preset", "name": {}}, "there is no preset"),
        ({"do": "restore"}, "no saved state"),
        ({"do": "clinic"}, "has made no step yet"),
    ],
)
def test_a_bad_question_is_answered_by_a_sentence(question, words):
    session = small()
    text, arrays = unpack(answer(session, question))
    assert re.search(words, text["error"])
    assert not arrays
    assert session.game.step == 0


def test_bytes_hold_numbers_as_they_are_and_null_for_what_is_not_finite():
    arrays = {"a": np.arange(6).reshape(2, 3) / 7, "b": np.zeros((0, 2)), "c": np.array([1.5])}
    text, back = unpack(pack({"x": 0.1, "y": [math.nan, {"z": math.inf}], "\u03b1": None}, arrays))
    assert text == {"x": 0.1, "y": [None, {"z": None}], "\u03b1": None}
    for name, array in arrays.items():
        np.testing.assert_array_equal(back[name], array.astype(np.float32))


def test_the_engine_does_without_what_a_browser_lacks():
    code = """import sys
from numgan.play import Session, SetUp
from numgan.play.messages import answer
session = Session(SetUp(g_width=4, d_width=4))
for deed in ("describe", "all", "step", "half step", "next stage", "save", "lines", "clinic"):
    assert b'"error"' not in answer(session, {"do": deed})
absent = {"matplotlib", "socket", "socketserver", "http.server", "multiprocessing", "webbrowser"}
print(sorted(absent & {*sys.modules}))"""
    said = subprocess.run([sys.executable, "-c", code], env=ENVIRONMENT, capture_output=True, text=True, check=True)
    assert said.stdout == "[]\n"


# ---- presets ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[pytest.mark.slow] if name == "ring" else []) for name in PRESETS]
)
def test_each_preset_ends_as_it_says(name):
    preset = PRESETS[name]
    session = Session(preset.set_up)
    for _ in range(preset.steps // 100):
        session.step(100)
    found = [finding["name"] for finding in session.findings()]
    assert found[:1] == ([preset.finding] if preset.finding else [])
    if name == "ring":
        assert session.measures()["modes"] == 8
        assert session.measures()["high_quality"] > 0.7


def test_the_cures_that_presets_name_help():
    """The gradient that vanishes with Minimax does not with NonSaturating: by a factor of more than a thousand."""
    norms = {}
    for objective in ("Minimax", "NonSaturating"):
        session = Session(SetUp.of(PRESETS["strong"].set_up.changes() | {"objective": objective, "g_lr": 0.0}))
        session.step(150)
        norms[objective] = session.game.history["g_grad_norm"][-1]
    assert norms["Minimax"] < 1e-3 * norms["NonSaturating"]


def test_a_state_that_cannot_be_kept_is_answered_in_words(monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", "/does/not/exist")
    assert b"the state cannot be kept or read" in answer(small(), {"do": "save"})
