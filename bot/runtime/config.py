"""How is this deployment set up? Read once, from the environment and a `.env` file; all problems are reported
together.

No secret is ever printed: problems name the key and the fix, never the value. `settings.py` has the keys,
`config_checks.py` says which settings do not go together.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from pathlib import Path

from pydantic import ValidationError
from pydantic_settings import BaseSettings
from pydantic_settings.sources import DotEnvSettingsSource

from bot.runtime.config_checks import CHECKS
from bot.runtime.errors import ConfigError
from bot.runtime.settings import Settings

__all__ = ["ENV_FILE", "Settings", "keys_of", "read_settings", "read_some"]

ENV_FILE = Path(".env")


def read_settings(environment: Mapping[str, str] | None = None, env_file: Path | None = ENV_FILE) -> Settings:
    """The settings; raises ConfigError with all problems. The environment (`None`: the process's) goes before
    the file.
    """
    given = _given(os.environ if environment is None else environment, env_file)
    settings, problems = _understood(given)
    wrong = {key for key, _ in problems}
    problems += [(key, fix) for key, is_wrong, fix in CHECKS if key not in wrong and is_wrong(settings)]
    if problems:
        raise ConfigError(problems)
    return settings


def read_some(
    keys: Collection[str], environment: Mapping[str, str] | None = None, env_file: Path | None = ENV_FILE
) -> Settings:
    """Only these settings, for what has no need of the others; raises ConfigError when one cannot be read."""
    given = _given(os.environ if environment is None else environment, env_file)
    settings, problems = _understood({key: value for key, value in given.items() if key.upper() in keys})
    if problems:
        raise ConfigError(problems)
    return settings


def keys_of(env_file: Path) -> tuple[str, ...]:
    """The names in a `.env` file, known or not, in upper case; raises ConfigError when it cannot be read."""
    return tuple(key.upper() for key in _lines(env_file))


def _given(environment: Mapping[str, str], env_file: Path | None) -> dict[str, str]:
    lines = _lines(env_file) if env_file is not None else {}
    named = {key.lower(): value for key, value in environment.items()}
    both = ({key: value for key, value in source.items() if value} for source in (lines, named))
    merged: dict[str, str] = {}
    for source in both:
        merged |= {key: value for key, value in source.items() if key in Settings.model_fields}
    return merged


def _lines(env_file: Path) -> dict[str, str]:
    try:
        source = DotEnvSettingsSource(BaseSettings, env_file=env_file, env_file_encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        # The library's own text may quote a line.
        raise ConfigError([(str(env_file), "cannot be read: it has to be a text file in UTF-8")]) from None
    return {key: value or "" for key, value in source.env_vars.items()}


def _understood(given: dict[str, str]) -> tuple[Settings, list[tuple[str, str]]]:
    """Settings of all that is of the right form; problems of the rest."""
    try:
        return Settings.model_validate(given), []
    except ValidationError as wrong:
        # The library's own text may quote the value; only the place and the kind of mistake are used.
        found = [
            (str(error["loc"][0]), _advice(error["type"], error.get("ctx") or {}))
            for error in wrong.errors(include_input=False, include_url=False)
        ]
    bad = {key for key, _ in found}
    right = Settings.model_validate({key: value for key, value in given.items() if key not in bad})
    return right, [(key.upper(), advice) for key, advice in found]


def _advice(kind: str, context: Mapping[str, object]) -> str:
    if kind == "literal_error":
        return f"must be one of {context['expected']}"
    if kind.startswith("int"):
        return "must be a whole number"
    if kind == "greater_than_equal":
        return f"must be at least {context['ge']}"
    if kind == "less_than_equal":
        return f"must be at most {context['le']}"
    return "is not of the right form"
