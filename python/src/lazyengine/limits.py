"""The limits of a server, as GetServerInfo tells them. Sizes are bytes; limits.proto says what each one bounds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits in force; what is over one is refused with its value."""

    message_bytes: int
    payload_bytes: int
    inline_payload_bytes: int
    payload_metadata_entries: int
    payload_metadata_bytes: int
    tasks_per_message: int
    tasks_per_flow: int
    dependencies_per_task: int
    scope_tasks: int
    nesting_depth: int
    instances_per_task: int
    expression_bytes: int
    flow_state_bytes: int
    labels: int
    label_bytes: int
    flow_id_bytes: int
    task_name_code_points: int
    request_id_bytes: int
    queue_bytes: int
    session_id_bytes: int
    worker_id_bytes: int
    reason_bytes: int
    failure_type_bytes: int
    failure_message_bytes: int
    failure_causes: int
    failure_depth: int
    retry_attempts: int
    duration_max: timedelta | None
    batch_items: int
    unanswered_frames: int
    queues_per_session: int
    max_in_flight: int
    lease_duration_min: timedelta | None
    lease_duration_max: timedelta | None
    lease_duration_default: timedelta | None
    lost_leases: int
    results_per_task: int
    results_bytes: int
    frame_bytes: int
    page_size_default: int
    page_size_max: int
    page_bytes: int
    ready_refs: int
    changes: int
    attempts_kept: int
    requests_kept: int
    streams_per_connection: int
    sessions_per_connection: int
    instances_per_flow: int
    edges_per_task: int
    edge_message_bytes: int
    definition_bytes: int
    evaluations_in_flight: int
    globals: int
    globals_key_bytes: int
    globals_bytes: int
    scopes: int
    scope_attempts: int
    items_per_task: int
    simulated_tasks: int
    simulated_steps: int
    expression_tokens: int
    expression_depth: int
    expression_loops: int
    expressions_bytes: int
    expression_steps: int
    expression_input_bytes: int
    bindings: int
    repeat_times: int
    whole_items: int
    open_items: int
    cron_bytes: int
    schedule_id_bytes: int
    next_times: int
    recent_occurrences: int
    retention_rules: int
    failure_bytes: int
    message_elements: int
    schedules_per_namespace: int
    scope_edges: int
