// What is stored under an id today is looked for under the same one for ever.
import { expect, test } from "vitest";
import { headerSegmentId, segmentId } from "../../src/store/segment-id.js";

test("the ids of a flow's segments, and of one within it, begin with the hash of namespace and flow at the top", () => {
  expect(headerSegmentId("ns", "order-1")).toBe("04cc67a4:ns/order-1");
  expect(headerSegmentId("ns", "order-1~7")).toBe("04cc67a4:ns/order-1~7");
  expect(segmentId({ namespace: "ns", flowId: "order-1", incarnation: "i", segment: 3 })).toBe(
    "04cc67a4:ns/order-1/i/3",
  );
});
