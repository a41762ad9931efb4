from pathlib import Path

import pytest

from config.settings import SettingsInvalid, load_settings, profiles
from rag.domain import Language
from rag.wiring import model_server_of


def test_the_environment_wins_over_a_file_and_a_file_over_defaults(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "settings.toml"
    file.write_text("[page]\nport = 9001\n[retrieval]\npassages = 4\n")
    monkeypatch.setenv("PARAGRAF_PAGE__PORT", "9002")
    settings = load_settings(file=file)
    assert settings.page.port == 9002
    assert settings.retrieval.passages == 4
    assert settings.page.host == "127.0.0.1"


def test_everything_listens_on_loopback_by_default() -> None:
    settings = load_settings("laptop")
    hosts = {settings.page.host, settings.vector_store.host, settings.model_server.host}
    assert hosts == {"127.0.0.1"}


def test_a_value_that_cannot_be_used_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARAGRAF_PAGE__PORT", "a lot")
    with pytest.raises(SettingsInvalid, match=r"page\.port"):
        load_settings()


@pytest.mark.parametrize("profile", profiles())
def test_every_profile_is_whole(profile: str) -> None:
    settings = load_settings(profile)
    assert settings.profile == profile
    assert {Language(language) for language in settings.answering.judged_languages}


def test_the_gpu_profile_starts_plain_vllm_with_its_model() -> None:
    settings = load_settings("gpu")
    command = model_server_of(settings).command("127.0.0.1", 8521)
    assert command[1:5] == (
        "-m",
        "vllm.entrypoints.openai.api_server",
        "--model",
        settings.model_server.model,
    )
    assert "--gpu-memory-utilization" in command
    assert "--enforce-eager" not in command
    assert settings.answering.way == "compose"


def test_the_laptop_profile_keeps_vllm_small() -> None:
    spec = model_server_of(load_settings("laptop"))
    assert "--enforce-eager" in spec.command("127.0.0.1", 8521)
    assert spec.environment["VLLM_CPU_KVCACHE_SPACE"] == "1"
    assert spec.environment["HF_HUB_OFFLINE"] == "1"


def test_nobody_manages_guidelines_from_elsewhere_while_nobody_signs_in(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert load_settings("laptop").page.roles == ("manager", "evaluator")
    assert load_settings("gpu").page.roles == ()
    monkeypatch.setenv("PARAGRAF_PAGE__HOST", "0.0.0.0")
    with pytest.raises(SettingsInvalid, match=r"page.roles to \[\]"):
        load_settings("laptop")
    monkeypatch.setenv("PARAGRAF_PAGE__ROLES", "[]")
    assert load_settings("laptop").page.roles == ()
