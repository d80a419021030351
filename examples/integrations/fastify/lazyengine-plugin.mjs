/**
 * A Fastify plug-in: `fastify.lazyengine` is a client. Where there are handlers, `fastify.lazyengineExecutor` takes tasks for
 * them once the service listens, and finishes what it holds when that closes. The service starts whether or not a server of
 * LazyEngine is up: the executor connects when one is, and `lazyengineExecutor.connected` tells whether it has.
 */
import fastifyPlugin from "fastify-plugin";
import { Client, Executor, LazyEngineError } from "lazyengine/client";

/** What callers of a route are told where a call is refused. */
const STATUS = {
  NOT_FOUND: 404,
  ALREADY_EXISTS: 409,
  INVALID_ARGUMENT: 400,
  UNAVAILABLE: 503,
  DEADLINE_EXCEEDED: 504,
  RESOURCE_EXHAUSTED: 429,
};

/** How long a call may take, tries included: whoever calls a route does not wait as long as a program may. */
const ROUTE_DEADLINE_MS = 5_000;

/**
 * @param {import("fastify").FastifyInstance} fastify
 * @param {import("lazyengine/client").ClientOptions & { handlers?: import("lazyengine/client").Handlers }} options
 */
async function lazyEngine(fastify, { handlers, deadlineMs = ROUTE_DEADLINE_MS, ...options }) {
  const client = new Client({ ...options, deadlineMs });
  fastify.decorate("lazyengine", client);
  fastify.setErrorHandler((error, request, reply) => {
    if (!(error instanceof LazyEngineError)) throw error;
    const { code, reason } = error;
    const status = STATUS[code] ?? 500;
    // What is not the caller's fault is for the log: it names addresses.
    if (status >= 500) request.log.error({ err: error }, "a call of LazyEngine failed");
    const message = status >= 500 ? "the service cannot do this at present" : error.message;
    reply.code(status).send({ code, reason, message });
  });

  if (handlers === undefined) {
    fastify.addHook("onClose", async () => client.close());
    return;
  }
  const executor = new Executor({ client, handlers, log: executorLog(fastify.log) });
  fastify.decorate("lazyengineExecutor", executor);
  fastify.addHook("onReady", async () => {
    // Not waited for: Fastify gives up a start that takes longer than some seconds. The log says what keeps it from it.
    executor.start().catch(() => undefined);
  });
  fastify.addHook("onClose", async () => {
    await executor.drain({ deadline: "20s" });
    client.close();
  });
}

/** Fastify's log takes fields before the text, and shows errors in full where the field is `err`. */
function executorLog(log) {
  const level =
    (name) =>
    (message, { error, ...fields } = {}) =>
      log[name](error === undefined ? fields : { ...fields, err: error }, message);
  return { debug: level("debug"), info: level("info"), warn: level("warn"), error: level("error") };
}

export const lazyEnginePlugin = fastifyPlugin(lazyEngine, { name: "lazyengine", fastify: "5.x" });
