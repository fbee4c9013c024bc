"""The Kaizen News Brief bot: the newsroom's desk and its delivery van."""

__version__ = "0.1.0"
