"""What somebody is asked to confirm in a step-up: a change with its whole requests, or one decision about another's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from authlib.oauth2.rfc6749 import InvalidRequestError  # type: ignore[import-untyped]  # Authlib ships no types
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from app.sandbox.identity.config import IdentityConfig
from app.sandbox.identity.details import CHANGE_TYPE, DECISION_TYPE, MAX_REQUESTS, Detail, check_detail, only_detail
from app.sandbox.identity.errors import InvalidDetails
from app.sandbox.platform.digests import Arrival, Plain, Sender, change_of
from app.sandbox.seed.people import PEOPLE, SandboxPerson


class WholeRequest(BaseModel):
    """One request as it will be sent, every byte of it; `if_match` is the header's whole value."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
    path: Annotated[str, Field(pattern=r"^/[!-~]*$")]
    query: list[Annotated[list[str], Field(min_length=2, max_length=2)]]
    content_type: str | None
    body: str | None
    if_match: str | None
    idempotency_key: Annotated[str, Field(min_length=1)]

    def digest(self, audience: str) -> str:
        """Return the request digest that the platform will compute when it arrives."""
        return Arrival(
            method=self.method,
            path=self.path,
            query=tuple((name, value) for name, value in self.query),
            content_type=self.content_type,
            body=(self.body or "").encode(),
            if_match=self.if_match,
            idempotency_key=self.idempotency_key,
        ).digest(audience)


WHOLE = TypeAdapter(Annotated[list[WholeRequest], Field(min_length=1, max_length=MAX_REQUESTS)])


@dataclass(frozen=True, slots=True)
class Asked:
    """What one person, and nobody else, is asked to confirm; `whole` is empty for a decision.

    `detail` is what tokens will carry.
    """

    person: SandboxPerson
    detail: Detail
    whole: tuple[dict[str, Plain], ...]

    @property
    def decides(self) -> bool:
        """Tell whether it is a decision as the second person."""
        return self.detail["type"] == DECISION_TYPE

    def expired(self, now: int) -> bool:
        """Tell whether it is too late to confirm it; how long a decision may be made only the platform knows."""
        return not self.decides and int(str(self.detail["expires_at"])) <= now


def read_asked(text: str, hint: str | None, client_id: str, config: IdentityConfig) -> Asked:
    """Return what pushed authorization_details ask the hinted person to confirm.

    Raises:
        InvalidRequestError: the `login_hint` names nobody.
        InvalidDetails: the object is malformed, has expired, or its digests are not those of its whole requests sent
            by this person through this client.

    """
    person = next((person for person in PEOPLE if person.sub == hint), None)
    if person is None:
        raise InvalidRequestError("The login_hint must be the sub of the person who is to confirm.")
    read = only_detail(text)
    detail = {name: value for name, value in read.items() if name != "whole" or read.get("type") != CHANGE_TYPE}
    check_detail(detail, config.platform, config.now())
    if detail["type"] == DECISION_TYPE:
        return Asked(person, detail, ())
    whole = _read_whole(read.get("whole"))
    digests = [request.digest(config.platform) for request in whole]
    sender = Sender(config.platform, person.sub, person.tenant.id, client_id)
    if digests != detail["requests"]:
        raise InvalidDetails("The requests are not the digests of the whole requests.")
    if change_of(digests, sender, int(str(detail["expires_at"]))) != detail["change"]:
        raise InvalidDetails("The change is not that of these requests, this person and this program.")
    return Asked(person, detail, tuple(request.model_dump() for request in whole))


def _read_whole(value: object) -> list[WholeRequest]:
    try:
        return WHOLE.validate_python(value)
    except ValidationError:
        raise InvalidDetails("whole must be the requests as they will be sent, with every member.") from None
