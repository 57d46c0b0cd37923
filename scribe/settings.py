"""What an operator can set, from the environment or a `.env` file.

Owns names, defaults and limits. Knows nothing of who uses them. Every setting has a heading in docs/settings.md.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from scribe.errors import SettingError


class Settings(BaseSettings):
    """The settings; each is read from SCRIBE_ and its name in capitals."""

    model_config = SettingsConfigDict(env_prefix="SCRIBE_", env_file=".env", extra="ignore", frozen=True)

    data_dir: Annotated[
        Path | None, Field(description="where the embedded database lies; default: the user's data folder")
    ] = None
    database_url: Annotated[str | None, Field(description="a database server instead of the embedded one")] = None
    cache_dir: Annotated[
        Path | None, Field(description="where parsed pattern files are kept; default: the user's cache folder")
    ] = None
    clinic: Annotated[
        tuple[str, ...],
        NoDecode,
        Field(description="a clinic's own folders of policies and patterns, or overlays by name, separated by commas"),
    ] = ()
    max_note_bytes: Annotated[int, Field(ge=1, description="the most bytes a note may have as UTF-8")] = 2_000_000
    log_format: Annotated[Literal["console", "json"], Field(description="how log lines are written")] = "console"
    log_level: Annotated[
        Literal["debug", "info", "warning", "error"], Field(description="the least level that is logged")
    ] = "info"

    @field_validator("clinic", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(word.strip() for word in value.split(",") if word.strip()) if isinstance(value, str) else value


def load_settings() -> Settings:
    """The settings as the environment and `.env` give them.

    Raises:
        SettingError: a value cannot be used; the message names the setting and what was expected, not the value.
    """
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        name = "SCRIBE_" + "_".join(str(step) for step in first["loc"]).upper()
        raise SettingError(f"{name}: {first['msg'][:1].lower()}{first['msg'][1:]}") from None
