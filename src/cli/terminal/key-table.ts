/**
 * Concurrency keys as a table.
 */
import type { ConcurrencyKey } from "../../client/concurrency-keys.js";
import type { TableView } from "./flow-table.js";
import { renderTable } from "./table.js";
import { between } from "./text-of-time.js";

export function renderKeys(keys: readonly ConcurrencyKey[], view: TableView): readonly string[] {
  const right = (title: string) => ({ title, align: "right" as const });
  const columns = [{ title: "KEY" }, ...["USED", "READY", "OLDEST"].map(right), { title: "REASON" }];
  const rows = keys.map(({ name, limit, used, ready, readySinceTime, reason }) => [
    name,
    `${used}/${limit}`,
    String(ready),
    between(readySinceTime, undefined, view.now),
    reason,
  ]);
  return renderTable(columns, rows, view.width, view.style);
}
