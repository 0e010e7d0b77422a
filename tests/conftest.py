"""Settings that must stand before NumPy is imported."""

import os

# The tests' matrices are tiny: a second BLAS thread gains nothing and, on a busy machine, spins for the first one.
for name in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(name, "1")
os.environ["MPLBACKEND"] = "agg"
