/**
 * The words of scenario commands: `complete a token=1 failure="BOOM:out of paint"`.
 */
import { evaluationQueue, revertQueue } from "../../src/core/definition/evaluation.js";

export interface Words {
  /** In their order. */
  readonly plain: readonly string[];
  readonly named: ReadonlyMap<string, string>;
}

export function parseWords(line: string): Words {
  const plain: string[] = [];
  const named = new Map<string, string>();
  for (const word of line.match(/[^\s"]*"[^"]*"|\S+/g) ?? []) {
    const at = word.indexOf("=");
    if (at > 0) named.set(word.slice(0, at), word.slice(at + 1).replaceAll('"', ""));
    else plain.push(word);
  }
  return { plain, named };
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** "250ms", "30s", "5m" in milliseconds. */
export function parseDuration(text: string): number {
  const match = /^(\d+)(ms|s|m|h|d)$/.exec(text);
  const unit = UNITS[match?.[2] ?? ""];
  if (match === null || unit === undefined) throw new Error(`not a duration: ${text}`);
  return Number(match[1]) * unit;
}

export function printDuration(ms: number): string {
  return ms % 1000 === 0 ? `${ms / 1000}s` : `${ms}ms`;
}

/** `work,?judge,-work`: with a question mark what is to be decided, with a minus what is to be undone, which wait apart. */
export function parseQueues(text = "work,-work"): string[] {
  return text.split(",").map((queue) => {
    if (queue.startsWith("?")) return evaluationQueue(queue.slice(1));
    return queue.startsWith("-") ? revertQueue(queue.slice(1)) : queue;
  });
}

/** Throws where a command has a word that its reader did not ask for. */
export function refuseUnknown({ named }: Words, known: readonly string[]): void {
  for (const name of named.keys()) if (!known.includes(name)) throw new Error(`unknown word ${name}=`);
}
