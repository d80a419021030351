/**
 * The engine within the caller's own process, on any store.
 */
import { createEngine, type Engine } from "../../../src/engine/index.js";
import type { Store } from "../../../src/store/store.js";
import type { ConcurrencyKeyCalls } from "../concurrency-key-requests.js";
import type { QueueCalls } from "../queue-requests.js";
import type { ContractSubject, FlowFrame, StartedSubject, Steering, Stream } from "../subject.js";
import { embeddedExecutors } from "./embedded-executors.js";
import { embeddedSchedules } from "./embedded-schedules.js";
import { answerItemOf, answerOf, contractError, controlOf, translating } from "./engine-answers.js";
import {
  completionOf,
  definitionOf,
  endRequestOf,
  listRequestOf,
  retryRequestOf,
  runRequestOf,
  simulationRequestOf,
} from "./engine-requests.js";
import { changeOf, flowOf, keyOf, queueOf, taskOf, taskRefOf } from "./engine-values.js";
import { ownTurn } from "./own-turn.js";

export async function startEmbedded(store: Store): Promise<StartedSubject> {
  const engine = await createEngine({ store });
  return {
    ...running(engine),
    ...steering(engine),
    ...reading(engine),
    ...definitions(engine),
    ...queues(engine),
    ...concurrencyKeys(engine),
    ...embeddedExecutors(engine),
    ...embeddedSchedules(engine),
    now: async () => engine.now(),
    stop: () => engine.stop().then(() => store.close()),
  };
}

function running(engine: Engine): Pick<ContractSubject, "run" | "taskComplete" | "taskCompleteBatch"> {
  return {
    run: (request) =>
      translating(async () => {
        await ownTurn();
        const { flow, ready, changes, ...answer } = await engine.run(runRequestOf(request));
        if (flow === undefined) throw new Error("the answer to Run has no flow");
        return { ...answer, flow: flowOf(flow), ready: ready.map(taskRefOf), changes: changes.map(changeOf) };
      }),
    taskComplete: ({ namespace, ...completion }) =>
      translating(async () => answerOf(await engine.taskComplete(completionOf(completion, namespace, "FULL")))),
    taskCompleteBatch: (namespace, items) =>
      translating(async () => {
        const answers = await engine.taskCompleteBatch(items.map((item) => completionOf(item, namespace, "MINIMAL")));
        return answers.map(answerItemOf);
      }),
  };
}

function steering(engine: Engine): Steering {
  return {
    suspendFlow: (request) => translating(async () => controlOf(await engine.suspendFlow(request))),
    resumeFlow: (request) => translating(async () => controlOf(await engine.resumeFlow(retryRequestOf(request)))),
    cancelFlow: (request) => translating(async () => controlOf(await engine.cancelFlow(request))),
    revertFlow: (request) => translating(async () => controlOf(await engine.revertFlow(request))),
    endFlow: (request) => translating(async () => controlOf(await engine.endFlow(endRequestOf(request)))),
    retryFlow: (request) => translating(async () => controlOf(await engine.retryFlow(retryRequestOf(request)))),
    skipTask: (request) => translating(async () => controlOf(await engine.skipTask(request))),
    deleteFlow: (request) =>
      translating(async () => {
        const { flow } = await engine.deleteFlow(request);
        return flow && flowOf(flow);
      }),
  };
}

function reading(
  engine: Engine,
): Pick<ContractSubject, "getFlowDetails" | "explainTask" | "simulateFlow" | "listFlows" | "watchFlow"> {
  return {
    getFlowDetails: ({ deadlineMs, states, ...request }) =>
      translating(async () => {
        const call = deadlineMs === undefined ? {} : { deadline: performance.now() + deadlineMs };
        // States as the contract's tests name them are the engine's.
        const filter =
          states === undefined ? {} : { states: states as Parameters<Engine["listFlows"]>[0]["states"] & [] };
        const { flow, tasks, nextPageToken } = await engine.getFlowDetails({ ...request, ...filter }, call);
        return { flow: flowOf(flow), tasks: tasks.map(taskOf), nextPageToken };
      }),
    simulateFlow: (request) => translating(() => engine.simulateFlow(simulationRequestOf(request))),
    explainTask: (request) =>
      translating(async () => {
        const { flow, task, ...explanation } = await engine.explainTask(request);
        return { ...explanation, flow: flowOf(flow), task: taskOf(task) };
      }),
    listFlows: (request) =>
      translating(async () => {
        const { flows, nextPageToken } = await engine.listFlows(listRequestOf(request));
        return { flows: flows.map(flowOf), nextPageToken };
      }),
    watchFlow: (request) => watching(engine, request),
  };
}

function watching(engine: Engine, request: Parameters<ContractSubject["watchFlow"]>[0]): Stream<FlowFrame> {
  const stop = new AbortController();
  const frames = async function* (): AsyncGenerator<FlowFrame> {
    try {
      for await (const frame of engine.watchFlow(request, { signal: stop.signal })) {
        if (frame.kind === "update") yield { ...frame, flow: flowOf(frame.flow), tasks: frame.tasks.map(taskOf) };
        else yield frame;
      }
    } catch (error) {
      if (!stop.signal.aborted) throw contractError(error);
    }
  };
  return { frames: frames(), close: async () => stop.abort() };
}

function definitions(
  engine: Engine,
): Pick<ContractSubject, `${"put" | "import" | "get"}Definition` | "listDefinitions"> {
  return {
    putDefinition: (namespace, spec) =>
      translating(async () => await engine.putDefinition({ namespace, spec: definitionOf(spec, "spec") })),
    importDefinition: (namespace, spec) =>
      translating(async () => {
        const { tasks, ...settings } = definitionOf(spec, "spec");
        const pieces = async function* () {
          yield tasks.slice(0, 1);
          for (let from = 1; from < tasks.length; from += 500) yield tasks.slice(from, from + 500);
        };
        return await engine.importDefinition({ namespace, settings, tasks: pieces() });
      }),
    getDefinition: (key) =>
      translating(async () => {
        const { summary, spec } = await engine.getDefinition(key);
        return { definition: summary, tasks: (spec?.tasks ?? []).map(({ name }) => name) };
      }),
    listDefinitions: (request) => translating(() => engine.listDefinitions(request)),
  };
}

function concurrencyKeys(engine: Engine): ConcurrencyKeyCalls {
  return {
    listConcurrencyKeys: (request) =>
      translating(async () => {
        const { keys, ...page } = await engine.listConcurrencyKeys(request);
        return { ...page, keys: keys.map(keyOf) };
      }),
    updateConcurrencyKey: (request) =>
      translating(async () => {
        const { key, replayed } = await engine.updateConcurrencyKey(request);
        return { key: keyOf(key), replayed };
      }),
  };
}

function queues(engine: Engine): QueueCalls {
  return {
    listQueues: (request) =>
      translating(async () => {
        const { queues: listed, ...page } = await engine.listQueues(request);
        return { ...page, queues: listed.map(queueOf) };
      }),
    updateQueue: (request) =>
      translating(async () => {
        const { queue, replayed } = await engine.updateQueue(request);
        return { queue: queueOf(queue), replayed };
      }),
  };
}
