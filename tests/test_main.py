"""The command line as an operator or author meets it."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from bot import config
from content.loader import FOLDER
from tests.end.process import ROOT, environment


def bot(folder: Path, *arguments: str, given: str = "", **variables: str) -> subprocess.CompletedProcess[str]:
    """Run one command to its end."""
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments], cwd=ROOT, env=environment(folder, **variables),
        input=given, capture_output=True, text=True, timeout=60,
    )  # fmt: skip


def test_the_shipped_content_has_no_problem(tmp_path: Path) -> None:
    done = bot(tmp_path, "check")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_all_problems_of_a_content_folder_are_listed_and_the_program_does_not_start(tmp_path: Path) -> None:
    folder = tmp_path / "content"
    shutil.copytree(FOLDER, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    (folder / "tools.yaml").write_text("- id: [\n", encoding="utf-8")
    (folder / "zones.yaml").write_text("- id: Knee\n", encoding="utf-8")
    for command in ("check", "run"):
        done = bot(tmp_path, command, BOT_CONTENT_DIR=str(folder))
        assert done.returncode == 1
        assert "tools.yaml:2: not valid YAML" in done.stderr
        assert "zones.yaml:1: 0.id:" in done.stderr
        assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("BOT_SPEED", "fast"),
        ("BOT_SPEED", "-1"),
        ("BOT_SPEED", "nan"),
        ("BOT_LOG_LEVEL", "LOUD"),
        ("BOT_LOG_FORMAT", "xml"),
        ("BOT_PREVIEW_LISTEN", "8080"),
        ("BOT_CONTENT_DIR", "nowhere"),
        ("DATABASE_URL", "postgresql://db.example.org"),
        ("DATABASE_URL", "postgresql://db.example.org:many/bot"),
        ("DATABASE_URL", "bot.sqlite3"),
        ("TELEGRAM_API_URL", "telegram"),
        ("TELEGRAM_BOT_TOKEN", "secret-without-a-colon"),
        ("TELEGRAM_BOT_TOKEN_FILE", "nowhere"),
        ("BOT_WEBHOOK_URL", "example.org/hook"),
        ("BOT_WEBHOOK_SECRET", "with a blank"),
        ("BOT_HTTP_LISTEN", "9090"),
        ("BOT_MESSAGES_PER_SECOND", "0"),
    ],
)
def test_a_mistake_in_the_environment_names_its_variable(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, variable: str, value: str
) -> None:
    monkeypatch.setattr(os, "environ", environment(tmp_path, **{variable: value}))
    with pytest.raises(config.ConfigError) as caught:
        config.read()
    assert variable in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1
    assert "secret" not in str(caught.value)


def test_mistakes_in_the_environment_come_at_once_and_end_the_program(tmp_path: Path) -> None:
    done = bot(tmp_path, "run", BOT_SPEED="fast", BOT_LOG_LEVEL="LOUD")
    assert done.returncode == 2
    assert [line.split(":")[0] for line in done.stderr.splitlines()] == ["BOT_SPEED", "BOT_LOG_LEVEL"]


@pytest.mark.parametrize(("speed", "tempo"), [("20", 20), ("0.05", 20), ("1", 1)])
def test_both_ways_to_write_a_speed_mean_quicker(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, speed: str, tempo: float
) -> None:
    monkeypatch.setattr(os, "environ", environment(tmp_path, BOT_SPEED=speed))
    assert config.read().tempo == tempo


def test_help_has_a_line_for_every_variable(tmp_path: Path) -> None:
    done = bot(tmp_path, "--help")
    variables = """
        TELEGRAM_BOT_TOKEN TELEGRAM_BOT_TOKEN_FILE TELEGRAM_API_URL DATABASE_URL BOT_WEBHOOK_URL BOT_WEBHOOK_SECRET
        BOT_WEBHOOK_LISTEN BOT_HTTP_LISTEN BOT_PREVIEW_LISTEN BOT_CONTENT_DIR BOT_SPEED BOT_LOG_LEVEL BOT_LOG_FORMAT
        BOT_MESSAGES_PER_SECOND
    """
    first_words = {line.split()[0] for line in done.stdout.splitlines() if line.strip()}
    assert set(variables.split()) <= first_words


def test_explain_reads_one_message_or_a_line_each(tmp_path: Path) -> None:
    assert json.loads(bot(tmp_path, "explain", "both my legs are numb").stdout)["red_flags"] == [
        {"id": "both-legs", "tier": "A"}
    ]
    done = bot(tmp_path, "explain", given="left buttock\n\nknee\n")
    assert [json.loads(line)["side"] for line in done.stdout.splitlines()] == ["left", None, None]


def test_the_graph_is_the_one_in_the_documents(tmp_path: Path) -> None:
    done = bot(tmp_path, "graph")
    assert done.stdout.startswith("stateDiagram-v2")
    assert done.stdout.strip() in (ROOT / "docs" / "dialog.md").read_text(encoding="utf-8"), "run: make graph"


def test_the_conversation_runs_in_a_terminal(tmp_path: Path) -> None:
    done = bot(tmp_path, "walk", given="1\n1\n/help\nboth my legs are numb\n")
    assert done.returncode == 0
    assert "Right now: do any of these fit?" in done.stdout
    assert "your local emergency number" in done.stdout


def test_a_backup_of_nothing_says_so(tmp_path: Path) -> None:
    done = bot(tmp_path, "backup", str(tmp_path / "copy.sqlite3"))
    assert done.returncode == 2
    assert "bot.sqlite3" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_port_in_use_is_one_clear_line(tmp_path: Path) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        done = bot(tmp_path, "run", BOT_PREVIEW_LISTEN=address)
    assert done.returncode == 2
    assert "BOT_PREVIEW_LISTEN" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_postgresql_that_cannot_be_reached_is_named_without_its_password(tmp_path: Path) -> None:
    done = bot(tmp_path, DATABASE_URL="postgresql://ann:hush@127.0.0.1:1/guide")
    assert done.returncode == 3, "it may be back by the next start"
    assert done.stderr.startswith("postgresql://127.0.0.1:1/guide: it cannot be reached.")
    assert "hush" not in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("url", ["postgresql://h/db?search_path=hush", "postgresql://ann:hu sh@h/db"])
def test_an_address_that_only_one_of_the_drivers_takes_is_refused_without_its_password(
    tmp_path: Path, url: str
) -> None:
    done = bot(tmp_path, DATABASE_URL=url)
    assert done.returncode == 2
    assert done.stderr.startswith("DATABASE_URL: ")
    assert "hu" not in done.stderr
    assert "Traceback" not in done.stderr


def test_a_backup_of_postgresql_is_left_to_its_own_tool(tmp_path: Path) -> None:
    done = bot(tmp_path, "backup", str(tmp_path / "a copy"), DATABASE_URL="postgresql://ann:hush@127.0.0.1:1/guide")
    assert done.returncode == 2
    assert f"pg_dump --format=custom --file='{tmp_path}/a copy' \"$DATABASE_URL\"" in done.stderr
    assert "hush" not in done.stderr


def test_postgresql_without_its_driver_says_what_to_install(tmp_path: Path) -> None:
    missing = "raise ModuleNotFoundError('not here', name='asyncpg')"
    (tmp_path / "asyncpg.py").write_text(missing, encoding="utf-8")
    done = bot(tmp_path, DATABASE_URL="postgresql://127.0.0.1:1/guide", PYTHONPATH=str(tmp_path))
    assert done.returncode == 2
    assert done.stderr == "DATABASE_URL: PostgreSQL needs asyncpg. Run: pip install -r requirements-postgres.txt\n"


def test_sigterm_ends_it_in_good_order_while_it_still_waits_for_its_database(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        silent.settimeout(30)
        url = f"postgresql://bot@127.0.0.1:{silent.getsockname()[1]}/bot?sslmode=disable"
        with (
            subprocess.Popen(
                [sys.executable, "-m", "bot"], cwd=ROOT, env=environment(tmp_path, DATABASE_URL=url)
            ) as starting,
            silent.accept()[0],
        ):
            starting.send_signal(signal.SIGTERM)
            assert starting.wait(4) == 0


def test_what_nobody_foresaw_has_a_status_of_its_own_after_which_it_may_be_started_again(tmp_path: Path) -> None:
    done = bot(tmp_path, "explain", given="my hüft hurts\n", PYTHONIOENCODING="ascii:strict")
    assert done.returncode == 4
    assert "UnicodeDecodeError" in done.stderr
