from dataclasses import fields
from pathlib import Path

import pytest

from app.ground import DEFAULT_MODEL, model_settings, opinion_settings
from app.place import Place
from app.settings import THEMES, VARIABLES, Settings, SettingsError, read, site_policy
from app.ui.theme import THEMES as SCREENS_THEMES


def base(tmp_path: Path) -> dict[str, str]:
    return {"COUNTERSIGN_CONFIG": str(tmp_path / "config"), "COUNTERSIGN_DATA": str(tmp_path / "data")}


def test_the_example_file_names_every_setting_and_nothing_else(checkout: Path) -> None:
    lines = (checkout / ".env.example").read_text().splitlines()
    named = {line.split("=")[0] for line in lines if line and not line.startswith("#")}
    assert named == set(VARIABLES)
    assert set(VARIABLES.values()) == {field.name for field in fields(Settings)}


def test_with_nothing_said_the_sandbox_stands_in(tmp_path: Path) -> None:
    settings = read(base(tmp_path))
    assert settings.sandbox
    assert settings.sandbox_model


def test_an_empty_variable_counts_as_unset(tmp_path: Path) -> None:
    assert read({**base(tmp_path), "COUNTERSIGN_ISSUER": ""}).sandbox


def test_an_issuer_without_a_platform_is_refused_with_a_next_step(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        read({**base(tmp_path), "COUNTERSIGN_ISSUER": "https://id.example"})
    assert "COUNTERSIGN_PLATFORM" in caught.value.sentence
    assert caught.value.next_step


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1"])
def test_a_port_that_is_none_is_refused(tmp_path: Path, port: str) -> None:
    with pytest.raises(SettingsError, match="which is no port"):
        read({**base(tmp_path), "COUNTERSIGN_REDIRECT_PORT": port})


def test_a_model_is_asked_by_chat_completions_unless_said_otherwise(tmp_path: Path) -> None:
    place = Place("https://id.example", "https://api.example", None)
    for said, api in (({}, "chat"), ({"COUNTERSIGN_MODEL_API": "responses"}, "responses")):
        settings = read({**base(tmp_path), "OPENAI_API_KEY": "sk", **said})
        assert model_settings(settings, place).api == api
    with pytest.raises(SettingsError, match="no way to ask"):
        read({**base(tmp_path), "COUNTERSIGN_MODEL_API": "grpc"})


def test_the_offline_model_and_a_server_of_its_own_for_opinions_are_asked_by_chat_completions(tmp_path: Path) -> None:
    place = Place("https://id.example", "https://api.example", "http://127.0.0.1:9/v1")
    said = {**base(tmp_path), "COUNTERSIGN_MODEL_API": "responses"}
    assert model_settings(read(said), place).api == "chat"
    opinion = opinion_settings(read({**said, "OPENAI_API_KEY": "sk", "COUNTERSIGN_OPINION_URL": "http://o"}), place)
    assert opinion is not None
    assert opinion.api == "chat"
    opinion = opinion_settings(read({**said, "OPENAI_API_KEY": "sk", "COUNTERSIGN_OPINION_MODEL": "m2"}), place)
    assert opinion is not None
    assert opinion.api == "responses"


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / "my.env"
    file.write_text("COUNTERSIGN_MODEL=from-file\nOPENAI_API_KEY=sk-file\n")
    settings = read({**base(tmp_path), "COUNTERSIGN_MODEL": "from-environment"}, file)
    assert settings.model == "from-environment"
    assert settings.model_key is not None
    assert settings.model_key.value == "sk-file"


def test_a_named_file_that_is_missing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="There is no file"):
        read(base(tmp_path), tmp_path / "absent.env")


def test_a_file_where_one_happens_to_stand_is_never_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text("COUNTERSIGN_MODEL=planted\n")
    monkeypatch.chdir(tmp_path)
    assert read(base(tmp_path)).model is None


def test_formatting_settings_gives_no_secret_away(tmp_path: Path) -> None:
    settings = read({**base(tmp_path), "OPENAI_API_KEY": "sk-very-secret"})
    assert "sk-very-secret" not in f"{settings} {settings!r} {settings.model_key}"


def test_the_organisations_rules_stand_in_the_systems_folder_and_in_the_named_one(tmp_path: Path) -> None:
    assert read(base(tmp_path)).policy_folders == (site_policy(),)
    named = read({**base(tmp_path), "COUNTERSIGN_POLICY_FOLDER": str(tmp_path)})
    assert named.policy_folders == (site_policy(), tmp_path)


def test_a_named_folder_of_rules_that_is_not_there_is_refused_and_not_passed_over(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="which is no folder"):
        read({**base(tmp_path), "COUNTERSIGN_POLICY_FOLDER": str(tmp_path / "none")})


def test_a_model_for_opinions_that_no_server_would_know_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="no server"):
        read({**base(tmp_path), "COUNTERSIGN_OPINION_MODEL": "other"})


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({}, None),
        ({"OPENAI_API_KEY": "sk-1"}, None),
        ({"OPENAI_API_KEY": "sk-1", "COUNTERSIGN_OPINION_MODEL": "other"}, ("other", "https://m.example", "sk-1")),
        ({"OPENAI_API_KEY": "sk-1", "COUNTERSIGN_OPINION_KEY": "sk-2"}, (DEFAULT_MODEL, "https://m.example", "sk-2")),
        ({"COUNTERSIGN_OPINION_KEY": "sk-2"}, (DEFAULT_MODEL, None, "sk-2")),
        (
            {"OPENAI_API_KEY": "sk-1", "COUNTERSIGN_MODEL": "main", "COUNTERSIGN_OPINION_URL": "https://o.example"},
            ("main", "https://o.example", None),
        ),
    ],
)
def test_second_opinions_come_from_another_server_only_with_its_own_key(
    tmp_path: Path, said: dict[str, str], expected: tuple[str, str | None, str | None] | None
) -> None:
    settings = read({**base(tmp_path), **said})
    found = opinion_settings(settings, Place("", "", "https://m.example"))
    assert (found and (found.name, found.url, found.key)) == expected


def test_a_theme_is_one_of_those_that_the_screen_knows(tmp_path: Path) -> None:
    assert tuple(theme.name for theme in SCREENS_THEMES) == THEMES
    for name in ("", *THEMES):
        assert read({**base(tmp_path), "COUNTERSIGN_THEME": name}).theme == name
    with pytest.raises(SettingsError, match="which is no theme"):
        read({**base(tmp_path), "COUNTERSIGN_THEME": "Dark"})
