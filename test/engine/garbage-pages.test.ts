/**
 * One collection looks at so much and no more: the next goes on where it stopped, so that what comes late is found, too.
 */
import { expect, test } from "vitest";
import { headerSegmentId } from "../../src/store/segment-id.js";
import { flowHeader, segmentRecord } from "../store/records.js";
import { inOneWorld } from "./one-world.js";

/** More than one collection looks at. */
const FLOWS = 10_100;
const PAGE = 500;
/** Time for two collections. */
const TWICE_MS = 32 * 60_000;

const idOf = (flowId: string) => headerSegmentId("default", flowId);
/** Flows are looked at by their ids, which begin with a hash: all of this one's come after those of `f`. */
const GONE = ["gone", "lost", "left"].find((flowId) => idOf(flowId) > idOf("f")) ?? "";

function within(flowId: string, parentId: string, depth: number) {
  const link = { segment: 0, number: 0, attempt: 1, taskId: "t", rootTime: 0, order: 1, depth };
  const flow = flowHeader({ state: "SUCCEEDED", parent: { ...link, flowId: parentId, incarnation: "i1" } });
  return segmentRecord("default", flowId, { flow, nodes: new Map() });
}

test("what is left behind more than one collection looks at is found by the next", () =>
  inOneWorld(async ({ time, store, start }) => {
    const many = Array.from({ length: FLOWS }, (_, index) => within(`f~${index}`, "f", 1));
    const ended = segmentRecord("default", "f", { flow: flowHeader({ state: "SUCCEEDED" }), nodes: new Map() });
    await store.segments.insert([ended, ...many, within(`${GONE}~1`, GONE, 1), within(`${GONE}~2`, `${GONE}~1`, 2)]);
    const left = async () => (await store.segments.within("default", GONE, undefined, PAGE)).length;
    await start();
    expect(GONE).not.toBe("");
    expect(await left()).toBe(2);
    await time.advance(TWICE_MS);
    expect(await left()).toBe(0);
    expect((await store.segments.list({ namespace: "default" }, undefined, FLOWS * 2)).length).toBe(FLOWS + 1);
  }));
