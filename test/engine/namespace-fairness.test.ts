/**
 * D6: while more commits wait than a round takes, namespaces take turns by their weights: the backlog of one does not delay
 * the hand-over of another.
 */
import { expect, test } from "vitest";
import { createEngine, type Engine } from "../../src/engine/index.js";
import { createMemoryStore } from "../../src/store/memory/memory-store.js";
import { flowOfSegment } from "../../src/store/segment-id.js";
import { startExecutor } from "./executor.js";
import { faulty } from "./faulty-store.js";
import { chain, json } from "./json-payload.js";

const done = { kind: "result", result: json("done") } as const;
const ROUND = 256;

/** The namespaces of the updates of each round, in the order of writing, from when `watch` is called. */
async function engineWatched(namespaceWeights: Readonly<Record<string, number>> = {}) {
  const rounds: string[][] = [];
  const { store, faults } = faulty(createMemoryStore());
  const engine = await createEngine({ store, namespaceWeights });
  const watch = (count: number) => {
    for (let round = 0; round < count; round += 1) {
      faults.push((updates, perform) => {
        rounds.push(updates.map(({ guard }) => flowOfSegment(guard.id).namespace));
        return perform(updates);
      });
    }
  };
  return { engine, rounds, watch };
}

async function begin(engine: Engine, namespace: string, count: number): Promise<void> {
  const definition = { kind: "spec", spec: chain(2) } as const;
  await Promise.all(
    Array.from({ length: count }, (_, index) => engine.run({ namespace, flowId: `f${index}`, definition })),
  );
}

/** Completes the first task of each flow; all commands wait in one turn. */
function completeAll(engine: Engine, namespace: string, count: number): Promise<unknown> {
  const ids = Array.from({ length: count }, (_, index) => `f${index}`);
  return Promise.all(ids.map((flowId) => engine.taskComplete({ namespace, flowId, taskId: "t0", outcome: done })));
}

const share = (round: readonly string[] | undefined, namespace: string) =>
  round?.filter((name) => name === namespace).length ?? 0;

test("D6 a namespace with thousands of commits waiting does not delay the ten of another, nor what they hand over", async () => {
  const { engine, rounds, watch } = await engineWatched();
  await begin(engine, "large", 2_000);
  await begin(engine, "small", 10);
  const executor = await startExecutor(engine, { namespace: "small", maxInFlight: 100 });
  await executor.receivedAtLeast(10);
  watch(4);
  const large = completeAll(engine, "large", 2_000);
  const small = Promise.all(
    executor.received.map(({ flowId, taskId, claimToken }) =>
      engine.taskComplete({ namespace: "small", flowId, taskId, claimToken, outcome: done }),
    ),
  );
  await executor.receivedAtLeast(20);
  // All of them were in the very first round, behind 2,000 that were asked for before.
  expect([rounds[0]?.length, share(rounds[0], "small")]).toEqual([ROUND, 10]);
  expect(executor.received.slice(10).map(({ taskId }) => taskId)).toEqual(Array.from({ length: 10 }, () => "t1"));
  await Promise.all([large, small]);
  await engine.stop(0);
});

test("D6 a weight is how often a namespace's turn comes", async () => {
  const { engine, rounds, watch } = await engineWatched({ gold: 3 });
  for (const namespace of ["free", "gold", "other"]) await begin(engine, namespace, 600);
  watch(3);
  await Promise.all(["free", "other", "gold"].map((namespace) => completeAll(engine, namespace, 600)));
  expect(rounds).toHaveLength(3);
  for (const round of rounds) {
    expect(round).toHaveLength(ROUND);
    expect(share(round, "gold") / share(round, "free")).toBeCloseTo(3, 0);
    expect(Math.abs(share(round, "other") - share(round, "free"))).toBeLessThanOrEqual(2);
  }
  await engine.stop(0);
});

test("D6 a weight that is none is refused", async () => {
  await expect(createEngine({ store: createMemoryStore(), namespaceWeights: { gold: 0 } })).rejects.toMatchObject({
    reason: "INVALID_FIELD",
    message: "namespace_weights[gold]: must be a number above 0, got 0",
  });
});
