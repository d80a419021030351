/**
 * What the pages are told of queues and sessions: only in namespaces that their caller may read, and at most once a second
 * from the store.
 */
import { describe, expect, it } from "vitest";
import { EngineError } from "../../../src/engine/engine-error.js";
import type { WorkRequest } from "../../../src/engine/work-under-way.js";
import { http } from "../connect/connect-client.js";
import { fakeEngine } from "../fake-engine.js";
import { startServer } from "../running-server.js";
import { bearer, tokensFile } from "../tokens-file.js";

const READER = "reader-0123456789";
const WORKER = "worker-0123456789";
const TOKENS = `tokens:
  - { token: ${READER}, principal: reader, namespaces: { prod: [read] } }
  - { token: ${WORKER}, principal: worker, namespaces: { prod: [watch, complete] } }
`;
const AT = Date.UTC(2027, 0, 31);
const SOME = {
  time: AT + 5_000,
  queues: [
    {
      queue: "mail",
      kind: "EXECUTE",
      ready: 2,
      readySince: AT,
      running: 1,
      sessions: 1,
      credit: 0,
      paused: true,
      concurrencyLimit: 0,
      pauseEndTime: AT,
      rateLimit: { tasks: 5, periodMs: 60_000 },
      rateUsed: 5,
      rateNextTime: AT,
    },
  ],
  sessions: [
    { sessionId: "s", workerId: "w", expireTime: AT, leaseMs: 1_500, holds: 1, holdsSince: AT, queues: ["mail"] },
  ],
  more: false,
} as const;

function engineThatCounts() {
  const asked: WorkRequest[] = [];
  const engine = fakeEngine({
    workUnderWay: async (request) => {
      asked.push(request);
      return SOME;
    },
  });
  return { engine, asked };
}

describe("work under way", () => {
  it("is told with times as text, to all who look at once by one reading", async () => {
    const { engine, asked } = engineThatCounts();
    const { httpPort: port } = await startServer(engine);
    const look = () => http({ port, path: "/ui/api/work?namespace=prod" });
    const answers = await Promise.all([look(), look(), look()]);
    for (const { status, body } of answers) {
      expect(status).toBe(200);
      expect(JSON.parse(body)).toEqual({
        time: "2027-01-31T00:00:05.000Z",
        queues: [
          {
            queue: "mail",
            kind: "EXECUTE",
            ready: 2,
            readySince: "2027-01-31T00:00:00.000Z",
            running: 1,
            sessions: 1,
            credit: 0,
            paused: true,
            concurrencyLimit: 0,
            pauseEndTime: "2027-01-31T00:00:00.000Z",
            rateLimit: { tasks: 5, periodMs: 60_000 },
            rateUsed: 5,
            rateNextTime: "2027-01-31T00:00:00.000Z",
          },
        ],
        sessions: [
          {
            sessionId: "s",
            workerId: "w",
            expireTime: "2027-01-31T00:00:00.000Z",
            leaseSeconds: 1.5,
            holds: 1,
            holdsSince: "2027-01-31T00:00:00.000Z",
            queues: ["mail"],
          },
        ],
        more: false,
      });
    }
    expect(asked).toEqual([{ namespace: "prod" }]);
  });

  it("is told to those alone who may read in the namespace", async () => {
    const { engine, asked } = engineThatCounts();
    const { httpPort: port } = await startServer(engine, { tokens: tokensFile(TOKENS).path });
    const status = async (namespace: string, headers = {}) =>
      (await http({ port, path: `/ui/api/work?namespace=${namespace}`, headers })).status;
    expect(await status("prod", bearer(READER).headers)).toBe(200);
    expect(await status("other", bearer(READER).headers)).toBe(403);
    expect(await status("", bearer(READER).headers)).toBe(403);
    expect(await status("prod", bearer(WORKER).headers)).toBe(403);
    expect(await status("prod")).toBe(401);
    expect(asked).toHaveLength(1);
  });

  it("that could not be read is read again", async () => {
    const errors = [new EngineError("STORE_UNAVAILABLE", "gone")];
    const engine = fakeEngine({
      workUnderWay: async () => {
        const error = errors.pop();
        if (error !== undefined) throw error;
        return SOME;
      },
    });
    const { httpPort: port } = await startServer(engine);
    expect((await http({ port, path: "/ui/api/work" })).status).toBe(503);
    expect((await http({ port, path: "/ui/api/work" })).status).toBe(200);
  });
});
