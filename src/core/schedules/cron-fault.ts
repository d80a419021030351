/**
 * What is wrong with a cron expression, in words that name its field, what that may be, and what it is.
 */

interface CronField {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  /** What else it may be than numbers, ranges and steps. */
  readonly more: string;
}

const SECOND: CronField = { name: "second", least: 0, most: 59, more: "" };
const FIELDS: readonly CronField[] = [
  { name: "minute", least: 0, most: 59, more: "" },
  { name: "hour", least: 0, most: 23, more: "" },
  { name: "day of the month", least: 1, most: 31, more: ", L or LW alone, or a day with W such as 15W" },
  { name: "month", least: 1, most: 12, more: " or JAN to DEC" },
  { name: "day of the week", least: 0, most: 7, more: " or SUN to SAT, also with # and 1 to 5 such as FRI#2, or L" },
];
const NICKNAMES = "@hourly, @daily, @weekly, @monthly and @yearly";

/** Undefined = there is none. `isRead`: whether an expression can be read. */
export function cronFault(expression: string, isRead: (expression: string) => boolean): string | undefined {
  const text = expression.trim();
  // A moment is none of cron's, though what reads them may take one, too.
  if (/^\d{4}-/.test(text)) return "must be a cron expression: a single moment is none";
  if (isRead(expression)) return undefined;
  if (text.startsWith("@")) return `must be a cron expression: of names with @ there are ${NICKNAMES}`;
  const parts = text === "" ? [] : text.split(/\s+/);
  const fields = parts.length === 6 ? [SECOND, ...FIELDS] : FIELDS;
  if (parts.length !== fields.length) {
    return `must be a cron expression of five or six fields with spaces between them, found ${parts.length}`;
  }
  for (const [place, field] of fields.entries()) {
    // The other fields are as they may always be: what cannot be read then is this one.
    const isRight = (part: string) => isRead(fields.map((_, other) => (other === place ? part : "*")).join(" "));
    const part = parts[place] ?? "";
    if (isRight(part)) continue;
    // A list may be what is wrong with values that are right alone.
    const items = part.split(",");
    return fieldFault(field, items.find((item) => !isRight(item)) ?? part);
  }
  return "must be a cron expression, whose fields go together";
}

function fieldFault({ name, least, most, more }: CronField, value: string): string {
  if (value === "") return `its ${name} must be a list of values with commas between them, one is empty`;
  const [range = "", step] = value.split("/");
  const [from = "", to] = range.split("-");
  const isNumber = /^\d+$/.test(from);
  if (step !== undefined && (range === "" || (isNumber && to === undefined))) {
    return `its ${name} must have * or a range before a step, such as */5 or ${least}-${most}/5, not ${value}`;
  }
  if (step !== undefined && !(Number(step) >= 1 && Number(step) <= most - least + 1)) {
    return `its ${name} must have a step from 1 to ${most - least + 1}, not ${value}`;
  }
  if (isNumber && Number(from) <= most && Number(to) <= most && Number(from) > Number(to)) {
    return `its ${name} must be a range from the lower to the higher, not ${value}`;
  }
  return `its ${name} must be ${least} to ${most}${more}, not ${value}`;
}
