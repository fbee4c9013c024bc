"""The door for people: an update comes in, one service is called, one reply goes out."""
