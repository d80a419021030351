"""The frames of an import: a definition cut into messages that a server takes in without keeping others waiting."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any

from lazyengine.flow_spec import FlowSpec, TaskSpec
from lazyengine.message_writer import MessageWriter
from lazyengine.v1 import flow_spec_pb2, service_pb2

TASKS_PER_FRAME = 1_000
# A frame is sent once it has reached so many bytes; a task that is larger by itself goes alone.
BYTES_PER_FRAME = 512 * 1024

Tasks = Iterable[TaskSpec | Mapping[str, Any]]


def import_frames(
    writer: MessageWriter, spec: FlowSpec | Mapping[str, Any], more: Tasks | None, namespace: str
) -> Iterator[service_pb2.ImportDefinitionRequest]:
    """First the definition without its tasks, then its own and `more`."""
    whole = writer.write(flow_spec_pb2.FlowSpec, spec, "spec")
    own = list(whole.tasks)
    del whole.tasks[:]
    yield service_pb2.ImportDefinitionRequest(open=service_pb2.ImportOpen(namespace=namespace, spec=whole))
    written = (
        writer.write(flow_spec_pb2.TaskSpec, task, f"tasks[{place}]") for place, task in enumerate(more or (), len(own))
    )
    frame: list[flow_spec_pb2.TaskSpec] = []
    size = 0
    for task in chain(own, written):
        length = task.ByteSize()
        if frame and (len(frame) == TASKS_PER_FRAME or size + length > BYTES_PER_FRAME):
            yield _tasks(frame)
            frame, size = [], 0
        frame.append(task)
        size += length
    if frame:
        yield _tasks(frame)


def _tasks(tasks: list[flow_spec_pb2.TaskSpec]) -> service_pb2.ImportDefinitionRequest:
    return service_pb2.ImportDefinitionRequest(tasks=service_pb2.ImportTasks(tasks=tasks))
