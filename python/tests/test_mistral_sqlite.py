"""Mistral's database in a file that several processes share."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.timeout(300)

_TRANSACTIONS = 25
# Each transaction reads, and writes a little later: two that have both read would wait for each other.
_PROGRAM = f"""
import sys, time
from mistral import config
from mistral.db.v2 import api as db
from oslo_config import cfg
from lazyengine.mistral.service import sqlite

config.parse_args(["--config-file", sys.argv[1]])
sqlite.set_up()
print("ready", flush=True)
sys.stdin.readline()
for n in range({_TRANSACTIONS}):
    with db.transaction():
        db.get_environments()
        time.sleep(0.005)
        db.create_environment({{"name": f"{{sys.argv[2]}}-{{n}}", "variables": {{}}}})
with db.transaction():
    print(len(db.get_environments()))
"""


def test_processes_that_read_and_write_in_one_transaction_wait_for_each_other(tmp_path: Path) -> None:
    config = tmp_path / "mistral.conf"
    config.write_text(f"[database]\nconnection = sqlite:///{tmp_path}/mistral.sqlite?timeout=60\n")
    processes = [
        subprocess.Popen(
            [sys.executable, "-W", "ignore", "-c", _PROGRAM, str(config), name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for name in ("one", "other")
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    # Both begin at once.
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    seen = [int(process.communicate(timeout=120)[0]) for process in processes]
    assert [process.returncode for process in processes] == [0, 0]
    assert max(seen) == 2 * _TRANSACTIONS
