/**
 * States as flags name them: "running" or "RUNNING".
 */
import { FlowState, TaskState } from "#gen/lazyengine/v1/states_pb.js";
import type { FlowState as FlowStateName, TaskState as TaskStateName } from "../client/values.js";
import { closestName } from "../server/closest-name.js";
import { ConfigError } from "../server/setting.js";

/** Throws a ConfigError for a name that no task's state has. */
export function taskStates(names: readonly string[]): TaskStateName[] {
  return names.map((name) => stateOf<TaskStateName>(TaskState, name));
}

/** Throws a ConfigError for a name that no flow's state has. */
export function flowStates(names: readonly string[]): FlowStateName[] {
  return names.map((name) => stateOf<FlowStateName>(FlowState, name));
}

function stateOf<Name extends string>(states: Readonly<Record<Name, number>>, given: string): Name {
  const wanted = given.toUpperCase();
  // A generated enum's keys are its names and, as texts, its numbers.
  const names = (Object.keys(states) as Name[]).filter((key) => /^[A-Z]/.test(key) && key !== "UNSPECIFIED");
  const found = names.find((name) => name === wanted);
  if (found !== undefined) return found;
  const closest = closestName(wanted, names);
  const hint = closest === undefined ? `known are ${names.join(", ")}` : `did you mean ${closest}?`;
  throw new ConfigError(`--state ${given}: there is no such state; ${hint}`);
}
