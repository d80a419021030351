"""The demo's last task, done from Python: waits for it, joins what all the others found, and writes a line per run.

Usage: join_executor.py HOST:PORT
"""

from __future__ import annotations

import json
import sys
from typing import Any

from bill_of_materials import bill_of_materials, licence_table
from lazyengine import Client, Executor, Task

JOIN = "write-bill-of-materials"


def join(task: Task) -> dict[str, Any]:
    """Each task that came before brought a list of measured packages; more than fit are paged in by the client."""
    measures = [measure for measured in task.dependency_results.values() for measure in measured]
    told = {"kind": "ran", "taskId": task.task_id, "attempt": task.attempt, "claimToken": task.claim.claim_token}
    sys.stdout.write(f"{json.dumps(told)}\n")
    sys.stdout.flush()
    return {
        "bill": bill_of_materials(task.input["root"], measures, task.input["dependencies"]),
        "licences": licence_table(measures),
    }


def main(address: str) -> None:
    """Serve until SIGTERM."""
    with Client(address) as client:
        Executor(client, {JOIN: join}, max_in_flight=1, worker_id="python").run()


if __name__ == "__main__":
    main(sys.argv[1])
