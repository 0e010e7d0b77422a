"""`python -m numgan` does what `numgan` does, except in its first fifth of a second.

Python imports the package before it runs this file. Ctrl-C during that import, which takes nearly all of that time,
ends in Python's traceback. Only numgan/__init__.py could prevent it, with a handler for signals, and a library should
not set one when it is imported. The command `numgan` starts outside the package, in numgan_command.py, and prints one
line.
"""

import sys

try:
    from .app.cli import main
except KeyboardInterrupt:
    print("numgan: interrupted", file=sys.stderr)
    sys.exit(130)

sys.exit(main())
