// Writes docs/errors.md from the comments of ErrorReason, the only place where an error is described.
// Usage: node scripts/generate/errors-doc.mjs [DIR]   (DIR: where docs/ is written, default the checkout)
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const proto = readFileSync(join(root, "proto/lazyengine/v1/errors.proto"), "utf8");

const INTRODUCTION = `# Errors

<!-- Generated from the comments in proto/lazyengine/v1/errors.proto by scripts/generate.sh. Do not edit. -->

Every error is a gRPC status with exactly one \`google.rpc.ErrorInfo\` in its details: \`domain\` is \`lazyengine\`, \`reason\` one
of the names below, and \`metadata\` says which flow, task or field is meant. A reason always comes with the same code. Errors
with the code INVALID_ARGUMENT carry a \`google.rpc.BadRequest\` with the paths of the fields as well, those with ABORTED,
UNAVAILABLE or RESOURCE_EXHAUSTED a \`google.rpc.RetryInfo\`. New reasons may appear: programs fall back on the code.
What the transport answers itself, such as a method that is not there, a compression that it does not know or a connection that has ended, has no details.
`;

/** The values of the enum in order, each with the text of its comment: { name, text }. */
function valuesOf(source) {
  const values = [];
  let comment = [];
  for (const line of source.split("\n").map((each) => each.trim())) {
    const value = /^ERROR_REASON_(\w+) = \d+;$/.exec(line);
    if (line.startsWith("//")) comment.push(line.slice(2).trim());
    else {
      if (value && value[1] !== "UNSPECIFIED") values.push({ name: value[1], text: comment.join(" ") });
      comment = [];
    }
  }
  return values;
}

/** Splits a comment "When. Code: C Do: … Metadata: …"; a comment of another form is an error. */
function describe({ name, text }) {
  const parts = /^(.+?) Code: ([A-Z_]+) Do: (.+) Metadata: (.+)$/.exec(text);
  if (parts === null) throw new Error(`the comment of ERROR_REASON_${name} lacks Code, Do or Metadata`);
  const [, when, code, remedy, metadata] = parts;
  return { name, when, code, remedy, metadata };
}

/** Metadata as the comment lists it, the keys set in code: "field (its path), limit." -> "`field` (its path), `limit`". */
function markKeys(metadata) {
  return metadata
    .replace(/\.$/, "")
    .replace(/(^|, | or )([a-z_]+)(?=$|,| \(| or )/g, (match, before, key) =>
      key === "none" ? match : `${before}\`${key}\``,
    );
}

const reasons = valuesOf(proto).map(describe);
const sections = reasons.map(
  ({ name, when, code, remedy, metadata }) => `## ${name}

\`${code}\`. ${when}

- **Do:** ${remedy}
- **Metadata:** ${markKeys(metadata)}
`,
);
const table = [
  "| code | reasons |",
  "|---|---|",
  ...[...new Set(reasons.map(({ code }) => code))].map((code) => {
    const links = reasons.filter((each) => each.code === code).map(({ name }) => `[${name}](#${name.toLowerCase()})`);
    return `| ${code} | ${links.join(", ")} |`;
  }),
].join("\n");

const directory = join(process.argv[2] ?? root, "docs");
mkdirSync(directory, { recursive: true });
writeFileSync(join(directory, "errors.md"), [INTRODUCTION, `${table}\n`, ...sections].join("\n"));
