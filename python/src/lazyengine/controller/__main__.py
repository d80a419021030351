"""A worker process: `python -m lazyengine.controller --module pkg.tasks` does tasks of running flows until SIGTERM."""

from __future__ import annotations

import argparse

from lazyengine.taskflow.worker_program import add_worker_arguments, run_worker


def main() -> None:
    """Read the arguments and work. Exits with 2 for wrong arguments, with 1 where the server refuses for good."""
    parser = argparse.ArgumentParser(
        prog="python -m lazyengine.controller",
        description="Does the tasks of TaskFlow flows. The server is the one that LAZYENGINE_ADDRESS names.",
    )
    add_worker_arguments(parser)
    run_worker(parser, parser.parse_args())


if __name__ == "__main__":
    main()
