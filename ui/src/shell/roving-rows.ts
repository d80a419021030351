// The arrow keys move among the links of a table's rows: one press a row, Home and End to its ends.
import type { TargetedKeyboardEvent } from "preact";

const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, j: 1, k: -1 };

export function moveAmongRows(event: TargetedKeyboardEvent<HTMLElement>, body: HTMLElement | null): void {
  if (event.ctrlKey || event.metaKey || event.altKey || body === null) return;
  const stops = [...body.querySelectorAll<HTMLElement>("tr a, tr button")];
  const rows = [...body.querySelectorAll<HTMLElement>("tr")].flatMap(
    (row) => row.querySelector<HTMLElement>("a, button") ?? [],
  );
  const row = stops.find((stop) => stop === event.target)?.closest("tr");
  const at = rows.findIndex((stop) => stop.closest("tr") === row);
  const step = STEPS[event.key];
  const to = event.key === "Home" ? 0 : event.key === "End" ? rows.length - 1 : step === undefined ? -1 : at + step;
  if (at < 0 || to < 0 || to >= rows.length) return;
  event.preventDefault();
  rows[to]?.focus();
}
