/**
 * What a schedule runs: its definition must be there, and stays as long as the schedule names it.
 */

import { LIMITS } from "../../core/limits.js";
import { SCHEDULE_LABELS } from "../../core/schedules/scheduled-flow.js";
import type { ScheduledRun } from "../../store/schedule-store.js";
import { findings, refuse } from "../checks/findings.js";
import type { CheckedPutSchedule } from "../checks/index.js";
import { EngineError } from "../engine-error.js";
import type { Machinery } from "../machinery.js";

interface NamedDefinition {
  readonly definition: ScheduledRun["definition"];
  readonly labels: Readonly<Record<string, string>>;
  readonly warnings: readonly string[];
}

/** A definition that comes along is stored, unless the request is only checked. Throws DEFINITION_NOT_FOUND. */
export async function scheduledRun(
  machinery: Machinery,
  checked: CheckedPutSchedule,
): Promise<{ readonly run: ScheduledRun; readonly warnings: readonly string[] }> {
  const { definition, labels: ofDefinition, warnings } = await namedDefinition(machinery, checked);
  const { input, labels = {}, priority = 0 } = checked.run;
  const count = Object.keys({ ...ofDefinition, ...labels }).length + SCHEDULE_LABELS;
  if (count > LIMITS.labels) {
    const found = findings();
    found.tooMuch("spec.run.labels", "labels with the definition's and the schedule's", LIMITS.labels, count);
    refuse(found);
  }
  return { run: { definition, ...(input !== undefined && { input }), labels, priority }, warnings };
}

async function namedDefinition(machinery: Machinery, checked: CheckedPutSchedule): Promise<NamedDefinition> {
  const { definitions } = machinery;
  const { namespace, accepted, validateOnly, run } = checked;
  if (accepted !== undefined) {
    const kept =
      validateOnly === true
        ? await definitions.compile(accepted)
        : (await definitions.keep(namespace, accepted, false)).definition;
    const { labels } = accepted.settings;
    return { definition: { kind: "digest", digest: kept.digest }, labels, warnings: accepted.warnings };
  }
  const { definition } = run;
  if (definition.kind === "spec") throw new Error("a definition that was not taken in");
  const digest =
    definition.kind === "digest" ? definition.digest : await definitions.newestDigest(namespace, definition.name);
  if (digest === undefined || !(await definitions.confirm(namespace, digest))) {
    const named = definition.kind === "digest" ? definition.digest : definition.name;
    throw new EngineError("DEFINITION_NOT_FOUND", `no definition ${named} in namespace ${namespace}`, {
      metadata: { namespace, [definition.kind]: named },
    });
  }
  const { labels } = (await definitions.load(namespace, digest, 0)).flow;
  return { definition, labels, warnings: [] };
}
