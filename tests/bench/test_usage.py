"""What processes cost, as the measurements read it."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.bench.usage import Usage, processor_seconds

pytestmark = pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="Linux tells it, others do not")

WORK = "import time; end = time.process_time() + 0.3\nwhile time.process_time() < end: pass"
RESOLUTION = 0.05
"""Seconds: the kernel counts in hundredths, and rounds twice."""


def test_processor_time_is_that_of_the_process() -> None:
    assert abs(processor_seconds(os.getpid()) - time.process_time()) < RESOLUTION


def test_children_that_ended_count_to_the_family_only() -> None:
    alone, family = (kind(os.getpid()).processor for kind in (Usage.of, Usage.of_family))
    subprocess.run([sys.executable, "-c", WORK], check=True)
    assert Usage.of_family(os.getpid()).processor - family > 0.3 - RESOLUTION
    assert Usage.of(os.getpid()).processor - alone < 0.3 - RESOLUTION


def test_a_family_shares_memory() -> None:
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        both = Usage.of_family(os.getpid()).memory
        assert 0 < both < Usage.of(os.getpid()).memory + Usage.of(child.pid).memory
    finally:
        child.communicate(b"\n")
