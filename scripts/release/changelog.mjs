// What the changelog says of a version.

/** The text below `## VERSION - DATE`, or undefined where there is no such section or nothing in it. */
export function changelogSection(text, version) {
  const heading = new RegExp(`^## \\[?${version.replaceAll(".", "\\.")}\\]? - \\d{4}-\\d{2}-\\d{2}$`, "m").exec(text);
  if (heading === null) return undefined;
  const [section] = text.slice(heading.index + heading[0].length).split(/^## /m);
  return section.trim() || undefined;
}
