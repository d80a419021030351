// Definitions as plain values that no message can hold.
import { expect, test } from "vitest";
import { type FlowSpec, flowSpecMessage } from "../../src/client/index.js";

test("a definition that is within itself, or thousands deep, is refused before the stack is full", () => {
  let deep: FlowSpec = { tasks: [{ name: "t", type: "work" }] };
  for (let depth = 0; depth < 3_000; depth += 1) deep = { tasks: [{ name: "t", flow: deep }] };
  const tasks: NonNullable<FlowSpec["tasks"]>[number][] = [];
  tasks.push({ name: "t", flow: { tasks } });
  for (const spec of [deep, { tasks }]) {
    expect(() => flowSpecMessage(spec)).toThrow(
      /^tasks\[0\]\.flow\.tasks\[0\].*flows are more than 100 deep within each other$/,
    );
  }
});
