"""Real Mistral in this process: its own engine, scheduler and executor, SQLite in memory, its transport `fake:/`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import oslo_messaging
from mistral.db.v2 import api as db
from mistral.engine import engine_server
from oslo_config import cfg
from oslo_log import log as logging

Settings = Mapping[str | None, Mapping[str, Any]]

#: What one process needs; all else is as Mistral has it by default.
_SETTINGS: Settings = {
    None: {"transport_url": "fake:/"},
    "database": {"connection": "sqlite://", "max_overflow": -1, "max_pool_size": 1000},
    "executor": {"type": "local"},
    "pecan": {"auth_enable": False},
    "legacy_action_provider": {"only_builtin_actions": True, "load_action_generators": False},
    # Its timers are no daemons, and would hold the process for five minutes.
    "action_heartbeat": {"check_interval": 0},
}


def configure(further: Settings | None = None) -> None:
    """Set what one process needs, and `further` options by their group; its database has its tables then."""
    logging.register_options(cfg.CONF)
    cfg.CONF([], project="mistral", default_config_files=[])
    oslo_messaging.get_rpc_transport(cfg.CONF, url="fake:/")
    for settings in (_SETTINGS, further or {}):
        for group, options in settings.items():
            for name, value in options.items():
                cfg.CONF.set_override(name, value, group=group)
    logging.getLogger("mistral").logger.setLevel("CRITICAL")
    db.setup_db()


def serve() -> Any:
    """Its service, which serves its own clients in this process when this returns; `stop` ends its threads."""
    server = engine_server.get_oslo_service(setup_profiler=False)
    server.start()
    server.wait_started()
    return server
