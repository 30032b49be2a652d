import logging
from pathlib import Path

import pytest

from tests.sandbox.fakes_identity import Agent, registered


def everything_in(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.iterdir())


async def test_no_token_code_or_key_is_in_the_folder_or_the_log(
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    logging.getLogger("httpx").setLevel(logging.WARNING)
    async with registered(tmp_path) as agent:
        code = await agent.code()
        tokens = (await agent.redeem(code)).json()
        looked = (await agent.exchange(tokens["access_token"], "tasks:read")).json()
        again = (await agent.refresh(tokens["refresh_token"])).json()
        secrets = [
            code,
            agent.verifier,
            tokens["refresh_token"],
            again["refresh_token"],
            agent.registered["registration_access_token"],
            str(agent.key.as_dict(private=True)["d"]),
            *(
                str(token).split(".")[2]
                for token in (tokens["access_token"], tokens["id_token"], looked["access_token"])
            ),
        ]
        kept = everything_in(tmp_path)

    assert (tmp_path / "identity.db").is_file()
    assert not [secret for secret in secrets if secret.encode() in kept]
    assert not [secret for secret in secrets if secret in caplog.text]


async def test_sessions_and_key_survive_a_restart(tmp_path: Path) -> None:
    async with registered(tmp_path) as first:
        tokens = await first.sign_in()
        keys = await first.keys()
    async with registered(tmp_path) as second:
        again = Agent(second.http, second.clock, first.key, client_id=first.client_id)

        assert await again.keys() == keys
        assert (await again.exchange(tokens["access_token"], "tasks:read")).status_code == 200
        assert (await again.refresh(tokens["refresh_token"])).status_code == 200


async def test_database_and_signing_key_are_for_their_owner_only(tmp_path: Path) -> None:
    async with registered(tmp_path / "kept"):
        modes = {file.name: file.stat().st_mode & 0o777 for file in (tmp_path / "kept").iterdir()}

    assert modes["identity.key"] == 0o600
    assert set(modes.values()) == {0o600}
