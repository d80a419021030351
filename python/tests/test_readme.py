"""The snippets of the README and of the page about TaskFlow, as they stand, but for the server's address."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from real_server import RealServer

README = Path(__file__).parents[1] / "README.md"
PAGES = (README, README.parents[1] / "docs" / "taskflow.md")
SNIPPETS = [s for page in PAGES for s in re.findall(r"```python\n(.*?)```", page.read_text(), re.DOTALL)]


def test_the_pages_have_the_snippets_that_are_tested() -> None:
    assert len(SNIPPETS) == 4


@pytest.mark.parametrize("number", range(4), ids=["client", "asyncio", "controller", "engine"])
def test_a_snippet_prints_what_it_says(real_server: RealServer, tmp_path: Path, number: int) -> None:
    snippet = SNIPPETS[number]
    program = tmp_path / "snippet.py"
    program.write_text(snippet.replace("127.0.0.1:50051", real_server.target))
    environment = {
        **os.environ,
        # TaskFlow's libraries import Eventlet where it is installed, as it is with Mistral, and that warns of itself.
        "PYTHONWARNINGS": "ignore:::oslo_utils.importutils",
        "PYTHONPATH": str(README.parent / "src"),
        "LAZYENGINE_ADDRESS": real_server.target,
        "LAZYENGINE_NAMESPACE": "readme",
    }
    done = subprocess.run(
        [sys.executable, str(program)], env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    said = re.findall(r"^ *print\(.*\)  # (.+)$", snippet, re.MULTILINE)
    assert said
    assert (done.stdout.splitlines(), done.stderr, done.returncode) == (said, "", 0)
