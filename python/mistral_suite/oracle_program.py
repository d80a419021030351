"""The oracle as a program: jobs come by stdin, outcomes go by stdout, one JSON document a line each."""

from __future__ import annotations

import json
import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from oslo_service import backend

_AT_ONCE = 4


def main() -> None:
    """Several at a time: most of their time is waiting for timers."""
    # As Mistral's own programs do, before anything of it is imported.
    backend.init_backend(backend.BackendType.THREADING)
    from mistral_suite.oracle import Oracle

    out = os.fdopen(os.dup(sys.stdout.fileno()), "w")
    sys.stdout = sys.stderr
    oracle, lock = Oracle(), threading.Lock()

    def answer(job: dict[str, Any]) -> None:
        try:
            told: dict[str, Any] = {"outcome": oracle.outcome(job).data()}
        except Exception as error:
            told = {"error": f"{type(error).__name__}: {error}"}
        with lock:
            print(json.dumps({"namespace": job["namespace"], **told}, default=str), file=out, flush=True)

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for line in sys.stdin:
            pool.submit(answer, json.loads(line))
    oracle.stop()
    os._exit(0)


if __name__ == "__main__":
    main()
