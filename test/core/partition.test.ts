/**
 * How large definitions are cut: every law on random graphs.
 */
import { describe, expect, it } from "vitest";
import { compileChunk } from "../../src/core/definition/compile-chunk.js";
import { compileDefinition } from "../../src/core/definition/compiled-definition.js";
import {
  encodeNamePages,
  NamePage,
  namePageCount,
  namePageOf,
  sortedNames,
} from "../../src/core/definition/name-index.js";
import { atOnce } from "../../src/core/definition/stepwise.js";
import { cutDefinition, writtenChunks } from "./cut-definition.js";
import { flow, noop, task } from "./definitions.js";
import { randomGraph } from "./random-graph.js";
import { definitionOf } from "./random-run.js";

const SEEDS = Array.from({ length: 100 }, (_, seed) => seed);

describe("large definitions", () => {
  it("M1: are cut so that effects go to later segments only", () => {
    for (const seed of SEEDS) {
      const definition = definitionOf(randomGraph(seed));
      const bound = 1 + (seed % 20);
      const { cut, chunks } = cutDefinition(definition, bound);
      const places = cut.segments.flatMap((segment) => [...segment]);
      expect(places.sort((a, b) => a - b)).toEqual([...definition.tasks.keys()]);
      expect(Math.max(...cut.segments.map(({ length }) => length))).toBeLessThanOrEqual(bound);
      for (const { segment, joints } of chunks) {
        for (const { target } of joints) expect(target.segment).toBeGreaterThan(segment);
      }
    }
  });

  it("C6: are cut where a segment's tasks take too many bytes, one task always being enough", () => {
    const input = (length: number) => ({ data: new Uint8Array(length), contentType: "", metadata: {} });
    const tasks = Array.from({ length: 20 }, (_, index) =>
      task(`t${index}`, { input: input(index === 7 ? 5_000 : 300) }),
    );
    const { chunks } = cutDefinition(flow(tasks), 512, 2_000);
    expect(chunks.flatMap((chunk) => chunk.tasks.map((one) => one.task.name))).toEqual(tasks.map(({ name }) => name));
    expect(chunks.map((chunk) => chunk.tasks.length)).toEqual([6, 1, 1, 6, 6]);
  });

  it("keep every edge, within segments or between them", () => {
    for (const seed of SEEDS) {
      const whole = compileDefinition(definitionOf(randomGraph(seed)), "digest", 0);
      const { chunks } = cutDefinition(definitionOf(randomGraph(seed)), 7);
      const parts = chunks.map((chunk) => compileChunk(chunk, "digest", 0));
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
    const { accepted, cut } = cutDefinition(definitionOf(randomGraph(7)), 10);
    const { accepted: again } = cutDefinition(definitionOf(randomGraph(7)), 10);
    expect(writtenChunks(again, cut)).toEqual(writtenChunks(accepted, cut));
  });

  it("keep a branch together", () => {
    const branches = Array.from({ length: 10 }, (_, branch) =>
      Array.from({ length: 10 }, (_, index) =>
        task(`${branch}.${index}`, { dependsOn: index === 0 ? [] : [`${branch}.${index - 1}`] }),
      ),
    );
    // In definition order the branches are interleaved.
    const tasks = Array.from({ length: 10 }, (_, index) => branches.flatMap((branch) => branch[index] ?? [])).flat();
    const { chunks } = cutDefinition(flow(tasks), 10);
    expect(chunks.flatMap(({ joints }) => joints)).toEqual([]);
  });

  it("tell what their start makes ready, also behind no-ops and in other segments", () => {
    const tasks = [
      noop("start"),
      ...["a", "b", "c"].map((name) => task(name, { dependsOn: ["start"] })),
      task("later", { delayMs: 5 }),
    ];
    const whole = flow([...tasks, task("end", { dependsOn: ["a"] })]);
    expect(compileDefinition(whole, "digest", 0).firstBatch).toEqual([1, 2, 3]);
    const [first, ...others] = cutDefinition(whole, 2).chunks;
    expect(first?.segments.reduce((sum, { firstBatch }) => sum + firstBatch, 0)).toBe(3);
    const named = [first, ...others].flatMap((chunk) =>
      chunk?.firstBatch.map((number) => chunk.tasks[number]?.task.name),
    );
    expect(named.sort()).toEqual(["a", "b", "c"]);
  });

  it("find their tasks by name, over as many pages as it takes", () => {
    for (const count of [1, 50, 20_000]) {
      const names = Array.from({ length: count }, (_, index) => `task ${index} ü`);
      const { accepted, cut } = cutDefinition(flow(names.map((name) => task(name))), 100);
      const pages = [...encodeNamePages(atOnce(sortedNames(accepted.graph, cut)))].map((bytes) => new NamePage(bytes));
      expect(pages.length).toBe(namePageCount(count));
      const segmentsOf = (name: string) => pages[namePageOf(name, pages.length)]?.segmentsOf(name);
      for (const [place, name] of names.entries()) {
        expect(segmentsOf(name)).toContain(cut.addressOf(place).segment);
      }
      expect(segmentsOf("unknown")).toEqual([]);
    }
  });
});
