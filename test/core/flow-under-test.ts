/**
 * A flow that a test drives by commands, with a clock that the test sets. Each decision counts as written.
 */
import type { Command, Complete } from "../../src/core/command.js";
import { type FlowStart, type StartedFlow, start } from "../../src/core/decide/flow-start.js";
import { type Answer, type Change, NO_OFFERS, type Offers } from "../../src/core/decision.js";
import { compileDefinition } from "../../src/core/definition/compiled-definition.js";
import type { FlowDefinition } from "../../src/core/definition/definition.js";
import { LIST_BOUNDS, type ListBounds } from "../../src/core/definition/list-bounds.js";
import type { Segment } from "../../src/core/state/segment.js";
import { step } from "../../src/core/step.js";

const ADDRESS = { namespace: "default", flowId: "flow", incarnation: "first", segment: 0 };

export class FlowUnderTest {
  readonly segment: Segment;
  readonly started: StartedFlow;
  now = 1000;
  offers: Offers;
  #tokens = 0;

  constructor(
    definition: FlowDefinition,
    offers: Offers = NO_OFFERS,
    run: Partial<FlowStart> = {},
    lists: ListBounds = LIST_BOUNDS,
  ) {
    this.offers = offers;
    const compiled = compileDefinition(definition, "digest", 0, lists);
    this.started = start(ADDRESS, compiled, { labels: {}, priority: 0, runDigest: "", ...run }, this.#context());
    this.segment = this.started.segment;
    this.segment.version = 1;
  }

  /** Decides and takes the changes as written. Throws where the command is refused. */
  step(command: Command): { readonly answer: Answer; readonly changes: readonly Change[] } {
    const decided = this.stepUnwritten(command);
    if (decided.changes.length > 0) this.segment.version += 1;
    return decided;
  }

  /** Decides; the changes wait to be written. */
  stepUnwritten(command: Command): { readonly answer: Answer; readonly changes: readonly Change[] } {
    const decision = step(this.segment, command, this.#context());
    if (decision.kind === "refused") throw new Error(`${decision.refusal.reason}: ${decision.refusal.message}`);
    return decision;
  }

  /** An outsider's result; the same text is the same outcome. */
  complete(taskId: string, text = "done", fields: Partial<Complete> = {}) {
    const result = { contentType: "text/plain", size: text.length };
    return this.step({ kind: "complete", taskId, outcome: { kind: "result", result, digest: text }, ...fields });
  }

  fail(taskId: string) {
    const failure = { type: "E", message: "", retryable: true };
    return this.step({ kind: "complete", taskId, outcome: { kind: "failure", failure, digest: "failure" } });
  }

  /** Claims as many tasks of the queues as there are, under one session. */
  claim(session: string, limit = 1, queues = ["work"]) {
    return this.step({ kind: "claim", claimant: { session, epoch: 1, worker: "worker" }, queues, limit });
  }

  state(taskId: string): string {
    return this.segment.stateOf(this.number(taskId));
  }

  entry(taskId: string) {
    return this.segment.entry(this.number(taskId));
  }

  number(taskId: string): number {
    const number = this.segment.definition.numberByName.get(taskId);
    if (number === undefined) throw new Error(`no task ${taskId}`);
    return number;
  }

  #context() {
    const tokenBits = () => {
      this.#tokens += 1;
      return String(this.#tokens);
    };
    return { now: this.now, random: () => 0.5, tokenBits, offers: this.offers };
  }
}
