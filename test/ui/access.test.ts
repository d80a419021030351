/**
 * What a caller may do in a namespace, by what the server grants.
 */
import { expect, test } from "vitest";
import { accessIn, type Caller } from "../../ui/src/engine/access.js";

const caller: Caller = {
  principal: "reports",
  authentication: "token",
  grants: [
    { namespace: "*", verbs: ["read"] },
    { namespace: "default", verbs: ["admin", "complete"] },
    { namespace: "ops", verbs: ["run", "something-later"] },
  ],
};

test.each([
  ["", ["read", "admin", "complete"]],
  ["default", ["read", "admin", "complete"]],
  ["ops", ["read", "run"]],
  ["other", ["read"]],
])("in namespace %j the caller may %j", (namespace, verbs) => {
  expect([...accessIn(caller, namespace).verbs]).toEqual(verbs);
});

test("a caller without a grant may do nothing", () => {
  expect(accessIn({ ...caller, grants: [{ namespace: "ops", verbs: ["read"] }] }, "default").verbs.size).toBe(0);
});

test("only callers with a token are asked for another one, and named namespaces are offered", () => {
  expect(accessIn(caller, "")).toMatchObject({ principal: "reports", byToken: true, namespaces: ["default", "ops"] });
  expect(accessIn({ ...caller, authentication: "none" }, "").byToken).toBe(false);
});

test("it is led to the namespaces that it may look at, of those that it is granted by name", () => {
  const grants = [...caller.grants, { namespace: "mine", verbs: ["watch", "read"] }];
  expect(accessIn({ ...caller, grants }, "").readable).toEqual(["mine"]);
});
