"""Settings that must stand before NumPy is imported, and signals as the tests expect them."""

import os
import signal

# The tests' matrices are tiny: a second BLAS thread gains nothing and, on a busy machine, spins for the first one.
for name in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(name, "1")
os.environ["MPLBACKEND"] = "agg"

# Under nohup a signal is ignored. A child inherits that, and a test that sends it the signal would wait for ever. A
# handler is not inherited: with one that does nothing, pytest still ignores the signal, and its children do not.
for name in ("SIGINT", "SIGTERM", "SIGHUP"):
    number = getattr(signal, name, None)  # Windows has no HUP
    if number is not None and signal.getsignal(number) is signal.SIG_IGN:
        signal.signal(number, lambda number, frame: None)
