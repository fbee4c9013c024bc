"""Tests of the languages in which readers are spoken to."""
