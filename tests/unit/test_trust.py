import ssl

import pytest

from app.trust import trusted


@pytest.mark.parametrize("url", ["http://127.0.0.1:41002", "http://[::1]:8080/v1", "http://localhost:11434/v1"])
def test_plain_http_on_this_machine_trusts_nobody(url: str) -> None:
    assert trusted(url).get_ca_certs() == []


@pytest.mark.parametrize("url", [None, "https://id.example", "https://127.0.0.1:8443", "http://model.example/v1"])
def test_everything_else_trusts_the_usual_authorities(url: str | None) -> None:
    assert trusted(url).get_ca_certs()


@pytest.mark.parametrize("url", [None, "http://127.0.0.1:1"])
def test_every_certificate_is_verified(url: str | None) -> None:
    assert trusted(url).verify_mode is ssl.CERT_REQUIRED
    assert trusted(url).check_hostname


def test_the_authorities_are_read_once() -> None:
    assert trusted("https://id.example") is trusted(None)
