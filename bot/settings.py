"""Settings: read once from variables (and `.env`), checked before anything else starts."""

import difflib
import os
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, Field, PrivateAttr, SecretStr, ValidationError, model_validator
from pydantic_settings import (
    BaseSettings,
    DotEnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from bot import spelling
from storage.errors import BriefError

PREFIX = "BRIEF_"
SECRETS = ("telegram_token", "database_url", "webhook_secret")
TELEGRAM = "https://api.telegram.org"
FREE_LANE = 30  # messages a second that Telegram allows a bot without the paid lane


class SettingsInvalid(BriefError):
    """The settings are not usable."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n  ".join(problems))
        self.problems = problems


Token = Annotated[SecretStr, BeforeValidator(spelling.token)]
WebhookSecret = Annotated[SecretStr, BeforeValidator(spelling.webhook_secret)]
WebAddress = Annotated[str, BeforeValidator(spelling.web_address)]
DatabaseAddress = Annotated[str, BeforeValidator(spelling.database_address)]
Duration = Annotated[timedelta, BeforeValidator(spelling.duration)]
Switch = Annotated[bool, BeforeValidator(spelling.switch)]
Lowered = BeforeValidator(spelling.lowered)


class Settings(BaseSettings):
    """Every variable of the program, without its prefix. Made directly, it reads no environment."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, extra="forbid", frozen=True, hide_input_in_errors=True
    )

    telegram_token: Token | None = None
    telegram_api_url: WebAddress = TELEGRAM
    database_url: DatabaseAddress = Field(default="sqlite:///brief.db", repr=False)
    admins: Annotated[list[int], BeforeValidator(spelling.user_ids)] = []
    languages: Annotated[list[str], BeforeValidator(spelling.languages)] = list(spelling.SHIPPED_LANGUAGES)
    timezone: Annotated[str, BeforeValidator(spelling.zone)] = "Europe/Kyiv"
    digest_time: Annotated[str, BeforeValidator(spelling.clock_time)] = "07:30"
    catch_up: Duration = timedelta(hours=3)
    alert_settle: Duration = timedelta(seconds=90)
    undo: Duration = timedelta(seconds=60)
    approval: Switch = False
    messages_per_second: Annotated[int, BeforeValidator(spelling.whole(1, 1000))] = 28
    paid_broadcast: Switch = False
    when_uncertain: Annotated[Literal["resend", "hold", "probe"], Lowered] = "resend"
    webhook_url: WebAddress | None = None
    webhook_secret: WebhookSecret | None = None
    http_host: Annotated[str, BeforeValidator(spelling.host)] = "127.0.0.1"
    http_port: Annotated[int, BeforeValidator(spelling.whole(0, 65_535))] = 8080
    full_brief_url: WebAddress | None = None
    support_url: WebAddress | None = None
    log_format: Annotated[Literal["text", "json"], Lowered] = "text"
    log_level: Annotated[Literal["debug", "info", "warning", "error"], Lowered] = "info"

    _unknown: list[str] = PrivateAttr(default=[])

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003  the library's signature
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (init_settings,)

    @model_validator(mode="after")
    def _guarded_webhook(self) -> Self:
        if self.webhook_url is None:
            return self
        if self.webhook_secret is None:
            raise ValueError(
                f"BRIEF_WEBHOOK_SECRET is missing beside BRIEF_WEBHOOK_URL; {spelling.SECRET_FORM}"
            )
        if self.telegram_api_url == TELEGRAM and not self.webhook_url.startswith("https:"):
            raise ValueError(
                f"BRIEF_WEBHOOK_URL is {self.webhook_url!r}; Telegram calls only https addresses"
            )
        return self

    @property
    def zone(self) -> ZoneInfo:
        """The newsroom's time zone."""
        return ZoneInfo(self.timezone)

    @property
    def warnings(self) -> list[str]:
        """What is accepted but looks like a mistake, one sentence each."""
        odd = list(self._unknown)
        if self.messages_per_second > FREE_LANE and not self.paid_broadcast:
            odd.append(
                f"BRIEF_MESSAGES_PER_SECOND is {self.messages_per_second}: "
                f"Telegram allows about {FREE_LANE} without BRIEF_PAID_BROADCAST=on."
            )
        return odd

    @property
    def secrets(self) -> list[str]:
        """Words that must never be shown: the token, the webhook's secret, the database's password."""
        kept = [s.get_secret_value() for s in (self.telegram_token, self.webhook_secret) if s is not None]
        password = urlsplit(self.database_url).password
        return [*kept, *{password, unquote(password)}] if password else kept


