"""The playground: a game in the plane that is set up, played, slowed down and looked into, by a page of controls.

Reading order: fields and set_up (what can be chosen), slow (one step, line by line), pictures (the numbers of a
picture), presets, session (all of it together), messages (questions and answers as bytes). These are NumPy and numgan
alone, without sockets and threads. server brings them to a browser on this computer; the page is data/play.html.
"""

from .session import Session
from .set_up import SetUp

__all__ = ["Session", "SetUp"]
