/**
 * The lengths that the messages of a stream announce.
 */
import { expect, it } from "vitest";
import { FrameLengths } from "../../../src/server/grpc/frame-lengths.js";

function message(length: number): Buffer {
  const frame = Buffer.alloc(5 + length, 0xff);
  frame.writeUInt8(1, 0);
  frame.writeUInt32BE(length, 1);
  return frame;
}

it("finds the first message that is too long, in whatever pieces it comes", () => {
  const announced = Buffer.alloc(5);
  announced.writeUInt32BE(0x0102_0304, 1);
  const bytes = Buffer.concat([message(0), message(7), message(300), message(1), announced, Buffer.alloc(9)]);
  for (let size = 1; size <= bytes.length; size += 1) {
    const lengths = new FrameLengths();
    const found: unknown[] = [];
    for (let at = 0; at < bytes.length && found.length === 0; at += size) {
      const over = lengths.over(300, bytes.subarray(at, at + size));
      if (over !== undefined) found.push(over);
    }
    expect([size, found]).toEqual([size, [0x0102_0304]]);
  }
});

it("finds none where none is", () => {
  const lengths = new FrameLengths();
  expect(lengths.over(300, Buffer.concat([message(300), message(0), message(299)]))).toBeUndefined();
});
