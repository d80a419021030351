"""The README's snippets, as they stand, but for the server's address."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from real_server import RealServer

README = Path(__file__).parents[1] / "README.md"
SNIPPETS = re.findall(r"```python\n(.*?)```", README.read_text(), re.DOTALL)


def test_the_readme_has_the_snippets_that_are_tested() -> None:
    assert len(SNIPPETS) == 2


@pytest.mark.parametrize("number", range(2), ids=["client", "controller"])
def test_a_snippet_of_the_readme_prints_what_it_says(real_server: RealServer, tmp_path: Path, number: int) -> None:
    snippet = SNIPPETS[number]
    program = tmp_path / "snippet.py"
    program.write_text(snippet.replace("127.0.0.1:50051", real_server.target))
    environment = {
        **os.environ,
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
