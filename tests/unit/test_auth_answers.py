import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from hashlib import sha256
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

from app.auth import pkce
from app.auth.events import Denied, Unreachable
from app.auth.tokens import Expected, TokenAnswer, UnknownKey, read_claims
from tests.unit.fakes_auth import signed, tokens

ISSUER = "https://id.example"
ATTEMPT = pkce.Attempt(state="the-state", nonce="the-nonce", verifier="v" * 43)
NOW = 1_800_000_000.0
KEY = ECKey.generate_key("P-256")
PUBLIC = {**KEY.as_dict(private=False), "kid": "k1", "use": "sig"}
EXPECTED = Expected(ISSUER, "cl_1", "the-nonce", ("ES256", "RS256", "HS256", "none"))
RIGHT: Mapping[str, object] = {
    "iss": ISSUER,
    "sub": "usr_alice",
    "aud": "cl_1",
    "nonce": "the-nonce",
    "iat": int(NOW),
    "exp": int(NOW) + 60,
    "auth_time": int(NOW) - 5,
    "acr": "pin",
    "name": "Alice",
    "email": "alice@acme.example",
    "tenant": "ten_acme",
}


def claims(**changes: object) -> dict[str, object]:
    return {name: value for name, value in {**RIGHT, **changes}.items() if value is not None}


def query(**fields: str) -> str:
    return urlencode({"state": "the-state", **fields})


@given(st.binary(min_size=32, max_size=32))
def test_the_challenge_is_the_hash_of_the_verifier_and_never_the_verifier(random: bytes) -> None:
    attempt = pkce.begin(lambda _: urlsafe_b64encode(random).decode().rstrip("="))
    assert len(attempt.verifier) == 43
    digest = sha256(attempt.verifier.encode()).digest()
    assert attempt.challenge == urlsafe_b64encode(digest).decode().rstrip("=")
    assert attempt.verifier not in repr(attempt)


def test_attempts_share_nothing() -> None:
    made = [pkce.begin() for _ in range(50)]
    assert len({secret for one in made for secret in (one.state, one.nonce, one.verifier)}) == 150


@given(st.text())
def test_no_other_state_is_an_answer(state: str) -> None:
    assert pkce.is_answer(urlencode({"state": state}), ATTEMPT) == (state == "the-state")


@pytest.mark.parametrize("text", ["", "state", "code=x", "state=the-state&state=the-state", "state=the-state&state=x"])
def test_a_query_without_exactly_one_state_is_no_answer(text: str) -> None:
    assert not pkce.is_answer(text, ATTEMPT)


def test_the_code_comes_out_of_a_right_answer() -> None:
    assert pkce.code_of(query(code="c", iss=ISSUER), ISSUER, iss_announced=True) == "c"
    assert pkce.code_of(query(code="c"), ISSUER, iss_announced=False) == "c"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (query(code="c"), "does not say which provider"),
        (query(code="c", iss="https://evil.example"), "another provider"),
        (query(code="c", iss=f"{ISSUER}/"), "another provider"),
        (query(error="access_denied", iss="https://evil.example"), "another provider"),
        (query(iss=ISSUER), "no code"),
        (query(code="c", iss=ISSUER) + "&code=d", "twice"),
        (query(code="c", iss=ISSUER) + f"&iss={ISSUER}", "twice"),
    ],
)
def test_an_answer_is_believed_only_from_the_provider_asked(text: str, words: str) -> None:
    with pytest.raises(Unreachable, match=words):
        pkce.code_of(text, ISSUER, iss_announced=True)


def test_an_issuer_is_looked_at_even_where_it_was_not_announced() -> None:
    with pytest.raises(Unreachable, match="another provider"):
        pkce.code_of(query(code="c", iss="https://evil.example"), ISSUER, iss_announced=False)


def test_an_error_counts_for_more_than_a_code() -> None:
    with pytest.raises(Denied, match="said no"):
        pkce.code_of(query(error="access_denied", code="c", iss=ISSUER), ISSUER, iss_announced=True)


