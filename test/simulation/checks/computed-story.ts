/**
 * What holds of inputs and outputs that are computed: an input is there before its task is offered, is made of the results
 * that were there then, stays for all tries, and is what whoever has the task was given; the output is made of what there
 * is at the end.
 */
import type { NodeEntry } from "../../../src/core/state/node-entry.js";
import type { StoredPayload } from "../../../src/core/state/payload.js";
import type { SegmentRecord } from "../../../src/store/segment-record.js";
import type { Bound, Computed } from "../computed-flows.js";
import type { BytesOf } from "./items-beside.js";
import { isHeld } from "./node-step.js";

type Nodes = SegmentRecord["nodes"];

interface Setting {
  readonly flowId: string;
  readonly computed: Computed;
  /** Tasks of it may begin anew. */
  readonly mayBeginAnew: boolean;
  readonly bytesOf: BytesOf;
  readonly nameOf: (number: number, entry: NodeEntry) => string | undefined;
}

export class ComputedStory {
  readonly #setting: Setting;
  /** By claim token: the input that the task had then. */
  readonly #inputs = new Map<string, string | undefined>();

  constructor(setting: Setting) {
    this.#setting = setting;
  }

  /** Whether a task whose claim has this token may come with this input. */
  mayCarry(token: string, input: string | undefined): boolean {
    // What was computed elsewhere, in a run before, is not known here.
    return (this.#inputs.get(token) ?? input) === input;
  }

  /** Throws where the commit breaks a promise. */
  tell(before: SegmentRecord | undefined, after: SegmentRecord): void {
    const was: Nodes = before?.nodes ?? new Map();
    for (const [number, entry] of after.nodes) {
      if (was.get(number) === entry || entry.item !== undefined) continue;
      const name = this.#setting.nameOf(number, entry) ?? "";
      const bound = this.#setting.computed.bound.get(name);
      if (bound === undefined) continue;
      this.#learnClaim(entry, after.nodes);
      if (entry.each === undefined) this.#expectBound(name, bound, [was, number, entry, after.nodes]);
    }
    this.#expectOutput(before, after);
  }

  /** Of an item of a list the input is that of its task. */
  #learnClaim(entry: NodeEntry, nodes: Nodes): void {
    const { claim, each } = entry;
    if (claim === undefined || this.#inputs.has(claim.token)) return;
    const owner = each === undefined ? entry : nodes.get(each.of ?? each.node);
    this.#inputs.set(claim.token, this.#textOf(owner?.input));
  }

  #expectBound(name: string, bound: Bound, [was, number, entry, nodes]: readonly [Nodes, number, NodeEntry, Nodes]) {
    const { input, state } = entry;
    const isOffered = (state === "READY" || isHeld(entry)) && entry.reversal?.begun !== true;
    if (isOffered && bound.breaks) throw new Error(`${name} is ${state}, and its input cannot be computed`);
    if (isOffered && input === undefined) throw new Error(`${name} is ${state} without its input`);
    const old = was.get(number);
    const text = this.#textOf(input);
    if (text === undefined || text === this.#textOf(old?.input)) return;
    const isNext = old?.input === undefined || old.rounds?.done !== entry.rounds?.done;
    if (!isNext && !this.#setting.mayBeginAnew) throw new Error(`${name} has another input than before`);
    this.#expectMade(name, bound, entry, text, [was, nodes]);
  }

  #expectMade(name: string, { sources }: Bound, entry: NodeEntry, text: string, nodes: readonly Nodes[]): void {
    const { kept, flow, round, ...told } = JSON.parse(text) as Record<string, unknown>;
    const expected = { kept: true, flow: this.#setting.flowId, round: (entry.rounds?.done ?? 0) + 1 };
    const is = JSON.stringify({ kept, flow, round });
    if (is !== JSON.stringify(expected))
      throw new Error(`${name} has the input ${is}, not ${JSON.stringify(expected)}`);
    for (const source of sources) {
      const possible = this.#tellers(source, nodes);
      if (possible.has(told[source])) continue;
      throw new Error(
        `${name} was told of ${source} by ${told[source]}, its result is by ${[...possible].join(" or ")}`,
      );
    }
  }

  /** Who brought what the task, or an instance of it, has resulted in, now or before this commit. */
  #tellers(task: string, [was, is]: readonly Nodes[]): ReadonlySet<unknown> {
    const all = [...(was ?? []), ...(is ?? [])].filter(([number, entry]) => {
      return entry.item === undefined && entry.each === undefined && this.#setting.nameOf(number, entry) === task;
    });
    const results = all.flatMap(([, { result }]) => (result === undefined ? [] : [this.#textOf(result) ?? "null"]));
    const tellers = results.map((text) => (JSON.parse(text) as { readonly by: unknown }).by);
    const hasNone = tellers.length === 0 || all.some(([, { result }]) => result === undefined);
    return new Set(hasNone ? [...tellers, ""] : tellers);
  }

  #expectOutput(before: SegmentRecord | undefined, { flow, nodes }: SegmentRecord): void {
    const { output } = this.#setting.computed;
    if (output === undefined || flow.state === before?.flow.state) return;
    const told = this.#textOf(flow.output);
    const computes = flow.state === "SUCCEEDED" || flow.state === "FAILED";
    if (!computes || output.breaks) {
      if (told !== undefined) throw new Error(`the flow is ${flow.state} with the output ${told}`);
      if (computes && flow.state === "SUCCEEDED") throw new Error("it is SUCCEEDED, and its output cannot be computed");
      return;
    }
    const { how, ...others } = JSON.parse(told ?? "{}") as Record<string, unknown>;
    if (how !== flow.state) throw new Error(`the flow is ${flow.state}, and its output tells of ${how}`);
    for (const source of output.sources) {
      const possible = this.#tellers(source, [before?.nodes ?? new Map(), nodes]);
      if (!possible.has(others[source])) throw new Error(`the output tells of ${source} by ${others[source]}`);
    }
  }

  #textOf(payload: StoredPayload | undefined): string | undefined {
    if (payload === undefined) return undefined;
    const bytes = payload.data ?? this.#setting.bytesOf(payload.ref ?? "");
    if (bytes === undefined) throw new Error(`the state names ${payload.ref}, which was never stored`);
    return Buffer.from(bytes).toString();
  }
}
