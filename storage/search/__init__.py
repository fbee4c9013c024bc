"""Find entries by words: analysed here once, so that both databases find the same in the same order."""
