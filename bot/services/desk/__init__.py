"""What the desk does: people, drafts, publications, corrections. Each act checks rights and leaves a row."""
