"""This installation's own P-256 key: made once, kept in the vault, never sent anywhere."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from app.auth.events import VaultTrouble
from app.auth.vault import Vault

ITEM = "installation-key"


@dataclass(frozen=True, slots=True)
class Installation:
    """The key, and its RFC 7638 thumbprint, which tokens name in `act`."""

    key: ECKey = field(repr=False)
    thumbprint: str

    @property
    def public(self) -> Mapping[str, object]:
        """Return the public half as a JWK that names its use."""
        return {**self.key.as_dict(private=False), "kid": self.thumbprint, "use": "sig", "alg": "ES256"}


def installation(vault: Vault) -> Installation:
    """Return this installation's key, made now if the vault has none; call it under the installation's lock.

    Raises:
        VaultTrouble: the vault is silent, or what it holds is no key.

    """
    kept = vault.get(ITEM)
    if kept is None:
        made = ECKey.generate_key("P-256")
        vault.set(ITEM, json.dumps(made.as_dict(private=True), separators=(",", ":")))
        return Installation(made, made.thumbprint())
    try:
        key = ECKey.import_key(json.loads(kept))
        usable = key.is_private and key.curve_name == "P-256"
    except (JoseError, ValueError, TypeError):
        usable = False
        key = None
    if key is None or not usable:
        raise VaultTrouble(
            f"The item {ITEM!r} in the {vault.where} is no key that this program made.",
            "Delete that item there and sign in again.",
        ) from None
    return Installation(key, key.thumbprint())
