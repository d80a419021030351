/**
 * What the pages link to is there: files of the checkout, and headings in them.
 */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";

const pages = [
  ...["README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", "llms.txt", "python/README.md"],
  ...["docs", "deploy", "examples"].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".md"))
      .map((name) => `${folder}/${name}`),
  ),
];

test.each(pages)("%s links to what is there", (page) => {
  const text = readFileSync(page, "utf8").replace(/^```[\s\S]*?^```$/gm, "");
  const links = [...text.matchAll(/\]\((?!https?:|mailto:)([^)\s]+)\)/g)].map(([, link = ""]) => link);
  expect(links.filter((link) => !isThere(page, link))).toEqual([]);
});

test("llms.txt names every page of docs/ itself", () => {
  const links = readFileSync("llms.txt", "utf8").matchAll(/\]\(([^)#\s]+)/g);
  const named = new Set([...links].map(([, link = ""]) => link));
  expect(pages.filter((page) => page.startsWith("docs/") && !named.has(page))).toEqual([]);
});

function isThere(page: string, link: string): boolean {
  const [file = "", heading] = link.split("#");
  const target = file === "" ? page : join(dirname(page), file);
  if (!existsSync(target)) return false;
  return heading === undefined || statSync(target).isDirectory() || headings(target).includes(heading);
}

/** As they are addressed: lower case, without punctuation, with hyphens for blanks. */
function headings(page: string): string[] {
  const lines = readFileSync(page, "utf8").match(/^#+ .+$/gm) ?? [];
  return lines.map((line) =>
    line
      .replace(/^#+ /, "")
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}
