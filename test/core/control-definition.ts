/**
 * The engine's form of random definitions with edges of all kinds.
 */
import type { FlowDefinition, ForEach, Phase, TaskDefinition } from "../../src/core/definition/definition.js";
import type { ControlGraph, ControlTask, Guard } from "./control-graph.js";
import type { GraphItems } from "./control-items.js";
import { flow, noop, retry, task } from "./definitions.js";

/** The queue on which decisions are asked for. */
export const DECIDED_ON = "judge";

export function controlDefinition(
  { tasks, cycles, maxInstances, stops, output, computes, outputBreaks }: ControlGraph,
  queue = "work",
  judge = DECIDED_ON,
): FlowDefinition {
  return flow(
    tasks.map((one) => taskOf(one, queue, judge)),
    {
      failureMode: stops ? "STOP" : "CONTINUE",
      maxInstances,
      ...(cycles && { allowCycles: true }),
      ...(output && { evaluate: { queue: judge, phases: ["OUTPUT"] } }),
      ...(computes && { output: outputBreaks ? CONDITIONS.breaks : "{'how': state, 'of': flow.id}" }),
    },
  );
}

const CONDITIONS: Readonly<Record<Guard, string>> = {
  holds: "state in ['SUCCEEDED', 'FAILED', 'SKIPPED'] && tries <= attempt + 1",
  "does not": "state == 'CANCELLED'",
  breaks: "flow.labels.none == 1",
};

function conditionOf(guard: Guard | undefined): { readonly condition?: string } {
  return guard === undefined ? {} : { condition: CONDITIONS[guard] };
}

function bindingsOf({ bound, unbound }: ControlTask): Readonly<Record<string, string>> | undefined {
  if (bound === undefined) return undefined;
  return { flow: "flow.id", round: "round", ...(unbound && { none: CONDITIONS.breaks }) };
}

function phasesOf({ asks }: ControlTask): Phase[] {
  return [...(asks.start ? ["START" as const] : []), ...(asks.end ? ["END" as const] : [])];
}

function forEachOf({ outcomes, most, tolerated, again, computed }: GraphItems): ForEach {
  const list = JSON.stringify(outcomes.map((_, index) => index));
  const literal = { data: Buffer.from(list), contentType: "application/json", metadata: {} };
  return {
    ...(computed ? { expression: list } : { literal }),
    maxParallel: most,
    toleratedFailures: tolerated,
    retry: again,
  };
}

/** One of them is told in both ways. */
function joinOf(name: string, need: number | "ALL") {
  if (need === "ALL") return { kind: "ALL", count: 0 } as const;
  const isAny = need === 1 && name.charCodeAt(name.length - 1) % 2 === 0;
  return isAny ? ({ kind: "ANY", count: 0 } as const) : ({ kind: "AT_LEAST", count: need } as const);
}

function taskOf(task_: ControlTask, queue: string, judge: string): TaskDefinition {
  const { name, noop: isNoop, dependsOn, next, join, repeat, items } = task_;
  const phases = phasesOf(task_);
  const bindings = bindingsOf(task_);
  return (isNoop ? noop : task)(name, {
    ...(!isNoop && { queue }),
    dependsOn: dependsOn.map(({ task: from, on, guard }) => ({ task: from, on, ...conditionOf(guard) })),
    ...(phases.length > 0 && { evaluate: { queue: judge, phases } }),
    ...(bindings !== undefined && { bindings }),
    ...(items !== undefined && { forEach: forEachOf(items), retry: retry(items.tries) }),
    ...(next.length > 0 && {
      next: next.map(({ to, on, guard }) =>
        to === "FAIL" || to === "SUCCEED" || to === "PAUSE" || to === "NOOP"
          ? { target: to, message: "", on, ...conditionOf(guard) }
          : { to, message: "", on, ...conditionOf(guard) },
      ),
    }),
    ...(repeat !== undefined && {
      repeat: {
        until: repeat.until === "breaks" ? CONDITIONS.breaks : `round >= ${repeat.until}`,
        maxTimes: repeat.most,
        delayMs: 0,
      },
    }),
    ...(join !== undefined && {
      join: { ...joinOf(name, join.need), unmet: join.unmet },
    }),
  });
}
