/**
 * How results are written: settings of every command that shows any.
 */
import { oneOf, type SettingValues } from "../server/setting.js";

export const OUTPUT_FORMS = ["table", "json", "jsonl", "yaml", "name", "none"] as const;

export const OUTPUT_SETTINGS = {
  output: oneOf(OUTPUT_FORMS, {
    description:
      "How results are written to stdout: a table; json; jsonl, a line for each thing that is listed; yaml; name, the ids alone; none.",
    placeholder: "FORM",
    default: "table",
  }),
  color: oneOf(["auto", "always", "never"], {
    description: "Colours in tables: auto is on a terminal, unless NO_COLOR is set.",
    placeholder: "WHEN",
    default: "auto",
  }),
  time: oneOf(["iso", "local", "relative"], {
    description: "How tables show times: in UTC, in the time zone of this machine, or as how long ago.",
    placeholder: "FORM",
    default: "iso",
  }),
} as const;

export type OutputConfig = SettingValues<typeof OUTPUT_SETTINGS>;
export type OutputForm = OutputConfig["output"];
