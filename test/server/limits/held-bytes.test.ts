/**
 * Who gives up where more is held than may be.
 */
import { expect, it } from "vitest";
import { HeldBytes } from "../../../src/server/limits/held-bytes.js";

it("is the one who has kept the most waiting the longest, on the connection for which most is held", () => {
  const held = new HeldBytes(100);
  const gone: string[] = [];
  const holder = (peer: string, name: string) => ({ peer, giveUp: () => void gone.push(name) });
  const innocent = holder("a", "innocent");
  held.add(innocent, 10);
  const [first, second, third] = [holder("b", "first"), holder("b", "second"), holder("b", "third")] as const;
  held.add(first, 30);
  held.add(second, 30);
  held.add(third, 30);
  expect(gone).toEqual([]);
  held.add(third, 1);
  expect(gone).toEqual(["first"]);
  held.add(innocent, 29);
  expect(gone).toEqual(["first"]);
  held.release(second);
  held.add(innocent, 30);
  expect(gone).toEqual(["first"]);
  held.add(third, 1);
  expect(gone).toEqual(["first", "innocent"]);
});
