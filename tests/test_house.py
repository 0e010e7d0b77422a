"""The order of import is the order of reading: no circles, and every room stands on rooms that a reader knows."""

import re
from pathlib import Path

import house

ROOT = Path(__file__).parent.parent


def drawn() -> str:
    return re.search(r"```text\n(.*?)\n```", (ROOT / "docs/house.md").read_text(encoding="utf-8"), re.DOTALL)[1]


def test_the_drawing_is_that_of_the_code():
    order = [line.split()[0] for line in drawn().splitlines()]
    assert sorted(order) == house.rooms()
    assert drawn() == house.drawing(order)


def test_each_room_stands_on_rooms_above_it():
    above: set[str] = set()
    for line in drawn().splitlines():
        room = line.split()[0]
        assert house.imports(room) <= above, f"{room} imports {house.imports(room) - above}, which come later"
        above.add(room)
