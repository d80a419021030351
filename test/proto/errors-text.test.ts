// The texts about errors agree with the enum: what the calls' comments name exists, and docs/errors.md has all of them.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { ErrorReason, ErrorReasonSchema } from "#gen/lazyengine/v1/errors_pb.js";

const reasons = ErrorReasonSchema.values
  .filter(({ number }) => number !== ErrorReason.UNSPECIFIED)
  .map(({ name }) => name.replace(/^ERROR_REASON_/, ""));

function read(path: string): string {
  return readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
}

/** The reasons that the comments of the service and of its calls list after "Errors", each once. */
function listedReasons(): Set<string> {
  const text = read("proto/lazyengine/v1/service.proto").split("\nmessage ")[0] ?? "";
  const comments = text.replace(/\n\s*\/\/ ?/g, "\n");
  const lists = comments.match(/(?:Errors: |may end with: )[\s\S]*?\.\n/g) ?? [];
  return new Set(lists.flatMap((list) => list.match(/\b[A-Z]{2,}(?:_[A-Z]+)*\b/g) ?? []));
}

test("each call names only reasons that exist", () => {
  expect([...listedReasons()].filter((reason) => !reasons.includes(reason))).toEqual([]);
});

test("each reason is named by a call that may end with it", () => {
  const listed = listedReasons();
  expect(reasons.filter((reason) => !listed.has(reason))).toEqual([]);
});

test("docs/errors.md describes each reason once, in the order of the enum", () => {
  const sections = [...read("docs/errors.md").matchAll(/^## (\w+)$/gm)].map(([, name]) => name);
  expect(sections).toEqual(reasons);
});

test("docs/errors.md tells of each reason its code, what happened, what to do and what its metadata name", () => {
  const [, ...sections] = read("docs/errors.md").split(/^## /m);
  const whole = /^\w+\n\n`[A-Z_]+`\. \S[\s\S]+\n\n- \*\*Do:\*\* \S.+\n- \*\*Metadata:\*\* \S/;
  expect(sections.filter((section) => !whole.test(section))).toEqual([]);
});
