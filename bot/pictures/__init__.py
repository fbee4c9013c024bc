"""Pictures: what a chart shows, as values; drawn by a program of its own that ends when it is done."""
