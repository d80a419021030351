/**
 * A gRPC server in this process, and the Node client.
 */
import { create } from "@bufbuild/protobuf";
import { TaskCompletionSchema } from "#gen/lazyengine/v1/index.js";
import { Client, type FlowState, parseFlowFile, type TaskState } from "../../../src/client/index.js";
import { completionMessage } from "../../../src/client/request-messages.js";
import { runValue, verdictValue } from "../../../src/client/response-values.js";
import { runRequest } from "../../../src/client/run-request.js";
import type { Store } from "../../../src/store/store.js";
import type { ConcurrencyKeyCalls } from "../concurrency-key-requests.js";
import type { QueueCalls } from "../queue-requests.js";
import type { Assumption } from "../simulate-request.js";
import type {
  Completion,
  ContractSubject,
  FlowFrame,
  RunRequest,
  StartedSubject,
  Steering,
  Stream,
} from "../subject.js";
import { given } from "./engine-payloads.js";
import { startServer } from "./grpc-server.js";
import { nodeExecutors } from "./node-executors.js";
import { nodeSchedules } from "./node-schedules.js";
import {
  answerItemOf,
  answerOf,
  changeOf,
  completionOf,
  contractError,
  controlOf,
  flowOf,
  payloadInput,
  plain,
  translating,
} from "./node-values.js";
import { ownTurn } from "./own-turn.js";

/** The client of a namespace; made with its first call. */
export type ClientOf = (namespace: string) => Client;

export async function startNodeClient(store: Store): Promise<StartedSubject> {
  const server = await startServer(store);
  const clients = new Map<string, Client>();
  const clientOf = (namespace: string): Client => {
    const client = clients.get(namespace) ?? new Client({ address: server.address, namespace });
    clients.set(namespace, client);
    return client;
  };
  return {
    ...running(clientOf),
    ...steering(clientOf),
    ...reading(clientOf),
    ...definitions(clientOf),
    ...queues(clientOf),
    ...concurrencyKeys(clientOf),
    ...nodeExecutors(clientOf),
    ...nodeSchedules(clientOf),
    now: async () => (await clientOf("default").getServerInfo()).serverTime ?? Number.NaN,
    stop: async () => {
      await server.stop();
      for (const client of clients.values()) client.close();
    },
  };
}

function running(clientOf: ClientOf): Pick<ContractSubject, "run" | "taskComplete" | "taskCompleteBatch"> {
  return {
    run: ({ namespace, ...request }) =>
      translating(async () => {
        const { flow, changes, ready, ...answer } = await run(clientOf(namespace), request);
        return { ...answer, ready, flow: flowOf(flow), changes: changes.map(changeOf) };
      }),
    taskComplete: ({ namespace, ...completion }) =>
      translating(async () => {
        const client = clientOf(namespace);
        if (hasOutcome(completion)) return answerOf(await client.taskComplete(completionOf(completion)));
        const { flowId, taskId } = completion;
        await client.messages.taskComplete({ flowId, taskId });
        throw new Error("a completion without an outcome was taken");
      }),
    taskCompleteBatch: (namespace, items) =>
      translating(async () => {
        const client = clientOf(namespace);
        if (items.every(hasOutcome)) return (await client.taskCompleteBatch(items.map(completionOf))).map(answerItemOf);
        const { verdicts } = await client.messages.taskCompleteBatch({ items: items.map(itemMessage) });
        return verdicts.map((verdict) => answerItemOf(verdictValue(verdict)));
      }),
  };
}

async function run(client: Client, request: Omit<RunRequest, "namespace">) {
  const { spec, definitionName = "", definitionDigest, input, validateOnly, traceContext, ...options } = request;
  const named = definitionDigest === undefined ? { definitionName } : { definitionDigest };
  await ownTurn();
  const definition = spec === undefined ? named : parseFlowFile(JSON.stringify(spec));
  const given_ = { ...options, ...given("input", input === undefined ? undefined : payloadInput(input)) };
  if (validateOnly === true)
    return runValue(await client.messages.run({ ...runRequest(definition, given_), validateOnly }));
  return (await client.run(definition, { ...given_, ...given("traceContext", traceContext) })).started;
}

function hasOutcome(completion: Completion): boolean {
  return ["result", "failure", "deferred", "cancelled", "spawn", "decision"].some((outcome) => outcome in completion);
}

function itemMessage(completion: Completion) {
  if (hasOutcome(completion)) return completionMessage(completionOf(completion));
  const { flowId, taskId } = completion;
  return create(TaskCompletionSchema, { flowId, taskId });
}

function steering(clientOf: ClientOf): Steering {
  return {
    suspendFlow: ({ namespace, flowId, ...options }) =>
      translating(async () => controlOf(await clientOf(namespace).suspendFlow(flowId, options))),
    resumeFlow: ({ namespace, flowId, ...options }) =>
      translating(async () => controlOf(await clientOf(namespace).resumeFlow(flowId, options))),
    cancelFlow: ({ namespace, flowId, graceMs, ...options }) =>
      translating(async () =>
        controlOf(await clientOf(namespace).cancelFlow(flowId, { ...options, ...given("grace", graceMs) })),
      ),
    revertFlow: ({ namespace, flowId, ...options }) =>
      translating(async () => controlOf(await clientOf(namespace).revertFlow(flowId, options))),
    endFlow: ({ namespace, flowId, state, ...options }) =>
      translating(async () => controlOf(await clientOf(namespace).endFlow(flowId, state, options))),
    retryFlow: ({ namespace, flowId, ...options }) =>
      translating(async () => controlOf(await clientOf(namespace).retryFlow(flowId, options))),
    skipTask: ({ namespace, flowId, taskId, ...options }) =>
      translating(async () => controlOf(await clientOf(namespace).skipTask(flowId, taskId, options))),
    deleteFlow: ({ namespace, flowId, ...options }) =>
      translating(async () => {
        const flow = await clientOf(namespace).deleteFlow(flowId, options);
        return flow && flowOf(flow);
      }),
  };
}