def load_settings(env: Mapping[str, str] | None = None, env_file: str | Path | None = ".env") -> Settings:
    """The settings from variables (the process's own unless given), which win over those of `env_file`.

    Raises:
        SettingsInvalid: with one sentence per problem.
    """
    problems: list[str] = []
    variables = _variables(os.environ if env is None else env, env_file)
    values = dict(_values(variables, problems))
    try:
        settings = Settings(**values)
    except ValidationError as error:
        problems += _sentences(error, values)
    if problems:
        raise SettingsInvalid(problems)
    settings._unknown = list(_unknown(variables))  # noqa: SLF001  set once, by their own loader
    return settings


def variable(field: str) -> str:
    """The variable of a field of `Settings`."""
    return PREFIX + field.upper()


def _variables(env: Mapping[str, str], env_file: str | Path | None) -> dict[str, str]:
    """Blank means unset: compose files pass variables on that way."""
    try:
        kept = DotEnvSettingsSource(Settings, env_file=env_file, case_sensitive=True).env_vars
    except (OSError, ValueError) as error:
        raise SettingsInvalid([f"{env_file} cannot be read: {error}."]) from None
    merged = {name: (value or "").strip() for name, value in {**kept, **env}.items()}
    return {name: value for name, value in merged.items() if value and name.startswith(PREFIX)}


def _values(variables: Mapping[str, str], problems: list[str]) -> Iterator[tuple[str, Any]]:
    for field in Settings.model_fields:
        name = variable(field)
        path = variables.get(name + "_FILE") if field in SECRETS else None
        if path and name in variables:
            problems.append(f"{name} and {name}_FILE are both set; keep one of them.")
        elif path:
            yield from _from_file(field, Path(path), problems)
        elif name in variables:
            yield field, variables[name]


def _from_file(field: str, path: Path, problems: list[str]) -> Iterator[tuple[str, str]]:
    name = variable(field) + "_FILE"
    try:
        secret = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        problems.append(f"{name} is {str(path)!r}, which cannot be read: {reason}.")
        return
    if secret:
        yield field, secret
    else:
        problems.append(f"{name} is {str(path)!r}, which is empty; write the secret into it.")


def _sentences(error: ValidationError, values: Mapping[str, Any]) -> Iterator[str]:
    for detail in error.errors(include_url=False, include_input=False):
        reason = _reason(detail["type"], detail["msg"], detail.get("ctx", {}))
        field = str(detail["loc"][0]) if detail["loc"] else ""
        if not field:
            yield f"{reason}."
        elif field in SECRETS:
            yield f"{variable(field)} is not valid: {reason}."
        else:
            yield f"{variable(field)} is {values[field]!r}; {reason}."


def _reason(kind: str, message: str, context: Mapping[str, Any]) -> str:
    if kind == "literal_error":
        return f"write {context['expected'].replace(chr(39), '')}"
    return message.removeprefix("Value error, ")


def _unknown(variables: Mapping[str, str]) -> Iterator[str]:
    known = {variable(field) for field in Settings.model_fields}
    known |= {variable(field) + "_FILE" for field in SECRETS}
    for name in sorted(set(variables) - known):
        near = difflib.get_close_matches(name, sorted(known), n=1, cutoff=0.6)
        hint = f"; did you mean {near[0]}?" if near else "."
        yield f"{name} is not a setting of this program and is ignored{hint}"
