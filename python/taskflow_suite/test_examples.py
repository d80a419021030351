"""TaskFlow's own examples that print what is known beforehand, on the engine `lazy`."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import taskflow

from taskflow_suite import engine_under_test

FOLDER = Path(taskflow.__file__).parent / "examples"
# Of the others that have an output two print names otherwise than it says, and two need TaskFlow's own workers.
EXAMPLES = (
    "simple_linear",
    "simple_linear_pass",
    "simple_linear_listening",
    "reverting_linear",
    "retry_flow",
    "pseudo_scoping",
    "run_by_iter",
    "run_by_iter_enumerate",
)


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_prints_what_it_prints_on_the_serial_engine(name: str) -> None:
    program = Path(__file__).with_name("run_example.py")
    environment = {**os.environ, "LAZYENGINE_ADDRESS": engine_under_test.address}
    ran = subprocess.run(
        [sys.executable, str(program), name], env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.splitlines() == (FOLDER / f"{name}.out.txt").read_text().splitlines()