function reading(
  clientOf: ClientOf,
): Pick<ContractSubject, "getFlowDetails" | "explainTask" | "simulateFlow" | "listFlows" | "watchFlow"> {
  return {
    getFlowDetails: ({ namespace, flowId, states, ...options }) =>
      translating(async () => {
        // States as the contract's tests name them are the client's.
        const filter = given("states", states as readonly TaskState[] | undefined);
        const details = await clientOf(namespace).getFlowDetails(flowId, { ...options, ...filter });
        const { flow, tasks, nextPageToken } = details;
        return { flow: flowOf(flow), tasks: plain(tasks) as never, nextPageToken };
      }),
    simulateFlow: ({ namespace, defaultAssumption, assumptions = {}, slots, ...subject }) =>
      translating(async () => {
        const named = Object.entries(assumptions).map(([name, own]) => [name, assumptionOf(own)]);
        const options = {
          ...given("defaultAssumption", defaultAssumption && assumptionOf(defaultAssumption)),
          assumptions: Object.fromEntries(named),
          ...given("slots", slots),
        };
        const { spec, definitionDigest, definitionName = "", flowId } = subject;
        if (spec !== undefined) {
          return await clientOf(namespace).simulateFlow(parseFlowFile(JSON.stringify(spec)), options);
        }
        if (flowId !== undefined) return await clientOf(namespace).simulateFlow({ flowId }, options);
        const stored = definitionDigest === undefined ? { definitionName } : { definitionDigest };
        return await clientOf(namespace).simulateFlow(stored, options);
      }),
    explainTask: ({ namespace, flowId, taskId }) =>
      translating(async () => {
        const { flow, task, ...explanation } = await clientOf(namespace).explainTask(flowId, taskId);
        return { ...explanation, flow: flowOf(flow), task: plain(task) as never };
      }),
    listFlows: ({ namespace, states, ...options }) =>
      translating(async () => {
        const filter = given("states", states as readonly FlowState[] | undefined);
        const { flows, nextPageToken } = await clientOf(namespace).listFlows({ ...options, ...filter });
        return { flows: flows.map(flowOf), nextPageToken };
      }),
    watchFlow: ({ namespace, ...options }) => watching(clientOf(namespace), options),
  };
}

function assumptionOf({ durationMs, ...assumption }: Assumption) {
  return { ...given("duration", durationMs), ...assumption };
}

function watching(client: Client, options: Parameters<Client["watchFlow"]>[0]): Stream<FlowFrame> {
  const stop = new AbortController();
  const frames = async function* (): AsyncGenerator<FlowFrame> {
    try {
      for await (const event of client.watchFlow({ ...options, signal: stop.signal })) {
        if (event.kind === "update") yield { ...event, flow: flowOf(event.flow), tasks: plain(event.tasks) as never };
        else yield event;
      }
    } catch (error) {
      if (!stop.signal.aborted) throw contractError(error);
    }
  };
  return { frames: frames(), close: async () => stop.abort() };
}

function definitions(
  clientOf: ClientOf,
): Pick<ContractSubject, `${"put" | "import" | "get"}Definition` | "listDefinitions"> {
  return {
    putDefinition: (namespace, spec) =>
      translating(async () => {
        await ownTurn();
        const put = await clientOf(namespace).putDefinition(parseFlowFile(JSON.stringify(spec)));
        return { digest: put.digest, created: put.created, warnings: put.warnings };
      }),
    importDefinition: (namespace, spec) =>
      translating(async () => {
        await ownTurn();
        const { tasks, ...whole } = parseFlowFile(JSON.stringify(spec));
        return await clientOf(namespace).importDefinition({ ...whole, tasks });
      }),
    getDefinition: ({ namespace, digest, name = "" }) =>
      translating(async () => {
        const key = digest === undefined ? { name } : { digest };
        const { definition, spec } = await clientOf(namespace).getDefinition(key);
        return { definition, tasks: (spec?.tasks ?? []).map((task) => task.name) };
      }),
    listDefinitions: ({ namespace, ...options }) => translating(() => clientOf(namespace).listDefinitions(options)),
  };
}

function concurrencyKeys(clientOf: ClientOf): ConcurrencyKeyCalls {
  return {
    listConcurrencyKeys: ({ namespace, ...options }) =>
      translating(() => clientOf(namespace).listConcurrencyKeys(options)),
    updateConcurrencyKey: ({ namespace, key, ...options }) =>
      translating(() => clientOf(namespace).updateConcurrencyKey(key, options)),
  };
}

function queues(clientOf: ClientOf): QueueCalls {
  return {
    listQueues: ({ namespace, ...options }) => translating(() => clientOf(namespace).listQueues(options)),
    updateQueue: ({ namespace, queue, rateLimit, ...options }) =>
      translating(() => {
        const rate = rateLimit && { rateLimit: { tasks: rateLimit.tasks, period: rateLimit.periodMs } };
        return clientOf(namespace).updateQueue(queue, { ...options, ...rate });
      }),
  };
}
