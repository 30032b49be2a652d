"""The sessions kept in the vault, and which of one provider's accounts was used last."""

from __future__ import annotations

from dataclasses import dataclass, field

from pydantic import BaseModel, TypeAdapter, ValidationError

from app.auth.events import Account
from app.auth.vault import Vault, short_hash, whose


@dataclass(frozen=True, slots=True)
class Kept:
    """A session as the vault holds it; session tokens are too large for some vaults and never go there."""

    account: Account
    refresh: str = field(repr=False)


_KEPT = TypeAdapter(Kept)


class _Index(BaseModel):
    current: str | None = None
    accounts: list[str] = []


class SessionStore:
    """The sessions of one provider; every call may block and raise VaultTrouble."""

    def __init__(self, vault: Vault, issuer: str) -> None:
        self._vault, self._issuer = vault, issuer
        self._index_item = f"current:{short_hash(issuer)}"

    @staticmethod
    def item(account: Account) -> str:
        """Return the name of an account's session in the vault."""
        return f"session:{whose(account)}"

    def current(self) -> str | None:
        """Return the item of the account used last, or None."""
        return self._index().current

    def read(self, item: str) -> Kept | None:
        """Return a session, or None where there is none or none that can be read."""
        text = self._vault.get(item)
        if text is None:
            return None
        try:
            kept = _KEPT.validate_json(text)
        except ValidationError:
            return None
        return kept if kept.account.issuer == self._issuer else None

    def write(self, item: str, kept: Kept) -> None:
        """Keep a session, in place of its older self."""
        self._vault.set(item, _KEPT.dump_json(kept).decode())

    def select(self, item: str) -> None:
        """Make an account the one used last; call it under the provider's lock."""
        accounts = [known for known in self._index().accounts if known != item]
        self._write(_Index(current=item, accounts=[*accounts, item]))

    def erase(self, item: str) -> bool:
        """Erase a session and tell whether no account is left; call it under the provider's lock."""
        self._vault.delete(item)
        index = self._index()
        accounts = [known for known in index.accounts if known != item]
        current = index.current if index.current != item else None
        if accounts:
            self._write(_Index(current=current, accounts=accounts))
        else:
            self._vault.delete(self._index_item)
        return not accounts

    def _index(self) -> _Index:
        try:
            return _Index.model_validate_json(self._vault.get(self._index_item) or "{}")
        except ValidationError:
            return _Index()

    def _write(self, index: _Index) -> None:
        self._vault.set(self._index_item, index.model_dump_json())
