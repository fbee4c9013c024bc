"""The Bot API client: calls on connections of its own, files and proxies by way of aiohttp."""
