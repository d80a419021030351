"""The wheel: what is in it, and that it runs a real flow and the client's own tests where it is installed alone."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from lazyengine import __version__
from python_environments import PYTHON_ROOM, Environment, clean_environment, newest, oldest
from real_server import RealServer

# What shows that an old or a new runtime behaves: messages, calls, streams, threads, the real server.
SUITES = (
    "test_message_values.py",
    "test_client_calls.py",
    "test_flow_handle.py",
    "test_executor.py",
    "test_executor_outcomes.py",
    "test_executor_drain.py",
    "test_real_calls.py",
    "test_aio_client.py",
    "test_aio_executor.py",
)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(PYTHON_ROOM)]
    subprocess.run(build, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


def test_the_wheel_holds_the_package_its_stubs_and_its_types(wheel: Path) -> None:
    assert wheel.name == f"lazyengine-{__version__}-py3-none-any.whl"
    names = set(zipfile.ZipFile(wheel).namelist())
    sources = {
        p.relative_to(PYTHON_ROOM / "src").as_posix()
        for p in (PYTHON_ROOM / "src" / "lazyengine").rglob("*")
        if p.suffix in (".py", ".pyi") or p.name == "py.typed"
    }
    assert sources - names == set()
    assert {name for name in names if not name.startswith("lazyengine")} == set()
    assert "lazyengine/v1/service_pb2_grpc.pyi" in names


@pytest.fixture(scope="module", params=["oldest", "newest"])
def installed(request: pytest.FixtureRequest, wheel: Path) -> Path:
    """The interpreter of an environment that has the wheel."""
    environment: Environment = oldest() if request.param == "oldest" else newest()
    python = environment.make()
    install = [str(python), "-m", "pip", "install", "--quiet", "--no-deps", "--force-reinstall", str(wheel)]
    subprocess.run(install, check=True)
    subprocess.run([str(python), "-m", "pip", "check"], check=True, capture_output=True)
    return python


def test_the_installed_wheel_runs_a_real_flow(
    installed: Path, real_server: RealServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    program = str(Path(__file__).with_name("wheel_program.py"))
    command = [str(installed), "-I", program, real_server.target]
    done = subprocess.run(command, cwd=tmp_path, env=clean_environment(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("{'b': 3} on CPython 3.")
    with capsys.disabled():
        sys.stdout.write(f"\nwheel: {done.stdout}")


@pytest.mark.timeout(300)
def test_the_installed_wheel_passes_the_clients_own_tests(installed: Path) -> None:
    suites = [str(Path(__file__).with_name(name)) for name in SUITES]
    options = ["-q", "-p", "no:cacheprovider", "-o", "pythonpath="]
    command = [str(installed), "-m", "pytest", *options, *suites]
    done = subprocess.run(
        command, cwd=PYTHON_ROOM, env=clean_environment(), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-5_000:] + done.stderr[-2_000:]
    assert " passed" in done.stdout
