"""The inbox of the person signed in here: what waits, news of it, and deciding on what somebody else asked for."""

from app.inbox.platform import PlatformInbox
from app.inbox.sources import Sources

__all__ = ["PlatformInbox", "Sources"]
