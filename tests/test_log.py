"""What the log of the program leaves out. In a program of its own: the log is set up once for all."""

import json
import subprocess
import sys
from textwrap import dedent


def logged(code: str) -> list[str]:
    """What a program with this code logs, line by line, without the times."""
    program = f"import logging\nfrom bot import log\nlog.configure('INFO', 'json')\n{dedent(code)}"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    return [f"{line['event']}: {line.get('exception', '')}" for line in lines]


def test_what_the_queue_leaves_lying_in_an_outage_is_not_logged_for_each_of_its_jobs() -> None:
    assert logged("""
        from procrastinate.exceptions import ConnectorException
        for error in (ConnectorException(), OSError("disk")):  # as the event loop tells what nobody asked for
            logging.getLogger("asyncio").error("lost", exc_info=error)
    """) == ["lost: OSError: disk"]


def test_the_queue_does_not_tell_whose_timers_it_has() -> None:
    assert logged("""
        logging.getLogger("procrastinate.worker").error("Job fire[1](chat=1234567001) ended")
        logging.getLogger("bot").error("told")
    """) == ["told: "]
