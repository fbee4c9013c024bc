"""Validated values (an entry as it travels) and the tables that keep them."""
