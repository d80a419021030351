/**
 * A minimal executor for tests: takes what its session is sent and keeps count.
 */
import type { Engine, ReadyTask, Session, SessionRequest } from "../../src/engine/index.js";

export interface TestExecutor {
  readonly session: Session;
  /** Every task it was sent, in order; a task sent again stands here again. */
  readonly received: ReadyTask[];
  /** Resolves with the tasks received when there are that many. */
  receivedAtLeast(count: number): Promise<readonly ReadyTask[]>;
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
  const waiting = new Set<() => void>();
  const read = async () => {
    for await (const frame of session) {
      if (frame.kind !== "ready_tasks") continue;
      received.push(...frame.tasks);
      for (const wake of waiting) wake();
      for (const task of frame.tasks) handle(task);
    }
  };
  const ended = read();
  // A test that does not look at the end is not failed by it.
  ended.catch(() => undefined);
  const receivedAtLeast = (count: number) =>
    new Promise<readonly ReadyTask[]>((resolve) => {
      const look = () => {
        if (received.length < count) return;
        waiting.delete(look);
        resolve(received);
      };
      waiting.add(look);
      look();
    });
  return { session, received, receivedAtLeast, ended };
}
