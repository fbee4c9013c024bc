"""What a brief is: pure functions, values in and values out. No clock, no session, no Telegram."""
