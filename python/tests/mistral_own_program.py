"""Mistral's own service in one process: its API and its own engine over `fake:/`. Argument: the configuration file."""

from __future__ import annotations

import sys
import threading

import lazyengine.mistral.backend  # noqa: F401 - before what imports Mistral

# isort: split
from mistral.api import service as api_service
from mistral.db.v2 import api as db
from mistral.engine import engine_server
from mistral.rpc import base as rpc
from oslo_config import cfg

from lazyengine.mistral.expression_parser import parse_one_at_a_time


def main() -> None:
    cfg.CONF(["--config-file", sys.argv[1]], project="mistral")
    # A fault of Mistral's that strikes at random on threads, and would show as a difference.
    parse_one_at_a_time()
    rpc.get_transport()
    db.setup_db()
    api = api_service.WSGIService("mistral_api")
    api.start()
    engine = engine_server.get_oslo_service(setup_profiler=False)
    engine.start()
    host, port = api.server.bind_addr[:2]
    sys.stdout.write(f"mistral service ready api=http://{host}:{port}\n")
    sys.stdout.flush()
    threading.Event().wait()


if __name__ == "__main__":
    main()
