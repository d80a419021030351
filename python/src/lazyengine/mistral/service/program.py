"""The service as a program: engine, projector and runner in one process, each of which can be left to others."""

from __future__ import annotations

import argparse
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from queue import Empty, SimpleQueue
from typing import Any

from mistral.api import service as api_service
from mistral.engine.engine_server import EngineServer
from mistral.rpc import base as rpc

from lazyengine.client import Client
from lazyengine.mistral.action_executions import keep_sweeping
from lazyengine.mistral.runner import runner
from lazyengine.mistral.service import sqlite
from lazyengine.mistral.service.engine import SERVICE_QUEUE, LazyEngineEngine
from lazyengine.mistral.service.projector import Projector
from lazyengine.stop_signals import StopSignals

# How late a signal may be seen.
_SIGNAL_SECONDS = 0.5
#: What it prints when it serves; `api` is there with `--api`.
READY = "mistral service ready"


def add_options(command: argparse.ArgumentParser) -> None:
    """Those of the command `service`."""
    command.add_argument("--queue", default=SERVICE_QUEUE, help="of the runners (%(default)s)")
    command.add_argument("--no-engine", action="store_true", help="leave the calls of Mistral's clients to others")
    command.add_argument("--no-projector", action="store_true", help="leave the projection to others")
    command.add_argument("--no-runner", action="store_true", help="leave the work to other runners")
    command.add_argument("--api", action="store_true", help="serve Mistral's own REST API, too, in this process")
    command.add_argument("--target", action="append", metavar="NAME", help="as of `runner`; may be repeated")
    command.add_argument("--max-in-flight", type=int, default=10, metavar="N", help="tasks at once (%(default)s)")


def serve(client: Client, options: argparse.Namespace) -> int:
    """Serve until SIGTERM or SIGINT; 0, after all of it has ended."""
    signals: SimpleQueue[None] = SimpleQueue()
    with StopSignals(lambda: signals.put(None)), ExitStack() as parts:
        parts.callback(_cancel_timers)
        sqlite.set_up()
        rpc.get_transport()
        told = [READY]
        if options.api:
            told.append(f"api={parts.enter_context(_api())}")
        if not options.no_engine:
            parts.enter_context(_engine(client, options.queue))
        if not options.no_projector:
            parts.enter_context(Projector(client))
        if not options.no_runner:
            parts.enter_context(_runner(client, options))
        sys.stdout.write(" ".join(told) + "\n")
        sys.stdout.flush()
        _wait(signals)
    return 0


@contextmanager
def _api() -> Iterator[str]:
    server = api_service.WSGIService("mistral_api")
    server.start()
    host, port = server.server.bind_addr[:2]
    try:
        yield f"http://{host}:{port}"
    finally:
        server.stop()


@contextmanager
def _engine(client: Client, queue: str) -> Iterator[None]:
    server = EngineServer(LazyEngineEngine(client, queue=queue), setup_profiler=False)
    server.start()
    try:
        yield
    finally:
        server.stop(graceful=True)


def _runner(client: Client, options: argparse.Namespace) -> Any:
    keep_sweeping(client)
    return runner(client, queue=options.queue, targets=options.target, max_in_flight=options.max_in_flight)


def _cancel_timers() -> None:
    """The timer of Mistral's heartbeat checker would hold the process for minutes."""
    for thread in threading.enumerate():
        if isinstance(thread, threading.Timer):
            thread.cancel()


def _wait(signals: SimpleQueue[None]) -> None:
    """Bit by bit: a signal that comes in the very moment in which a wait begins is seen only when it ends."""
    while True:
        try:
            return signals.get(timeout=_SIGNAL_SECONDS)
        except Empty:
            continue
