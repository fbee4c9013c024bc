"""What goes wrong on the way to Telegram, in aiohttp's words and without an address."""

import os
import ssl

import aiohttp


class NeverLeft(aiohttp.ClientConnectionError):
    """There was no connection to write to: nothing of the request has left this machine."""


def said(error: Exception) -> str:
    """An error without addresses, since some hold the token: its class, and what the system said."""
    if isinstance(error, NeverLeft):
        return str(error)
    if isinstance(error, aiohttp.ClientConnectorError):
        error = error.os_error
    words = _words(error)
    return f"{type(error).__name__}: {words}" if words else type(error).__name__


def _words(error: Exception) -> str:
    if isinstance(error, ssl.SSLError):  # its number is none of the system's
        return str(getattr(error, "verify_message", None) or error.reason or "")
    number = error.errno if isinstance(error, OSError) else None
    return os.strerror(number) if number and number > 0 else ""
