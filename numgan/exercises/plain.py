"""Markdown with LaTeX as plain ASCII text, for files and terminals: sum_{j=1..N} exp(a_j), dL/dW_kj, xhat_ij.

It knows what the exercises use, and no more. Any other LaTeX command is a ValueError, so that an author notices.
"""

import re
import textwrap
import unicodedata

WIDTH = 92
HARD = "\xa0"  # a blank at which no line breaks
GREEK = ["sigma", "theta", "mu", "beta", "eta", "gamma", "lambda", "rho", "delta", "pi", "psi", "alpha", "tau"]
FUNCTIONS = ["log", "exp", "max", "min", "sin", "cos", "tanh", "sum"]
SYMBOLS = {  # what becomes other text
    "epsilon": "eps", "varepsilon": "eps", "ell": "l", "infty": "inf", "nabla": "grad", "int": "integral",
    "leftarrow": "<-", "to": "->", "le": "<=", "ge": ">=", "ne": "!=", "in": "in", "sim": "~", "pm": "+-",
    "cdot": "*", "odot": "*", "mid": "|", "|": "||", "dots": "...", "ldots": "...",
    "%": "%", ",": " ", ";": " ", "qquad": "    ", "textstyle": "",
    "left": "", "right": "", "bigl": "", "bigr": "", "Bigl": "", "Bigr": "",
} | {name: name for name in GREEK + FUNCTIONS}  # fmt: skip
OPENING = {"partial": "d", "lVert": "|"}  # stand directly before what follows, without a space
ACCENTS = ["hat", "bar", "tilde"]  # xhat, xbar, xtilde
PASSED = ["mathrm", "mathbb", "text", "operatorname"]  # only the font differs
BEFORE = (  # rewritten first, LaTeX to LaTeX
    (r"\\(begin|end)\{cases\}", ""),
    (r"&\s*\\text\{else", r"\\text{ else"),
    (r"&", r"\\text{ if }"),
    (r"\\\\", ";"),
    (r"(?<=\w) \\cdot (?=\w)", " . "),  # a scalar product; between fractions a dot would look like a full stop
)
AFTER = (  # and last, in the plain text
    (r"(?<=\S) {2,3}(?=\S)", " "),
    (r"(?<=[(\[]) +| +(?=[)\],;]|\.$)", ""),
    (r"^\+- (?=\d)", "+-"),
    (r"\b(d[A-Za-z]\w*'?) / (d[A-Za-z])", r"\1/\2"),  # dL/dx is one thing
)
TOKEN = re.compile(r"\\[A-Za-z]+|\\.|\s+|.", re.DOTALL)
LETTERS = {"\u2013": "-", "\u2014": "-", "\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"'}


def plain_text(markdown: str) -> str:
    """The text without markup, in lines of at most WIDTH; displayed formulas, code and quotes stand on their own."""
    parts = re.split(r"^```\w*\n(.*?)^```\n?", markdown, flags=re.MULTILINE | re.DOTALL)
    for i, part in enumerate(parts):
        parts[i] = part.rstrip() if i % 2 else "\n\n".join(_blocks(part))  # every second one is code
    return "\n\n".join(part for part in parts if part)


def formula(latex: str) -> str:
    """One formula as one line."""
    for pattern, new in BEFORE:
        latex = re.sub(pattern, new, latex)
    text = _until(None, TOKEN.findall(latex.strip())[::-1])
    for pattern, new in AFTER:
        text = re.sub(pattern, new, text)
    return text.strip()


# ---- Markdown -------------------------------------------------------------------------------------------------------


def _blocks(markdown: str) -> list[str]:
    """Paragraphs, headings, list items, quotes and displayed formulas, each as lines."""
    blocks = []
    for paragraph in re.split(r"\n\s*\n|\n(?=- )", markdown.strip("\n")):
        for i, part in enumerate(re.split(r"\s*\$\$(.*?)\$\$\s*", paragraph, flags=re.DOTALL)):
            if i % 2:
                lines = [re.sub(" (?!= )", HARD, line) for line in re.split(r" {4,}+(?!for )", formula(part))]
                blocks.append("\n".join(_wrapped(line, "    ", "        ") for line in lines))
            elif heading := re.fullmatch(r"\s*#+ (.*)", part):
                title = _wrapped(_inline(heading[1]), "", "")
                blocks.append(f"{title}\n{'=' * len(title)}")
            elif part.startswith("> "):
                blocks.append(_wrapped(_inline(re.sub(r"^> ?", "", part, flags=re.MULTILINE)), "    ", "    "))
            elif part.strip():
                blocks.append(_wrapped(_inline(part), "", "  " if part.startswith("- ") else ""))
    return blocks


def _inline(text: str) -> str:
    """A paragraph without its marks. A formula and a piece of code hold together: their blanks do not break."""
    kept = []

    def keep(match):
        code = f'"{match[2]}"' if " " in (match[2] or "") else match[2]  # in quotes where it has words of its own
        kept.append((code or formula(match[1])).replace(" ", HARD))
        return f"\0{len(kept) - 1}\0"

    text = re.sub(r"\$([^$]+)\$|`([^`]+)`", keep, text)
    if "$" in text:
        raise ValueError(f"a formula has no end in: {text}")
    text = re.sub(r"(?<!\w)(\*\*?)(?=\w)([^*]+)\1(?!\w)", r"\2", text)
    text = re.sub(r" ([-+*/=<>]|<=|>=) |\([\w, ]{1,16}\)", lambda match: match[0].replace(" ", HARD), text)
    return re.sub(r"\0(\d+)\0", lambda match: kept[int(match[1])], text)


def _wrapped(text: str, first: str, rest: str) -> str:
    lines = textwrap.wrap(
        _ascii(text), WIDTH, initial_indent=first, subsequent_indent=rest, break_long_words=False,
        break_on_hyphens=False,
    )  # fmt: skip
    return "\n".join(lines).replace(HARD, " ")


def _ascii(text: str) -> str:
    """Greek letters by name, dashes and quotes as on a keyboard, letters without accents."""
    text = "".join(LETTERS.get(c, _greek(c)) for c in text)
    text = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    if strange := [c for c in text if not c.isascii() and c != HARD]:
        raise ValueError(f"no plain text for {strange[0]!r}")
    return text


def _greek(letter: str) -> str:
    name = unicodedata.name(letter, "")
    return name.split()[-1].lower() if name.startswith("GREEK SMALL LETTER") else letter


# ---- LaTeX ----------------------------------------------------------------------------------------------------------


def _until(end: str | None, tokens: list[str]) -> str:
    """The text of the tokens up to `end`. They are taken from the list's end, so the first token is the last entry."""
    text = ""
    while tokens:
        token = tokens.pop()
        if token == end:
            return text
        if token == "}":
            raise ValueError(f"one brace too many after {text}")
        if token == "^" and text.endswith("e") and not text[-2:-1].isalnum():
            text = f"{text[:-1]}exp({_argument(tokens)})"
        elif token in ("^", "_"):
            text = _raised(text, _argument(tokens)) if token == "^" else _lowered(text, _argument(tokens))
        elif token == r"\rVert":
            text = f"{text.rstrip()}|"
        elif token.startswith("\\"):
            piece = _command(token[1:], tokens)
            apart = piece[:1].isalpha() and text[-1:].isalnum()  # k\sigma are two words, d\sigma is one
            apart = apart and (token[1:] in FUNCTIONS or not re.search(r"\bd$", text))
            text += f" {piece}" if apart else piece
        else:
            text += _until("}", tokens) if token == "{" else " " if token.isspace() else token
    if end:
        raise ValueError(f"a brace is missing after {text}")
    return text


def _argument(tokens: list[str]) -> str:
    """What a command, ^ or _ acts on: a group in braces, a command, or one character."""
    _skip_blanks(tokens)
    token = tokens.pop()
    return _until("}", tokens) if token == "{" else _command(token[1:], tokens) if token[0] == "\\" else token


def _skip_blanks(tokens: list[str]) -> None:
    while tokens and tokens[-1].isspace():
        tokens.pop()
    if not tokens:
        raise ValueError("the formula ends where something is still wanted")


def _command(name: str, tokens: list[str]) -> str:
    if name == "sqrt":
        return f"sqrt({_argument(tokens)})"
    if name in ("frac", "tfrac"):
        top, bottom = _argument(tokens), _argument(tokens)
        return f"{_factor(top)}/{_factor(bottom)}"
    if name in ACCENTS:
        return _argument(tokens) + name
    if name in PASSED:
        return _argument(tokens)
    if name in OPENING:
        _skip_blanks(tokens)
        return OPENING[name]
    if name not in SYMBOLS:
        raise ValueError(f"no plain text for \\{name}")
    return SYMBOLS[name]


def _factor(text: str) -> str:
    """The top or bottom of a fraction: in brackets unless it is one factor already."""
    text = re.sub(r"\bd (?=\w+$)", "d", text)  # d y_ij / d x_ij
    inside = text
    while inside != (outside := re.sub(r"\([^()]*\)|\[[^\[\]]*\]|\|[^|]*\||\{[^{}]*\}", "", inside)):
        inside = outside
    return f"({text})" if re.search(r"[-+/ ]", outside) else text


def _raised(text: str, above: str) -> str:
    if re.search(r"\bsum_\{[^{}]*\}$", text):
        return f"{text[:-1]}..{above}}}"
    return text + (above if above == "*" else f"^{above}" if re.fullmatch(r"-?\w+", above) else f"^({above})")


def _lowered(text: str, below: str) -> str:
    if below.isdigit():
        return text + below  # W1, as in code
    return text + (f"_{below}" if below.isalnum() else f"_{{{below.strip()}}}")
