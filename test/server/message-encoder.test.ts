/**
 * The encoder of answers writes what protobuf's own does, for any message of the contract.
 */
import { create, toBinary } from "@bufbuild/protobuf";
import { FieldMaskSchema, FloatValueSchema } from "@bufbuild/protobuf/wkt";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { StatusSchema } from "#gen/google/rpc/status_pb.js";
import { LazyEngine } from "#gen/lazyengine/v1/index.js";
import { messageEncoder } from "../../src/server/message-encoder.js";
import { anyMessage } from "./any-message.js";

const OUTPUTS = [...LazyEngine.methods.map(({ output }) => output), StatusSchema];

describe("the encoder", () => {
  it.each(OUTPUTS)("writes $name as protobuf's own does", (desc) => {
    const encode = messageEncoder(desc);
    fc.assert(
      fc.property(anyMessage(desc, 4), (message) => {
        expect(encode(message).equals(toBinary(desc, message))).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it.each([0, 127, 128, 16_383, 16_384, 70_000, 2_097_152, 3_000_000])("writes a part of about %i bytes", (size) => {
    const desc = LazyEngine.method.getFlowDetails.output;
    const encode = messageEncoder(desc);
    for (const more of [0, 1, 2, 3, 4, 5, 6, 7, 8]) {
      const data = new Uint8Array(Math.max(0, size - more)).fill(7);
      const message = create(desc, { flow: { input: { data } }, nextPageToken: "next" });
      expect(encode(message).equals(toBinary(desc, message))).toBe(true);
    }
  });

  it("goes on after a message that it cannot write", () => {
    const desc = LazyEngine.method.suspendFlow.output;
    const encode = messageEncoder(desc);
    const broken = create(desc, { flow: { flowId: "f", version: 7n } });
    Object.assign(broken.flow ?? {}, { labels: undefined, counts: undefined });
    expect(() => encode(broken)).toThrow(TypeError);
    const good = create(desc, { replayed: true });
    expect(encode(good).equals(toBinary(desc, good))).toBe(true);
  });

  it("refuses kinds of fields that the contract does not use", () => {
    expect(() => messageEncoder(FloatValueSchema)).toThrow("is of a kind that has no encoder");
    expect(messageEncoder(FieldMaskSchema)(create(FieldMaskSchema, { paths: ["a"] }))).toEqual(Buffer.of(10, 1, 97));
  });
});
