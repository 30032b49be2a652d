"""What the program is told from outside, read once: environment, `.env`, and whether anything is configured at all."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import platformdirs

NAME = "countersign"
CHECKOUT = Path(__file__).resolve().parent.parent
THEMES = ("dark", "light", "high-contrast", "sixteen-colours")


class SettingsError(Exception):
    """A setting that cannot be used: one sentence, and the next step."""

    def __init__(self, sentence: str, next_step: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.next_step = next_step


@dataclass(frozen=True, slots=True)
class Secret:
    """A secret that formatting cannot give away."""

    value: str = field(repr=False)

    def __str__(self) -> str:
        """Return stars."""
        return "****"


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting, with what it is when nothing is said; the environment's names stand in `.env.example`."""

    issuer: str | None
    platform: str | None
    client_id: str | None
    redirect_port: int | None
    model: str | None
    model_url: str | None
    model_key: Secret | None
    model_api: Literal["chat", "responses"]
    opinion_model: str | None
    opinion_url: str | None
    opinion_key: Secret | None
    installation_name: str
    data: Path
    config: Path
    policy_folder: Path
    theme: str

    @property
    def policy_folders(self) -> tuple[Path, ...]:
        """Return where an organisation's rules stand: the system's folder always, and the one that is named."""
        return tuple(dict.fromkeys((site_policy(), self.policy_folder)))

    @property
    def sandbox(self) -> bool:
        """Tell whether no provider is configured, so that the sandbox stands in for it."""
        return self.issuer is None

    @property
    def sandbox_model(self) -> bool:
        """Tell whether no model is configured, so that the sandbox's stands in for it."""
        return self.model_key is None and self.model_url is None

    @property
    def same_opinion(self) -> bool:
        """Tell whether second opinions come from the model that is talked with."""
        return self.opinion_model is None and self.opinion_url is None and self.opinion_key is None


VARIABLES: Mapping[str, str] = {
    "COUNTERSIGN_ISSUER": "issuer",
    "COUNTERSIGN_PLATFORM": "platform",
    "COUNTERSIGN_CLIENT_ID": "client_id",
    "COUNTERSIGN_REDIRECT_PORT": "redirect_port",
    "COUNTERSIGN_MODEL": "model",
    "OPENAI_BASE_URL": "model_url",
    "OPENAI_API_KEY": "model_key",
    "COUNTERSIGN_MODEL_API": "model_api",
    "COUNTERSIGN_OPINION_MODEL": "opinion_model",
    "COUNTERSIGN_OPINION_URL": "opinion_url",
    "COUNTERSIGN_OPINION_KEY": "opinion_key",
    "COUNTERSIGN_NAME": "installation_name",
    "COUNTERSIGN_DATA": "data",
    "COUNTERSIGN_CONFIG": "config",
    "COUNTERSIGN_POLICY_FOLDER": "policy_folder",
    "COUNTERSIGN_THEME": "theme",
}
"""Each environment variable and the field of Settings that it sets."""