@pytest.mark.parametrize(("error", "words"), [("server_error", "just now"), ("invalid_scope", r"\(invalid_scope\)")])
def test_other_errors_are_told_by_name(error: str, words: str) -> None:
    with pytest.raises(Denied, match=words):
        pkce.code_of(query(error=error, iss=ISSUER), ISSUER, iss_announced=True)


@pytest.mark.parametrize("error", ["\x1b[2J", "a" * 500, "<b>", ""])
def test_an_error_that_is_no_word_is_not_repeated(error: str) -> None:
    with pytest.raises(Denied, match="no usable reason"):
        pkce.code_of(query(error=error, iss=ISSUER), ISSUER, iss_announced=True)


@pytest.mark.parametrize(
    "pasted",
    [
        "http://127.0.0.1:5/callback?state=s&code=c",
        "  <http://127.0.0.1:5/callback?state=s&\n  code=c>\n",
        '"http://127.0.0.1:5/callback?state=s&code=c"',
        "http://127.0.0.1:5/callback?state=s&code=c#",
        "?state=s&code=c",
        "state=s&code=c",
    ],
)
def test_a_pasted_address_is_understood_however_it_was_copied(pasted: str) -> None:
    assert pkce.query_of(pasted) == "state=s&code=c"


@pytest.mark.parametrize("pasted", ["", "hello", "http://127.0.0.1:5/callback", "http://[::1", "code=c"])
def test_something_else_pasted_is_no_answer(pasted: str) -> None:
    assert pkce.query_of(pasted) is None


@given(st.text())
def test_nothing_pasted_breaks_the_sign_in(pasted: str) -> None:
    found = pkce.query_of(pasted)
    assert found is None or not pkce.is_answer(found, ATTEMPT)


def test_a_right_id_token_says_who_signed_in() -> None:
    account = read_claims(signed(claims(), KEY), [PUBLIC], EXPECTED, NOW).account("cl_1", "thumb")
    assert (account.sub, account.tenant, account.auth_time) == ("usr_alice", "ten_acme", int(NOW) - 5)
    assert account.installation == "thumb"


def test_a_person_without_a_name_goes_by_address_or_subject() -> None:
    bare = claims(name=None, email=None, tenant=None, auth_time=None)
    account = read_claims(signed(bare, KEY), [PUBLIC], EXPECTED, NOW).account("cl_1", "thumb")
    assert (account.name, account.tenant, account.auth_time) == ("usr_alice", "", int(NOW))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"iss": "https://evil.example"}, "another provider"),
        ({"aud": "cl_2"}, "another program"),
        ({"aud": ["cl_1", "cl_2"]}, "another program"),
        ({"aud": ["cl_1", "cl_2"], "azp": "cl_2"}, "another program"),
        ({"azp": "cl_2"}, "another program"),
        ({"nonce": "other"}, "another sign-in"),
        ({"nonce": None}, "another sign-in"),
        ({"exp": NOW - 31}, "expired"),
        ({"iat": NOW + 31}, "future"),
        ({"exp": None}, "form is wrong"),
        ({"sub": ""}, "form is wrong"),
        ({"sub": None}, "form is wrong"),
    ],
)
def test_an_id_token_that_says_something_else_is_not_believed(changes: dict[str, object], words: str) -> None:
    with pytest.raises(Unreachable, match=words):
        read_claims(signed(claims(**changes), KEY), [PUBLIC], EXPECTED, NOW)


def test_an_id_token_for_several_programs_names_ours() -> None:
    token = signed(claims(aud=["cl_1", "cl_2"], azp="cl_1"), KEY)
    assert read_claims(token, [PUBLIC], EXPECTED, NOW).sub == "usr_alice"


def test_an_id_token_by_another_key_of_the_same_name_is_not_believed() -> None:
    with pytest.raises(Unreachable, match="signature"):
        read_claims(signed(claims(), ECKey.generate_key("P-256")), [PUBLIC], EXPECTED, NOW)


