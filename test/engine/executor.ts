/**
 * A minimal executor for tests: takes what its session is sent and keeps count.
 */
import type { Engine, ReadyTask, Session, SessionFrame, SessionRequest } from "../../src/engine/index.js";

export interface TestExecutor {
  readonly session: Session;
  /** Every task it was sent, in order; a task sent again stands here again. */
  readonly received: ReadyTask[];
  /** Every frame, in order. */
  readonly frames: readonly SessionFrame[];
  /** Resolves with the tasks received when there are that many. */
  receivedAtLeast(count: number): Promise<readonly ReadyTask[]>;
  /** Resolves with the first frame of the kind. */
  frame(kind: SessionFrame["kind"]): Promise<SessionFrame>;
  /** Rejects with what ended the stream. */
  readonly ended: Promise<void>;
}

export async function startExecutor(
  engine: Engine,
  request: Partial<SessionRequest> = {},
  handle: (task: ReadyTask) => void = () => undefined,
): Promise<TestExecutor> {
  const session = await engine.openSession({ queues: ["work"], maxInFlight: 1, ...request });
  const received: ReadyTask[] = [];
  const frames: SessionFrame[] = [];
  const waiting = new Set<() => void>();
  const read = async () => {
    try {
      for await (const frame of session) {
        frames.push(frame);
        if (frame.kind === "ready_tasks") received.push(...frame.tasks);
        for (const wake of waiting) wake();
        if (frame.kind === "ready_tasks") for (const task of frame.tasks) handle(task);
      }
    } finally {
      await session.close();
    }
  };
  const ended = read();
  // A test that does not look at the end is not failed by it.
  ended.catch(() => undefined);
  const until = <Value>(find: () => Value | undefined) =>
    new Promise<Value>((resolve) => {
      const look = () => {
        const found = find();
        if (found === undefined) return;
        waiting.delete(look);
        resolve(found);
      };
      waiting.add(look);
      look();
    });
  return {
    session,
    received,
    frames,
    receivedAtLeast: (count) => until(() => (received.length >= count ? received : undefined)),
    frame: (kind) => until(() => frames.find((frame) => frame.kind === kind)),
    ended,
  };
}
