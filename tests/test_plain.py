"""Formulas as plain text: a dozen by hand, and every text of every exercise."""

import re

import pytest

from numgan.exercises import ALL
from numgan.exercises.plain import WIDTH, formula, plain_text


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"\mathrm{LME}(a) = \log \frac1N \sum_{j=1}^N e^{a_j}", "LME(a) = log 1/N sum_{j=1..N} exp(a_j)"),
        (r"\partial L / \partial x", "dL/dx"),
        (r"\frac{\partial L}{\partial \bar W_{kj}}", "dL/dWbar_kj"),
        (r"\frac{d y_{ij}}{d x_{ij}} \cdot \frac{1}{2}", "dy_ij/dx_ij * 1/2"),
        (r"d\tanh x / dx, \; d\gamma", "d tanh x / dx, dgamma"),
        (r"\lVert x_i - \mu_j \rVert^2 \le 10^{-6}", "|x_i - mu_j|^2 <= 10^-6"),
        (r"\hat{x} = \frac{x - \mu}{\sqrt{\sigma^2 + \varepsilon}}", "xhat = (x - mu)/sqrt(sigma^2 + eps)"),
        (r"\theta \leftarrow \theta - \eta \nabla L", "theta <- theta - eta grad L"),
        (r"h = \max(a, s\,a), W_2^T", "h = max(a, s a), W2^T"),
        (r"E_{x \sim p_{data}}[\log D^*(x)]", "E_{x ~ p_data}[log D*(x)]"),
        (r"y = \begin{cases} x & x > 0 \\ a\,x & \text{else.} \end{cases}", "y = x if x > 0; a x else."),
        (r"(C_1 C_2)^{1/2}, 98.9\,\%, \pm h", "(C1 C2)^(1/2), 98.9 %, +- h"),
        (r"\pm 100", "+-100"),
        (r"2\, s \cdot x, \dots, a = .2", "2 s . x, ..., a = .2"),
        (r"\ell'_{\text{sat}}(f) \to -\infty", "l'_sat(f) -> -inf"),
        (r"\operatorname{tr}\bigl(\tfrac12 C\bigr) \ne [\,u \ge r\,]", "tr(1/2 C) != [u >= r]"),
    ],
)
def test_formulas(latex, text):
    assert formula(latex) == text


@pytest.mark.parametrize("latex", [r"\unheard x", r"\frac{1}", "x_{ij", "x}", r"x^", "\u222e"])
def test_an_author_is_told_of_what_has_no_plain_text(latex):
    with pytest.raises(ValueError, match=r"no plain text for|wanted|brace"):
        plain_text(f"so ${latex}$")


def test_a_formula_without_an_end():
    with pytest.raises(ValueError, match="a formula has no end"):
        plain_text("$a + b")


def test_blocks():
    markdown = """### The *first* title

Some **bold** words of $D$, `code` and `more code`: $$y_{ij} = x, \\qquad z = \\sigma.$$
It goes on \u2013 with \u03b8 and Fréchet, 2 * 3 * 4 and D*.

- one
- two

> quoted $x$

```python
def f(x):

    return "$x$ **"
```
"""
    assert (
        plain_text(markdown)
        == """The first title
===============

Some bold words of D, code and "more code":

    y_ij = x,
    z = sigma.

It goes on - with theta and Frechet, 2 * 3 * 4 and D*.

- one

- two

    quoted x

def f(x):

    return "$x$ **\""""
    )


def test_lines_break_beside_formulas_and_not_within():
    text = plain_text("word " * 15 + r"and then $f(x) = a x + b x + c$ and more and more.")
    assert "\nf(x) = a x + b x + c and more" in text


@pytest.mark.parametrize("id", ALL)
def test_every_text_of_every_exercise_reads_without_markup(id):
    exercise = ALL[id]
    for text in (exercise.title, exercise.statement, *exercise.hints, exercise.explanation, exercise.source):
        written = plain_text(text)
        assert written.isascii()
        assert not re.search(r"[\\$`]|\*\*", written), written
        assert not re.search(r"(?<!\w)\*\w[^*]*\w\*(?!\w)", written), written  # *emphasis*
        assert not re.search(r"[{}]", re.sub(r"\b(sum|max|E)_\{[^{}]+\}", "", written)), written
        assert max(map(len, written.splitlines())) <= WIDTH
