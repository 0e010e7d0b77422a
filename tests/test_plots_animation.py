"""Pictures that move: which frames are drawn, and that they are written whole or not at all."""

import re

import matplotlib.pyplot as plt
import pytest
from PIL import Image, ImageSequence

from numgan import plots


def moving(ax, i):
    assert not ax.lines
    assert ax.figure.axes == [ax]
    ax.plot([0, i + 1])
    ax.twinx()


def test_a_gif_has_all_frames_at_their_pace(tmp_path):
    path = plots.animate(moving, 5, tmp_path / "a.gif", fps=10, size=(2, 1.5))
    assert path == tmp_path / "a.gif"
    with Image.open(path) as picture:
        assert picture.n_frames == 5
        assert picture.size == (200, 150)
        assert picture.info["loop"] == 0
        assert [frame.info["duration"] for frame in ImageSequence.Iterator(picture)] == [100] * 5


def test_a_page_has_all_frames_inside_and_needs_no_network(tmp_path):
    drawn = []
    path = plots.animate(
        lambda ax, i: drawn.append(i) or moving(ax, i), 4, str(tmp_path / "a.html"), fps=8, size=(2, 2)
    )
    text = path.read_text(encoding="ascii")
    assert drawn == [0, 1, 2, 3]
    assert len(re.findall(r"frames\[\d\] = \"data:image/png;base64,", text)) == 4
    assert len(set(re.findall(r"base64,([^\"]+)\"", text))) == 4
    assert "125" in text  # milliseconds
    assert not re.search(r"https?://|<link", text)


def test_every_button_of_the_page_has_a_sign():
    text = plots.animation_html(moving, 1)
    signs, page = text[: text.index("</style>")], text[text.index("</style>") :]
    for icon in re.findall(r'<i class="fa (fa-[a-z-]+)', page):
        assert f".{icon}::before" in signs


def test_a_page_of_many_frames_loses_none(monkeypatch):
    with plt.rc_context({"animation.embed_limit": 1e-3}):
        text = plots.animation_html(moving, 6, size=(2, 2))
    assert text.count("base64,") == 6


@pytest.mark.parametrize("name", ["a.gif", "a.html"])
def test_an_animation_that_fails_leaves_the_old_file(name, tmp_path):
    path = tmp_path / name
    path.write_text("old")

    def draw(ax, i):
        if i == 2:
            raise ArithmeticError("stop")

    with pytest.raises(ArithmeticError):
        plots.animate(draw, 5, path)
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"path": "a.mp4"}, r"must end in \.gif or \.html, got 'a\.mp4'"),
        ({"frames": 0}, "frames must be a whole number, at least 1"),
        ({"fps": 0}, "fps must lie in"),
        ({"fps": 60}, "fps must lie in"),
    ],
)
def test_animate_says_what_is_wrong_before_it_draws(arguments, message, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def draw(ax, i):
        raise AssertionError("drawn all the same")

    with pytest.raises(ValueError, match=message):
        plots.animate(draw, **{"frames": 2, "path": "a.gif"} | arguments)
    with pytest.raises(FileNotFoundError, match="there is no folder"):
        plots.animate(draw, 2, tmp_path / "absent" / "a.gif")
    assert list(tmp_path.iterdir()) == []


def test_a_gif_of_no_files_says_so(tmp_path):
    with pytest.raises(ValueError, match="the number of frames must be a whole number, at least 1, got 0"):
        plots.save_gif(tmp_path / "a.gif", [])
