"""Benchmarks, run on demand; they print tables and assert nothing about time."""
