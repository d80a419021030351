"""Mistral's EngineServer with the engine on LazyEngine, called by Mistral's own RPC client over `fake:/`.

Arguments: the configuration file, and `executor` where Mistral's executor is to run, too. Calls come by stdin, answers
go by stdout, one JSON document a line each; `project` says on whose behalf, else an administrator calls.
"""

from __future__ import annotations

import json
import sys
from contextlib import ExitStack
from typing import Any

import lazyengine.mistral.backend  # noqa: F401 - before what imports Mistral

# isort: split
from mistral import context as mistral_context
from mistral.db.v2 import api as db
from mistral.engine.engine_server import EngineServer
from mistral.executors import executor_server
from mistral.rpc import base as rpc
from mistral.rpc import clients
from mistral.services import workflows
from mistral_lib.actions import Result
from oslo_config import cfg

from lazyengine.environment import client_from_environment
from lazyengine.mistral.runner import runner
from lazyengine.mistral.service.engine import SERVICE_QUEUE, LazyEngineEngine
from lazyengine.mistral.service.projector import Projector


def main() -> None:
    cfg.CONF(["--config-file", sys.argv[1]], project="mistral")
    rpc.get_transport()
    db.setup_db()
    mistral_context.set_ctx(mistral_context.MistralContext(is_admin=True))
    with ExitStack() as parts, client_from_environment() as client:
        engine = EngineServer(LazyEngineEngine(client), setup_profiler=False)
        servers = [engine]
        if "executor" in sys.argv[2:]:
            servers.append(executor_server.get_oslo_service(setup_profiler=False))
        for server in servers:
            server.start()
            parts.callback(server.stop, True)
        parts.enter_context(Projector(client))
        parts.enter_context(runner(client, queue=SERVICE_QUEUE))
        tell({"ready": True})
        for line in sys.stdin:
            tell(answer(json.loads(line)))


def answer(asked: dict[str, Any]) -> dict[str, Any]:
    project = asked["options"].pop("project", None)
    mistral_context.set_ctx(mistral_context.MistralContext(project_id=project, is_admin=project is None))
    method: Any = _OWN.get(asked["call"]) or getattr(clients.get_engine_client(), asked["call"])
    values = [Result(**one["result"]) if isinstance(one, dict) and "result" in one else one for one in asked["args"]]
    try:
        return {"answer": method(*values, **asked["options"])}
    except Exception as error:
        return {"error": type(error).__name__, "text": str(error)}


def define(text: str, scope: str) -> None:
    workflows.create_workflows(text, scope=scope)


def executions() -> list[dict[str, Any]]:
    with db.transaction():
        return [one.to_dict() for one in db.get_workflow_executions()]


def waiting_actions() -> list[str]:
    with db.transaction():
        return [one.id for one in db.get_action_executions(state="RUNNING", is_sync=False)]


_OWN = {"define": define, "executions": executions, "waiting_actions": waiting_actions}


def tell(told: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(told, default=str) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
