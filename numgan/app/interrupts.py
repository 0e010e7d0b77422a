"""Signals that ask a training run to stop: noted, so that no update is cut in half, and obeyed after the step."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

NAMES = "SIGINT", "SIGTERM", "SIGHUP"  # Ctrl-C; a polite kill; the terminal that closes, which Windows does not know


@contextmanager
def politely() -> Iterator[list[int]]:
    """`with politely() as asked`: a list that fills when a signal asks to stop. A second Ctrl-C acts at once, as usual.

    A second one of the others does nothing: a terminal that closes may send two of them, and the first is being obeyed.
    A HUP that was obeyed is ignored from then on, because the second may come when the run is saved already.
    What was to be ignored stays ignored (nohup). The list stays empty in a thread other than the main one, where Python
    allows no handler, and where a program other than Python handles the signals.
    """
    asked: list[int] = []

    def note(number, frame):
        if asked and number == signal.SIGINT:
            raise KeyboardInterrupt
        asked.append(number)

    kept = {}
    try:
        if threading.current_thread() is threading.main_thread():
            for number in (getattr(signal, name) for name in NAMES if hasattr(signal, name)):
                if signal.getsignal(number) not in (signal.SIG_IGN, None):
                    kept[number] = signal.getsignal(number)
                    signal.signal(number, note)
        yield asked
    finally:
        for number, handler in kept.items():
            closed = number in asked and number == getattr(signal, "SIGHUP", None)
            signal.signal(number, signal.SIG_IGN if closed else handler)
