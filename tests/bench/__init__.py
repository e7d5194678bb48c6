"""Benchmarks: each gives a ratio against a floor of the same run; none of them is a timed test."""
