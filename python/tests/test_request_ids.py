"""Ids that a client gives to what it asks for: never the same one twice."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from lazyengine.request_ids import new_request_id

_IDS = 2_000
_FORKING = """
import os, sys
from lazyengine.request_ids import new_request_id
new_request_id(None)
child = os.fork()
os.write(1, f"{new_request_id(None)}\\n".encode())
if child:
    sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


def test_a_caller_keeps_its_own() -> None:
    assert new_request_id("mine") == "mine"


def test_threads_get_different_ones_within_the_limit_of_a_request_id() -> None:
    with ThreadPoolExecutor(8) as threads:
        ids = list(threads.map(lambda _: new_request_id(None), range(_IDS)))
    assert len(set(ids)) == _IDS
    assert max(len(given.encode()) for given in ids) <= 128


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_a_process_that_was_forked_off_gives_others() -> None:
    ran = subprocess.run([sys.executable, "-c", _FORKING], capture_output=True, text=True, timeout=60, check=True)
    ids = ran.stdout.split()
    assert len(ids) == len(set(ids)) == 2
