/**
 * The walk over bytes that are not decoded yet: what it counts is what the decoder makes, and what it lets pass the decoder
 * reads as it does.
 */
import { type DescMessage, fromBinary, type Message, toBinary } from "@bufbuild/protobuf";
import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FlowSpecSchema, LazyEngine, RunRequestSchema, TaskSpecSchema } from "#gen/lazyengine/v1/index.js";
import { messagePlan } from "../../../src/server/intake/message-plan.js";
import { WireWalk } from "../../../src/server/intake/wire-walk.js";
import { anyMessage } from "../any-message.js";
import { atNumber, many, numberOf, within } from "./message-bytes.js";

const walked = (type: DescMessage, bytes: Uint8Array) => new WireWalk(Buffer.from(bytes)).over(messagePlan(type));
const inTask = (bytes: Buffer) => within(RunRequestSchema, "spec", within(FlowSpecSchema, "tasks", bytes));

/** What a decoded message holds. */
function elementsOf(desc: DescMessage, message: Message): number {
  const below = (type: DescMessage | undefined, value: unknown) =>
    type === undefined ? 0 : elementsOf(type, value as Message);
  let count = message.$unknown?.length ?? 0;
  for (const field of desc.fields) {
    const owner = message as unknown as Readonly<Record<string, unknown>>;
    const oneof = field.oneof && (owner[field.oneof.localName] as { case?: string; value?: unknown });
    const value =
      oneof === undefined ? owner[field.localName] : oneof.case === field.localName ? oneof.value : undefined;
    if (value === undefined || value === null) continue;
    if (field.fieldKind === "message") count += 1 + below(field.message, value);
    if (field.fieldKind === "list") for (const each of value as unknown[]) count += 1 + below(field.message, each);
    if (field.fieldKind === "map")
      for (const each of Object.values(value))
        count += 1 + (field.message === undefined ? 0 : 1 + below(field.message, each));
  }
  return count;
}

const INPUTS: readonly DescMessage[] = Object.values(LazyEngine.method).map(({ input }) => input);
const REQUESTS = fc
  .constantFrom(...INPUTS)
  .chain((input) => anyMessage(input, 3).map((message) => ({ input, message })));

describe("the walk over a message", () => {
  it("counts what the decoder makes of it", () => {
    fc.assert(
      fc.property(REQUESTS, ({ input, message }) => {
        const bytes = toBinary(input, message);
        expect(walked(input, bytes).elements).toBe(elementsOf(input, fromBinary(input, bytes)));
      }),
      { numRuns: 500 },
    );
  });

  it("lets nothing pass of which the decoder makes more than it counts, whatever the bytes", () => {
    const changes = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(REQUESTS, changes, ({ input, message }, changed) => {
        const bytes = toBinary(input, message);
        for (const [at, byte] of changed) if (bytes.length > 0) bytes[at % bytes.length] = byte;
        const counted = outcome(() => walked(input, bytes).elements);
        const made = outcome(() => elementsOf(input, fromBinary(input, bytes)));
        if (counted !== undefined && made !== undefined) expect(made).toBeLessThanOrEqual(counted);
      }),
      { numRuns: 3_000 },
    );
  });

  it("counts tasks with those of nested flows, and says where the first are", () => {
    const nested = within(TaskSpecSchema, "flow", many(within(FlowSpecSchema, "tasks"), 3));
    const walk = walked(RunRequestSchema, inTask(nested));
    expect(walk).toMatchObject({ tasks: 4, tasksPath: "spec.tasks", elements: 6 });
  });

  it("counts fields that come again, packed values, fields that are not known, and what is in groups", () => {
    const again = many(within(TaskSpecSchema, "name", "a"), 10);
    expect(walked(RunRequestSchema, inTask(again)).elements).toBe(2 + 9);
    const states = within(LazyEngine.method.listFlows.input, "states", Buffer.from([1, 2, 3]));
    expect(walked(LazyEngine.method.listFlows.input, states).elements).toBe(3);
    expect(walked(RunRequestSchema, many(atNumber(900, "x"), 7)).elements).toBe(7);
    const group = new BinaryWriter().tag(900, WireType.StartGroup).tag(1, WireType.Varint).uint32(1);
    const bytes = group.tag(2, WireType.StartGroup).tag(2, WireType.EndGroup).tag(900, WireType.EndGroup).finish();
    expect(walked(RunRequestSchema, bytes).elements).toBe(5);
    expect(fromBinary(RunRequestSchema, bytes).$unknown).toHaveLength(1);
  });

  it.each([
    ["a field longer than its message", inTask(Buffer.from([0x0a, 0x7f]))],
    [
      "a field that reaches out of the one around it",
      Buffer.concat([inTask(Buffer.from([0x0a, 0x02])), Buffer.alloc(9)]),
    ],
    ["a field that does not come as what it is", Buffer.from([(numberOf(RunRequestSchema, "spec") << 3) | 0, 1])],
    ["an entry that has more than a key and a value", within(RunRequestSchema, "labels", atNumber(3, ""))],
    [
      "packed values of which the last has no end",
      within(LazyEngine.method.listFlows.input, "states", Buffer.from([1, 128])),
    ],
    ["a group without an end", new BinaryWriter().tag(900, WireType.StartGroup).finish()],
    ["a length without an end", Buffer.from([0x0a, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01])],
    ["number 0", Buffer.from([0x02, 0x00])],
    ["more levels than the decoder reads", deep(60)],
  ])("refuses %s", (_what, bytes) => {
    const type = _what.startsWith("packed") ? LazyEngine.method.listFlows.input : RunRequestSchema;
    expect(() => walked(type, bytes)).toThrow(/the request is no message of this method: /);
  });
});

function deep(levels: number): Buffer {
  let flow: Buffer = Buffer.alloc(0);
  for (let level = 0; level < levels; level += 1)
    flow = within(FlowSpecSchema, "tasks", within(TaskSpecSchema, "flow", flow));
  return within(RunRequestSchema, "spec", flow);
}

function outcome<Value>(attempt: () => Value): Value | undefined {
  try {
    return attempt();
  } catch {
    return undefined;
  }
}
