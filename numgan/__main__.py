"""`python -m numgan` does what `numgan` does."""

import sys

from .cli import main

sys.exit(main())
