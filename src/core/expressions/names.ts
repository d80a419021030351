/**
 * What expressions can name, by what they are for.
 */

/**
 * condition: of an edge. binding: of a task's input; item: the same for an item of a for-each. until: of a repeat. retry:
 * of a retry policy. items: of a for-each. output: of a flow.
 */
export type ExpressionKind = "condition" | "binding" | "item" | "until" | "retry" | "items" | "output";

/** By the name of their CEL type; dyn = known only when it is evaluated. */
export type ValueType = string;

type Names = Readonly<Record<string, ValueType>>;

const EVERYWHERE: Names = { input: "dyn", tasks: "map", globals: "map", flow: "map" };
const IN_A_TASK: Names = { ...EVERYWHERE, context: "dyn", round: "int", previous: "list" };
const AFTER_AN_ATTEMPT: Names = { ...IN_A_TASK, attempt: "int", tries: "int" };
const BINDING = IN_A_TASK;

export const NAMES: Readonly<Record<ExpressionKind, Names>> = {
  condition: { ...AFTER_AN_ATTEMPT, state: "string", result: "dyn", failure: "dyn" },
  binding: BINDING,
  item: { ...BINDING, item: "dyn", item_index: "int" },
  until: { ...AFTER_AN_ATTEMPT, result: "dyn" },
  retry: { ...AFTER_AN_ATTEMPT, failure: "map" },
  items: IN_A_TASK,
  output: { ...EVERYWHERE, state: "string", failure: "dyn" },
};

/** What must come out; absent = anything that JSON has a form for. */
export const RESULTS: Readonly<Partial<Record<ExpressionKind, ValueType>>> = {
  condition: "bool",
  until: "bool",
  retry: "bool",
  items: "list",
};

/** What there is to know of another task, with its type. */
export const TASK_MEMBERS: Names = { state: "string", result: "dyn", failure: "dyn" };
export const FLOW_MEMBERS: Names = { id: "string", name: "string", labels: "map" };

/** The names of types, which an expression may compare with. */
export const TYPE_NAMES: ReadonlySet<string> = new Set(
  "int uint double bool string bytes list map null_type type".split(" "),
);

/** What of its surroundings an expression reads. */
export interface Reads {
  /** Of those in NAMES. */
  readonly names: ReadonlySet<string>;
  /** The tasks by name, and whether their results are read, too. */
  readonly tasks: ReadonlyMap<string, boolean>;
  /** The keys of the globals; undefined = all. */
  readonly globals: ReadonlySet<string> | undefined;
}
