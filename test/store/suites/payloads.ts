// Payloads beside the state (rule M5), and their collection.
import { describe, expect, test } from "vitest";
import { type PayloadKey, payloadId } from "../../../src/store/payload-id.js";
import { freshNamespace, type StoreFixture } from "../store-fixture.js";

const DAY_MS = 24 * 3_600_000;
const MANY = 10_000;

export function payloadSuite(fixture: () => StoreFixture): void {
  const payloads = () => fixture().store.payloads;
  const text = (content: string) => ({
    data: new TextEncoder().encode(content),
    contentType: "text/plain",
    metadata: { "a.b": "$c" },
  });

  function idOf(segmentId: string, given: Partial<PayloadKey> = {}): string {
    return payloadId({ segmentId, incarnation: "i1", node: 1, attempt: 1, digest: "d", ...given });
  }

  describe("payloads", () => {
    test("are read as they were put; what is missing is left out", async () => {
      const segment = `00000000:${freshNamespace()}/f`;
      const [a, b] = [idOf(segment), idOf(segment, { node: "input" })];
      const binary = { data: Uint8Array.from({ length: 70_000 }, (_, i) => i % 251), contentType: "", metadata: {} };
      await payloads().put([
        { id: a, payload: text("hello") },
        { id: b, payload: binary },
      ]);
      const found = await payloads().get([a, b, idOf(segment, { attempt: 2 })]);
      expect(found).toEqual(
        new Map([
          [a, text("hello")],
          [b, binary],
        ]),
      );
    });

    test("M5: a second put of the same id is a success and changes nothing", async () => {
      const id = idOf(`00000000:${freshNamespace()}/f`);
      await payloads().put([{ id, payload: text("first") }]);
      await Promise.all([1, 2, 3].map(() => payloads().put([{ id, payload: text("second") }])));
      expect((await payloads().get([id])).get(id)).toEqual(text("first"));
    });

    test("that are old come in pages, grouped by segment and run", async () => {
      const namespace = freshNamespace();
      const [f, g] = [`00000000:${namespace}/f`, `00000000:${namespace}/g/i7/12`];
      const old = [
        idOf(f, { node: 1 }),
        idOf(f, { node: 2 }),
        idOf(f, { incarnation: "i2", node: "input", attempt: 0 }),
        idOf(g, { incarnation: "i7" }),
      ];
      await payloads().put(old.map((id) => ({ id, payload: text(id) })));
      await fixture().pass(DAY_MS + 1);
      const fresh = idOf(f, { node: 3 });
      await payloads().put([{ id: fresh, payload: text("fresh") }]);
      const ofCase = async (after: string | undefined, limit: number) =>
        (await payloads().old(DAY_MS, after, limit)).filter(({ segmentId }) => segmentId.includes(`:${namespace}/`));
      expect(await ofCase(undefined, MANY)).toEqual([
        { segmentId: f, incarnation: "i1", ids: old.slice(0, 2) },
        { segmentId: f, incarnation: "i2", ids: old.slice(2, 3) },
        { segmentId: g, incarnation: "i7", ids: old.slice(3) },
      ]);
      expect(await ofCase(old[0], 1)).toEqual([{ segmentId: f, incarnation: "i1", ids: [old[1]] }]);
      expect(await ofCase(old[3], MANY)).toEqual([]);
    });

    test("M5: one that is put again is young again, and stays when old ones are removed", async () => {
      const segment = `00000000:${freshNamespace()}/f`;
      const [stale, renewed] = [idOf(segment, { node: 1 }), idOf(segment, { node: 2 })];
      await payloads().put([stale, renewed].map((id) => ({ id, payload: text("x") })));
      await fixture().pass(DAY_MS + 1);
      await payloads().put([{ id: renewed, payload: text("x") }]);
      await payloads().remove([stale, renewed], DAY_MS);
      expect([...(await payloads().get([stale, renewed])).keys()]).toEqual([renewed]);
      await payloads().remove([renewed]);
      expect((await payloads().get([renewed])).size).toBe(0);
    });
  });
}
