"""The clinic: what is wrong with a run, read from its history, its samples and its networks.

Each symptom is a function: evidence in, a finding or None out. Reading order: finding, evidence; set_up, motion,
balance, networks, samples; diagnose. docs/clinic.md is the page for learners whose run does not work.
"""

from .diagnose import SYMPTOMS, diagnose
from .finding import Finding

__all__ = ["SYMPTOMS", "Finding", "diagnose"]
