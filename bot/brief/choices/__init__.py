"""What a reader may choose: a screen for each choice, all of them one message that changes in place."""
