"""How entries come in: files that are read strictly, or refused with every reason."""
