/**
 * What the pages link to is there: files of the checkout, and headings in them.
 */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
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

test("llms.txt leads to every page of docs/", () => {
  const text = readFileSync("llms.txt", "utf8");
  const reached = new Set<string>();
  const follow = (page: string, body: string) => {
    for (const [, link = ""] of body.matchAll(/\]\((?!https?:)([^)#\s]+)(?:#[^)]*)?\)/g)) {
      const target = normalize(join(dirname(page), link));
      if (!target.endsWith(".md") || reached.has(target) || !existsSync(target)) continue;
      reached.add(target);
      // An index leads on.
      if (/README\.md$/.test(target)) follow(target, readFileSync(target, "utf8"));
    }
  };
  follow("llms.txt", text);
  expect(pages.filter((page) => page.startsWith("docs/") && !reached.has(page))).toEqual([]);
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
