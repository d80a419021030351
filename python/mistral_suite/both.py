"""Jobs on both engines at once: most of their time is waiting."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Executor

from lazyengine import Client
from mistral_suite.lazy_run import lazy_outcome
from mistral_suite.oracle_process import OracleProcess
from mistral_suite.outcome import Outcome
from mistral_suite.plan import Job

AT_ONCE = 4
_SECONDS = 1_500.0


class Both:
    """All of them begin with this. `jobs`: by name, for Mistral and for LazyEngine."""

    def __init__(
        self, jobs: Mapping[str, tuple[Job, Job]], oracle: OracleProcess, client: Client, pool: Executor
    ) -> None:
        self._mistral = {name: oracle.submit(mistral) for name, (mistral, _) in jobs.items()}
        self._lazy = {name: pool.submit(lazy_outcome, client, lazy) for name, (_, lazy) in jobs.items()}

    def mistral(self, name: str) -> Outcome:
        """What Mistral gave. Raises OracleError where it refused."""
        return self._mistral[name].result(_SECONDS)

    def lazy(self, name: str) -> Outcome:
        """What LazyEngine gave. Raises what was raised where it was refused."""
        return self._lazy[name].result(_SECONDS)