def read(environ: Mapping[str, str], env_file: Path | None = None) -> Settings:
    """Read the settings; the environment wins over `.env`, and `.env` is never taken from where one happens to stand.

    Raises:
        SettingsError: the named file is missing, or a value cannot be used.

    """
    config = Path(environ.get("COUNTERSIGN_CONFIG") or platformdirs.user_config_path(NAME))
    said = {**_from_files(config, env_file), **{name: value for name, value in environ.items() if value}}
    issuer, url = said.get("COUNTERSIGN_ISSUER"), said.get("COUNTERSIGN_PLATFORM")
    if (issuer is None) != (url is None):
        raise SettingsError(
            "Only one of COUNTERSIGN_ISSUER and COUNTERSIGN_PLATFORM is set.",
            "Set both, or neither to use the sandbox.",
        )
    key, opinion_key = said.get("OPENAI_API_KEY"), said.get("COUNTERSIGN_OPINION_KEY")
    _check_opinion(said)
    return Settings(
        issuer=issuer.rstrip("/") if issuer else None,
        platform=url.rstrip("/") if url else None,
        client_id=said.get("COUNTERSIGN_CLIENT_ID"),
        redirect_port=_port(said.get("COUNTERSIGN_REDIRECT_PORT")),
        model=said.get("COUNTERSIGN_MODEL"),
        model_url=said.get("OPENAI_BASE_URL"),
        model_key=Secret(key) if key else None,
        model_api=_api(said.get("COUNTERSIGN_MODEL_API", "chat")),
        opinion_model=said.get("COUNTERSIGN_OPINION_MODEL"),
        opinion_url=said.get("COUNTERSIGN_OPINION_URL"),
        opinion_key=Secret(opinion_key) if opinion_key else None,
        installation_name=said.get("COUNTERSIGN_NAME") or platform.node() or "this machine",
        data=Path(said.get("COUNTERSIGN_DATA") or platformdirs.user_data_path(NAME)),
        config=config,
        policy_folder=_policy_folder(said.get("COUNTERSIGN_POLICY_FOLDER")),
        theme=_theme(said.get("COUNTERSIGN_THEME")),
    )


def site_policy() -> Path:
    """Return the folder in which an administrator of this machine keeps the organisation's rules."""
    return Path(platformdirs.site_config_path(NAME)) / "policy"


def from_environment(env_file: Path | None = None) -> Settings:
    """Read the settings of this process."""
    return read(os.environ, env_file)


def _from_files(config: Path, env_file: Path | None) -> dict[str, str]:
    if env_file is not None and not env_file.is_file():
        raise SettingsError(f"There is no file {env_file}.", "Name an existing file with --env-file.")
    places = [env_file] if env_file else [CHECKOUT / ".env", config / ".env"]
    said: dict[str, str] = {}
    for place in places:
        if place.is_file():
            from dotenv import dotenv_values  # noqa: PLC0415  # only where there is a file to read: start-up time

            said |= {name: value for name, value in dotenv_values(place, interpolate=False).items() if value}
    return said


def _policy_folder(text: str | None) -> Path:
    if text and not Path(text).is_dir():
        raise SettingsError(
            f"COUNTERSIGN_POLICY_FOLDER is {text!r}, which is no folder.",
            "Name the folder that holds your organisation's rules, or leave it empty.",
        )
    return Path(text) if text else site_policy()


def _theme(text: str | None) -> str:
    if text and text not in THEMES:
        raise SettingsError(f"COUNTERSIGN_THEME is {text!r}, which is no theme.", f"Name one of {', '.join(THEMES)}.")
    return text or ""


def _check_opinion(said: Mapping[str, str]) -> None:
    servers = ("OPENAI_API_KEY", "OPENAI_BASE_URL", "COUNTERSIGN_OPINION_KEY", "COUNTERSIGN_OPINION_URL")
    if "COUNTERSIGN_OPINION_MODEL" in said and not any(name in said for name in servers):
        raise SettingsError(
            "COUNTERSIGN_OPINION_MODEL is set, and no server that would know this model.",
            "Set COUNTERSIGN_OPINION_KEY or COUNTERSIGN_OPINION_URL too.",
        )


def _api(text: str) -> Literal["chat", "responses"]:
    known: dict[str, Literal["chat", "responses"]] = {"chat": "chat", "responses": "responses"}
    if text in known:
        return known[text]
    raise SettingsError(
        f"COUNTERSIGN_MODEL_API is {text!r}, which is no way to ask a model.",
        "Say chat (chat completions, known to every server) or responses (OpenAI's Responses API).",
    )


def _port(text: str | None) -> int | None:
    if text is None:
        return None
    if not text.isdigit() or not 0 < int(text) < 65536:  # noqa: PLR2004  # the size of a port (RFC 9293)
        raise SettingsError(
            f"COUNTERSIGN_REDIRECT_PORT is {text!r}, which is no port.",
            "Give a number from 1 to 65535.",
        )
    return int(text)
