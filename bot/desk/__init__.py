"""What the desk sees: cards, sheets and lists, put together from values; nothing here asks a database."""
