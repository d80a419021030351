/**
 * The account of a schedule while something of it is decided: its flows, what waits for them, what was counted.
 */
import { LIMITS } from "../limits.js";
import type {
  BufferedFlow,
  DueFlow,
  DueOutcome,
  Occurrence,
  OverlapPolicy,
  ScheduleCounts,
  ScheduledFlow,
  ScheduleProgress,
} from "./schedule.js";

/** Flows that are kept account of; only where flows may run beside each other could there be more. */
const FLOWS_KEPT = 200;

export class ScheduleAccount {
  #flows: ScheduledFlow[];
  #buffered: BufferedFlow | undefined;
  readonly #counts: { -readonly [Name in keyof ScheduleCounts]: number };
  #recent: readonly Occurrence[];
  #newlyStarted = 0;

  constructor(progress: ScheduleProgress, ended: ReadonlySet<string> = new Set()) {
    this.#flows = progress.flows.filter(({ flowId, started }) => !(started && ended.has(flowId)));
    this.#buffered = progress.buffered;
    this.#counts = { ...progress.counts };
    this.#recent = progress.recent;
  }

  get newlyStarted(): number {
    return this.#newlyStarted;
  }

  startBuffered(policy: OverlapPolicy): void {
    if (this.#buffered === undefined || (policy !== "ALLOW_ALL" && this.#flows.length > 0)) return;
    const due = dueOf(this.#buffered);
    this.#buffered = undefined;
    this.#start(due);
  }

  miss(): void {
    this.#counts.missed += 1;
  }

  decide(due: DueFlow, policy: OverlapPolicy): DueOutcome {
    if (policy === "ALLOW_ALL" || this.#flows.length === 0) return this.#start(due);
    if (policy === "CANCEL_OTHER" && this.#isNewlyStarted()) return this.#startInstead(due);
    if (policy === "SKIP" || (policy === "BUFFER_ONE" && this.#buffered !== undefined)) return this.#skip(due);
    if (this.#buffered !== undefined) this.#skip(dueOf(this.#buffered));
    this.#buffered = { ...due, ...(policy === "CANCEL_OTHER" && { cancelsOthers: true }) };
    return this.#note(due, "BUFFERED");
  }

  /** A flow was started; with `forget` it is not asked for any more. */
  started(flowId: string, forget: boolean): void {
    this.#flows = this.#flows.flatMap((flow) => {
      if (flow.flowId !== flowId) return [flow];
      return forget ? [] : [{ ...flow, started: true }];
    });
  }

  /** A flow was refused, and will never be started. */
  refused(flowId: string, failure: NonNullable<Occurrence["failure"]>): void {
    const flow = this.#flows.find((one) => one.flowId === flowId);
    if (flow === undefined) return;
    this.#flows = this.#flows.filter((one) => one !== flow);
    this.#counts.started -= 1;
    this.#counts.failed += 1;
    this.#note(dueOf(flow), "FAILED", failure);
  }

  progress(cursor: number): ScheduleProgress {
    return {
      cursor,
      flows: this.#flows,
      ...(this.#buffered !== undefined && { buffered: this.#buffered }),
      counts: { ...this.#counts },
      recent: this.#recent,
    };
  }

  #start(due: DueFlow): DueOutcome {
    this.#flows.push({ ...due, started: false });
    this.#forgetOldest();
    this.#counts.started += 1;
    this.#newlyStarted += 1;
    return this.#note(due, "STARTED");
  }

  /** Of several that fall due in one decision the last is started: the others would be cancelled as they begin. */
  #startInstead(due: DueFlow): DueOutcome {
    const [replaced] = this.#flows;
    this.#flows = [];
    this.#counts.started -= 1;
    this.#newlyStarted -= 1;
    if (replaced !== undefined) this.#skip(dueOf(replaced));
    return this.#start(due);
  }

  /** Whether the one flow that there is was decided on in this very decision. */
  #isNewlyStarted(): boolean {
    return this.#newlyStarted === 1 && this.#flows.length === 1;
  }

  #skip(due: DueFlow): DueOutcome {
    this.#counts.skipped += 1;
    return this.#note(due, "SKIPPED");
  }

  #note(due: DueFlow, outcome: DueOutcome, failure?: Occurrence["failure"]): DueOutcome {
    const others = this.#recent.filter(({ flowId }) => flowId !== due.flowId);
    const noted = { ...due, outcome, ...(failure !== undefined && { failure }) };
    this.#recent = [noted, ...others].slice(0, LIMITS.recentOccurrences);
    return outcome;
  }

  #forgetOldest(): void {
    if (this.#flows.length <= FLOWS_KEPT) return;
    const oldest = this.#flows.findIndex(({ started }) => started);
    if (oldest >= 0) this.#flows.splice(oldest, 1);
  }
}

function dueOf({ dueTime, flowId, triggered }: DueFlow): DueFlow {
  return { dueTime, flowId, ...(triggered === true && { triggered }) };
}
