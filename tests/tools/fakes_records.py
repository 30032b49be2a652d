"""Records that need no platform, and a person to work for."""

from collections.abc import Mapping

from tools.change import Json, Principal
from tools.contract import Context, ToolError

ALICE = Principal(
    issuer="http://127.0.0.1:41001",
    sub="usr_alice",
    tenant="ten_acme",
    client_id="cli_1",
    installation="thumb",
    name="Alice Moreau",
    email="alice@acme.example",
    acr="urn:countersign:acr:pin",
    auth_time=1_700_000_000,
    tenant_name="Acme",
    role="lead",
)


class FakeRecords:
    def __init__(self, answers: Mapping[str, Json] | None = None) -> None:
        self.answers = dict(answers or {})
        self.asked: list[tuple[str, tuple[str, ...], dict[str, object]]] = []

    async def get(self, path: str, *params: str, **query: object) -> Json:
        self.asked.append((path, params, query))
        filled = path.replace("{}", "%s") % params
        if filled not in self.answers:
            raise ToolError("The platform knows no such record.")
        return self.answers[filled]

    async def items(self, path: str, *params: str, limit: int = 200, **query: object) -> list[Json]:
        page = await self.get(path, *params, **query)
        items = page["items"]
        assert isinstance(items, list)
        return items[:limit]


def context(records: FakeRecords | None = None) -> Context:
    return Context(records or FakeRecords(), ALICE, 1_800_000_000)
