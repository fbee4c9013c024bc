"""Choosing: a button pressed or an answer typed becomes a change of settings, and the screen after it."""
