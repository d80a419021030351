/**
 * Small definitions, in the form of flow files.
 */
import type { SpecFile, TaskFile } from "./values.js";

/** A task of type "work", and so on the queue "work", with everything else at its default. */
export function task(name: string, fields: Partial<TaskFile> = {}): TaskFile {
  return { name, ...(fields.noop === undefined && fields.flow === undefined && { type: "work" }), ...fields };
}

export function after(
  dependencies: NonNullable<TaskFile["depends_on"]>,
  name: string,
  fields: Partial<TaskFile> = {},
): TaskFile {
  return task(name, { depends_on: dependencies, ...fields });
}

/** Tasks, given as such or by name. */
export function flow(tasks: readonly (TaskFile | string)[], fields: Partial<SpecFile> = {}): SpecFile {
  return { name: "flow", tasks: tasks.map((one) => (typeof one === "string" ? task(one) : one)), ...fields };
}

/** Each task waits for the one before. */
export function chain(...names: readonly string[]): SpecFile {
  return flow(names.map((name, index) => (index === 0 ? task(name) : after([names[index - 1] ?? ""], name))));
}

/** "t0", "t1", … without dependencies. */
export function many(count: number, fields: Partial<SpecFile> = {}): SpecFile {
  return flow(
    Array.from({ length: count }, (_, index) => `t${index}`),
    fields,
  );
}
