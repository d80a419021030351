/**
 * Which verbs each call takes: the table is whole, and each call is refused to whoever lacks one of them.
 */
import type { DescMethod } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { ConflictPolicy, LazyEngine } from "#gen/lazyengine/v1/index.js";
import { VERBS, VERBS_OF_METHODS, type Verb } from "../../src/service/verbs.js";
import { callAny } from "../server/any-call.js";
import type { RawClient } from "../server/raw-client.js";
import { bearer, tokensFile } from "../server/tokens-file.js";
import { serveMemoryWith } from "./served.js";

const METHODS: readonly (readonly [keyof typeof LazyEngine.method, DescMethod])[] = Object.entries(
  LazyEngine.method,
) as never;

const tokenOf = (verb: Verb) => `token-that-may-only-${verb}`;
const tokenWithout = (verb: Verb) => `token-that-may-not-${verb}`;

const TOKENS = `tokens:\n${VERBS.map(
  (verb) => `
  - { token: ${tokenOf(verb)}, principal: ${verb}, namespaces: [mine], verbs: [${verb}] }
  - { token: ${tokenWithout(verb)}, principal: not-${verb}, namespaces: { mine: [${VERBS.filter((other) => other !== verb).join(", ")}] } }`,
).join("")}`;

async function served(): Promise<RawClient> {
  return (await serveMemoryWith({ tokens: tokensFile(TOKENS).path })).client;
}

describe("the table of verbs", () => {
  it("has every method of the service and no other", () => {
    expect(Object.keys(VERBS_OF_METHODS).sort()).toEqual(METHODS.map(([name]) => name).sort());
  });

  it("leaves only GetServerInfo to whoever is let in", () => {
    const free = METHODS.filter(([name]) => VERBS_OF_METHODS[name].length === 0);
    expect(free.map(([name]) => name)).toEqual(["getServerInfo"]);
  });

  it.each(METHODS)("holds for %s", async (name, method) => {
    const client = await served();
    const needed = VERBS_OF_METHODS[name];
    for (const verb of VERBS) {
      const refusal = await callAny(client, method, { namespace: "mine" }, bearer(tokenWithout(verb)));
      const denied = refusal.reason === "PERMISSION_DENIED";
      expect([verb, denied]).toEqual([verb, needed.includes(verb)]);
      if (denied) expect(refusal.metadata).toEqual({ namespace: "mine", verb });
    }
    // One verb is enough for all but those that take two.
    const alone = needed.length === 1 ? needed : [];
    for (const verb of alone) {
      const refusal = await callAny(client, method, { namespace: "mine" }, bearer(tokenOf(verb)));
      expect(refusal.reason).not.toBe("PERMISSION_DENIED");
    }
  });
});

describe("what a call takes beyond its own verbs", () => {
  it("is admin for a Run that replaces a flow, and complete for progress that comes with KeepSession", async () => {
    const client = await served();
    const { run, keepSession } = LazyEngine.method;
    const definition = { case: "spec", value: {} };
    const replacing = { namespace: "mine", definition, conflictPolicy: ConflictPolicy.REPLACE };
    const replaced = await callAny(client, run, replacing, bearer(tokenOf("run")));
    expect(replaced).toMatchObject({ reason: "PERMISSION_DENIED", metadata: { verb: "admin" } });
    const reported = { namespace: "mine", sessionId: "s", progress: [{ flowId: "f", taskId: "t" }] };
    const kept = await callAny(client, keepSession, reported, bearer(tokenOf("watch")));
    expect(kept).toMatchObject({ reason: "PERMISSION_DENIED", metadata: { verb: "complete" } });
  });
});
