"""Run as a script by runner.py: `python -P start.py`. It imports this very numgan, wherever it was found.

numgan's folder does not go on sys.path, because files beside it, such as a random.py, would hide Python's own.
"""

import importlib.util
import sys
from pathlib import Path

if __name__ == "__main__":
    spec = importlib.util.spec_from_file_location("numgan", Path(__file__).parents[1] / "__init__.py")
    assert spec is not None
    assert spec.loader is not None  # the file is there, and its name ends in .py
    sys.modules["numgan"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(sys.modules["numgan"])
    from numgan.exercises.child import main

    main()
