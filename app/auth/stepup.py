"""Step-up: the provider's own page shows one Change or one decision and has it confirmed (RFC 9470, 9126, 9396)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from app.auth import pkce
from app.auth.authorization import DECIDE, decides, pushed_url
from app.auth.confirmations import DECISION, Bond, Confirmations, Confirmed, Detail, bond_of
from app.auth.endpoint import Endpoint, Rejected
from app.auth.events import Account, AuthError, Denied, SessionEnded, Unreachable
from app.auth.pkce import Attempt, Refusal
from app.auth.provider import Provider
from app.auth.session import Session
from app.auth.tokens import TokenSet
from app.auth.vouched import ACR, AGAIN, MAX_AGE, Statement, Wanted, check, other_account
from app.auth.waiting import Waiting

Opening = Callable[[str, bool], None]
"""Hears where the provider's page is, and whether a browser has opened it."""


@dataclass(frozen=True, slots=True)
class Stepped:
    """What the provider vouches for: how and when (Unix seconds) the person proved who they are, for this change."""

    change: str
    acr: str
    auth_time: int


class StepUp:
    """Has the person signed in here confirm one thing at the provider; the token that proves it brokers use once."""

    def __init__(
        self,
        session: Session,
        provider: Provider,
        waiting: Waiting,
        confirmations: Confirmations,
        patience: float,
    ) -> None:
        self._session, self._provider = session, provider
        self._waiting, self._confirmations, self._patience = waiting, confirmations, patience

    async def confirm(self, details: Sequence[Detail], opening: Opening, scopes: Sequence[str]) -> Stepped:
        """Put one thing on the provider's page, wait for its answer, and hold the token that it gives.

        `details` is one countersign_change with its whole requests, or one countersign_decision; `scopes` are what
        it will be exchanged for: the Change's own, or the one for deciding. Whatever fails, nothing was sent.

        Raises:
            SessionEnded: nobody is signed in here, or not the same person any more.
            Denied: the person or the provider said no, it was another account, or its proof is weak or old.
            Unreachable: the provider cannot be reached, or its answer cannot be believed.
            AuthError: nobody answered in time, or the wait was given up.

        """
        account, epoch = self._account(), self._session.epoch
        bond = _require_fitting(details, scopes)
        with _nothing_lost():
            endpoint = await self._provider.endpoint(account.client_id)
            tokens, nonce = await self._ask(endpoint, account, details, opening, scopes)
            statement = await self._statement(tokens, nonce)
        wanted = Wanted(account, {name: value for name, value in _plain(details).items() if name != "whole"})
        check(statement, wanted, self._provider.now())
        if self._session.epoch != epoch:
            raise SessionEnded("You signed out, or in anew, while your provider's page was open.", AGAIN)
        self._confirmations.keep(Confirmed(bond, tokens, epoch))
        claims = statement.claims
        return Stepped(str(wanted.detail["change"]), claims.acr, claims.auth_time or 0)

    def _account(self) -> Account:
        account = self._session.account
        if account is None:
            raise SessionEnded("You are not signed in.", "Sign in; what waits for you stays.")
        return account

    async def _ask(
        self,
        endpoint: Endpoint,
        account: Account,
        details: Sequence[Detail],
        opening: Opening,
        scopes: Sequence[str],
    ) -> tuple[TokenSet, str]:
        attempt = pkce.begin()
        async with self._waiting.listening(attempt) as listener:
            form = _form(endpoint, account, attempt, details, scopes)
            request_uri = await endpoint.push({**form, "redirect_uri": listener.redirect_uri})
            if not listener.over:
                url = pushed_url(endpoint.metadata, endpoint.client_id, request_uri)
                opening(url, await self._waiting.open(url))
            query = await listener.answer(self._patience, _late(self._patience))
        metadata = endpoint.metadata
        announced = metadata.authorization_response_iss_parameter_supported
        code = pkce.code_of(query, metadata.issuer, iss_announced=announced, refusal=_refusals(account))
        return await endpoint.code(code, attempt.verifier, listener.redirect_uri), attempt.nonce

    async def _statement(self, tokens: TokenSet, nonce: str) -> Statement:
        if tokens.identity is None:
            raise Denied("Your provider did not say who confirmed this.", AGAIN)
        claims = await self._provider.claims(tokens.identity, nonce)
        return Statement(claims, await self._provider.read(tokens.access), tokens.details)


