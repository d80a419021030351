// The change of one document that a guarded update becomes, and how small what it writes is.
import { Binary, BSON, type Document } from "mongodb";
import { describe, expect, test } from "vitest";
import type { NodeEntry } from "../../src/core/state/node-entry.js";
import { nodeFromDocument, nodeToDocument } from "../../src/store/mongo/node-document.js";
import { updateStatement } from "../../src/store/mongo/segment-update.js";
import { flowHeader, readyEntry, START, segmentRecord, updateOf } from "./records.js";

const record = { ...segmentRecord("n", "f"), version: 6, commit: "q:3" };

describe("an update", () => {
  test("matches one version, commit and format, and sets what every commit sets", () => {
    expect(updateStatement(updateOf(record, "p", 4, { counts: { READY: 2 } }), 1)).toEqual({
      q: { _id: record.id, version: 6, commit: "q:3", format: 1 },
      u: { $set: { version: 7, commit: "p:4", counts: { READY: 2 }, "writers.p": 4 } },
    });
  });

  test("sets whole nodes by number, the header, what waits, what is held and the wake time", () => {
    const entry = readyEntry({ version: 7 });
    const flow = flowHeader({ state: "SUSPENDED" });
    const { $set, $unset } = updateStatement(
      updateOf(record, "p", 4, {
        nodes: new Map([[12, entry]]),
        flow,
        heads: [{ queue: "q", priority: 2, time: START }],
        holders: ["s@1"],
        wakeTime: START,
      }),
      1,
    ).u;
    expect($set).toMatchObject({
      "nodes.12": { state: "READY", version: 7, ready_time: new Date(START) },
      flow: { state: "SUSPENDED" },
      heads: [{ queue: "q", priority: 2, time: new Date(START) }],
      holders: ["s@1"],
      wake_time: new Date(START),
    });
    expect($unset).toBeUndefined();
  });

  test("takes away what is empty, so that the indexes hold only what is there", () => {
    const { $set, $unset } = updateStatement(updateOf(record, "p", 4, { heads: [], holders: [], wakeTime: null }), 1).u;
    expect($unset).toEqual({ heads: "", holders: "", wake_time: "" });
    expect(Object.keys($set)).toEqual(["version", "commit", "counts", "writers.p"]);
  });

  test("names the processes to be signalled with the version, so that the field changes each time", () => {
    const { $set } = updateStatement(updateOf(record, "p", 4, { signalled: ["a", "b"] }), 1).u;
    expect($set["signalled"]).toEqual([7, "a", "b"]);
    expect(updateStatement(updateOf(record, "p", 4, { signalled: [] }), 1).u.$set).not.toHaveProperty("signalled");
  });

  test("forgets dead writers, but never the one that writes", () => {
    const { $set, $unset } = updateStatement(updateOf(record, "p", 4, { forgetWriters: ["dead", "p"] }), 1).u;
    expect($unset).toEqual({ "writers.dead": "" });
    expect($set).toMatchObject({ forgotten: record.version + 1 });
  });

  test.each(["", "a.b", "$p", "a:b"])("of a process that cannot be part of a path is refused: %j", (process) => {
    expect(() => updateStatement(updateOf(record, process, 4), 1)).toThrow("a process's name");
  });
});

describe("a node's document", () => {
  const uuid = "0192f5a4-7c1e-7d3a-9b54-2f6c1de0a4b7";
  const digest = Buffer.alloc(32, 7).toString("base64url");
  const result = new TextEncoder().encode('{"ok":true,"n":12345}');
  /** A task that was handed over in the write that made it ready, and completed by a client. */
  const done: NodeEntry = {
    state: "SUCCEEDED",
    version: 42,
    attempt: 1,
    tries: 0,
    losses: 0,
    readyBy: [11, 1],
    reachedTime: START,
    readyTime: START,
    startTime: START,
    endTime: START + 250,
    claim: { token: "1.Zk3v9Qx1LmB2", session: uuid, epoch: 1, worker: "worker-17", claimTime: START },
    outcomeDigest: digest,
    result: { contentType: "application/json", size: result.length, data: result },
  };

  test("of a typical succeeded task takes at most 250 bytes without its result", () => {
    const { result: _result, ...rest } = done;
    expect(BSON.calculateObjectSize({ "12": nodeToDocument(rest) })).toBeLessThanOrEqual(250);
    expect(nodeFromDocument(nodeToDocument(done))).toEqual(done);
  });

  test("keeps ids and digests as bytes and leaves out what follows from something else", () => {
    expect(nodeToDocument(done)).toEqual({
      state: "SUCCEEDED",
      version: 42,
      ready_by: 11,
      end_time: new Date(START + 250),
      claim: {
        token: "1.Zk3v9Qx1LmB2",
        session: new Binary(Buffer.from(uuid.replaceAll("-", ""), "hex"), Binary.SUBTYPE_UUID),
        worker: "worker-17",
        time: new Date(START),
      },
      digest: new Binary(Buffer.alloc(32, 7)),
      result: { data: new Binary(result) },
    });
  });

  test("tells times that are absent from times that follow from the claim", () => {
    const { startTime: _start, reachedTime: _reached, ...rest } = done;
    const document: Document = nodeToDocument(rest);
    expect(document).toMatchObject({ start_time: null, ready_time: new Date(START), reached_time: null });
    expect(nodeFromDocument(nodeToDocument(rest))).toEqual(rest);
  });
});
