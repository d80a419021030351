"""The README's snippet, as it stands, but for the server's address."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from real_server import RealServer

README = Path(__file__).parents[1] / "README.md"


def test_the_snippet_of_the_readme_prints_what_it_says(real_server: RealServer, tmp_path: Path) -> None:
    (snippet,) = re.findall(r"```python\n(.*?)```", README.read_text(), re.DOTALL)
    program = tmp_path / "snippet.py"
    program.write_text(snippet.replace("127.0.0.1:50051", real_server.target))
    environment = {**os.environ, "PYTHONPATH": str(README.parent / "src")}
    done = subprocess.run(
        [sys.executable, str(program)], env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.stdout, done.stderr, done.returncode) == ("{'c': 13}\n", "", 0)
    assert f"# {done.stdout.strip()}" in snippet
