"""Tests of the newsroom's record."""