def test_an_id_token_by_an_unknown_key_asks_for_newer_keys() -> None:
    with pytest.raises(UnknownKey):
        read_claims(signed(claims(), KEY, kid="k2"), [PUBLIC], EXPECTED, NOW)


def by_hand(alg: str, sign: Callable[[bytes], bytes]) -> str:
    parts = [
        urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in ({"alg": alg, "kid": "k1"}, claims())
    ]
    body = b".".join(parts)
    return (body + b"." + urlsafe_b64encode(sign(body)).rstrip(b"=")).decode()


def test_an_unsigned_id_token_is_not_believed() -> None:
    with pytest.raises(Unreachable, match="signature"):
        read_claims(by_hand("none", lambda _: b""), [PUBLIC], EXPECTED, NOW)


def test_a_public_key_is_never_taken_for_a_shared_secret() -> None:
    pem = KEY.as_pem(private=False)
    forged = by_hand("HS256", lambda body: hmac.digest(pem, body, "sha256"))
    with pytest.raises(Unreachable, match="signature"):
        read_claims(forged, [PUBLIC], EXPECTED, NOW)


def test_a_shared_secret_among_the_public_keys_is_no_key() -> None:
    forged = by_hand("HS256", lambda body: hmac.digest(b"secret", body, "sha256"))
    with pytest.raises(UnknownKey):
        read_claims(forged, [{"kty": "oct", "k": "c2VjcmV0", "kid": "k1"}], EXPECTED, NOW)


@pytest.mark.parametrize("announced", [(), ("none",), ("HS256",), ("EdDSA",)])
def test_where_no_safe_algorithm_is_announced_nothing_is_believed(announced: tuple[str, ...]) -> None:
    with pytest.raises(Unreachable, match="signature"):
        read_claims(signed(claims(), KEY), [PUBLIC], Expected(ISSUER, "cl_1", "the-nonce", announced), NOW)


def test_only_algorithms_that_the_provider_announced_count() -> None:
    with pytest.raises(Unreachable, match="signature"):
        read_claims(signed(claims(), KEY), [PUBLIC], Expected(ISSUER, "cl_1", "the-nonce", ("RS256",)), NOW)


def test_rsa_works_as_well_and_keys_for_encryption_are_left_out() -> None:
    rsa = RSAKey.generate_key(2048)
    token = jwt.encode({"alg": "RS256"}, claims(), rsa, algorithms=["RS256"])
    public = rsa.as_dict(private=False)
    assert read_claims(token, [PUBLIC, public], EXPECTED, NOW).sub == "usr_alice"
    with pytest.raises(UnknownKey):
        read_claims(token, [{**public, "use": "enc"}], EXPECTED, NOW)


@given(st.text() | st.from_regex(r"\A[A-Za-z0-9_-]{0,20}\.[A-Za-z0-9_-]{0,20}\.[A-Za-z0-9_-]{0,20}\Z"))
def test_no_nonsense_breaks_the_reading_of_an_id_token(token: str) -> None:
    with pytest.raises(Unreachable):
        read_claims(token, [PUBLIC], EXPECTED, NOW)


def test_a_token_goes_stale_before_its_end_by_the_margin() -> None:
    token = tokens(seconds=60, now=NOW)
    assert not token.stale(NOW + 49, 10)
    assert token.stale(NOW + 50, 10)


def test_a_token_answer_without_a_life_time_is_stale_at_once() -> None:
    assert TokenAnswer(access_token="x", token_type="bearer").tokens(NOW).stale(NOW, 0)


def test_token_values_hide_what_they_hold() -> None:
    answer = TokenAnswer(access_token="at-secret", token_type="Bearer", refresh_token="rt-secret", id_token="it-secret")
    assert "secret" not in repr(answer) + repr(answer.tokens(NOW))
