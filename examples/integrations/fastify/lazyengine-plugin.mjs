/**
 * A Fastify plug-in: `fastify.lazyengine` is a client, and where there are handlers their executor takes tasks once the
 * server is ready, and finishes what it holds when the server closes.
 */
import fastifyPlugin from "fastify-plugin";
import { Client, Executor, LazyEngineError } from "lazyengine/client";

/** What callers of a route are told where a call is refused. */
const STATUS = {
  NOT_FOUND: 404,
  ALREADY_EXISTS: 409,
  INVALID_ARGUMENT: 400,
  UNAVAILABLE: 503,
  RESOURCE_EXHAUSTED: 429,
};

/**
 * @param {import("fastify").FastifyInstance} fastify
 * @param {import("lazyengine/client").ClientOptions & { handlers?: import("lazyengine/client").Handlers }} options
 */
async function lazyEngine(fastify, { handlers, ...options }) {
  const client = new Client(options);
  fastify.decorate("lazyengine", client);
  fastify.setErrorHandler((error, _request, reply) => {
    if (!(error instanceof LazyEngineError)) throw error;
    reply.code(STATUS[error.code] ?? 500).send({ reason: error.reason, message: error.message });
  });

  if (handlers === undefined) {
    fastify.addHook("onClose", async () => client.close());
    return;
  }
  const executor = new Executor({ client, handlers, log: executorLog(fastify.log) });
  fastify.addHook("onReady", () => executor.start());
  fastify.addHook("onClose", async () => {
    await executor.drain({ deadline: "20s" });
    client.close();
  });
}

/** Fastify's log takes fields before the text. */
function executorLog(log) {
  const level = (name) => (message, fields) => log[name](fields ?? {}, message);
  return { debug: level("debug"), info: level("info"), warn: level("warn"), error: level("error") };
}

export const lazyEnginePlugin = fastifyPlugin(lazyEngine, { name: "lazyengine", fastify: "5.x" });
