"""A worker process: `python -m lazyengine.controller --module pkg.tasks` does tasks of running flows until SIGTERM."""

from __future__ import annotations

import argparse
import logging

from lazyengine.controller.worker import QUEUE, worker
from lazyengine.taskflow.connection import client_from_environment


def main() -> None:
    """Read the arguments and work. Exits with 2 for wrong arguments, with 1 where the server refuses for good."""
    parser = argparse.ArgumentParser(
        prog="python -m lazyengine.controller",
        description="Does the tasks of TaskFlow flows. The server is the one that LAZYENGINE_ADDRESS names.",
    )
    parser.add_argument(
        "--module",
        action="append",
        required=True,
        metavar="NAME",
        help="a module or package whose tasks to do; may be repeated. Nothing else is imported for a task",
    )
    parser.add_argument("--queue", default=QUEUE, help="where to take tasks from (%(default)s)")
    parser.add_argument("--max-in-flight", type=int, default=10, metavar="N", help="tasks at once (%(default)s)")
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    with client_from_environment() as client:
        try:
            executor = worker(client, arguments.module, queue=arguments.queue, max_in_flight=arguments.max_in_flight)
        except (ImportError, ValueError) as error:
            parser.error(str(error))
        executor.start()
        executor.wait_ready()
        logging.getLogger("lazyengine.controller").info("worker of queue %s is ready", arguments.queue)
        executor.run()


if __name__ == "__main__":
    main()
