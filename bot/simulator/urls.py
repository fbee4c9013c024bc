"""Addresses in buttons, checked and normalised as TDLib does it."""

import ipaddress
import re
from dataclasses import dataclass

ALLOWED = re.compile(r"[A-Za-z0-9.\-_!$,~*'();&+=\u0080-\U0010ffff]")
HEX = re.compile(r"[0-9A-Fa-f]{2}")
BLANKS = "\t\n\v\f\r \0"
OWN_SCHEMES = ("tg", "ton", "tonsite")
OWN_HOST = re.compile(r"[A-Za-z0-9_-]*")
PROTOCOL = re.compile(r"([^:/?#@\[\]]*)://")


class UrlError(ValueError):
    """Why an address is refused."""


@dataclass(frozen=True)
class Url:
    protocol: str
    userinfo: str
    host: str
    port: int
    query: str

    def __str__(self) -> str:
        userinfo = f"{self.userinfo}@" if self.userinfo else ""
        port = f":{self.port}" if self.port else ""
        return f"{self.protocol}://{userinfo}{self.host}{port}{self.query}"


def checked(link: str, *, only_https: bool = False) -> str:
    """The address as Telegram writes it, or a UrlError that names it."""
    try:
        return check(link, only_https=only_https)
    except UrlError as error:
        raise UrlError(f"URL '{link}' is invalid: {error}") from None


def check(link: str, *, only_https: bool) -> str:
    """An http(s) address with a dot in its host, or a link of Telegram's own."""
    scheme = next((name for name in OWN_SCHEMES if link.lower().startswith(f"{name}:")), "")
    rest = link[len(scheme) + 1 :].removeprefix("//") if scheme else link
    url = parse(rest)
    if only_https and (scheme or url.protocol != "https"):
        raise UrlError("Only HTTPS links are allowed")
    if scheme:
        return own_link(scheme, rest, url)
    if "." not in url.host and not url.host.startswith("["):
        raise UrlError("Wrong HTTP URL")
    return str(url)


def own_link(scheme: str, rest: str, url: Url) -> str:
    if rest.lower().startswith("http://") or url.protocol == "https" or url.userinfo or url.port:
        raise UrlError(f"Wrong {'tg' if scheme == 'tg' else 'ton'} URL")
    host = url.host.replace(".", "") if scheme == "tonsite" else url.host
    if not OWN_HOST.fullmatch(host):
        raise UrlError("Unallowed characters in URL host")
    query = url.query[1:] if url.query.startswith("/?") else url.query
    return f"{scheme}://{url.host}{query}"


def parse(text: str) -> Url:
    found = PROTOCOL.match(text)
    protocol = found.group(1).lower() if found else "http"
    if protocol not in ("http", "https"):
        raise UrlError("Unsupported URL protocol")
    rest = text[found.end() :] if found else text
    front = re.split(r"[/?#]", rest, maxsplit=1)[0]
    before, port = split_port(front)
    userinfo, _, host = before.rpartition("@")
    checked_name = checked_host(host)
    return Url(protocol, check_part(userinfo, "userinfo", ":"), checked_name, port, query(rest, front))


def split_port(front: str) -> tuple[str, int]:
    found = re.search(r":([^:\]@]*)$", front)
    if found is None or found.start() == 0:
        return front, 0
    digits = found.group(1).lstrip("0")
    if not (digits.isascii() and digits.isdigit()) or int(digits) > 65535:
        raise UrlError("Wrong port number specified in the URL")
    return front[: found.start()], int(digits)


def checked_host(host: str) -> str:
    if not host:
        raise UrlError("URL host is empty")
    if host == ".":
        raise UrlError("Host is invalid")
    if host.startswith("[") and host.endswith("]"):
        try:
            ipaddress.IPv6Address(host[1:-1])
        except ValueError:
            raise UrlError("Wrong IPv6 address specified in the URL") from None
        return host.lower()
    return check_part(host.lower(), "host")


def check_part(part: str, name: str, more: str = "") -> str:
    at = 0
    while at < len(part):
        if part[at] == "%":
            if not HEX.fullmatch(part[at + 1 : at + 3]):
                raise UrlError(f"Wrong percent-encoded symbol in URL {name}")
            at += 2
        elif part[at] not in more and not ALLOWED.fullmatch(part[at]):
            raise UrlError(f"Disallowed character in URL {name}")
        at += 1
    return part


def query(rest: str, front: str) -> str:
    tail = rest[len(front) :].rstrip(BLANKS) or "/"
    tail = tail if tail.startswith("/") else f"/{tail}"
    return "".join(f"%{ord(symbol):02X}" if symbol <= " " else symbol for symbol in tail)
