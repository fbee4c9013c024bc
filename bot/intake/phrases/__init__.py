"""Figures in words: what a line of a note says in English, German, Ukrainian or Russian, as quantities.

No library was found that reads all four with ranges and qualifiers; those that read one guess where a desk
must be asked. What is not understood for sure is left alone.
"""
