/**
 * States as flags name them: "running" or "RUNNING".
 */
import { Option } from "commander";
import { FlowState, TaskState } from "#gen/lazyengine/v1/states_pb.js";
import type { FlowState as FlowStateName, TaskState as TaskStateName } from "../client/values.js";
import { closestName } from "../server/closest-name.js";
import { ConfigError } from "../server/setting.js";
import { repeated } from "./option-values.js";

export const TASK_STATES = namesOf<TaskStateName>(TaskState);
export const FLOW_STATES = namesOf<FlowStateName>(FlowState);

/** The flag `--state`, which may be repeated. */
export function stateOption(description: string, names: readonly string[]): Option {
  return new Option("--state <STATE>", description)
    .choices(names.map((name) => name.toLowerCase()))
    .argParser(repeated);
}

/** Throws a ConfigError for a name that no task's state has. */
export function taskStates(given: readonly string[]): TaskStateName[] {
  return given.map((name) => stateOf(TASK_STATES, name));
}

/** Throws a ConfigError for a name that no flow's state has. */
export function flowStates(given: readonly string[]): FlowStateName[] {
  return given.map((name) => stateOf(FLOW_STATES, name));
}

/** A generated enum's keys are its names and, as texts, its numbers. */
function namesOf<Name extends string>(states: Readonly<Record<Name, number>>): readonly Name[] {
  return (Object.keys(states) as Name[]).filter((key) => /^[A-Z]/.test(key) && key !== "UNSPECIFIED");
}

function stateOf<Name extends string>(names: readonly Name[], given: string): Name {
  const wanted = given.toUpperCase();
  const found = names.find((name) => name === wanted);
  if (found !== undefined) return found;
  const closest = closestName(wanted, names)?.toLowerCase();
  const meant = closest === undefined ? "" : ` Did you mean ${closest}?`;
  const known = names.map((name) => name.toLowerCase()).join(", ");
  throw new ConfigError(`--state ${given}: there is no such state; it must be one of ${known}.${meant}`);
}
