/**
 * Failures of a real engine as callers over gRPC are told them.
 */
import { expect, test } from "vitest";
import { FlowView, LazyEngine } from "#gen/lazyengine/v1/index.js";
import { serving } from "./metrics-page.js";

const { getFlowDetails, run, taskComplete } = LazyEngine.method;

test("a failure whose metadata has the form of bytes is answered in full", async () => {
  const { client } = await serving();
  const tasks = [{ name: "a", work: { case: "type" as const, value: "work" } }];
  await client.unary(run, { flowId: "f", definition: { case: "spec", value: { name: "one", tasks } } });
  const details = { data: Buffer.from("hi"), contentType: "text/plain", metadata: { base64: "aGk=" } };
  const causes = [{ type: "C", message: "c", details: { ...details, metadata: { "@payload": "aGk=" } } }];
  const failure = { type: "E", message: "m", retryable: false, details, causes };
  await client.unary(taskComplete, { flowId: "f", taskId: "a", outcome: { case: "failure", value: failure } });
  const answer = await client.unary(getFlowDetails, { flowId: "f", view: FlowView.FULL });
  const told = answer.tasks[0]?.failure;
  expect(told?.details?.metadata).toEqual({ base64: "aGk=" });
  expect(Buffer.from(told?.details?.data ?? []).toString()).toBe("hi");
  expect(told?.causes[0]?.details?.metadata).toEqual({ "@payload": "aGk=" });
});
