/**
 * The bodies of answers by the Connect protocol: packed or not, of megabytes, and those that cannot be written.
 */
import { gunzipSync, gzipSync } from "node:zlib";
import { create, toJsonString } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { LazyEngine } from "#gen/lazyengine/v1/index.js";
import { fakeEngine, someFlow } from "../fake-engine.js";
import { startServer } from "../running-server.js";
import { post } from "./connect-client.js";

const { suspendFlow, getFlowDetails } = LazyEngine.method;

const suspended = { flow: someFlow(), changes: [], changesTruncated: false, replayed: false };

describe("a unary call by the Connect protocol", () => {
  it.each([
    [{ "accept-encoding": "br, gzip" }, "gzip"],
    [{ "content-encoding": "gzip" }, "gzip"],
    [{ "accept-encoding": "identity" }, undefined],
    [{}, undefined],
  ])("that takes packed answers gets those that are worth it packed: %j", async (headers, packing) => {
    const reasons = ["x".repeat(2_000), "x"];
    const engine = fakeEngine({
      suspendFlow: async ({ reason }) => ({ ...suspended, flow: someFlow({ labels: { reason: String(reason) } }) }),
    });
    const server = await startServer(engine);
    for (const reason of reasons) {
      const text = JSON.stringify({ flowId: "f", reason });
      const body = "content-encoding" in headers ? gzipSync(text) : text;
      const { status, headers: told, bytes } = await post(server.httpPort, suspendFlow, body, headers);
      const packed = reason.length > 1 ? packing : undefined;
      expect([status, told["content-encoding"], told["content-length"]]).toEqual([200, packed, String(bytes.length)]);
      const answer = JSON.parse((packed === undefined ? bytes : gunzipSync(bytes)).toString());
      expect(answer.flow.labels).toEqual({ reason });
    }
  });

  it("whose answer has megabytes is answered in JSON in a fraction of the time that protobuf's own encoder takes", async () => {
    const input = { contentType: "application/octet-stream", data: new Uint8Array(2_000_000).fill(7), metadata: {} };
    const flow = someFlow({ input });
    const engine = fakeEngine({ getFlowDetails: async () => ({ flow, tasks: [], nextPageToken: "" }) });
    const { httpPort } = await startServer(engine);
    const times: number[] = [];
    for (const _ of [1, 2, 3]) {
      const start = performance.now();
      const answer = await post(httpPort, getFlowDetails, { flowId: "flow-1" });
      times.push(performance.now() - start);
      expect(JSON.parse(answer.body).flow.input.data).toBe(Buffer.from(input.data).toString("base64"));
    }
    const start = performance.now();
    toJsonString(getFlowDetails.output, create(getFlowDetails.output, { flow: { input } }));
    expect(Math.min(...times)).toBeLessThan((performance.now() - start) / 2);
  });

  it("whose answer has no form in JSON is refused, and the error is in the log", async () => {
    const flow = someFlow({ createTime: 1e18 });
    const server = await startServer(fakeEngine({ suspendFlow: async () => ({ ...suspended, flow }) }));
    const answer = await post(server.httpPort, suspendFlow, { flowId: "f" });
    expect(answer.status).toBe(500);
    expect(JSON.parse(answer.body)).toMatchObject({
      code: "internal",
      message: expect.stringContaining("internal error"),
    });
    await server.logged(({ msg }) => msg === "unexpected error");
  });
});
