"""Lets a program in another language use the Python client: one JSON object a line in, one answer a line out.

Asked   {"id": 1, "method": "run", "params": {…}}    `id` is any JSON value; `"client": NAME` beside it picks a client.
Answer  {"id": 1, "result": {…}}   or   {"id": 1, "error": {…}}    in the order in which calls end, not of asking.

Methods
  connect  {"target": "HOST:PORT", "namespace", "token", "ca_file", "cert_file", "key_file", "timeout", "tries"}: makes
           the client NAME (default `main`); all but `target` optional; `tries` = 1 shows what would be repeated.
  RPCs     by their names in snake_case; params are the request's fields in snake_case, and `timeout` of the call.
           `run` and `validate` both are Run.
  result, wait  {"flow_id", "timeout"}: as the flow's handle does; the error of a flow that did not succeed has the
           code `FLOW_FAILED` and the `flow`, that of a timeout the code `TIMEOUT`.
  open     {"stream": "watch_flow" | "watch_ready_tasks" | "execute_tasks", …the request's fields}: {"stream": ID}.
           watch_flow does not reconnect unless `"reconnect": true`.
  next     {"stream": ID}: {"frame": {KIND: {…}}}, KIND as in the message's oneof; {"frame": null} when the stream has
           ended or was closed. The error that ends a stream, refusals to open included, is the answer of `next`.
  send     {"stream": ID, "complete" | "release" | "progress" | "credit" | "drain": {…}}: a frame of execute_tasks.
  close    {"stream": ID}: ends it; a `next` under way is answered. Ids are not used again.

Values     absent fields are left out; enums are names without prefix; times RFC 3339, durations like `1.5s` (seconds
           as a number are taken too); payloads are native values, and bytes, or what is no JSON,
           {"@payload": {"base64", "content_type", "metadata"}}. A result of null is the empty result.
Errors     {"code", "reason", "message", "metadata", "violations": [{"field", "description"}], "retry_after"}, also
           where an item of a batch has one. What the client itself refuses has the code `CLIENT`.
The process ends when stdin does.
"""

from __future__ import annotations

import base64
import json
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime, timedelta
from enum import Enum
from itertools import count
from typing import Any

from lazyengine import Backoff, Client, FlowFailed, LazyEngineError, Payload, Tls
from lazyengine.responses import FlowDeleted, FlowUpdate, WatchCurrent
from lazyengine.session_values import CancelRequested, Draining, Idle, Opened, ReadyTasks, Revoked, Verdicts

Params = dict[str, Any]

KINDS: dict[type, str] = {
    FlowUpdate: "update", WatchCurrent: "current", FlowDeleted: "deleted", Opened: "opened", ReadyTasks: "ready_tasks",
    Revoked: "revoked", CancelRequested: "cancel_requested", Draining: "draining", Idle: "idle", Verdicts: "verdicts",
}  # fmt: skip
UNARY = frozenset(
    {
        "cancel_flow", "delete_flow", "delete_schedule", "end_flow", "explain_task", "get_definition",
        "get_flow_details", "get_schedule", "list_schedules", "pause_schedule", "put_schedule", "resume_schedule",
        "get_retention", "set_retention", "trigger_schedule", "get_server_info", "import_definition",
        "keep_session", "list_concurrency_keys", "list_queues", "update_concurrency_key",
        "list_definitions", "list_flows", "poll_ready_tasks", "put_definition", "release_tasks", "report_progress",
        "resume_flow", "retry_flow", "revert_flow", "simulate_flow", "skip_task", "suspend_flow", "task_complete",
        "task_complete_batch", "update_queue", "validate",
    }
)  # fmt: skip
STREAMS = frozenset({"watch_flow", "watch_ready_tasks", "execute_tasks"})
# These keep their place in the order of asking; all others wait on threads of their own.
AT_ONCE = frozenset({"connect", "open", "send", "close"})


