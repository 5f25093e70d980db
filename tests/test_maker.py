"""The process beside that makes the files: of low priority, one for all, started anew when it fails."""

import os
import signal
import struct
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from bot.files.jobs import Received, Wanted
from bot.files.maker import Maker, NotMade
from content.schema import Content
from dialogs.events import Imported
from tests.records import NOW, everything


@pytest.fixture
def wanted(content: Content) -> Wanted:
    return everything(content)


@pytest.fixture(scope="module")
def fonts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Looked through once for all tests."""
    return tmp_path_factory.mktemp("fonts")


@pytest.fixture
async def maker(fonts: Path) -> AsyncIterator[Maker]:
    maker = Maker(fonts)
    yield maker
    await maker.close()


async def test_all_files_are_made_in_one_process_of_low_priority(maker: Maker, wanted: Wanted) -> None:
    files = [await maker.make(replace(wanted, what=what)) for what in ("chart", "report", "data")]
    back = await maker.read(Received(files[2].content, NOW))

    assert [file.media_type for file in files] == ["image/png", "application/pdf", "application/json"]
    assert all(file.caption and file.name for file in files)
    assert "left side" in files[0].caption
    assert isinstance(back, Imported)
    assert maker.pid is not None
    assert os.getpriority(os.PRIO_PROCESS, maker.pid) > os.getpriority(os.PRIO_PROCESS, 0)


async def test_what_cannot_be_made_is_said_and_the_process_goes_on(maker: Maker, wanted: Wanted) -> None:
    with pytest.raises(NotMade):
        await maker.make(replace(wanted, what="chart", history=()))
    pid = maker.pid

    assert (await maker.make(wanted)).media_type == "application/json"
    assert maker.pid == pid


async def test_a_process_that_died_is_started_anew(maker: Maker, wanted: Wanted) -> None:
    await maker.make(wanted)
    pid = maker.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)

    with suppress(NotMade):  # its end may be noticed by the next job, or before it
        await maker.make(wanted)

    assert (await maker.make(wanted)).content
    assert maker.pid != pid


async def test_a_process_that_hangs_is_ended_and_started_anew(fonts: Path, wanted: Wanted) -> None:
    maker = Maker(fonts)
    await maker.make(wanted)
    pid = maker.pid
    assert pid is not None
    os.kill(pid, signal.SIGSTOP)
    maker.patience = 0.3

    with pytest.raises(NotMade, match="TimeoutError"):
        await maker.make(wanted)
    assert maker.pid is None
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    await maker.close()


def test_the_process_ends_with_the_program_and_knows_no_secrets(fonts: Path) -> None:
    """With its input closed, as by a kill -9 of the program."""
    answer = subprocess.run(
        [sys.executable, "-m", "bot.files"], input=struct.pack(">Q", 0)[:0], capture_output=True, timeout=30, check=True
    )

    assert answer.stdout == b""


def test_the_program_itself_never_loads_what_draws(tmp_path: Path) -> None:
    code = "import sys, bot.app, bot.files.courier, bot.telegram.application, bot.preview.web; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()

    assert not {"matplotlib", "numpy", "fpdf", "PIL"} & set(loaded)
