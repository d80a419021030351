/**
 * A gRPC server in this process, and a Python client in one of its own.
 */
import type { Store } from "../../../src/store/store.js";
import type { ConcurrencyKey, ConcurrencyKeyCalls } from "../concurrency-key-requests.js";
import type { Queue, QueueCalls } from "../queue-requests.js";
import type { TaskSnapshotInput } from "../snapshot-input.js";
import type {
  ContractSubject,
  ControlRequest,
  ControlResponse,
  FlowFrame,
  RunRequest,
  StartedSubject,
  Steering,
} from "../subject.js";
import type { DefinitionSummary, Explanation, TaskRef } from "../values.js";
import { given } from "./engine-payloads.js";
import { startServer } from "./grpc-server.js";
import { answerOf, verdictOf } from "./python-answers.js";
import { PythonDriver } from "./python-driver.js";
import { pythonExecutors } from "./python-executors.js";
import { pythonSchedules } from "./python-schedules.js";
import { pythonStream } from "./python-stream.js";
import {
  assumptionOf,
  camel,
  changeOf,
  completionOf,
  durationMs,
  durationOf,
  flowOf,
  listOf,
  type Plain,
  payloadInput,
  simulationOf,
  snake,
  taskOf,
  timeOf,
} from "./python-values.js";

/** The interpreter of the checkout's environment. */
const PYTHON = process.env["LAZYENGINE_PYTHON"] ?? ".venv/bin/python";

/** What drives each of the Python clients. */
const PROGRAMS = { blocking: "contract_driver.py", asyncio: "contract_driver_aio.py" };

export async function startPythonClient(store: Store, client: keyof typeof PROGRAMS): Promise<StartedSubject> {
  const server = await startServer(store);
  const driver = new PythonDriver(PYTHON, PROGRAMS[client]);
  await driver.ask("connect", { target: server.address });
  return {
    ...running(driver),
    ...steering(driver),
    ...reading(driver),
    ...definitions(driver),
    ...queues(driver),
    ...concurrencyKeys(driver),
    ...pythonExecutors(driver),
    ...pythonSchedules(driver),
    now: async () => Date.parse(String((await asked(driver, "get_server_info", {}))["server_time"])),
    stop: async () => {
      await server.stop();
      await driver.end();
    },
  };
}

async function asked(driver: PythonDriver, method: string, params: Plain): Promise<Plain> {
  // Every answer of the driver is an object.
  return (await driver.ask(method, params)) as Plain;
}

function running(driver: PythonDriver): Pick<ContractSubject, "run" | "taskComplete" | "taskCompleteBatch"> {
  return {
    run: async ({ validateOnly, ...request }) => {
      const method = validateOnly === true ? "validate" : "run";
      const { flow, ready, changes, ...answer } = await asked(driver, method, runParams(request));
      return {
        ...(camel(answer) as { readyCount: number; changesTruncated: boolean; replayed: boolean; warnings: string[] }),
        flow: flowOf(flow),
        ready: listOf(ready).map(camel) as TaskRef[],
        changes: listOf(changes).map(changeOf),
      };
    },
    taskComplete: async ({ namespace, ...completion }) =>
      answerOf(await asked(driver, "task_complete", { namespace, ...completionOf(completion) })),
    taskCompleteBatch: async (namespace, items) => {
      const { verdicts } = await asked(driver, "task_complete_batch", { namespace, items: items.map(completionOf) });
      return listOf(verdicts).map(verdictOf);
    },
  };
}

function runParams(request: Omit<RunRequest, "validateOnly">): Plain {
  const { namespace, flowId, requestId, spec, definitionDigest, definitionName, input, labels } = request;
  const { notBeforeTime, priority, conflictPolicy, expectedRevision, snapshot, traceContext } = request;
  return {
    namespace,
    ...given("flow_id", flowId),
    ...given("request_id", requestId),
    ...given("spec", spec),
    ...given("definition_digest", definitionDigest),
    ...given("definition_name", definitionName),
    ...given("input", input === undefined ? undefined : payloadInput(input)),
    ...given("labels", labels),
    ...given("not_before_time", timeOf(notBeforeTime)),
    ...given("priority", priority),
    ...given("conflict_policy", conflictPolicy),
    ...given("expected_revision", expectedRevision),
    ...given("snapshot", snapshot && { ...snapshot, tasks: snapshot.tasks.map(taskSnapshotParams) }),
    ...given("trace_context", traceContext),
  };
}

