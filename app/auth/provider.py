"""One provider, met when first needed: its metadata, this installation's registration with it, and its keys."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import httpx

from app.auth import discovery, registration
from app.auth.authorization import sign_in_scopes
from app.auth.config import AuthConfig, Clock
from app.auth.discovery import Metadata
from app.auth.endpoint import Endpoint
from app.auth.events import Denied, Unreachable
from app.auth.installation import Installation, installation
from app.auth.locks import alone
from app.auth.registration import Application, Registration
from app.auth.tokens import Claims, Expected, UnknownKey, read_claims, verified
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
        """Return the token endpoint for a new sign-in.

        It registers again if the provider has forgotten us, or if there are tools now that need more than it knows of.

        Raises:
            Denied: it does not know the configured client.

        """
        self._endpoint = None
        endpoint = await self.endpoint()
        known = await endpoint.is_known()
        if self._config.client_id is None:
            kept = await asyncio.to_thread(registration.read, self._vault, endpoint.metadata.issuer)
            if known and kept is not None and kept.covers(self._scope()):
                return endpoint
            await self.forget(endpoint.client_id)
            return await self.endpoint()
        if known:
            return endpoint
        raise Denied(
            "The provider does not know this installation under the configured client id.",
            "Check COUNTERSIGN_CLIENT_ID and the key registered there.",
        )

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

    async def read(self, token: str) -> Mapping[str, object] | None:
        """Return what an access token of this provider says, None where it is opaque.

        Raises:
            Unreachable: it is a JWT that the provider did not sign.

        """
        if token.count(".") != 2:  # noqa: PLR2004  # header, payload, signature (RFC 7515, section 3.1)
            return None
        found = verified(token, await discovery.public_keys(self.client, await self.metadata()))
        if found is None:
            raise Unreachable("The provider's token is not signed by it.", "Ask whoever runs the provider.")
        return found

    def now(self) -> float:
        """Return the time in Unix seconds by our own clock."""
        return self._clock()

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
        application = Application(self._config.client_name, self._scope(), key)
        made = await registration.register(self.client, metadata, application)
        await asyncio.to_thread(registration.keep, self._vault, made)
        return made

    def _scope(self) -> str:
        return sign_in_scopes(self._config.scopes)
