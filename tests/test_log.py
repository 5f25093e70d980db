"""What the log of the program leaves out."""

import asyncio
import gc
import logging
from collections.abc import Iterator

import pytest
import structlog
from procrastinate.exceptions import ConnectorException

from bot import log


@pytest.fixture
def _configured() -> Iterator[None]:
    """For this test only."""
    root, quiet = logging.getLogger(), logging.getLogger("asyncio")
    before = (list(root.handlers), root.level, list(quiet.filters))
    log.configure("INFO", "json")
    yield
    root.handlers[:], quiet.filters[:] = before[0], before[2]
    root.setLevel(before[1])
    structlog.reset_defaults()


async def fails(error: Exception) -> None:
    raise error


async def left_lying(error: Exception) -> None:
    """A task that failed, and that nobody asks how it went."""
    task = asyncio.create_task(fails(error))
    await asyncio.wait([task])


@pytest.mark.usefixtures("_configured")
async def test_what_the_queue_leaves_lying_in_an_outage_is_not_logged_for_each_of_its_jobs(
    capsys: pytest.CaptureFixture[str],
) -> None:
    await left_lying(ConnectorException())
    await left_lying(OSError("disk"))

    gc.collect()

    told = [line for line in capsys.readouterr().err.splitlines() if "never retrieved" in line]
    assert len(told) == 1
    assert "OSError" in told[0]


@pytest.mark.usefixtures("_configured")
def test_the_queue_does_not_tell_whose_timers_it_has(capsys: pytest.CaptureFixture[str]) -> None:
    logging.getLogger("procrastinate.worker").error("Job fire[1](chat=1234567001) ended with status: Error")

    assert capsys.readouterr().err == ""
