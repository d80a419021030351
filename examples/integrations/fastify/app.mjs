// A service that takes orders: POST /orders starts a flow, GET /orders/ID tells how it stands, GET /readyz whether tasks are taken.
import fastify from "fastify";
import { lazyEnginePlugin } from "./lazyengine-plugin.mjs";

export async function createApp(address, serverOptions = {}) {
  const app = fastify(serverOptions);
  await app.register(lazyEnginePlugin, {
    address,
    handlers: { charge: (task) => ({ charged: task.input.amount }) },
  });

  app.post("/orders", async (request, reply) => {
    const { id, amount } = request.body;
    const { flowId } = await app.lazyengine.run(
      { name: "order", tasks: [{ name: "charge", type: "charge", input: { amount } }] },
      { flowId: id },
    );
    return reply.code(202).send({ id: flowId });
  });

  app.get("/orders/:id", async (request) => {
    const { flow, tasks } = await app.lazyengine.getFlowDetails(request.params.id, { view: "FULL" });
    return { state: flow.state, results: Object.fromEntries(tasks.map(({ taskId, result }) => [taskId, result])) };
  });

  app.get("/readyz", async (_request, reply) => {
    const ready = app.lazyengineExecutor.connected;
    return reply.code(ready ? 200 : 503).send({ ready });
  });
  return app;
}