def _require_fitting(details: Sequence[Detail], scopes: Sequence[str]) -> Bond:
    """Return what is to be confirmed; the scope for deciding goes with one decision, and with nothing else."""
    bond = bond_of(details)
    if bond is None:
        raise Denied("There is not exactly one thing to confirm.", "Report this: it is a fault in Countersign.")
    deciding = bond[0] == DECISION
    if not scopes or (set(scopes) != {DECIDE} if deciding else decides(scopes)):
        raise Denied("A Change and a decision are never confirmed as one.", "Nothing was sent.")
    return bond


def _plain(details: Sequence[Detail]) -> Mapping[str, object]:
    """Return the one detail as JSON would give it back."""
    plain: Mapping[str, object] = json.loads(json.dumps(details[0]))
    return plain


def _form(
    endpoint: Endpoint, account: Account, attempt: Attempt, details: Sequence[Detail], scopes: Sequence[str]
) -> Mapping[str, str]:
    return {
        "response_type": "code",
        "client_id": endpoint.client_id,
        "scope": " ".join(("openid", *sorted(set(scopes)))),
        "state": attempt.state,
        "nonce": attempt.nonce,
        "code_challenge": attempt.challenge,
        "code_challenge_method": "S256",
        "resource": endpoint.metadata.issuer,
        "acr_values": ACR,
        "max_age": str(MAX_AGE),
        "prompt": "login",
        "login_hint": account.sub,
        "authorization_details": json.dumps([_plain(details)], separators=(",", ":")),
    }


@contextmanager
def _nothing_lost() -> Iterator[None]:
    """Word failures on the way for somebody who confirms, not for somebody who signs in."""
    try:
        yield
    except Rejected as error:
        raise _rejected(error) from None
    except Unreachable as error:
        raise Unreachable(error.sentence, AGAIN) from None


def _rejected(error: Rejected) -> AuthError:
    sentences = {
        "invalid_client": "Your provider does not know this installation any more.",
        "invalid_grant": "Your provider's answer came too late, or was used before.",
        "invalid_scope": "Your provider does not let you confirm this here.",
        "invalid_authorization_details": "Your provider does not take this: it is not what it says it is, or too old.",
    }
    steps = {
        "invalid_client": "Sign in again; what waits for you stays.",
        "invalid_scope": "Nothing was sent. Sign in again and agree to what it asks for.",
        "invalid_authorization_details": "Nothing was sent. Ask for it again.",
    }
    unknown = f"Your provider would not show its page ({pkce.code_word(error.code)})."
    return Denied(sentences.get(error.code, unknown), steps.get(error.code, AGAIN))


def _refusals(account: Account) -> Refusal:
    """Return the words for what the page may answer; of its own description only known words are looked for."""

    def refusal(error: str, description: str) -> AuthError:
        if error in {"server_error", "temporarily_unavailable"}:
            return Unreachable("Your provider cannot show its page just now.", AGAIN)
        if error in {"unmet_authentication_requirements", "login_required"}:
            return Denied("Your provider could not have you prove who you are for this.", AGAIN)
        if error != "access_denied":
            return Denied(f"Your provider did not have this confirmed ({pkce.code_word(error)}).", AGAIN)
        why = description.casefold()
        if "other account" in why:
            return other_account(account)
        return Denied(next((told for word, told in DENIALS.items() if word in why), SAID_NO), AGAIN)

    return refusal


DENIALS: Mapping[str, str] = {
    "wrong code": "The one-time code was wrong too often, so your provider stopped.",
    "expired": "It was too late to confirm this on your provider's page.",
    "platform": "Your provider could not find out what this would do, so nobody could confirm it.",
}
SAID_NO = "This was declined on your provider's page."


def _late(seconds: float) -> AuthError:
    return AuthError(f"Nobody confirmed this on your provider's page within {seconds / 60:g} minutes.", AGAIN)
