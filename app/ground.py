"""Loads what every conversation stands on: the tools, the rules, and which model is asked."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from app.place import Place
from app.settings import Settings
from app.trust import trusted
from app.ui.desk import DeskTrouble

if TYPE_CHECKING:
    from graph.model.speaking import ModelSettings
    from graph.policy.pdp import Pdp
    from tools.registry import Registry

DEFAULT_MODEL = "gpt-5-mini"
OFFLINE_MODEL = "countersign-offline"


def load_tools() -> Registry:
    """Return the tools of the catalog.

    Raises:
        DeskTrouble: one of its files can't be loaded; names it and the reason.

    """
    from tools.registry import RegistryError, load

    try:
        return load()
    except RegistryError as error:
        raise DeskTrouble(f"A tool cannot be loaded: {error}.", "Mend or remove that file.") from error


def load_policy(settings: Settings, added: Sequence[Path] | None = None) -> Pdp:
    """Return the rules: the baseline, and the organisation's or other files in their place.

    Raises:
        DeskTrouble: one of their files can't be trusted or loaded; names it, the line and the reason.

    """
    from graph.policy.organisation import organisation_files
    from graph.policy.pdp import Pdp
    from graph.policy.rules import PolicyError

    try:
        return Pdp.load(organisation_files(*settings.policy_folders) if added is None else added)
    except PolicyError as error:
        raise DeskTrouble(
            f"The rules cannot be loaded: {error}.", "Mend that file; without rules nothing runs."
        ) from error


def model_settings(settings: Settings, place: Place) -> ModelSettings:
    """Return which model is asked, and where."""
    from graph.model.speaking import ModelSettings

    if settings.sandbox_model:
        return ModelSettings(OFFLINE_MODEL, place.model_url, "offline", trusted(place.model_url))
    key = settings.model_key.value if settings.model_key else None
    name, url = settings.model or DEFAULT_MODEL, place.model_url
    return ModelSettings(name, url, key, trusted(url), api=settings.model_api)


def opinion_settings(settings: Settings, place: Place) -> ModelSettings | None:
    """Return which model is asked for second opinions, and where; None for the one that is talked with.

    A server of its own never gets the key of the other one.
    """
    from graph.model.speaking import ModelSettings

    if settings.same_opinion:
        return None
    url = settings.opinion_url or (None if settings.sandbox_model else place.model_url)
    key = settings.opinion_key or (None if settings.opinion_url else settings.model_key)
    name = settings.opinion_model or settings.model or DEFAULT_MODEL
    api = "chat" if settings.opinion_url or settings.sandbox_model else settings.model_api
    return ModelSettings(name, url, key.value if key else None, trusted(url), api=api)
