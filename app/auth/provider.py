"""One provider, met when first needed: its metadata, this installation's registration with it, and its keys."""

from __future__ import annotations

import asyncio

import httpx

from app.auth import discovery, registration
from app.auth.authorization import OWN_SCOPES
from app.auth.config import AuthConfig, Clock
from app.auth.discovery import Metadata
from app.auth.endpoint import Endpoint
from app.auth.events import Denied
from app.auth.installation import Installation, installation
from app.auth.locks import alone
from app.auth.registration import Application, Registration
from app.auth.tokens import Claims, Expected, UnknownKey, read_claims
from app.auth.vault import Vault

LOCK = "installation"


class Provider:
    """What is known of the configured provider; it belongs to one HTTP client, and so to one event loop."""

    def __init__(self, config: AuthConfig, vault: Vault, client: httpx.AsyncClient, clock: Clock) -> None:
        self.client = client
        self._config, self._vault, self._clock = config, vault, clock
        self._metadata: Metadata | None = None
        self._endpoint: Endpoint | None = None

    async def metadata(self) -> Metadata:
        """Return the provider's metadata, asked for once."""
        if self._metadata is None:
            self._metadata = await discovery.discover(self.client, self._config.issuer)
        return self._metadata

    async def endpoint(self, client_id: str | None = None) -> Endpoint:
        """Return the token endpoint, as the client that this installation is there; it registers if it must.

        Where a session names another client id, this installation has registered again since: the vault is read anew.
        """
        if self._endpoint is None or client_id not in {None, self._endpoint.client_id}:
            metadata = await self.metadata()
            async with alone(self._config.folder, LOCK):
                key = await asyncio.to_thread(installation, self._vault)
                chosen = self._config.client_id or (await self._registered(metadata, key)).client_id
            self._endpoint = Endpoint(self.client, metadata, chosen, key, self._clock)
        return self._endpoint

    async def renewed(self) -> Endpoint:
        """Return the token endpoint for a new sign-in, registering again if the provider has forgotten us.

        Raises:
            Denied: it does not know the configured client.

        """
        self._endpoint = None
        endpoint = await self.endpoint()
        if await endpoint.is_known():
            return endpoint
        if self._config.client_id is not None:
            raise Denied(
                "The provider does not know this installation under the configured client id.",
                "Check COUNTERSIGN_CLIENT_ID and the key registered there.",
            )
        await self.forget(endpoint.client_id)
        return await self.endpoint()

    async def claims(self, token: str, nonce: str) -> Claims:
        """Return the checked claims of an id_token; keys that rotated meanwhile are fetched once more.

        Raises:
            Unreachable: it cannot be believed.

        """
        endpoint = await self.endpoint()
        metadata = endpoint.metadata
        expected = Expected(metadata.issuer, endpoint.client_id, nonce, metadata.id_token_signing_alg_values_supported)
        keys = await discovery.public_keys(self.client, metadata)
        try:
            return read_claims(token, keys, expected, self._clock())
        except UnknownKey:
            keys = await discovery.public_keys(self.client, metadata)
            return read_claims(token, keys, expected, self._clock())

    async def forget(self, client_id: str) -> Registration | None:
        """Erase this installation's registration under that id from the vault and return what it was."""
        async with alone(self._config.folder, LOCK):
            kept = await asyncio.to_thread(registration.forget, self._vault, self._config.issuer, client_id)
        self._endpoint = None
        return kept

    async def _registered(self, metadata: Metadata, key: Installation) -> Registration:
        kept = await asyncio.to_thread(registration.read, self._vault, metadata.issuer)
        if kept is not None:
            return kept
        scope = " ".join((*OWN_SCOPES, *self._config.scopes))
        made = await registration.register(self.client, metadata, Application(self._config.client_name, scope, key))
        await asyncio.to_thread(registration.keep, self._vault, made)
        return made
