"""An import whose producer falls silent: its caller hears why it was ended."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from lazyengine import LazyEngineError
from lazyengine.testing import create_test_engine
from lazyengine.testing.engine_process import COMMAND_VARIABLE

PROGRAM = Path(__file__).parents[2] / "dist" / "testing" / "process" / "main.js"


@pytest.fixture(autouse=True)
def _program(monkeypatch: pytest.MonkeyPatch) -> None:
    if shutil.which("node") is None or not PROGRAM.exists():
        pytest.skip("no test engine: node is not installed, or make build has not run")
    monkeypatch.setenv(COMMAND_VARIABLE, str(PROGRAM))


def test_a_producer_that_falls_silent_loses_its_place() -> None:
    over = threading.Event()

    def tasks() -> Iterator[dict[str, Any]]:
        yield {"name": "a", "type": "t"}
        over.wait()

    with create_test_engine() as engine, ThreadPoolExecutor() as threads:
        imported = threads.submit(engine.client.import_definition, {"name": "d"}, tasks())
        try:
            while not imported.done():
                engine.advance("30s")
            with pytest.raises(LazyEngineError, match="tasks were waited for 30000 ms") as refused:
                imported.result()
        finally:
            over.set()
        assert refused.value.reason == "OVERLOADED"
        assert refused.value.metadata == {"limit": "import_silence", "value": "30000 ms"}
