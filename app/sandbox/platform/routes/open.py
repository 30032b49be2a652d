"""The routes that need no token: health, and which issuer's tokens are taken (RFC 9728)."""

from __future__ import annotations

from fastapi import APIRouter

from app.sandbox.platform.routes.parts import Parts
from app.sandbox.platform.rules import RULES
from app.sandbox.platform.tokens import METADATA_PATH

router = APIRouter()


@router.get("/healthz")
async def healthz() -> dict[str, str]:
    """Tell that the platform answers."""
    return {"status": "ok"}


@router.get(METADATA_PATH)
async def protected_resource(platform: Parts) -> dict[str, str | list[str]]:
    """Return the metadata of this protected resource."""
    config = platform.config
    return {
        "resource": config.audience,
        "authorization_servers": [config.issuer],
        "scopes_supported": sorted({rule.scope for rule in RULES.values()}),
        "bearer_methods_supported": ["header"],
        "authorization_details_types_supported": ["countersign_change", "countersign_decision"],
    }
