/**
 * What a database has committed, in the order of mongod's log of operations.
 */

/** Where the log stands now. */
export async function logPosition(client) {
  const [last] = await client.db("local").collection("oplog.rs").find().sort({ $natural: -1 }).limit(1).toArray();
  return last.ts;
}

/**
 * Of a flow that ends with a task that waits for others: how many of the flow's commits follow the one that records the
 * last completion of those, up to the one that makes it ready; 0 = it is the same. `since` is a position before the flow.
 */
export async function commitsUntilJoin(client, database, flowId, since) {
  const changes = await changesOf(client, database, flowId, since);
  const endsOf = ({ nodes }) => Object.keys(nodes).filter((node) => nodes[node] === "SUCCEEDED");
  const join = endsOf(changes.findLast((change) => endsOf(change).length > 0)).at(-1);
  const lastCompletion = changes.findLastIndex((change) => endsOf(change).some((node) => node !== join));
  const joinReady = changes.findIndex(({ nodes }) => join in nodes);
  return joinReady - lastCompletion;
}

/** Each commit's nodes by segment and number, with the state that it gives them. */
async function changesOf(client, database, flowId, since) {
  const segments = await client.db(database).collection("segments").find({ flow_id: flowId }).toArray();
  const ids = segments.map(({ _id }) => _id);
  const filter = { ts: { $gt: since }, ns: `${database}.segments`, op: "u", "o2._id": { $in: ids } };
  const entries = await client.db("local").collection("oplog.rs").find(filter).toArray();
  return entries.map(({ o, o2 }) => {
    const { i, u, ...deeper } = o.diff?.snodes ?? {};
    const whole = Object.entries({ ...i, ...u }).map(([number, node]) => [number, node.state]);
    // A node that was there is told by what differs: fields under "u" and "i" of "s" and its number.
    const partly = Object.entries(deeper).map(([key, diff]) => [key.slice(1), diff.u?.state]);
    return {
      nodes: Object.fromEntries([...whole, ...partly].map(([number, state]) => [`${o2._id}/${number}`, state])),
    };
  });
}
