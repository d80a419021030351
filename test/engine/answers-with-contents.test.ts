/**
 * Answers with contents may have megabytes each: they are made for a few callers at a time, and others wait.
 */
import { setImmediate as turn } from "node:timers/promises";
import { expect, test } from "vitest";
import type { DefinitionStore } from "../../src/store/definition-store.js";
import { createMemoryStore } from "../../src/store/memory/memory-store.js";
import type { SegmentStore } from "../../src/store/segment-store.js";
import type { Store } from "../../src/store/store.js";
import { bound } from "./faulty-store.js";
import { chain } from "./json-payload.js";
import { startEngine } from "./stores.js";

/** The store, with a count of how many reads of flows, and of definitions, go on at once. */
function counted(store: Store) {
  const flows = new Gauge();
  const definitions = new Gauge();
  const readNodes: SegmentStore["readNodes"] = (...asked) => flows.during(() => store.segments.readNodes(...asked));
  const chunks: DefinitionStore["chunks"] = (...asked) => definitions.during(() => store.definitions.chunks(...asked));
  const parts: Readonly<Record<string, unknown>> = {
    segments: bound(store.segments, (name) => (name === "readNodes" ? readNodes : undefined)),
    definitions: bound(store.definitions, (name) => (name === "chunks" ? chunks : undefined)),
  };
  return { store: bound(store, (name) => parts[name]), flows, definitions };
}

class Gauge {
  most = 0;
  #now = 0;

  async during<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#now += 1;
    this.most = Math.max(this.most, this.#now);
    await turn();
    return work().finally(() => {
      this.#now -= 1;
    });
  }
}

test("of 40 at once no more than 15 are made for one namespace, and all are answered", async () => {
  const { store, flows, definitions } = counted(createMemoryStore());
  const { engine } = await startEngine(store);
  const flowId = "f";
  await engine.run({ flowId, definition: { kind: "spec", spec: chain(2) } });
  const { digest } = await engine.putDefinition({ spec: chain(2) });
  const forty = <Answer>(ask: () => Promise<Answer>) => Promise.all(Array.from({ length: 40 }, ask));
  for (const { tasks } of await forty(() => engine.getFlowDetails({ flowId, view: "FULL" })))
    expect(tasks).toHaveLength(2);
  expect(flows.most).toBe(15);
  await forty(() => engine.getFlowDetails({ flowId }));
  expect(flows.most).toBe(40);
  for (const { spec } of await forty(() => engine.getDefinition({ digest }))) expect(spec?.tasks).toHaveLength(2);
  expect(definitions.most).toBe(15);
});
