"""`python -m numgan` does what `numgan` does."""

import sys

from .app.cli import main

sys.exit(main())
