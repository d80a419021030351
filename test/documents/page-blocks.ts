/**
 * The code blocks of a page, each with the comment before it that says what it is for.
 */
import { readFileSync } from "node:fs";

export interface PageBlock {
  readonly language: string;
  readonly text: string;
  /** `file NAME`, `server`, `not run: why`, the path of an example, …: what stands in `<!-- … -->` just before. */
  readonly marker: string | undefined;
  /** Of its opening fence, from 1. */
  readonly line: number;
}

export function pageBlocks(path: string): readonly PageBlock[] {
  const page = readFileSync(path, "utf8");
  const blocks = page.matchAll(/(?:<!-- (.+?) -->\n+)?^```(\w+)\n([\s\S]*?)^```$/gm);
  return [...blocks].map((found) => {
    const [whole, marker, language = "", text = ""] = found;
    const fence = found.index + whole.indexOf("```");
    return { language, text, marker, line: page.slice(0, fence).split("\n").length };
  });
}

/** What comments behind `console.log(…);` and `print(…)` say that these print. */
export function printedBy({ language, text }: PageBlock): readonly string[] {
  const call = language === "python" ? /^ *print\(.*\) {2}# (.+)$/gm : /console\.log\(.*\); \/\/ (.*)$/gm;
  return [...text.matchAll(call)].map(([, line = ""]) => line);
}
