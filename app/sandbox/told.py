"""What a keeper tells a terminal about itself and its servers, understood once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ServerTold:
    """How one server is: `state` is one of the keeper's four words, `code` its exit code once it has ended."""

    state: str
    code: int | None
    port: int
    log: str

    def words(self) -> str:
        """Return the state for a person."""
        match self.state:
            case "exited":
                return f"ended by itself (exit code {self.code}), see {self.log}; the next start brings it back"
            case "port taken":
                return f"not running: another program has port {self.port}"
            case other:
                return other


@dataclass(frozen=True, slots=True)
class Told:
    """How the keeper is: pinned or not, how many terminals, and its servers by name."""

    pinned: bool = False
    terminals: int = 0
    servers: Mapping[str, ServerTold] = field(default_factory=dict)

    @classmethod
    def of(cls, answer: Mapping[str, object] | None) -> Told:
        """Understand an answer; none at all is a keeper that does not run."""
        if answer is None:
            return cls()
        children = answer.get("children")
        servers = {
            str(name): ServerTold(str(told["state"]), told["code"], int(told["port"]), str(told["log"]))
            for name, told in (children if isinstance(children, dict) else {}).items()
        }
        return cls(bool(answer.get("pinned")), int(str(answer.get("terminals", 0))), servers)

    def state(self, name: str) -> str:
        """Return a server's state in words."""
        server = self.servers.get(name)
        return "not running" if server is None else server.words()
