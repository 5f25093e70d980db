"""The files of deploy/ fit the program and one another: what they set exists, and what one promises the other keeps."""

import re
from pathlib import Path

import pytest
import yaml

from bot.__main__ import AUTHOR, OPERATOR
from bot.config import Config
from bot.store.database import CONNECTIONS
from bot.watchdog import BEAT

DEPLOY = Path(__file__).parents[1] / "deploy"
UNIT = (DEPLOY / "bot.service").read_text(encoding="utf-8")
COMPOSE = yaml.load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - all strings
CADDYFILE = (DEPLOY / "Caddyfile").read_text(encoding="utf-8")
REPLICAS = ("bot-1", "bot-2")
SECRETS = {"TELEGRAM_BOT_TOKEN_FILE": "token"}
"""Files that are there at run time only."""


def variables() -> dict[str, dict[str, str]]:
    """What each file sets, by the file's name."""
    unit = re.findall(r"^Environment=(\w+)=(\S+)$", UNIT, re.MULTILINE)
    image = re.findall(r"\b((?:BOT|DATABASE)_\w+)=(\S+)", (DEPLOY / "Dockerfile").read_text(encoding="utf-8"))
    name = "${DOMAIN:?set the name of this machine}"
    compose = COMPOSE["services"]["bot-1"]["environment"]
    return {
        "bot.service": dict(unit),
        "Dockerfile": dict(image),
        "compose.yaml": {variable: str(value).replace(name, "x.org") for variable, value in compose.items()},
    }


@pytest.mark.parametrize(("file", "given"), variables().items())
def test_every_variable_that_is_set_is_one_and_is_understood(
    file: str, given: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert given
    (tmp_path / "token").write_text("1:a")
    for name, value in given.items():
        assert name.lower() in Config.model_fields, f"{file}: {name}"
        monkeypatch.setenv(name, str(tmp_path / SECRETS[name]) if name in SECRETS else value)
    Config()


def test_the_proxy_passes_on_to_where_the_replicas_listen() -> None:
    settings = variables()["compose.yaml"]
    path = settings["BOT_WEBHOOK_URL"].partition("x.org")[2]
    port = settings["BOT_WEBHOOK_LISTEN"].rpartition(":")[2]
    assert f"handle {path} {{" in CADDYFILE
    assert f"reverse_proxy {' '.join(f'{name}:{port}' for name in REPLICAS)} {{" in CADDYFILE
    assert f"health_port {settings['BOT_HTTP_LISTEN'].rpartition(':')[2]}" in CADDYFILE


def test_no_stranger_can_make_the_proxy_take_a_replica_for_dead() -> None:
    assert re.search(r"^\s*(fail_duration|max_fails|unhealthy_)", CADDYFILE, re.MULTILINE) is None


def test_the_replicas_share_what_telegram_and_the_database_allow() -> None:
    messages = float(variables()["compose.yaml"]["BOT_MESSAGES_PER_SECOND"])
    assert messages * len(REPLICAS) <= Config.model_fields["bot_messages_per_second"].default
    assert CONNECTIONS * len(REPLICAS) < 97, "PostgreSQL allows a hundred, three of them to its administrator"


def test_systemd_waits_for_several_beats_before_it_takes_the_process_for_hung() -> None:
    seconds = re.search(r"^WatchdogSec=(\d+)$", UNIT, re.MULTILINE)
    assert seconds is not None
    assert float(seconds[1]) >= 5 * BEAT


def test_systemd_starts_again_what_may_do_the_next_time() -> None:
    never = re.search(r"^RestartPreventExitStatus=(.+)$", UNIT, re.MULTILINE)
    assert never is not None
    assert {int(status) for status in never[1].split()} == {AUTHOR, OPERATOR}


def test_no_secret_is_a_variable_or_can_be_committed() -> None:
    files = {Path(secret["file"]).name for secret in COMPOSE["secrets"].values()}
    assert files <= set((DEPLOY / ".gitignore").read_text(encoding="utf-8").split())
    for name, service in COMPOSE["services"].items():
        for variable, value in service.get("environment", {}).items():
            assert variable.endswith("_FILE") or "PASSWORD" not in variable, f"{name}: {variable}"
            assert re.search(r"//[^/@]*:[^/@]*@", str(value)) is None, f"{name}: {variable}"
