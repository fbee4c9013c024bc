"""What happens: use-cases as functions, each in one session. Nothing here knows Telegram's library."""