function taskSnapshotParams({ taskId, revertResult, ...task }: TaskSnapshotInput): Plain {
  return { ...task, task_id: taskId, ...given("revert_result", revertResult) };
}

function steering(driver: PythonDriver): Steering {
  const control = async (method: string, request: ControlRequest, more: Plain = {}): Promise<ControlResponse> => {
    const { flow, changes, ...answer } = await asked(driver, method, { ...controlParams(request), ...more });
    const { replayed, changesTruncated } = camel(answer) as { replayed: boolean; changesTruncated: boolean };
    return { replayed, changesTruncated, flow: flowOf(flow), changes: listOf(changes).map(changeOf) };
  };
  return {
    suspendFlow: (request) => control("suspend_flow", request),
    resumeFlow: ({ input, ...request }) => control("resume_flow", request, given("input", input)),
    cancelFlow: ({ graceMs, ...request }) => control("cancel_flow", request, given("grace", durationOf(graceMs))),
    revertFlow: (request) => control("revert_flow", request),
    endFlow: ({ state, message, output, inFlight, ...request }) =>
      control("end_flow", request, {
        state,
        ...given("message", message),
        ...given("output", output),
        ...given("in_flight", inFlight),
      }),
    retryFlow: ({ tasks = [], reset, input, items, ...request }) =>
      control("retry_flow", request, {
        tasks,
        ...given("reset", reset),
        ...given("input", input),
        ...given("items", items),
      }),
    skipTask: ({ taskId, ...request }) => control("skip_task", request, { task_id: taskId }),
    deleteFlow: async ({ allowMissing, ...request }) => {
      const params = { ...controlParams(request), ...given("allow_missing", allowMissing) };
      const { flow } = await asked(driver, "delete_flow", params);
      return flow === undefined ? undefined : flowOf(flow);
    },
  };
}

function controlParams({ namespace, flowId, requestId, reason, expectedRevision }: ControlRequest): Plain {
  return {
    namespace,
    flow_id: flowId,
    ...given("request_id", requestId),
    ...given("reason", reason),
    ...given("expected_revision", expectedRevision),
  };
}

function reading(
  driver: PythonDriver,
): Pick<ContractSubject, "getFlowDetails" | "explainTask" | "simulateFlow" | "listFlows" | "watchFlow"> {
  return {
    getFlowDetails: async ({ deadlineMs, ...request }) => {
      const timeout = given("timeout", deadlineMs === undefined ? undefined : deadlineMs / 1_000);
      const { flow, tasks, next_page_token } = await asked(driver, "get_flow_details", {
        ...snake(request),
        ...timeout,
      });
      return { flow: flowOf(flow), tasks: listOf(tasks).map(taskOf), nextPageToken: String(next_page_token) };
    },
    simulateFlow: async ({ defaultAssumption, assumptions = {}, ...request }) => {
      const named = Object.entries(assumptions).map(([name, own]) => [name, assumptionOf(own)]);
      const assumed = {
        ...given("default_assumption", defaultAssumption && assumptionOf(defaultAssumption)),
        assumptions: Object.fromEntries(named),
      };
      return simulationOf(await asked(driver, "simulate_flow", { ...snake(request), ...assumed }));
    },
    explainTask: async (request) => {
      const { flow, task, ...explanation } = await asked(driver, "explain_task", snake(request));
      return { ...(camel(explanation) as Omit<Explanation, "flow" | "task">), flow: flowOf(flow), task: taskOf(task) };
    },
    listFlows: async ({ createdAfter, createdBefore, ...request }) => {
      const bounds = {
        ...given("create_time_after", timeOf(createdAfter)),
        ...given("create_time_before", timeOf(createdBefore)),
      };
      const { flows, next_page_token } = await asked(driver, "list_flows", { ...snake(request), ...bounds });
      return { flows: listOf(flows).map(flowOf), nextPageToken: String(next_page_token) };
    },
    watchFlow: (request) => pythonStream(driver, "watch_flow", snake(request), flowFrameOf),
  };
}

