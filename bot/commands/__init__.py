"""The commands of the program: each reads the settings, makes one call, and says what came of it."""
