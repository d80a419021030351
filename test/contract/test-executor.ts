/**
 * A stream of ready tasks and what came down it.
 */
import { FrameLog } from "./frame-log.js";
import type { SessionFrame, Stream } from "./subject.js";
import type { ReadyTask } from "./values.js";

export class TestExecutor<Kind extends Stream<SessionFrame> = Stream<SessionFrame>> extends FrameLog<SessionFrame> {
  readonly stream: Kind;

  constructor(stream: Kind) {
    super(stream);
    this.stream = stream;
  }

  /** Every task it was sent, in order; one that was sent again stands here again. */
  get tasks(): readonly ReadyTask[] {
    return this.frames.flatMap((frame) => (frame.kind === "ready_tasks" ? frame.tasks : []));
  }

  /** Resolves with the tasks when there are that many. */
  received(count: number): Promise<readonly ReadyTask[]> {
    return this.until(`${count} tasks`, () => this.tasks.length >= count && this.tasks);
  }

  /** The first frame of this kind from the given place on. */
  frame<Kind extends SessionFrame["kind"]>(kind: Kind, from = 0) {
    return this.until(kind, (frames) =>
      frames.slice(from).find((frame): frame is Extract<SessionFrame, { kind: Kind }> => frame.kind === kind),
    );
  }
}