function flowFrameOf(kind: string, content: Plain): FlowFrame | undefined {
  const revision = String(content["revision"]);
  switch (kind) {
    case "update":
      return { kind, revision, flow: flowOf(content["flow"]), tasks: listOf(content["tasks"]).map(taskOf) };
    case "current":
      return { kind, revision };
    case "deleted":
      return { kind, revision, flowId: String(content["flow_id"]) };
    default:
      return undefined;
  }
}

function definitions(
  driver: PythonDriver,
): Pick<ContractSubject, `${"put" | "import" | "get"}Definition` | "listDefinitions"> {
  return {
    putDefinition: async (namespace, spec) => {
      const { digest, created, warnings } = await asked(driver, "put_definition", { namespace, spec });
      return { digest: String(digest), created: created === true, warnings: (warnings as unknown[]).map(String) };
    },
    importDefinition: async (namespace, { tasks = [], ...spec }) => {
      const [first, ...others] = tasks;
      const params = { namespace, spec: { ...spec, tasks: first === undefined ? [] : [first] }, tasks: others };
      const { digest, created, warnings, task_count } = await asked(driver, "import_definition", params);
      return {
        digest: String(digest),
        created: created === true,
        warnings: (warnings as unknown[]).map(String),
        taskCount: Number(task_count),
      };
    },
    getDefinition: async (key) => {
      const { definition, spec } = await asked(driver, "get_definition", snake(key));
      const { tasks } = (spec ?? { tasks: [] }) as { readonly tasks: readonly { readonly name: string }[] };
      return { definition: camel(definition) as DefinitionSummary, tasks: tasks.map(({ name }) => name) };
    },
    listDefinitions: async (request) => {
      const { definitions: listed, next_page_token } = await asked(driver, "list_definitions", snake(request));
      return { definitions: listOf(listed).map(camel) as DefinitionSummary[], nextPageToken: String(next_page_token) };
    },
  };
}

function concurrencyKeys(driver: PythonDriver): ConcurrencyKeyCalls {
  return {
    listConcurrencyKeys: async (request) => {
      const { keys, next_page_token, truncated } = await asked(driver, "list_concurrency_keys", snake(request));
      return {
        keys: listOf(keys).map((key) => camel(key) as ConcurrencyKey),
        nextPageToken: String(next_page_token),
        truncated: truncated === true,
      };
    },
    updateConcurrencyKey: async (request) => {
      const { key, replayed } = await asked(driver, "update_concurrency_key", snake(request));
      return { key: camel(key) as ConcurrencyKey, replayed: replayed === true };
    },
  };
}

function queues(driver: PythonDriver): QueueCalls {
  return {
    listQueues: async (request) => {
      const { queues: listed, next_page_token, truncated } = await asked(driver, "list_queues", snake(request));
      return {
        queues: listOf(listed).map(queueOf),
        nextPageToken: String(next_page_token),
        truncated: truncated === true,
      };
    },
    updateQueue: async ({ pauseEndTime, rateLimit, ...request }) => {
      const rate = rateLimit && { tasks: rateLimit.tasks, period: durationOf(rateLimit.periodMs) };
      const params = {
        ...snake(request),
        ...given("pause_end_time", timeOf(pauseEndTime)),
        ...given("rate_limit", rate),
      };
      const { queue, replayed } = await asked(driver, "update_queue", params);
      return { queue: queueOf(queue), replayed: replayed === true };
    },
  };
}

function queueOf(read: unknown): Queue {
  const { rateLimit, ...queue } = camel(read) as Omit<Queue, "rateLimit"> & { readonly rateLimit?: Plain | null };
  if (rateLimit === undefined || rateLimit === null) return queue;
  return {
    ...queue,
    rateLimit: { tasks: Number(rateLimit["tasks"]), periodMs: durationMs(String(rateLimit["period"])) },
  };
}
