"""The command `numgan`. It stands outside the package, so that it is there before the package is imported.

The imports take a third of a second, and Ctrl-C may come in the middle of them. Nothing has been done by then, so the
process ends at once, in one line and without a traceback. (`python -m numgan` imports the package first: it can do so
for its last imports alone.)
"""

import contextlib
import os
import signal


def leave(number, frame) -> None:
    """Handle Ctrl-C: end the process, with a word where somebody reads it."""
    with contextlib.suppress(OSError):
        os.write(2, b"numgan: interrupted\n")
    os._exit(130)


def main() -> int:
    """Run the command line's command and return the exit code."""
    usual = signal.getsignal(signal.SIGINT)
    if usual is signal.default_int_handler:  # and not where Ctrl-C is to be ignored
        signal.signal(signal.SIGINT, leave)
    from numgan.app import cli

    signal.signal(signal.SIGINT, usual)
    return cli.main()
