"""`python -m numgan` does what `numgan` does."""

import sys

try:
    from .app.cli import main
except KeyboardInterrupt:
    print("numgan: interrupted", file=sys.stderr)
    sys.exit(130)

sys.exit(main())
