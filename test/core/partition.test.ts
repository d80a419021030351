/**
 * How large definitions are cut: every law on random graphs.
 */
import { describe, expect, it } from "vitest";
import { compileChunk } from "../../src/core/definition/compile-chunk.js";
import { compileDefinition } from "../../src/core/definition/compiled-definition.js";
import { NameIndex } from "../../src/core/definition/name-index.js";
import { partition } from "../../src/core/definition/partition.js";
import { cutChunks, decodeChunk, encodeChunk } from "../../src/core/definition/segment-chunk.js";
import { flow, noop, task } from "./definitions.js";
import { randomGraph } from "./random-graph.js";
import { definitionOf } from "./random-run.js";

const SEEDS = Array.from({ length: 100 }, (_, seed) => seed);

describe("large definitions", () => {
  it("M1: are cut so that effects go to later segments only", () => {
    for (const seed of SEEDS) {
      const whole = compileDefinition(definitionOf(randomGraph(seed)), "digest", 0);
      const bound = 1 + (seed % 20);
      const segments = partition(whole, bound);
      expect(segments.flat().sort((a, b) => a - b)).toEqual(whole.nodes.map(({ number }) => number));
      expect(Math.max(...segments.map((numbers) => numbers.length))).toBeLessThanOrEqual(bound);
      for (const { segment, joints } of cutChunks(whole, segments)) {
        for (const { target } of joints) expect(target.segment).toBeGreaterThan(segment);
      }
    }
  });

  it("keep every edge, within segments or between them", () => {
    for (const seed of SEEDS) {
      const whole = compileDefinition(definitionOf(randomGraph(seed)), "digest", 0);
      const parts = cutChunks(whole, partition(whole, 7))
        .map((chunk) => decodeChunk(encodeChunk(chunk)))
        .map((chunk) => compileChunk(chunk, "digest", 0));
      const nameAt = (segment: number, number: number) => parts[segment]?.nodes[number]?.task.name;
      const edges = parts.flatMap(({ segment, nodes, joints }) => [
        ...nodes.flatMap(({ task: { name }, dependencies }) =>
          dependencies.map((from) => `${nameAt(segment, from)} -> ${name}`),
        ),
        ...joints.flatMap(({ target, sources }) =>
          sources.map((from) => `${nameAt(segment, from)} -> ${nameAt(target.segment, target.number)}`),
        ),
      ]);
      const expected = whole.nodes.flatMap(({ task: { name, dependsOn } }) =>
        dependsOn.map((from) => `${from} -> ${name}`),
      );
      expect(edges.sort()).toEqual(expected.sort());
    }
  });

  it("M4: have chunks that are the same whenever they are written", () => {
    const whole = compileDefinition(definitionOf(randomGraph(7)), "digest", 0);
    for (const chunk of cutChunks(whole, partition(whole, 10))) {
      const bytes = encodeChunk(chunk);
      expect(encodeChunk(decodeChunk(bytes))).toEqual(bytes);
    }
  });

  it("keep a branch together", () => {
    const branches = Array.from({ length: 10 }, (_, branch) =>
      Array.from({ length: 10 }, (_, index) =>
        task(`${branch}.${index}`, { dependsOn: index === 0 ? [] : [`${branch}.${index - 1}`] }),
      ),
    );
    // In definition order the branches are interleaved.
    const tasks = Array.from({ length: 10 }, (_, index) => branches.flatMap((branch) => branch[index] ?? [])).flat();
    const whole = compileDefinition(flow(tasks), "digest", 0);
    const chunks = cutChunks(whole, partition(whole, 10));
    expect(chunks.flatMap(({ joints }) => joints)).toEqual([]);
  });

  it("tell what their start makes ready, also behind no-ops and in other segments", () => {
    const tasks = [
      noop("start"),
      ...["a", "b", "c"].map((name) => task(name, { dependsOn: ["start"] })),
      task("later", { delayMs: 5 }),
    ];
    const whole = compileDefinition(flow([...tasks, task("end", { dependsOn: ["a"] })]), "digest", 0);
    expect(whole.firstBatch).toEqual([1, 2, 3]);
    const [first, ...others] = cutChunks(whole, partition(whole, 2));
    expect(first?.segments.reduce((sum, { firstBatch }) => sum + firstBatch, 0)).toBe(3);
    const named = [first, ...others].flatMap((chunk) =>
      chunk?.firstBatch.map((number) => chunk.tasks[number]?.task.name),
    );
    expect(named.sort()).toEqual(["a", "b", "c"]);
  });

  it("find their tasks by name", () => {
    const segments = Array.from({ length: 50 }, (_, segment) =>
      Array.from({ length: 100 }, (_, index) => `task ${segment * 100 + index} ü`),
    );
    const index = NameIndex.decode(NameIndex.of(segments).encode());
    for (const [segment, names] of segments.entries()) {
      for (const name of names) expect(index.segmentsOf(name)).toContain(segment);
    }
    expect(index.segmentsOf("unknown")).toEqual([]);
  });
});
