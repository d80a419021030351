// Who may import whom: core <- store <- engine <- service <- server <- cli. Import cycles between rooms cannot arise.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { type Import, importsOf, packageOf } from "./imports.js";
import { sourceFiles } from "./source-files.js";

/** Each room with the rooms it may import besides itself. */
const ROOMS: Readonly<Record<string, readonly string[]>> = {
  core: [],
  store: ["core"],
  engine: ["core", "store"],
  service: ["core", "store", "engine"],
  server: ["core", "store", "engine", "service"],
  client: [],
  embedded: ["core", "store", "engine", "service", "client"],
  testing: ["core", "store", "engine", "service", "server", "client"],
  mongod: [],
  cli: ["core", "store", "engine", "service", "server", "client", "mongod"],
};

/** The generated messages are known where messages are spoken, and nowhere deeper. */
const KNOW_MESSAGES = ["service", "server", "client", "testing", "cli"];

/** Packages that only some folders may import. All others, and node:, are free outside the core. */
const CONFINED: Readonly<Record<string, readonly string[]>> = {
  mongodb: ["src/store/mongo/", "src/mongod/"],
  "mongodb-memory-server-core": ["src/mongod/"],
  "@grpc/grpc-js": ["src/server/", "src/client/"],
  "@grpc/reflection": ["src/server/"],
  "grpc-health-check": ["src/server/"],
  "prom-client": ["src/server/"],
  "@connectrpc/connect": ["src/server/connect/"],
  "@connectrpc/connect-node": ["src/server/connect/"],
  jose: ["src/server/auth/"],
  "@bufbuild/cel": ["src/core/expressions/"],
  croner: ["src/core/schedules/"],
  "@bufbuild/protobuf": ["src/service/", "src/server/", "src/client/", "src/testing/", "src/cli/"],
};

/** Packages that the web UI is made of. */
const BUNDLED = ["preact", "@bufbuild/protobuf", "@connectrpc/connect", "@connectrpc/connect-web"];

const imports = sourceFiles("src").flatMap(importsOf);

test("every folder of src is a room with a rule", () => {
  const folders = new Set(sourceFiles("src").map((file) => roomOf(file.path)));
  expect([...folders].filter((folder) => !(folder in ROOMS))).toEqual([]);
});

test("rooms import only the rooms before them", () => {
  const wrong = imports.filter(({ path, target }) => {
    if (target === undefined) return false;
    const from = roomOf(path);
    return roomOf(target) !== from && !ROOMS[from]?.includes(roomOf(target));
  });
  expect(wrong.map(told)).toEqual([]);
});

test("only service, server, client, testing and cli know the generated messages", () => {
  const wrong = imports.filter(({ path, specifier }) => /^#gen\/|\/gen\//.test(specifier) && !speaksMessages(path));
  expect(wrong.map(told)).toEqual([]);
});

test("the database driver and gRPC stay in the folders that are there for them", () => {
  const wrong = imports.filter(({ path, specifier }) => {
    const folders = CONFINED[packageOf(specifier) ?? ""];
    return folders !== undefined && !folders.some((folder) => path.startsWith(folder));
  });
  expect(wrong.map(told)).toEqual([]);
});

test("every package that is imported is a declared dependency", () => {
  const { dependencies, optionalDependencies, peerDependencies } = JSON.parse(readFileSync("package.json", "utf8"));
  const declared = new Set(Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies }));
  const wrong = imports.filter(({ specifier }) => {
    const name = packageOf(specifier);
    return name !== undefined && !declared.has(name);
  });
  expect(wrong.map(told)).toEqual([]);
});

test("the web UI imports the generated messages, the reading of flow files and what is bundled with it, nothing else", () => {
  const wrong = sourceFiles("ui")
    .flatMap(importsOf)
    .filter(({ specifier, target }) => {
      if (target !== undefined) return !/^(ui\/|src\/client\/flow-file\/)/.test(target);
      const name = packageOf(specifier);
      return name === undefined ? !specifier.startsWith("#gen/") : !BUNDLED.includes(name);
    });
  expect(wrong.map(told)).toEqual([]);
});

test("the core imports nothing but itself, the digest and the libraries of expressions and cron, and asks no clock, no chance and no promise", () => {
  const outside = imports.filter(
    ({ path, specifier }) =>
      roomOf(path) === "core" && !/^(\.|node:crypto$|croner$|@bufbuild\/cel(\/|$))/.test(specifier),
  );
  expect(outside.map(told)).toEqual([]);
  const impure =
    /\b(Date\.now|new Date\(\)|Math\.random|random(Bytes|UUID)|performance\.|process\.|set(Timeout|Interval|Immediate)|async|await|Promise)\b/;
  const asked = sourceFiles("src/core").flatMap(({ path, lines }) =>
    lines.flatMap((line, index) => (impure.test(withoutComment(line)) ? [`${path}:${index + 1} ${line.trim()}`] : [])),
  );
  expect(asked).toEqual([]);
});

function roomOf(path: string): string {
  return path.split("/")[1] ?? "";
}

function speaksMessages(path: string): boolean {
  return KNOW_MESSAGES.includes(roomOf(path));
}

function told({ path, line, specifier }: Import): string {
  return `${path}:${line} imports ${specifier}`;
}

function withoutComment(line: string): string {
  return /^\s*(\*|\/\*)/.test(line) ? "" : line.replace(/\/\/.*$/, "");
}
