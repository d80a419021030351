"""Virtual environments that the wheel is installed into: the oldest and the newest that it promises to run on."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

PYTHON_ROOM = Path(__file__).parents[1]
CACHE = PYTHON_ROOM.parent / ".cache" / "python-environments"
_NEWEST_MINOR = 16
_RUNTIME = ("grpcio", "protobuf", "googleapis-common-protos", "PyYAML")
_TEST_TOOLS = ("pytest", "pytest-timeout")


@dataclass(frozen=True)
class Environment:
    """What is installed beside the wheel, on which interpreter."""

    name: str
    interpreter: str
    requirements: tuple[str, ...]

    def make(self) -> Path:
        """The environment's interpreter; made once and kept, keyed by all that it consists of."""
        key = json.dumps([_version(self.interpreter), self.requirements])
        folder = CACHE / f"{self.name}-{hashlib.sha256(key.encode()).hexdigest()[:12]}"
        python = folder / "bin" / "python"
        if (folder / "complete").exists():
            return python
        shutil.rmtree(folder, ignore_errors=True)
        subprocess.run([self.interpreter, "-m", "venv", str(folder)], check=True)
        install = [str(python), "-m", "pip", "install", "--quiet", "--only-binary=:all:", *self.requirements]
        done = subprocess.run(install, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            last = (done.stderr.strip().splitlines() or ["pip said nothing"])[-1]
            pytest.skip(f"no environment {self.name}: pip could not install {' '.join(self.requirements)}: {last}")
        (folder / "complete").touch()
        return python


def oldest() -> Environment:
    """What Debian 12 ships, on CPython 3.11, the newest for which there are wheels of it."""
    interpreter = _interpreter(11)
    if interpreter is None:
        pytest.skip("no environment oldest: python3.11 is not installed")
    pins = ("grpcio==1.51.3", "protobuf==4.21.12", "googleapis-common-protos==1.56.4", "PyYAML==6.0.1")
    return Environment("oldest", interpreter, (*pins, *_pinned(_TEST_TOOLS)))


def newest() -> Environment:
    """The newest releases, as requirements-dev.txt pins them, on the newest interpreter that is installed."""
    found = (_interpreter(minor) for minor in range(_NEWEST_MINOR, 9, -1))
    interpreter = next((path for path in found if path is not None), sys.executable)
    return Environment("newest", interpreter, _pinned((*_RUNTIME, *_TEST_TOOLS)))


def clean_environment() -> dict[str, str]:
    """Without what would let an interpreter find the sources instead of the wheel."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}


def _pinned(names: tuple[str, ...]) -> tuple[str, ...]:
    lines = (PYTHON_ROOM / "requirements-dev.txt").read_text().splitlines()
    pins = {line.partition("==")[0]: line for line in lines if "==" in line}
    return tuple(pins[name] for name in names)


def _interpreter(minor: int) -> str | None:
    """A CPython 3.MINOR that runs and can make environments: on the path, or one that pyenv keeps."""
    candidates = [shutil.which(f"python3.{minor}")]
    pyenv = os.environ.get("PYENV_ROOT", str(Path.home() / ".pyenv"))
    candidates += sorted((str(p) for p in Path(pyenv).glob(f"versions/3.{minor}.*/bin/python3")), reverse=True)
    return next((path for path in candidates if path is not None and _version(path) is not None), None)


def _version(interpreter: str) -> str | None:
    command = [interpreter, "-c", "import ensurepip, sys; print(sys.implementation.name, sys.version.split()[0])"]
    asked = subprocess.run(command, capture_output=True, text=True, check=False, env=clean_environment())
    match = re.fullmatch(r"cpython (3\.\S+)\s*", asked.stdout)
    return match[1] if asked.returncode == 0 and match else None
