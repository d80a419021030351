/**
 * The flow files that docs/flow-control.md shows are valid definitions.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parseFlowFile } from "../../src/client/flow-file/parse-flow-file.js";
import { validateDefinition } from "../../src/core/definition/validate-definition.js";
import { flowDefinitionOf } from "../../src/service/messages/flow-spec.js";

const page = readFileSync(join(import.meta.dirname, "../../docs/flow-control.md"), "utf8");
const files = [...page.matchAll(/```yaml\n(.*?)```/gs)].map(([, text = ""]) => text);

test("the page shows a file for edges, joins, cycles and decisions", () => {
  expect(files.length).toBeGreaterThanOrEqual(4);
});

test.each(files)("%s is valid", (text) => {
  expect(validateDefinition(flowDefinitionOf(parseFlowFile(text), "spec"))).toEqual([]);
});
