// Calls the service's routes, without a port of its own. A server of LazyEngine must run.
import { createApp } from "./app.mjs";

const app = await createApp(process.env.LAZYENGINE_ADDRESS ?? "127.0.0.1:50051");
await app.ready();
const id = `order-${Date.now()}`;
const order = { method: "POST", url: "/orders", payload: { id, amount: 12 } };

console.log((await app.inject(order)).statusCode); // 202
await app.lazyengine.flow(id).wait();
console.log((await app.inject(`/orders/${id}`)).body); // {"state":"SUCCEEDED","results":{"charge":{"charged":12}}}
console.log((await app.inject(order)).json().reason); // FLOW_EXISTS
console.log((await app.inject("/orders/none")).statusCode); // 404
await app.close();
