"""What the programs of workers have in common: their arguments, and how they run."""

from __future__ import annotations

import argparse
import logging

from lazyengine.environment import client_from_environment
from lazyengine.taskflow.worker import QUEUE, worker


def add_worker_arguments(parser: argparse.ArgumentParser) -> None:
    """The modules to work for, the queue, how much at once."""
    parser.add_argument(
        "--module",
        action="append",
        required=True,
        metavar="NAME",
        help="a module or package whose tasks to do; may be repeated. Nothing else is imported for a task",
    )
    parser.add_argument("--queue", default=QUEUE, type=_name, help="where to take tasks from (%(default)s)")
    parser.add_argument("--max-in-flight", type=int, default=10, metavar="N", help="tasks at once (%(default)s)")


def _name(text: str) -> str:
    if text == "":
        raise argparse.ArgumentTypeError("expected the name of a queue")
    return text


def run_worker(parser: argparse.ArgumentParser, arguments: argparse.Namespace) -> None:
    """Work until SIGTERM or SIGINT."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    with client_from_environment() as client:
        try:
            executor = worker(client, arguments.module, queue=arguments.queue, max_in_flight=arguments.max_in_flight)
        except (ImportError, ValueError) as error:
            parser.error(str(error))
        executor.start()
        executor.wait_ready()
        logging.getLogger("lazyengine.taskflow").info("worker of queue %s is ready", arguments.queue)
        executor.run()
