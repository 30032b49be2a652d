"""The registered clients, and which of their assertions have been used."""

from __future__ import annotations

import json

from app.sandbox.identity.clients import Client
from app.sandbox.identity.database import Database


class Directory:
    """Keeps clients (RFC 7591) and the `jti` of their assertions (RFC 7523, 3)."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, client: Client, registration_hash: str) -> None:
        """Keep a new client, with the hash of the token that may remove it."""
        self._database.run(
            "INSERT INTO clients VALUES (?, ?, ?, ?, ?, ?, ?)",
            client.client_id,
            client.name,
            json.dumps(client.redirect_uris),
            json.dumps(client.grant_types),
            client.scope,
            json.dumps(client.key) if client.key else None,
            registration_hash,
        )

    def find(self, client_id: str) -> Client | None:
        """Return a client."""
        row = self._database.row(
            "SELECT client_id, name, redirect_uris, grant_types, scope, key FROM clients WHERE client_id = ?",
            client_id,
        )
        if row is None:
            return None
        kept, name, redirect_uris, grant_types, scope, key = map(str, row)
        return Client(
            client_id=kept,
            name=name,
            redirect_uris=tuple(json.loads(redirect_uris)),
            grant_types=tuple(json.loads(grant_types)),
            scope=scope,
            key=None if row[-1] is None else json.loads(key),
        )

    def remove(self, client_id: str, registration_hash: str) -> bool:
        """Remove a client and everything issued to it; False when there is none, or the token is not its own."""
        statement = "DELETE FROM clients WHERE client_id = ? AND registration_hash = ?"
        return self._database.run(statement, client_id, registration_hash) == 1

    def take(self, client_id: str, jti: str, expires_at: int, now: int) -> bool:
        """Take an assertion's id; False when it was taken before."""
        self._database.run("DELETE FROM assertions WHERE expires_at < ?", now)
        statement = "INSERT OR IGNORE INTO assertions VALUES (?, ?, ?)"
        return self._database.run(statement, client_id, jti, expires_at) == 1
