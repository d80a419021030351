/**
 * What segments of one flow make of each other's messages, each test named after its rule.
 */
import { describe, expect, it } from "vitest";
import type { Command } from "../../src/core/command.js";
import { dormantSegments, start } from "../../src/core/decide/flow-start.js";
import { type Decision, NO_OFFERS } from "../../src/core/decision.js";
import { compileChunk } from "../../src/core/definition/compile-chunk.js";
import type { TaskDefinition } from "../../src/core/definition/definition.js";
import type { Message, MessageBody } from "../../src/core/state/message.js";
import { Segment } from "../../src/core/state/segment.js";
import { step } from "../../src/core/step.js";
import { cutDefinition } from "./cut-definition.js";
import { flow, noop, task } from "./definitions.js";

const INCARNATION = "first";

/** "a" and "b", each in a segment of its own, and "join" in a third, which waits for both. */
class ThreeSegments {
  readonly segments: readonly Segment[];
  readonly messages: Message[] = [];
  now = 1_000;

  constructor(join = task("join", { dependsOn: ["a", "b"] })) {
    const { chunks } = cutDefinition(flow([task("a"), task("b"), join]), 1);
    const definitions = chunks.map((chunk) => compileChunk(chunk, "digest", 0));
    const [first] = definitions;
    if (first === undefined) throw new Error("no segment");
    const address = { namespace: "default", flowId: "f", incarnation: INCARNATION, segment: 0 };
    const started = start(address, first, { labels: {}, priority: 0, runDigest: "" }, this.#context());
    const others = dormantSegments(started).map(
      (state, index) => new Segment({ ...address, segment: index + 1 }, definitions[index + 1] ?? first, 1, state),
    );
    this.segments = [started.segment, ...others];
    started.segment.version = 1;
    this.messages.push(...started.messages);
  }

  at(segment: number): Segment {
    const found = this.segments[segment];
    if (found === undefined) throw new Error(`no segment ${segment}`);
    return found;
  }

  decide(segment: number, command: Command): Decision & { readonly kind: "accepted" } {
    const decision = step(this.at(segment), command, this.#context());
    if (decision.kind !== "accepted") throw new Error(`refused: ${JSON.stringify(decision)}`);
    this.at(segment).version += 1;
    return decision;
  }

  /** An outsider finishes it; what follows is told to nobody yet. */
  complete(segment: number, taskId: string, result = true): readonly Message[] {
    const outcome = result
      ? { kind: "result" as const, result: { contentType: "", size: 0 }, digest: "r" }
      : { kind: "failure" as const, failure: { type: "E", message: "", retryable: false }, digest: "f" };
    return this.decide(segment, { kind: "complete", taskId, outcome }).messages;
  }

  /** How far the sender has been heard. */
  deliver(to: number, from: number, messages: readonly Message[], incarnation = INCARNATION): number | undefined {
    const forIt = messages.filter((message) => message.to === to);
    return this.decide(to, { kind: "deliver", from, incarnation, messages: forIt }).answer.heard;
  }

  #context() {
    return { now: this.now, random: () => 0.5, tokenBits: () => "t", offers: NO_OFFERS };
  }
}

/** Segment 1 was told to begin. */
function begun(join?: TaskDefinition): ThreeSegments {
  const run = new ThreeSegments(join);
  run.deliver(1, 0, run.messages);
  return run;
}

function forOne(messages: readonly Message[]): readonly Message[] {
  return messages.filter(({ to }) => to === 1);
}

function order(sequence: number, body: Partial<MessageBody & { kind: "order" }>): Message {
  return { to: 1, sequence, body: { kind: "order", epoch: 2, state: "RUNNING", startTime: 1_000, ...body } };
}

describe("messages between segments", () => {
  it("M7: a flow within goes on when its segment has, and whoever asks meanwhile learns that this is on its way", () => {
    const run = begun(noop("join", { dependsOn: ["a", "b"], flow: flow([task("x")]) }));
    const [a, b] = [run.complete(0, "a"), run.complete(1, "b")];
    run.deliver(0, 1, b);
    run.deliver(2, 0, a);
    run.deliver(2, 1, b);
    const child = { incarnation: INCARNATION, number: 0, attempt: 1 };
    const failure = { type: "E", message: "", retryable: false };
    const report = { kind: "ended" as const, outcome: { kind: "failure" as const, failure, digest: "f" }, order: 1 };
    run.deliver(0, 2, run.decide(2, { kind: "hear_child", ...child, report }).messages);
    expect(run.at(0).flow.state).toBe("FAILED");

    const ask = () => run.decide(2, { kind: "reopen_child", ...child, follows: 1 }).answer;
    expect(ask().awaitsReopening).toBe("to_be_asked");
    const there = { segment: 2, number: 0, attempt: 1 };
    const orders = run.decide(0, { kind: "reopen_for_child", incarnation: INCARNATION, child: there }).messages;
    expect([run.at(0).flow.state, run.at(2).flow.state]).toEqual(["RUNNING", "FAILED"]);
    run.deliver(2, 0, orders);
    expect(ask().awaitsReopening).toBe("ordered");
    expect(run.at(2).stateOf(0)).toBe("FAILED");
    const told = run.decide(1, {
      kind: "deliver",
      from: 0,
      incarnation: INCARNATION,
      messages: forOne(orders),
    }).messages;
    run.deliver(2, 1, told);
    expect(run.at(2).stateOf(0)).toBe("RUNNING");
    expect(ask()).toMatchObject({ consent: { standing: { kind: "runs" } } });
  });

  it("M1: segment 0 gives the verdict when all have settled, not when its own tasks have ended", () => {
    const run = begun();
    const [a, b] = [run.complete(0, "a"), run.complete(1, "b")];
    expect(run.at(0).flow.state).toBe("RUNNING");
    run.deliver(0, 1, b);
    run.deliver(2, 0, a);
    run.deliver(2, 1, b);
    const last = run.complete(2, "join");
    expect(run.at(0).flow.state).toBe("RUNNING");
    run.deliver(0, 2, last);
    expect(run.at(0).flow.state).toBe("SUCCEEDED");
  });

  it("M2: one that comes again changes nothing, and is told as heard", () => {
    const run = begun();
    const messages = run.complete(0, "a");
    expect(run.deliver(2, 0, messages)).toBe(1);
    const links = run.at(2).links;
    expect(run.deliver(2, 0, messages)).toBe(1);
    expect(run.at(2).links).toBe(links);
    expect(run.at(2).stateOf(0)).toBe("PENDING");
  });

  it("M2: one whose predecessor is missing is left until that has come", () => {
    const run = begun();
    const [suspend, cancel] = [order(2, { state: "SUSPENDED" }), order(3, { epoch: 3 })];
    expect(run.deliver(1, 0, [cancel])).toBe(1);
    expect(run.at(1).flow.epoch).toBe(1);
    expect(run.deliver(1, 0, [suspend, cancel])).toBe(3);
    expect(run.at(1).flow).toMatchObject({ epoch: 3, state: "RUNNING" });
  });

  it("M2: those of another run change nothing, and are not sent again", () => {
    const run = begun();
    const messages = run.complete(0, "a");
    expect(run.deliver(2, 0, messages, "second")).toBe(Number.MAX_SAFE_INTEGER);
    expect(run.at(2).links.received.size).toBe(0);
  });

  it("M2: an order of an epoch that is over is passed over, one of the same epoch as well", () => {
    const run = begun();
    run.deliver(1, 0, [order(2, { epoch: 5, state: "SUSPENDED" })]);
    run.deliver(1, 0, [order(3, { epoch: 4 }), order(4, { epoch: 5 })]);
    expect(run.at(1).flow).toMatchObject({ epoch: 5, state: "SUSPENDED" });
    expect(run.at(1).links.received.get(0)).toBe(4);
  });

  it("M2: a rest by an earlier order is no rest by the latest one", () => {
    const run = begun();
    const control = { requestDigest: "", reason: "" };
    const suspend = run.decide(0, { kind: "suspend", ...control }).messages;
    const rested = run.decide(1, {
      kind: "deliver",
      from: 0,
      incarnation: INCARNATION,
      messages: suspend.filter(({ to }) => to === 1),
    }).messages;
    run.decide(0, { kind: "resume", ...control });
    run.decide(0, { kind: "suspend", ...control });
    run.deliver(0, 1, rested);
    expect(run.at(0).flow.others?.resting).toBe(0);
    expect(run.at(0).flow.state).toBe("SUSPENDING");
  });

  it("M2: a join hears once from each segment, at the last success or the first end of another kind", () => {
    const { chunks } = cutDefinition(
      flow([...["a", "b", "c"].map((name) => task(name)), task("join", { dependsOn: ["a", "b", "c"] })]),
      3,
    );
    expect(chunks[0]?.joints.map(({ sources }) => sources)).toEqual([[0, 1, 2]]);
    const run = begun();
    const failed = run.complete(0, "a", false).filter(({ to }) => to === 2);
    expect(failed.map(({ body }) => body)).toEqual([expect.objectContaining({ kind: "arrival", met: false })]);
    run.deliver(2, 0, failed);
    expect(run.at(2).stateOf(0)).toBe("SKIPPED");
  });

  it("M3: a segment that was not told to begin offers nothing and has no timer", () => {
    const run = new ThreeSegments();
    expect([run.at(1).flow.state, run.at(1).heads(), run.at(1).wakeTime()]).toEqual(["PENDING", [], undefined]);
    run.deliver(1, 0, run.messages);
    expect([run.at(1).flow.state, run.at(1).heads().length]).toEqual(["RUNNING", 1]);
  });

  it("C4: what is not known to be heard is sent again, with a wake time until then", () => {
    const run = begun();
    const messages = run.complete(0, "a");
    expect(run.at(0).wakeTime()).toBe(run.now + 2_000);
    run.now += 2_000;
    expect(run.decide(0, { kind: "fire" }).messages).toEqual([...run.messages, ...messages]);
    for (const { to, sequence } of [...run.messages, ...messages]) run.at(0).post.acknowledge(to, sequence);
    run.now += 2_000;
    expect(run.decide(0, { kind: "fire" }).messages).toEqual([]);
    expect([run.at(0).links.outbox, run.at(0).wakeTime()]).toEqual([[], undefined]);
  });
});
