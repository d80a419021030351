"""`python -m lazyengine.mistral` runs Mistral v2 workflows on the server that LAZYENGINE_ADDRESS names."""

from __future__ import annotations

import argparse
import gc
import logging
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml
from oslo_config import cfg

import lazyengine.mistral.backend  # noqa: F401 - before what imports Mistral
from lazyengine.client import Client
from lazyengine.environment import client_from_environment
from lazyengine.errors import LazyEngineError
from lazyengine.mistral.action_executions import keep_sweeping
from lazyengine.mistral.compiler import QUEUE
from lazyengine.mistral.document import parse
from lazyengine.mistral.library import complete_action, follow, outcome_of, rerun_task, start_workflow
from lazyengine.mistral.not_supported import NotSupported
from lazyengine.mistral.runner import runner
from lazyengine.mistral.service.program import add_options, serve
from lazyengine.mistral.task_end import MISTRAL_ERRORS
from lazyengine.mistral.workflow_outcome import WorkflowOutcome, as_text

_ENDED_WELL = frozenset({"SUCCESS", "PAUSED", "RUNNING"})
# Where in the text it is that is refused, in the words of the schemas' library: `On instance['a']['b']:`.
_INSTANCE = re.compile(r"^On instance((?:\[[^\n]*\])+):$", re.MULTILINE)
_KEY = re.compile(r"\['?(.*?)'?\]")
# As a shell tells of SIGINT.
_INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command asks for.

    0 = done, 1 = the workflow failed or the server refuses, 2 = wrong arguments, 130 = Ctrl-C.
    """
    options = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    try:
        cfg.CONF(["--config-file", options.config_file] if options.config_file else [], project="mistral")
        # What is loaded stays: the collector would go through it all, for 0.1 s, while the first tasks run.
        gc.freeze()
        with client_from_environment() as client:
            status: int = options.do(client, options)
    except KeyboardInterrupt:
        sys.stderr.write("interrupted: what was started goes on\n")
        return _INTERRUPTED
    except (*MISTRAL_ERRORS, NotSupported, LookupError, LazyEngineError, cfg.Error, OSError, ValueError) as error:
        sys.stderr.write(f"error: {_told(error)}\n")
        return 1
    return status


def _told(error: Exception) -> str:
    """What a person wants to know of it: of a text that Mistral's schema refuses where that is, without the schema."""
    text = str(error).strip()
    what, _, schema = text.partition("\n\nFailed validating ")
    place = _INSTANCE.search(schema)
    keys = [] if place is None else _KEY.findall(place[1])
    return f"{what} (at {'.'.join(keys)})" if keys else what


def _run(client: Client, options: argparse.Namespace) -> int:
    document = parse(_text_of(options.file))
    flow_id = start_workflow(
        client,
        document,
        options.workflow,
        input=_values(options.input),
        params=_values(options.param),
        flow_id=options.id,
        queue=options.queue,
    )
    sys.stderr.write(f"execution {flow_id}\n")
    return _follow(client, flow_id, options)


def _complete(client: Client, options: argparse.Namespace) -> int:
    flow_id = complete_action(
        client, options.execution, result=_value(options.result), error=options.error, is_cancelled=options.cancel
    )
    return _follow(client, flow_id, options)


def _rerun(client: Client, options: argparse.Namespace) -> int:
    rerun_task(client, options.execution, options.task, reset=not options.resume, skip=options.skip)
    return _follow(client, options.execution, options)


def _get(client: Client, options: argparse.Namespace) -> int:
    return _show(outcome_of(client, options.execution))


def _work(client: Client, options: argparse.Namespace) -> int:
    keep_sweeping(client)
    runner(
        client,
        queue=options.queue,
        targets=options.target,
        max_in_flight=options.max_in_flight,
        lease_duration=options.lease,
    ).run()
    return 0


