"""What a message to a server may hold, looked at before it is sent: a server refuses a frame as a whole."""

from __future__ import annotations

from google.protobuf.message import Message

from lazyengine.v1 import flow_spec_pb2, progress_report_pb2, task_completion_pb2

# The server's limits, as GetServerInfo tells them; messages of 4 MiB have room for the frame around this.
COMPLETION_BYTES = 3_500_000
PAYLOAD_BYTES = 1024 * 1024
# Of a failure, in UTF-8.
FAILURE_TYPE_BYTES = 255
FAILURE_MESSAGE_BYTES = 16 * 1024
TASKS = 20_000
# Messages, entries of maps and values of lists, less the frame and the item themselves.
_ELEMENTS = 512 * 1024 - 2
# Each of them takes two bytes at least.
_ELEMENT_BYTES = 2


def fault_of(completion: task_completion_pb2.TaskCompletion) -> str | None:
    """Why no message can hold a completion; None where one can."""
    size = completion.ByteSize()
    if size > COMPLETION_BYTES:
        return f"the outcome is too large for a message: {size} bytes, at most {COMPLETION_BYTES}"
    tasks = tasks_of(completion)
    if tasks > TASKS:
        return f"spawn.spec.tasks: at most {TASKS} tasks in one message, got {tasks}; ImportDefinition takes more"
    if size > _ELEMENTS * _ELEMENT_BYTES and (elements := _elements(completion)) > _ELEMENTS:
        return f"the outcome has {elements} messages, entries of maps and values of lists, at most {_ELEMENTS}"
    return None


def check_report(report: progress_report_pb2.ProgressReport) -> None:
    """Raises ValueError where the details are larger than a payload may be."""
    size = len(report.details.data)
    if size > PAYLOAD_BYTES:
        raise ValueError(f"details: expected at most {PAYLOAD_BYTES} bytes, got {size}")


def tasks_of(completion: task_completion_pb2.TaskCompletion) -> int:
    """How many tasks it brings in a definition, those of flows within it included."""
    return _tasks(completion.spawn.spec) if completion.HasField("spawn") else 0


def _tasks(root: flow_spec_pb2.FlowSpec) -> int:
    # Not by calls within each other: flows may lie deeper in each other than those may.
    count, specs = 0, [root]
    while specs:
        tasks = specs.pop().tasks
        count += len(tasks)
        specs += [task.flow for task in tasks if task.HasField("flow")]
    return count


def _elements(root: Message) -> int:
    count, messages = 0, [root]
    while messages:
        for field, value in messages.pop().ListFields():
            if field.message_type is not None and field.message_type.GetOptions().map_entry:
                inner = field.message_type.fields_by_name["value"].message_type is not None
                count += len(value) * (2 if inner else 1)
                messages += value.values() if inner else ()
            elif isinstance(value, Message):
                count += 1
                messages.append(value)
            elif not isinstance(value, str | bytes | int | float):
                count += len(value)
                messages += value if field.message_type is not None else ()
    return count
