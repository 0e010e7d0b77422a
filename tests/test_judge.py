"""The diagnosis: what is said about each kind of mistake, and in which order; and that nothing escapes."""

import re
import sys

import numpy as np
import pytest

from numgan import exercises as ex
from numgan.exercises.exercise import Exercise, Gradient, Known, Mutant
from numgan.exercises.judge import judge
from numgan.exercises.result import Failure, Result
from numgan.exercises.verify import stub_function, verify


def mean_square(x, w):
    """Half the mean of (x w)^2 over rows, and its gradient by w.

    x : (B, n). w : (n, 1).
    Returns loss, a number, and dw (n, 1).
    """
    y = x @ w
    return 0.5 * (y * y).mean(), x.T @ y / len(x)


def shifted(x, w):
    loss, dw = mean_square(x, w)
    return loss, dw + 1


def doubled(x, w):
    loss, dw = mean_square(x, w)
    return loss, 2 * dw


CLEAN = {
    "title": "A toy",
    "statement": "Write $L$.",
    "source": "nobody",
    "notebook": 1,
    "hints": ("a", "b", "c"),
    "explanation": "so",
    "in_numgan": (),
    "draw": lambda rng: (rng.normal(size=(int(rng.integers(4, 7)), 3)), rng.normal(size=(3, 1))),
    "returns": ("loss", "dw"),
    "known": (Known((np.array([[2.0], [0.0]]), np.array([[3.0]])), (9.0, np.array([[6.0]])), "(36 / 2 + 0) / 2 = 9"),),
    "gradients": (Gradient("dw", "w", lambda x, w: 0.5 * ((x @ w) ** 2).mean()),),
    "extremes": ((np.full((2, 1), 1000.0), np.full((1, 1), 1000.0)),),
    "factors": lambda x, w: {len(x): "that is the batch"},
    "mutants": (Mutant(shifted, "shifted by one", cause="shifted by one"), Mutant(doubled, "twice too large")),
}
TOY = Exercise(mean_square, **CLEAN)
ONE_ARGUMENT = {
    "draw": lambda rng: (rng.normal(size=(int(rng.integers(4, 7)), 3)),),
    "extremes": (),
    "factors": None,
    "mutants": (),
    "float32": False,
}


def checks(function):
    return [failure.check for failure in judge(TOY, function, rng=0).failures]


def text(function):
    return judge(TOY, function, rng=0).text


def with_dw(change):
    """The solution with dw changed: (dw, x, w) -> dw."""

    def function(x, w):
        loss, dw = mean_square(x, w)
        return loss, change(dw, x, w)

    return function


def test_the_solution_passes_every_check_and_the_toy_is_in_order():
    result = judge(TOY, mean_square, rng=0)
    assert result
    assert result.score == 1
    assert result.failures == []
    assert result.passed == result.total
    assert verify(TOY) == []


def test_a_stub_is_not_attempted():
    result = judge(TOY, stub_function(TOY))
    assert not result
    assert not result.attempted
    assert result.status == "not attempted"
    assert result.score == 0


def test_an_exception_names_the_learners_line():
    def function(x, w):
        y = x @ w
        return y + undefined_name  # noqa: F821

    assert checks(function) == ["runs"]
    assert "NameError: name 'undefined_name' is not defined\n" in text(function)
    assert "return y + undefined_name" in text(function)


@pytest.mark.parametrize(
    ("returned", "message"),
    [
        (None, "it must return 2 values, loss, dw; it returned None: is there a return?"),
        ((1.0,), "it returned 1 values"),
        ((None, np.zeros((3, 1))), "loss is None, and a value is wanted"),
        ((1.0, [[0.0]]), "dw is a list, and an array is wanted"),
        (("one", np.zeros((3, 1))), "loss is str, and a number is wanted"),
        ((1.0, object()), "dw is object, and an array is wanted"),
    ],
)
def test_what_is_no_array_is_named(returned, message):
    assert checks(lambda x, w: returned) == ["runs"]
    assert message in text(lambda x, w: returned)


@pytest.mark.parametrize("ending", [SystemExit, RecursionError, MemoryError, GeneratorExit, RuntimeError])
def test_nothing_but_an_interrupt_escapes(ending):
    def function(x, w):
        raise ending

    assert f"it raised {ending.__name__}" in text(function)

    def interrupted(x, w):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        judge(TOY, interrupted)


