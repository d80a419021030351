// The NestJS module: while no server of LazyEngine is up, and with handlers that it must refuse.
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, type TestContext, test } from "vitest";
import { startRealServer } from "../client/real-server.js";
import { installedExample } from "./installed-example.js";

type Constructor = new () => object;

interface Application {
  get(token: unknown): { readonly connected: boolean };
  close(): Promise<void>;
}

/** The module as compiled, and what makes an application of providers whose methods are under its decorator. */
async function nest(skip: TestContext["skip"]) {
  const folder = await installedExample("nestjs", skip);
  const require = createRequire(join(folder, "package.json"));
  require("reflect-metadata");
  const { Injectable, Module, Scope } = require("@nestjs/common");
  const { NestFactory } = require("@nestjs/core");
  const built = pathToFileURL(join(folder, "dist", "lazyengine-module.js")).href;
  const { LazyEngineModule, TaskHandler, TaskWorker } = await import(/* @vite-ignore */ built);
  const provider = (made: Constructor, type: string, scope = "DEFAULT"): Constructor => {
    TaskHandler(type)(made.prototype, "work", Object.getOwnPropertyDescriptor(made.prototype, "work"));
    Injectable({ scope: Scope[scope] })(made);
    return made;
  };
  const start = (address: string, providers: readonly unknown[]): Promise<Application> => {
    class AppModule {}
    Module({ imports: [LazyEngineModule.forRoot({ address })], providers })(AppModule);
    return NestFactory.createApplicationContext(AppModule, { logger: false, abortOnError: false });
  };
  return { provider, start, TaskWorker };
}

class Charges {
  work(): string {
    return "done";
  }
}

class Refunds {
  work(): string {
    return "done";
  }
}

test("an application starts without a server, and shuts down", async ({ skip }) => {
  const { provider, start, TaskWorker } = await nest(skip);
  const server = await startRealServer();
  await server.stop();
  const app = await start(server.address, [provider(Charges, "charge")]);
  expect(app.get(TaskWorker).connected).toBe(false);
  await app.close();
}, 120_000);

test("handlers that would not do what they say are refused at the start", async ({ skip }) => {
  const { provider, start } = await nest(skip);
  const server = await startRealServer();
  await expect(start(server.address, [provider(Charges, "dup"), provider(Refunds, "dup")])).rejects.toThrow(
    '@TaskHandler("dup"): one handler per type, found Charges.work of AppModule and Refunds.work of AppModule',
  );
  await expect(start(server.address, [provider(Charges, "charge", "REQUEST")])).rejects.toThrow(
    '@TaskHandler("charge") Charges.work of AppModule: the provider must be of scope DEFAULT, found REQUEST',
  );
  await expect(start(server.address, [provider(Charges, "charge", "TRANSIENT")])).rejects.toThrow(
    '@TaskHandler("charge") Charges.work of AppModule: the provider must be of scope DEFAULT, found TRANSIENT',
  );
  // One provider under two names is one handler.
  const alias = { provide: "alias", useExisting: Charges };
  const app = await start(server.address, [provider(Charges, "charge"), alias]);
  await app.close();
}, 120_000);
