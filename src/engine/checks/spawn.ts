/**
 * Checks of a completion by which an attempt goes on as a flow.
 */
import type { AcceptedDefinition } from "../../core/definition/accepted-definition.js";
import { checkLabels, checkPayload } from "../../core/definition/field-checks.js";
import type { Spawn } from "../requests.js";
import { checkSpec } from "./definitions.js";
import { findings, refuse } from "./findings.js";
import { checkDigest } from "./run.js";

/** What was given along is accepted; undefined where a stored definition is named. Throws as `checkRun` does. */
export function checkSpawn({ definition, input, labels }: Spawn): AcceptedDefinition | undefined {
  const found = findings();
  checkPayload(found, "spawn.input", input);
  if (labels !== undefined) checkLabels(found, "spawn.labels", labels);
  const isSpec = definition?.kind === "spec";
  const intake = isSpec ? checkSpec(found, definition.spec, "spawn.spec") : undefined;
  if (definition?.kind === "digest") checkDigest(found, "spawn.flow_digest", definition.digest);
  else if (!isSpec) found.invalid("spawn.definition", "is required: spec or flow_digest");
  refuse(found);
  return intake?.accepted;
}