@pytest.mark.parametrize("function", [None, 3, "mean_square", lambda: 1, lambda x: x])
def test_things_that_cannot_be_called_so_are_named(function):
    assert checks(function) == ["runs"]


def test_wrong_shapes_come_before_wrong_values():
    assert checks(with_dw(lambda dw, x, w: 7 * dw[:, 0])) == ["shape"]
    assert "dw has shape (3,), and shape (3, 1) is wanted" in text(with_dw(lambda dw, x, w: dw[:, 0]))
    square = with_dw(lambda dw, x, w: dw + dw[:, 0])
    assert "(B, 1) with (B,) broadcasts to (B, B)" in text(square)


def test_a_transpose_is_named():
    assert "this is the shape of the transpose" in text(with_dw(lambda dw, x, w: dw.T))


def test_arguments_in_another_order_or_of_another_number_are_named():
    def swapped(w, x):
        return mean_square(w, x)

    def dense_forward(W, x, b):
        return x @ W + b

    def other_names(rows, weights):  # right, and called as they like
        return mean_square(rows, weights)

    assert judge(TOY, other_names, rng=0)
    assert judge(TOY, swapped, rng=0)  # by place it is right, so nothing is said
    said = judge(ex.ALL["dense_forward"], dense_forward, rng=0).text
    assert "its arguments are (W, x, b), and they come as (x, W, b)" in said
    assert "its arguments are (x), and they come as (x, w)" in text(lambda x: x)


def test_the_cause_is_found_although_the_answer_overflows_too():
    def minimax_by_probabilities(f):  # -inf at a logit of 1000, where the mutant has -1000
        D = 1 / (1 + np.exp(-f))
        return np.log(1 - D).mean(), -D / len(D)

    assert (
        "this is the minimax game's loss" in judge(ex.ALL["non_saturating_loss"], minimax_by_probabilities, rng=0).text
    )


def test_float64_is_noticed_and_the_line_to_write_is_told():
    promoted = with_dw(lambda dw, x, w: dw * np.float64(1))
    assert checks(promoted) == ["dtype"]
    assert "dw is float64 for arguments in float32" in text(promoted)
    assert "the line to write, before the return: dw = dw.astype(x.dtype)" in text(promoted)
    assert judge(TOY, with_dw(lambda dw, x, w: (dw * np.float64(1)).astype(x.dtype)), rng=0)
    assert "float32 in, float32 out" in TOY.stub


def test_a_number_is_a_number_in_any_dress():
    for dress in (float, np.float64, np.asarray, np.float32):
        loss_dressed = judge(TOY, lambda x, w, dress=dress: [dress(mean_square(x, w)[0]), mean_square(x, w)[1]], rng=0)
        assert bool(loss_dressed) == (dress is not np.float32), loss_dressed
    flat = Exercise(lambda x: x[:, 0] + 0.0, **CLEAN | {"returns": ("y",), "known": (), "gradients": ()} | ONE_ARGUMENT)
    assert judge(flat, lambda x: list(x[:, 0]), rng=0)


def test_values_that_are_not_finite_are_placed():
    overflow = with_dw(lambda dw, x, w: dw if np.abs(w).max() < 100 else dw * np.inf)
    assert checks(overflow) == ["extremes"]
    assert "dw is inf at (0, 0), and 1e+09 is wanted" in text(overflow)


def test_what_overflows_in_float32_alone_is_placed_there():
    def square_root(dw, x, w):
        return np.sign(dw) * np.sqrt(dw**2 * w[0, 0] ** 4 * 1e10) / (w[0, 0] ** 2 * np.float32(1e5))

    assert checks(with_dw(square_root)) == ["extremes"]  # 1e9^2 1e12 1e10 is more than 3.4e38
    assert "in float32, for mean_square" in text(with_dw(square_root))


@pytest.mark.parametrize(
    ("factor", "words"),
    [(-1, "sign flipped"), (0.5, "halved"), (2, "twice too large"), (3, "every value is 3 times what it should be")],
)
def test_constant_ratios_are_named(factor, words):
    wrong = with_dw(lambda dw, x, w: factor * dw)
    assert checks(wrong) == ["by hand", "gradient dw", "values", "values in float32", "extremes"]
    assert words in text(wrong)


