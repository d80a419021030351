/**
 * What recorded worlds are replayed on: two real engines on one database, each behind a faulty network of its own, and
 * a look at the database past all of it.
 */
import { createEngine, type Engine, type EngineEvent } from "../../../src/engine/index.js";
import { createMongoStore } from "../../../src/store/mongo/mongo-store.js";
import { FORMATS, type SegmentFormat } from "../../../src/store/mongo/segment-formats.js";
import { type MongoFixture, mongoFixture } from "../../store/mongo-fixture.js";
import { type FaultyNetwork, faultyNetwork } from "./faulty-network.js";
import type { FateKind, NetworkSetting } from "./network-plan.js";

const ENGINES = 2;

export interface Rig {
  readonly engines: readonly Engine[];
  /** The database, with nothing in between. */
  readonly truth: MongoFixture;
  /** How often each fault of the networks struck. */
  struck(): Readonly<Record<FateKind, number>>;
  /** What the engines told of. */
  readonly events: readonly EngineEvent[];
  close(): Promise<void>;
}

/**
 * The engines start on a sound network, which is faulty from then on. `formats`: what they know of segments, and the
 * database has the oldest of.
 */
export async function startRig(
  seed: number,
  setting: NetworkSetting,
  formats: readonly SegmentFormat[] = FORMATS,
): Promise<Rig> {
  const truth = await mongoFixture(formats);
  const events: EngineEvent[] = [];
  const started: Started[] = [];
  const close = async () => {
    for (const { stop } of started) await stop();
    await truth.close();
  };
  try {
    for (let index = 0; index < ENGINES; index += 1) {
      const onEvent = (event: EngineEvent) => void events.push(event);
      started.push(await startEngine({ ...truth, formats }, seed + index, setting, onEvent));
    }
  } catch (error) {
    await close();
    throw error;
  }
  return {
    engines: started.map(({ engine }) => engine),
    truth,
    events,
    struck: () => {
      const sum = (kind: FateKind) => started.reduce((total, { network }) => total + network.struck[kind], 0);
      return { delayed: sum("delayed"), dropped: sum("dropped"), cut: sum("cut"), late: sum("late") };
    },
    close,
  };
}

interface Started {
  readonly engine: Engine;
  readonly network: FaultyNetwork;
  stop(): Promise<void>;
}

async function startEngine(
  { uri, database, formats }: Pick<MongoFixture, "uri" | "database"> & { readonly formats: readonly SegmentFormat[] },
  seed: number,
  setting: NetworkSetting,
  onEvent: (event: EngineEvent) => void,
): Promise<Started> {
  const network = await faultyNetwork(Number(new URL(uri).port), seed, setting);
  const store = createMongoStore({
    uri: `mongodb://127.0.0.1:${network.port}/?directConnection=true`,
    ...{ database, formats },
    // A connection that broke is made anew at once: many are broken in a short time.
    clientOptions: { minHeartbeatFrequencyMS: 20, heartbeatFrequencyMS: 500 },
  });
  const disconnect = async () => {
    await store.close();
    await network.close();
  };
  try {
    const engine = await createEngine({ store, onEvent });
    network.begin();
    const stop = async () => {
      network.heal();
      await engine.stop(2_000);
      await disconnect();
    };
    return { engine, network, stop };
  } catch (error) {
    await disconnect();
    throw error;
  }
}