class Driver:
    """Carries out requests; `answer` is called once for each, from any thread."""

    def __init__(self, answer: Callable[[Params], None]) -> None:
        self._answer = answer
        self._clients: dict[str, Client] = {}
        self._streams: dict[str, Any] = {}
        self._ids = count(1)

    def take(self, request: Params) -> None:
        if request["method"] in AT_ONCE:
            self._carry_out(request)
        else:
            threading.Thread(target=self._carry_out, args=(request,), daemon=True).start()

    def close(self) -> None:
        for client in self._clients.values():
            client.close()

    def _carry_out(self, request: Params) -> None:
        answer: Params = {"id": request.get("id")}
        try:
            params = native(request.get("params") or {})
            answer["result"] = plain(self._call(request["method"], request.get("client", "main"), params))
        except Exception as error:
            answer["error"] = plain_fault(error)
        self._answer(answer)

    def _call(self, method: str, client_name: str, params: Params) -> Any:
        if method == "connect":
            self._clients[client_name] = Client(**settings_of(params))
            return {}
        if method in ("next", "send", "close"):
            return self._on_stream(method, self._streams[params.pop("stream")], params)
        client = self._clients[client_name]
        if method == "run":
            return client.run(**params).started
        if method in ("result", "wait"):
            handle = client.flow(params["flow_id"], namespace=params.get("namespace"))
            return getattr(handle, method)(params.get("timeout"))
        if method == "open":
            return {"stream": self._open(client, params)}
        if method not in UNARY:
            raise ValueError(f"unknown method {method!r}")
        return getattr(client, method)(**params)

    def _open(self, client: Client, params: Params) -> str:
        kind = params.pop("stream")
        if kind not in STREAMS:
            raise ValueError(f"unknown stream {kind!r}")
        if kind == "watch_flow":
            params.setdefault("reconnect", False)
        stream_id = f"s{next(self._ids)}"
        self._streams[stream_id] = getattr(client, kind)(**params)
        return stream_id

    @staticmethod
    def _on_stream(method: str, stream: Any, params: Params) -> Any:
        if method == "close":
            stream.close()
            return {}
        if method == "send":
            ((kind, content),) = params.items()
            getattr(stream, kind)(**content)
            return {}
        frame = next(stream, None)
        return {"frame": None if frame is None else {KINDS[type(frame)]: frame}}


def settings_of(params: Params) -> Params:
    """What a client is made with."""
    files = {name: params.pop(name) for name in ("ca_file", "cert_file", "key_file") if name in params}
    tries = params.pop("tries", None)
    return {**params, "tls": Tls(**files) if files else False, "backoff": Backoff(tries=tries)}


def native(value: Any) -> Any:
    """What was asked, with raw payloads as Payload."""
    if isinstance(value, list):
        return [native(item) for item in value]
    if not isinstance(value, dict):
        return value
    if set(value) == {"@payload"}:
        raw = value["@payload"]
        data = base64.b64decode(raw.get("base64", ""))
        return Payload(data, raw.get("content_type", ""), raw.get("metadata", {}))
    return {key: native(item) for key, item in value.items()}


def plain(value: Any) -> Any:
    """The JSON form of what the client gave."""
    if isinstance(value, Payload):
        raw = {"base64": base64.b64encode(value.data).decode(), "content_type": value.content_type}
        return {"@payload": {**raw, "metadata": dict(value.metadata)}}
    if isinstance(value, LazyEngineError):
        return plain_error(value)
    if is_dataclass(value) and not isinstance(value, type):
        items = {field.name: getattr(value, field.name) for field in fields(value)}
        return {name: plain(item) for name, item in items.items() if item is not None}
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    if isinstance(value, timedelta):
        return f"{value.total_seconds():.6f}".rstrip("0").rstrip(".") + "s"
    return value


def plain_fault(error: Exception) -> Params:
    """The JSON form of what the client raised."""
    if isinstance(error, FlowFailed):
        return {"code": "FLOW_FAILED", "message": str(error), "flow": plain(error.flow)}
    if isinstance(error, LazyEngineError):
        return plain_error(error)
    if isinstance(error, TimeoutError):
        return {"code": "TIMEOUT", "message": str(error)}
    if isinstance(error, TypeError | ValueError | KeyError):
        return {"code": "CLIENT", "message": f"{type(error).__name__}: {error}"}
    raise error


def plain_error(error: LazyEngineError) -> Params:
    told = {
        "code": error.code.name,
        "reason": error.reason,
        "message": error.message,
        "metadata": dict(error.metadata),
        "violations": plain(error.violations),
    }
    return told if error.retry_after is None else {**told, "retry_after": plain(error.retry_after)}


def main() -> None:
    lock = threading.Lock()

    def answer(line: Params) -> None:
        text = json.dumps(line, ensure_ascii=True)
        with lock:
            sys.stdout.write(f"{text}\n")
            sys.stdout.flush()

    driver = Driver(answer)
    for line in sys.stdin:
        driver.take(json.loads(line))
    driver.close()


if __name__ == "__main__":
    main()
