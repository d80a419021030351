/**
 * The executors' calls of an engine within the caller's own process. A stream is a session; what executors say on theirs
 * are the engine's own calls.
 */
import type { Engine, Session, SessionRequest } from "../../../src/engine/index.js";
import { ContractError } from "../contract-error.js";
import type { ContractSubject, ExecutorStream, SessionFrame, Stream } from "../subject.js";
import { answerItemOf, contractError, translating } from "./engine-answers.js";
import { completionOf, progressOf } from "./engine-requests.js";
import { readyTaskOf, sessionFrameOf } from "./engine-values.js";

export function embeddedExecutors(
  engine: Engine,
): Pick<
  ContractSubject,
  "watchReadyTasks" | "executeTasks" | "pollReadyTasks" | "keepSession" | "releaseTasks" | "reportProgress"
> {
  return {
    watchReadyTasks: (request) => streamOf(openSession(engine, request)),
    executeTasks: ({ namespace, ...request }) =>
      executorOf(engine, namespace, openSession(engine, { namespace, ...request })),
    pollReadyTasks: ({ deadlineMs, ...request }) =>
      translating(async () => {
        const call = deadlineMs === undefined ? {} : { deadline: performance.now() + deadlineMs };
        const polled = await engine.pollReadyTasks({ maxTasks: 0, ...request }, call);
        return { ...polled, tasks: polled.tasks.map(readyTaskOf) };
      }),
    keepSession: ({ progress = [], ...request }) =>
      translating(async () => {
        const kept = await engine.keepSession({ ...request, progress: progress.map(progressOf) });
        return { ...kept, progress: kept.progress.map(errorOf) };
      }),
    releaseTasks: (namespace, claims, delayMs) => translating(async () => release(engine, namespace, claims, delayMs)),
    reportProgress: (namespace, reports) =>
      translating(async () =>
        (await engine.reportProgress({ namespace, items: reports.map(progressOf) })).map(errorOf),
      ),
  };
}

async function release(
  engine: Engine,
  namespace: string,
  claims: Parameters<ExecutorStream["release"]>[0],
  delayMs = 0,
) {
  return (await engine.releaseTasks({ namespace, claims, delayMs })).map(errorOf);
}

/** Refusals come with the first frame, as on every stream. */
async function openSession(engine: Engine, request: SessionRequest): Promise<Session> {
  return await translating(() => engine.openSession(request));
}

function streamOf(opening: Promise<Session>): Stream<SessionFrame> {
  let closed = false;
  const frames = async function* (): AsyncGenerator<SessionFrame> {
    try {
      for await (const frame of await opening) yield sessionFrameOf(frame);
    } catch (error) {
      if (!closed) throw error instanceof ContractError ? error : contractError(error);
    }
  };
  const close = async () => {
    closed = true;
    const session = await opening.catch(() => undefined);
    await session?.close();
  };
  return { frames: frames(), close };
}

function executorOf(engine: Engine, namespace: string, opening: Promise<Session>): ExecutorStream {
  const later = (act: (session: Session) => void) => void opening.then(act, () => undefined);
  return {
    ...streamOf(opening),
    complete: async (items) => {
      const answers = await engine.taskCompleteBatch(items.map((item) => completionOf(item, namespace, "MINIMAL")));
      return answers.map(answerItemOf);
    },
    release: (claims, delayMs) => release(engine, namespace, claims, delayMs),
    reportProgress: (reports) => void engine.reportProgress({ namespace, items: reports.map(progressOf) }),
    setMaxInFlight: (maxInFlight) => later((session) => session.setMaxInFlight(maxInFlight)),
    drain: () => later((session) => session.drain()),
  };
}

function errorOf(item: object): ContractError | undefined {
  return "error" in item ? contractError(item.error) : undefined;
}
