/**
 * The dashboard and the alert rules ask for nothing that a real server does not export, and promtool can read the rules.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { type ExportedMetric, pageOfEverything } from "./metrics-page.js";

const folder = new URL("../../deploy/observability/", import.meta.url);
const alerts = fileURLToPath(new URL("alerts.yaml", folder));
const hasPromtool = spawnSync("promtool", ["--version"]).error === undefined;

/** Added by Prometheus to every series. */
const OF_SCRAPES = ["instance", "job"];

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly annotations: Readonly<Record<string, string>>;
}

interface Rules {
  readonly groups: readonly { readonly rules: readonly Rule[] }[];
}

function rulesOf(path: string): readonly Rule[] {
  return (parse(readFileSync(path, "utf8")) as Rules).groups.flatMap((group) => group.rules);
}

interface Dashboard {
  readonly templating: { readonly list: readonly { readonly query: string | { readonly query: string } }[] };
  readonly panels: readonly { readonly title: string; readonly targets?: readonly { readonly expr: string }[] }[];
}

/** What an expression asks for that none of the metrics has. */
function strangersIn(expr: string, metrics: readonly ExportedMetric[]): string[] {
  const series = new Map(
    metrics.flatMap(({ name, type, labels }) => {
      const own = type === "histogram" ? ["_bucket", "_sum", "_count"].map((part) => `${name}${part}`) : [name];
      return own.map((one) => [one, [...labels, ...OF_SCRAPES, ...(type === "histogram" ? ["le"] : [])]] as const);
    }),
  );
  const asked = [...expr.matchAll(/\b((?:lazyengine|nodejs|process)_\w+)(?:\{([^}]*)\})?/g)];
  if (asked.length === 0) return [`no metric in ${expr}`];
  const known = new Set(asked.flatMap(([, name = ""]) => series.get(name) ?? []));
  const grouped = [...expr.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, list = ""]) => list.split(/, */));
  return [
    ...asked.flatMap(([, name = ""]) => (series.has(name) ? [] : [name])),
    ...asked.flatMap(([, name = "", matchers = ""]) =>
      [...matchers.matchAll(/(\w+)(?:=~|!~|!=|=)"/g)].flatMap(([, label = ""]) =>
        series.get(name)?.includes(label) === true ? [] : [`${name}{${label}}`],
      ),
    ),
    ...grouped.filter((label) => !known.has(label) && label !== "kind"),
  ];
}

test("the alert rules ask for metrics and labels that a server exports", async () => {
  const rules = rulesOf(alerts);
  const { metrics } = await pageOfEverything();
  expect(rules.length).toBeGreaterThan(10);
  expect(rules.flatMap(({ expr }) => strangersIn(expr, metrics))).toEqual([]);
  expect(strangersIn("sum by (nothing) (rate(lazyengine_gone_total[5m]))", metrics)).toEqual([
    "lazyengine_gone_total",
    "nothing",
  ]);
});

test("so do the panels of the dashboard", async () => {
  const dashboard: Dashboard = JSON.parse(readFileSync(new URL("dashboard.json", folder), "utf8"));
  const exprs = dashboard.panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
  const { metrics } = await pageOfEverything();
  expect(exprs.length).toBeGreaterThan(30);
  expect(exprs.flatMap((expr) => strangersIn(expr, metrics))).toEqual([]);
  const shown = exprs.join(" ");
  const missing = metrics.filter(({ name }) => name.startsWith("lazyengine_") && !shown.includes(name));
  expect(missing.map(({ name }) => name).sort()).toEqual([
    "lazyengine_alarms",
    "lazyengine_build_info",
    "lazyengine_cache_entries",
    "lazyengine_queue_waiting_flows",
  ]);
});

test("each alert leads to a section of the run books that says what it means, what to look at and how to mend it", () => {
  const page = "docs/operations/run-books.md";
  const text = readFileSync(new URL(`../../${page}`, import.meta.url), "utf8");
  const [, ...sections] = text.split(/^## /m);
  const rules = rulesOf(alerts);
  expect(sections.map((section) => section.split("\n")[0])).toEqual(rules.map(({ alert }) => alert));
  const whole = /\n\n\*\*Means\.\*\* \S[\s\S]+\n\n- \*\*Look\.\*\* \S[\s\S]+\n- \*\*Mend\.\*\* \S/;
  expect(sections.filter((section) => !whole.test(section))).toEqual([]);
  for (const { alert, annotations } of rules) {
    expect(annotations["runbook_url"], alert).toBe(`${page}#${alert.toLowerCase()}`);
  }
});

test("the run books ask for metrics that a server exports", async () => {
  const text = readFileSync(new URL("../../docs/operations/run-books.md", import.meta.url), "utf8");
  const { metrics: exported } = await pageOfEverything();
  // Text may name a histogram as a whole.
  const metrics = exported.flatMap((metric) => [
    metric,
    ...(metric.type === "histogram" ? [{ ...metric, type: "" }] : []),
  ]);
  const asked = [...text.matchAll(/`([^`\n]*\b(?:lazyengine|nodejs|process)_[a-z]\w*[^`\n]*)`/g)].map(
    ([, expr = ""]) => expr,
  );
  expect(asked.length).toBeGreaterThan(15);
  expect(asked.flatMap((expr) => strangersIn(expr, metrics))).toEqual([]);
});

test.skipIf(!hasPromtool)("promtool reads the alert rules (without it: make tools)", () => {
  expect(execFileSync("promtool", ["check", "rules", alerts], { encoding: "utf8" })).toContain("SUCCESS");
});