def _follow(client: Client, flow_id: str, options: argparse.Namespace) -> int:
    if options.no_runner:
        return _show(follow(client, flow_id, timeout_s=options.timeout))
    with runner(client, queue=options.queue):
        status = _show(follow(client, flow_id, timeout_s=options.timeout))
        # What the runner still does for other workflows is not waited for by who reads this.
        sys.stdout.flush()
    return status


def _show(outcome: WorkflowOutcome) -> int:
    sys.stdout.write(f"{as_text(outcome)}\n")
    return 0 if outcome.state in _ENDED_WELL else 1


def _values(pairs: Sequence[str]) -> dict[str, Any]:
    values = {}
    for pair in pairs:
        name, sign, text = pair.partition("=")
        if not sign or not name:
            raise ValueError(f"expected NAME=VALUE, got {pair!r}")
        values[name] = _value(text)
    return values


def _value(text: str | None) -> Any:
    """A value in YAML, of which JSON is a part."""
    try:
        return None if text is None else yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ValueError(f"expected a value in YAML, got {text!r}: {error}") from error


def _text_of(file: str) -> str:
    try:
        return Path(file).read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise ValueError(f"{file}: the file is not UTF-8") from error


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m lazyengine.mistral", description=__doc__)
    parser.add_argument("--config-file", metavar="FILE", help="Mistral's own configuration, as for its servers")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    run = _command(commands, "run", _run, "runs a workflow and shows what became of it")
    run.add_argument("file", help="a workbook or a list of workflows")
    run.add_argument("--workflow", metavar="NAME", help="which one, where the file has several")
    run.add_argument("--input", action="append", default=[], metavar="NAME=VALUE", help="may be repeated; YAML")
    run.add_argument(
        "--param", action="append", default=[], metavar="NAME=VALUE", help="env, task_name; may be repeated"
    )
    run.add_argument("--id", metavar="ID", help="of the execution; by default a fresh one")
    _add_following(run)

    complete = _command(commands, "complete", _complete, "brings the result of an action that others finish")
    complete.add_argument("execution", help="the id of the action execution")
    outcome = complete.add_mutually_exclusive_group()
    outcome.add_argument("--result", metavar="VALUE", help="what it has resulted in; YAML")
    outcome.add_argument("--error", metavar="TEXT", help="why it has failed")
    outcome.add_argument("--cancel", action="store_true", help="it was cancelled")
    _add_following(complete)

    get = _command(commands, "get", _get, "shows how an execution stands")
    get.add_argument("execution", help="the id of the execution")

    rerun = _command(commands, "rerun", _rerun, "runs a task again that has failed")
    rerun.add_argument("execution", help="the id of the execution")
    rerun.add_argument("task", help="its name")
    rerun.add_argument("--resume", action="store_true", help="of a list only the items that have not succeeded")
    rerun.add_argument("--skip", action="store_true", help="skip it instead")
    _add_following(rerun)

    work = _command(commands, "runner", _work, "works for all workflows of a queue until SIGTERM")
    work.add_argument("--queue", default=QUEUE, help="(%(default)s)")
    work.add_argument("--target", action="append", metavar="NAME", help="serve tasks with this target; may be repeated")
    work.add_argument("--max-in-flight", type=int, default=10, metavar="N", help="tasks at once (%(default)s)")
    work.add_argument("--lease", type=float, metavar="SECONDS", help="after which others do the tasks of a lost runner")

    service = _command(commands, "service", serve, "serves Mistral's own clients in place of its engine until SIGTERM")
    add_options(service)
    return parser


def _command(commands: Any, name: str, do: Any, text: str) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = commands.add_parser(name, help=text, description=text)
    command.set_defaults(do=do)
    return command


def _add_following(command: argparse.ArgumentParser) -> None:
    command.add_argument("--queue", default=QUEUE, help="of the runners that it is for (%(default)s)")
    command.add_argument("--no-runner", action="store_true", help="leave the work to other runners")
    command.add_argument("--timeout", type=float, metavar="SECONDS", help="how long to wait for its end")


if __name__ == "__main__":
    sys.exit(main())
