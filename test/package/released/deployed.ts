/**
 * What the Dockerfile does, done without Docker; and the chart, as Helm sees it. Helm is compiled by `go install` the first
 * time, which takes minutes.
 */
import { cp, mkdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { startDev } from "../dev-server.js";
import { emptyFolder, ROOT, run } from "../packages.js";

const HELM = "helm.sh/helm/v3/cmd/helm@v3.22.0";
const helm = join(ROOT, ".cache/bin/helm");
const CHART = join(ROOT, "deploy/helm/lazyengine");
/** A helm without a cluster takes an old one for granted. */
const KUBERNETES = ["--kube-version", "1.31.0"];

test("what the Dockerfile copies is enough to build the server, and what it keeps is enough to run it", async () => {
  const folder = await emptyFolder();
  const dockerfile = await readFile(join(ROOT, "deploy/docker/Dockerfile"), "utf8");
  const [build = "", image = ""] = dockerfile.split(/^FROM .*$/m).slice(1);
  for (const [, paths = ""] of build.matchAll(/^COPY (.+) \S+$/gm)) {
    for (const path of paths.split(" ")) await copy(join(ROOT, path), join(folder, "build", path));
  }
  for (const [, command = ""] of build.matchAll(/^RUN (.+)$/gm)) {
    await run("sh", ["-c", command], { cwd: join(folder, "build") });
  }
  for (const [, paths = ""] of image.matchAll(/^COPY --from=build (.+) \S+$/gm)) {
    for (const path of paths.split(" ")) await copy(join(folder, path), join(folder, path.replace(/^\/build/, "app")));
  }
  const app = join(folder, "app");
  const server = await startDev(
    "node",
    ["dist/bin/lazyengine.js", "dev", "--store", "memory", "--port", "0", "--http-port", "0"],
    {
      cwd: app,
    },
  );
  const page = await fetch(`http://${server.httpAddress}/ui/`);
  await server.stop();
  expect(page.status).toBe(200);
}, 600_000);

describe.skipIf(!(await helmIsThere()))("with Helm (without it, or Go: make tools)", () => {
  const template = (...values: readonly string[]) =>
    run(helm, ["template", "flows", CHART, ...KUBERNETES, ...values.flatMap((value) => ["--set", value])], {
      cwd: ROOT,
    });

  test("the chart has no faults", async () => {
    const values = ["--set", "mongodb.secretName=mongodb", "--set", "insecure=true"];
    expect(await run(helm, ["lint", "--strict", CHART, ...KUBERNETES, ...values], { cwd: ROOT })).toContain(
      "0 chart(s) failed",
    );
  });

  test("a server gets its connection string, its certificates and its tokens from secrets", async () => {
    const secrets = [
      "mongodb.secretName=mongodb",
      "tls.secretName=tls",
      "tls.clientCaKey=ca.crt",
      "tokens.secretName=tokens",
    ];
    const objects = parseAllDocuments(await template(...secrets)).map((document) => document.toJS());
    expect(objects.map(({ kind }) => kind).sort()).toEqual(["Deployment", "PodDisruptionBudget", "Service"]);
    const { spec } = objects.find(({ kind }) => kind === "Deployment").spec.template;
    const [{ env, volumeMounts, livenessProbe }] = spec.containers;
    const mounted = volumeMounts.map(({ mountPath }: { mountPath: string }) => mountPath);
    const values: string[] = env.map(({ value }: { value: string }) => value);
    const paths = values.filter((value) => value.startsWith("/"));
    expect(paths).toHaveLength(5);
    expect(paths.filter((path) => !mounted.includes(dirname(path)))).toEqual([]);
    expect(livenessProbe.httpGet.scheme).toBe("HTTPS");
    expect(spec.volumes.map(({ secret }: { secret: { secretName: string } }) => secret.secretName)).toEqual([
      "mongodb",
      "tls",
      "tokens",
    ]);
  });

  test("the port of HTTP is called by the names of the service, and those that are given", async () => {
    const { env } = container(
      await template("mongodb.secretName=mongodb", "insecure=true", "httpHosts={flows.example.com}"),
    );
    expect(env).toContainEqual({
      name: "LAZYENGINE_HTTP_HOSTS",
      value: [
        "flows-lazyengine",
        "flows-lazyengine.default",
        "flows-lazyengine.default.svc",
        "flows-lazyengine.default.svc.cluster.local",
        "flows.example.com",
      ].join(","),
    });
  });

  test("keys of JWTs come from a secret, further files from volumes", async () => {
    const { env, volumeMounts } = container(
      await template(
        ...["mongodb.secretName=mongodb", "insecure=true"],
        ...["jwt.secretName=keys", "jwt.issuer=https://issuer.example", "jwt.audience=flows"],
        ...["extraVolumes[0].name=more", "extraVolumes[0].configMap.name=more"],
        ...["extraVolumeMounts[0].name=more", "extraVolumeMounts[0].mountPath=/more"],
      ),
    );
    const values = Object.fromEntries(env.map(({ name, value }) => [name, value]));
    expect(values).toMatchObject({
      LAZYENGINE_JWT_KEYS: "/etc/lazyengine/jwt/jwks.json",
      LAZYENGINE_JWT_ISSUER: "https://issuer.example",
      LAZYENGINE_JWT_AUDIENCE: "flows",
    });
    expect(volumeMounts.map(({ name, mountPath }) => `${name} ${mountPath}`)).toEqual([
      "mongodb /etc/lazyengine/mongodb",
      "jwt /etc/lazyengine/jwt",
      "more /more",
    ]);
  });

  test.each([
    [["mongodb.secretName=mongodb", "insecure=true", "jwt.secretName=keys"], "jwt.issuer: whose JWTs are let in"],
    [["insecure=true"], "mongodb.secretName: the secret with the connection string"],
    [["mongodb.secretName=mongodb"], "tls.secretName names no secret"],
    [["mongodb.secretName=mongodb", "insecure=true", "replica=3"], "additional properties 'replica' not allowed"],
  ])("%s is refused", async (values, reason) => {
    await expect(template(...values)).rejects.toThrow(reason);
  });
});

interface Container {
  readonly env: readonly { readonly name: string; readonly value: string }[];
  readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
}

/** The one container of the rendered deployment. */
function container(rendered: string): Container {
  const objects = parseAllDocuments(rendered).map((document) => document.toJS());
  return objects.find(({ kind }) => kind === "Deployment").spec.template.spec.containers[0];
}

async function copy(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  await cp(from, to, { recursive: true, verbatimSymlinks: true });
}

async function helmIsThere(): Promise<boolean> {
  const there = () => run(helm, ["version"], { cwd: ROOT });
  const made = () => run("go", ["install", HELM], { cwd: ROOT, env: { ...process.env, GOBIN: dirname(helm) } });
  return there()
    .catch(made)
    .then(
      () => true,
      () => false,
    );
}
