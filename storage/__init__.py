"""The newsroom's record: what things are and where they are kept. The only SQL of the project."""
