/**
 * A flow whose payloads are kept beside its state as the engine keeps them: a decision that lacks some is made anew with
 * what was brought.
 */
import type { Command, Complete } from "../../src/core/command.js";
import { PayloadsMissing } from "../../src/core/decide/expression-values.js";
import { type Change, type DecisionContext, NO_OFFERS } from "../../src/core/decision.js";
import type { FlowDefinition } from "../../src/core/definition/definition.js";
import type { ListBounds } from "../../src/core/definition/list-bounds.js";
import { Segment } from "../../src/core/state/segment.js";
import { step } from "../../src/core/step.js";
import { spill } from "../../src/engine/commit/spill.js";
import { FlowUnderTest } from "./flow-under-test.js";

/** Larger than what stays in a state. */
const PAD = "x".repeat(1_100);

export interface Made {
  /** How often something was lacking. */
  readonly rounds: number;
  /** The refs of all that was brought. */
  readonly brought: readonly string[];
}

export function padded(id: number, pad = PAD) {
  const data = Buffer.from(JSON.stringify({ id, pad }));
  return { contentType: "application/json", size: data.length, data };
}

/** That the task has succeeded with such a result. */
export function done(taskId: string, id = 0, pad = PAD): Complete {
  return { kind: "complete", taskId, outcome: { kind: "result", result: padded(id, pad), digest: `${taskId}${id}` } };
}

export function failed(taskId: string): Complete {
  const failure = { type: "E", message: PAD, retryable: true };
  return { kind: "complete", taskId, outcome: { kind: "failure", failure, digest: taskId } };
}

export class PayloadsBeside {
  segment: Segment;
  now = 1_000;
  readonly #kept = new Map<string, Uint8Array>();

  constructor(
    definition: FlowDefinition,
    run: ConstructorParameters<typeof FlowUnderTest>[2] = {},
    lists?: ListBounds,
  ) {
    const { segment, started } = new FlowUnderTest(definition, NO_OFFERS, run, lists);
    this.segment = segment;
    this.#spill(segment, started.changes);
  }

  /** Decides the commands one after the other, in one commit. Throws where one is refused. */
  make(...commands: readonly Command[]): Made {
    const brought = new Map<string, Uint8Array>();
    for (let rounds = 0; ; rounds += 1) {
      const { address, definition, version, flow, entries, links, family } = this.segment;
      const copy = new Segment(address, definition, version, { flow, nodes: entries, links, nesting: family.nesting });
      try {
        const changes = commands.flatMap((command) => this.#step(copy, command, brought));
        this.#spill(copy, changes);
        copy.version += 1;
        this.segment = copy;
        return { rounds, brought: [...brought.keys()] };
      } catch (error) {
        if (!(error instanceof PayloadsMissing)) throw error;
        for (const ref of [...error.refs, ...error.further]) {
          const data = this.#kept.get(ref);
          if (data === undefined || brought.has(ref)) throw new Error(`${ref} is at hand, or nowhere`);
          brought.set(ref, data);
        }
      }
    }
  }

  /** A payload that the flow began with. */
  keep(ref: string, data: Uint8Array): void {
    this.#kept.set(ref, data);
  }

  /** As many at once as a commit takes. */
  makeAll(commands: readonly Command[]): void {
    for (let from = 0; from < commands.length; from += 256) this.make(...commands.slice(from, from + 256));
  }

  ref(taskId: string): string | undefined {
    return this.segment.entry(this.#number(taskId))?.result?.ref;
  }

  state(taskId: string): string {
    return this.segment.stateOf(this.#number(taskId));
  }

  /** What was computed for it, without what fills the payloads. */
  input(taskId: string): unknown {
    const { data, ref = "" } = this.segment.entry(this.#number(taskId))?.input ?? {};
    return JSON.parse(Buffer.from(data ?? this.#kept.get(ref) ?? "").toString());
  }

  #number(taskId: string): number {
    const number = this.segment.numberOf(taskId);
    if (number === undefined) throw new Error(`no task ${taskId}`);
    return number;
  }

  #step(segment: Segment, command: Command, brought: ReadonlyMap<string, Uint8Array>): readonly Change[] {
    const context: DecisionContext = {
      now: this.now,
      random: () => 0.5,
      tokenBits: () => "bits",
      offers: NO_OFFERS,
      payload: (ref) => brought.get(ref),
      ...(brought.size > 0 && { brought }),
    };
    const decision = step(segment, command, context);
    if (decision.kind === "refused") throw new Error(`${decision.refusal.reason}: ${decision.refusal.message}`);
    return decision.changes;
  }

  #spill(segment: Segment, changes: readonly Change[]): void {
    for (const { id, payload } of spill("flow", segment, changes)) this.#kept.set(id, payload.data);
  }
}