def test_a_ratio_that_other_draws_do_not_show_is_not_named():
    by_chance = with_dw(lambda dw, x, w: dw * (0.5 if len(x) == 2 else 0.7))  # the case by hand has two rows
    assert "halved" not in text(by_chance)
    assert "(36 / 2 + 0) / 2 = 9\n      this check cannot tell why" in text(by_chance)
    by_shape = with_dw(lambda dw, x, w: dw * len(x) / 3)  # at B = 6 it would look like a forgotten 1 / 2
    assert "twice" not in text(by_shape)
    assert "every value" not in text(by_shape)


def test_a_cause_is_told_to_those_who_fail_with_it_too():
    def too_many(x, w):
        return x @ w @ x

    toy = Exercise(mean_square, **CLEAN | {"mutants": (Mutant(too_many, "", cause="one product too many"),)})
    assert "one product too many" in judge(toy, lambda x, w: (x @ w) @ x, rng=0).text
    without_attribute = judge(toy, lambda x, w: x.nothing, rng=0).text
    assert "one product" not in without_attribute


def test_numbers_that_look_alike_are_shown_to_the_digit_in_which_they_differ():
    near = text(with_dw(lambda dw, x, w: dw * (1 + 1e-9)))
    assert "dw must be [[6]], and yours is [[6]]\n      dw is wrong at (0, 0): yours 6.000000006, wanted 6" in near


def test_factors_that_divide_by_zero_do_not_stop_the_judge():
    toy = Exercise(mean_square, **CLEAN | {"factors": lambda x, w: {1 / 0: "never"}})
    assert not judge(toy, doubled, rng=0)
    with pytest.raises(ZeroDivisionError):
        verify(toy)


def test_where_the_cause_is_not_known_the_judge_says_so_once():
    assert text(with_dw(lambda dw, x, w: dw + 1.5)).count("this check cannot tell") == 1
    assert "cannot tell" not in text(doubled)
    assert "cannot tell" not in text(shifted)


def test_the_batch_is_named_and_the_worst_place_of_a_gradient():
    wrong = with_dw(lambda dw, x, w: len(x) * dw)
    assert "that is the batch" in text(wrong)
    assert "sign flipped, and that is the batch" in text(with_dw(lambda dw, x, w: -len(x) * dw))

    def one_place(dw, x, w):
        dw = dw.copy()
        dw[-1] += 0.5
        return dw

    message = next(f.message for f in judge(TOY, with_dw(one_place), rng=0).failures if f.check == "gradient dw")
    assert "worst at (2, 0): yours" in message
    assert "central differences" in message


def test_a_known_misconception_is_told_to_whoever_shares_it():
    also_shifted = with_dw(lambda dw, x, w: 1 + dw)
    assert "shifted by one" in text(also_shifted)
    assert "shifted by one" not in text(with_dw(lambda dw, x, w: dw + 1.5))


def test_zero_is_called_zero():
    assert "every value is 0" in text(with_dw(lambda dw, x, w: 0 * dw))


def test_arguments_changed_in_place_are_named():
    def function(x, w):
        loss, dw = mean_square(x, w)
        w *= 2
        return loss, dw

    assert checks(function) == ["leaves its arguments alone"]
    assert "the argument w was changed in place" in text(function)


def test_another_answer_at_the_second_call_is_noticed():
    calls = []

    def function(x, w):
        calls.append(1)
        loss, dw = mean_square(x, w)
        return loss, dw * (1 + 1e-14 * len(calls))

    assert checks(function) == ["same answer twice"]


def test_what_is_raised_for_an_extreme_names_the_call():
    def function(x, w):
        if x.max() > 999:
            raise IndexError("too large")
        return mean_square(x, w)

    assert "for mean_square([[1000], [1000]], [[1000]]), it raised IndexError: too large" in text(function)


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_a_gradient_that_is_not_finite_is_a_verdict(value):
    assert f"dw is {value} at (0, 0), and a gradient is finite here" in text(with_dw(lambda dw, x, w: dw * value))


def test_a_gradient_of_integers_is_a_verdict():
    assert "dw is not the gradient with respect to w" in text(with_dw(lambda dw, x, w: dw.astype(int)))


def test_another_answer_at_the_first_call_is_noticed():
    calls = []

    def function(x, w):
        calls.append(1)
        loss, dw = mean_square(x, w)
        return loss, dw + (len(calls) == 1)

    assert checks(function) == ["same answer twice"]


