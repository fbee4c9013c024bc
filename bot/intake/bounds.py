"""How long what the desk types may be, in characters, and how much of a kind a draft may hold.

Files that are taken in follow the entry's form instead, which allows more.
"""

HEADLINE = 200
NAME = 200  # a claimant, an outlet, an office, a place
SUMMARY = 3_000
POSITION = 500  # what one side says
STEP = 300  # what is announced to follow
FIGURES = 1_000  # a line of figures
REASON = 300  # of a correction, a withdrawal or an override
LEDE = 1_000
PROCESS = 64
SOURCES = 20
CLAIMS = 40
PLACES = 30
