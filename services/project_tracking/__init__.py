"""Experiments, from proposal to evaluation, and the reports they owe."""