def test_one_array_for_all_calls_is_noticed():
    arrays = {}

    def function(x, w):
        loss, dw = mean_square(x, w)
        kept = arrays.setdefault((w.shape, w.dtype), dw)
        kept[:] = dw
        return loss, kept

    assert checks(function) == ["same answer twice"]
    assert "dw of one call and dw of the next are the same array in memory" in text(function)


def test_partial_credit_has_a_reason():
    result = judge(TOY, with_dw(lambda dw, x, w: dw * np.float64(1)), rng=0)
    assert result.passed == result.total - 1
    assert result.score == pytest.approx(1 - 0.1 / 5)  # of the form: runs, shape, dtype, arguments, twice
    values = judge(TOY, with_dw(lambda dw, x, w: 2 * dw), rng=0)
    assert values.score == pytest.approx(0.1)  # all five checks of values are wrong
    assert judge(TOY, with_dw(lambda dw, x, w: dw[:, 0]), rng=0).score == 0
    assert f"{result.passed} of {result.total} checks passed" in result.text


def test_results_have_text_and_html_and_survive_json():
    result = Result("sigmoid", total=5, passed=3, failures=[Failure("shape", "a < b\nand more")])
    assert "a &lt; b" in result._repr_html_()
    assert "incorrect" in result._repr_html_()
    assert str(result).splitlines() == [
        "✗ sigmoid: incorrect, 3 of 5 checks passed", "  shape: a < b", "      and more",
    ]  # fmt: skip
    for one in (result, judge(TOY, mean_square), judge(TOY, stub_function(TOY))):
        assert Result.from_plain(one.to_plain()).to_plain() == one.to_plain()


def test_verify_finds_what_is_wrong_with_an_exercise():
    def problems(**changes):
        return "\n".join(verify(Exercise(mean_square, **CLEAN | changes)))

    right = Mutant(mean_square, "anything")
    assert "mean_square must draw 'anything'" in problems(mutants=(right, right))
    assert "it has 1 mutants" in problems(mutants=(Mutant(doubled, "twice too large"),))
    assert "hint 3 holds the solution" in problems(hints=("a", "b", "try x.T @ y / len(x)"))
    assert "it has 2 hints" in problems(hints=("a", "b"))
    wrong = Known((np.array([[2.0]]), np.array([[3.0]])), (9.0, np.array([[12.0]])), "no")
    assert "the solution fails" in problems(known=(wrong,))


def test_in_python_an_attempt_is_judged_and_returned(capsys):
    @ex.attempt("sigmoid")
    def mine(x):
        return np.exp(-np.logaddexp(0, -x))

    assert mine(0.0) == 0.5
    assert "sigmoid: correct" in capsys.readouterr().out
    with pytest.raises(ValueError, match="no exercise 'nothing'"):
        ex.attempt("nothing")


def test_hints_go_on_and_solutions_wait(capsys):
    def shown(function, *arguments, **options):
        assert function(*arguments, **options) is None
        return capsys.readouterr().out

    texts = [shown(ex.hint, "dense_backward") for _ in range(4)]
    assert [t[:12] for t in texts] == ["Hint 1 of 3.", "Hint 2 of 3.", "Hint 3 of 3.", "Hint 3 of 3."]
    assert "reveal=True" in shown(ex.solution, "dense_backward")
    revealed = shown(ex.solution, "dense_backward", reveal=True)
    assert "dW = x.T @ dy" in revealed
    assert "numgan.layers.dense.Dense.backward" in revealed
    assert ex.check("dense_backward", ex.ALL["dense_backward"].function)
    assert "dW = x.T @ dy" in shown(ex.solution, "dense_backward")
    assert re.search(r"dense_backward +solved", shown(ex.list))
    assert re.search(r"2  Layers and gradients  \S{4}#\S* ", shown(ex.progress))


def test_in_jupyter_the_verdict_is_displayed(monkeypatch):
    shown = []

    class Shell:
        display = type("display", (), {"display": staticmethod(shown.append)})

        @staticmethod
        def get_ipython():
            return "a kernel"

    monkeypatch.setitem(sys.modules, "IPython", Shell)
    ex.attempt("sigmoid")(lambda x: x)
    assert [result.id for result in shown] == ["sigmoid"]
