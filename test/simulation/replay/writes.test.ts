/**
 * What worlds of each kind write of their flows, written once more on a real MongoDB: each write must come to the same there,
 * hits and misses of guards alike, and leave the same in the segments and in what the indexes tell. So whatever flows of
 * these kinds keep is kept there as in the worlds. REPLAYS=n takes n worlds of each kind.
 */
import { expect, onTestFinished, test } from "vitest";
import { chosenSeeds } from "../../core/seeds.js";
import { mongoFixture } from "../../store/mongo-fixture.js";
import { composedFlows } from "../composed-flows.js";
import { scopedFlows } from "../scoped-flows.js";
import type { SimulationOptions } from "../simulate.js";
import { EDITED, LIMITED_QUEUES, STEERED_LARGE, steeredFlows } from "../steered-flows.js";
import { controlledFlows, decidedFlows, nestedFlows } from "../workload.js";
import { idsOf, perform, toldBy, type Written, writtenWorld } from "./written-world.js";

const KINDS: Readonly<Record<string, SimulationOptions>> = {
  "edges of all kinds": { workload: controlledFlows },
  decisions: { workload: decidedFlows },
  "flows within": { workload: nestedFlows },
  "flows of all kinds within": { workload: composedFlows },
  scopes: { workload: scopedFlows },
  "callers who steer them": { workload: steeredFlows },
  "snapshots, and others in their place": EDITED,
  "several segments, steered": STEERED_LARGE,
  "queues that are limited and paused": LIMITED_QUEUES,
};
const { first: FIRST, count: COUNT } = chosenSeeds(3, process.env["REPLAYS"]);
const LIMIT_MS = 300_000 + COUNT * 60_000;

test.each(Object.keys(KINDS))(
  `${COUNT} worlds of flows with %s are written on MongoDB as in the simulation`,
  async (kind) => {
    const { store, db, close } = await mongoFixture();
    onTestFinished(close);
    const { segments } = store;
    let writes = 0;
    for (let seed = FIRST; seed < FIRST + COUNT; seed += 1) {
      const world = await writtenWorld(seed, KINDS[kind] ?? {});
      for (const [index, written] of world.entries()) {
        await expectTheSame(segments, written, `${kind}, seed ${seed}, write ${index}`);
      }
      writes += world.length;
      await db.collection("segments").deleteMany({});
    }
    expect(writes).toBeGreaterThan(COUNT);
    console.log(`${COUNT} worlds of flows with ${kind}: ${writes} writes`);
  },
  LIMIT_MS,
);

type Segments = Awaited<ReturnType<typeof mongoFixture>>["store"]["segments"];

async function expectTheSame(segments: Segments, { write, outcome, stored, told }: Written, what: string) {
  expect(await perform(segments, write), what).toEqual(outcome);
  const ids = idsOf(write);
  if (ids.length > 0) expect(comparable(await segments.read(ids)), what).toEqual(comparable(stored));
  if (told !== undefined) expect(comparable(await toldBy(segments, ids)), what).toEqual(comparable(told));
}

/** With all bytes of one type, whatever holds them; messages to different segments have no order among each other. */
function comparable(value: unknown): unknown {
  if (value instanceof Uint8Array) return `bytes ${Buffer.from(value).toString("base64")}`;
  if (value instanceof Map) return new Map([...value].map(([key, held]) => [key, comparable(held)]));
  if (Array.isArray(value)) return value.map(comparable);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, held]) => [key, key === "outbox" ? inOrder(held) : comparable(held)]),
  );
}

function inOrder(outbox: readonly { readonly to: number | string }[]): unknown {
  return comparable(outbox.toSorted((a, b) => (a.to < b.to ? -1 : a.to > b.to ? 1 : 0)));
}
