/**
 * The store as one process sees it: over a network that delays, loses and repeats, on a database that elects a new
 * primary now and then.
 */
import type { QueueStore } from "../../../src/store/queue-store.js";
import type { HistoryPart, UpdateResult, WriterState } from "../../../src/store/segment-store.js";
import type { FollowedOthers, HintFeed, HintListener, OthersListener, Store } from "../../../src/store/store.js";
import { PositionLost, StoreUnavailable } from "../../../src/store/store-errors.js";
import type { Database } from "./database.js";
import type { Life } from "./life.js";
import type { ProcessClock } from "./process-clock.js";
import { UnknownUpdates } from "./unknown-updates.js";
import type { World } from "./world.js";

const READS = new Set([
  ...[
    "read",
    "readLatest",
    "writers",
    "heads",
    "due",
    "heldBy",
    "held",
    "heldIn",
    "list",
    "versions",
    "position",
    "history",
    "readNodes",
    "counts",
    "headers",
    "get",
    "newest",
    "oldest",
  ],
  ...["ownedBy", "processes", "readTime", "exists", "size", "all"],
]);
/** How long after its caller was told of the failure a write may still land. */
const LATE_MS = 20_000;

interface Link {
  readonly world: World;
  readonly life: Life;
  readonly clock: ProcessClock;
  readonly database: Database;
  /** Ends the process in the middle of a call. */
  readonly crash: () => void;
}

export function storeLink(link: Link): Store {
  const { world, life, database, clock } = link;
  const { store } = database;
  const call = (name: string, perform: () => Promise<unknown>) =>
    callStore(link, name, READS.has(name) ? perform : () => database.write(perform));
  const linked = <Port extends object>(port: Port, special: Partial<Port> = {}): Port =>
    new Proxy(port, {
      get(target, key) {
        if (key in special) return Reflect.get(special, key);
        const method = Reflect.get(target, key, target);
        if (typeof method !== "function") return method;
        return (...parameters: unknown[]) => call(String(key), () => method.apply(target, parameters));
      },
    });
  const unknown = new UnknownUpdates(world, life, clock);
  const send: Store["segments"]["update"] = (updates) =>
    call("update", () => store.segments.update(updates)) as Promise<UpdateResult>; // what it performs
  const writers: Store["segments"]["writers"] = async (ids, process) => {
    const states = (await call("writers", () => store.segments.writers(ids, process))) as readonly WriterState[]; // as above
    unknown.learn(states);
    return states;
  };
  return {
    kind: store.kind,
    format: store.format,
    segments: linked(store.segments, {
      update: (updates) => unknown.send(updates, send),
      writers,
      isLater: (position, than) => store.segments.isLater(position, than),
      history: (query) =>
        call("history", async () => {
          if (world.faults.happens("historyLost")) throw lostFeed(world);
          return store.segments.history(query);
        }) as Promise<HistoryPart>, // what it performs
    }),
    payloads: linked(store.payloads),
    definitions: linked(store.definitions),
    sessions: linked(store.sessions),
    queues: database.setsQueues ? linked(store.queues) : queueLink(link, store.queues),
    schedules: database.hasSchedules ? linked(store.schedules) : store.schedules,
    retention: database.hasRetention ? linked(store.retention) : store.retention,
    readTime: () => call("readTime", () => store.readTime()) as Promise<number>, // what it performs
    listen: (process, listener) => listen(world, life, store, process, listener),
    followOthers: (process, followed, listener) => followOthers(world, life, store, process, followed, listener),
    open: async () => undefined,
    health: () => store.health(),
    close: async () => undefined,
  };
}

/** Of worlds in which nobody sets queues: as of any port, but that no call of it is the last of its process. */
function queueLink({ world, life, database }: Link, queues: QueueStore): QueueStore {
  const { queueFaults: faults } = world;
  const call = <Value>(name: string, perform: () => Promise<Value>): Promise<Value> =>
    new Promise((resolve, reject) => {
      const isLost = faults.storeFate(0) !== "answered";
      const answer = (settle: () => void) => void world.after(faults.storeDelay(), () => life.receive(settle));
      const fail = () => answer(() => reject(new StoreUnavailable(`simulated: ${name}`)));
      world.after(faults.storeDelay(), () => {
        if (isLost || !database.isUp) return fail();
        perform().then((value) => answer(() => resolve(value)), fail);
      });
    });
  return {
    all: () => call("all", () => queues.all()),
    account: (key, limit) => call("account", () => queues.account(key, limit)),
    forgetAccounts: (ageMs, limit) => call("forgetAccounts", () => queues.forgetAccounts(ageMs, limit)),
    read: (key) => call("read", () => queues.read(key)),
    put: (record, process) => call("put", () => queues.put(record, process)),
    borrow: (key, borrowing) => call("borrow", () => queues.borrow(key, borrowing)),
    reserve: (key, reservation) => call("reserve", () => queues.reserve(key, reservation)),
    trim: (key, trimming) => call("trim", () => queues.trim(key, trimming)),
    counted: (key, count) => call("counted", () => queues.counted(key, count)),
  };
}

/** Flows are stored more rarely than they are changed, and nothing but their ids keeps what lands late away. */
function lateChances(name: string): number {
  if (READS.has(name)) return 0;
  return name === "insert" ? 4 : 1;
}

function callStore(link: Link, name: string, perform: () => Promise<unknown>): Promise<unknown> {
  const { world, life, database, crash } = link;
  const { faults } = world;
  return new Promise((resolve, reject) => {
    const fate = faults.storeFate(lateChances(name));
    const answer = (settle: () => void) => void world.after(faults.storeDelay(), () => life.receive(settle));
    const fail = () => answer(() => reject(new StoreUnavailable(`simulated: ${name}`)));
    if (fate !== "answered") world.note(life.name, `store.${name} is ${fate}`);
    world.after(faults.storeDelay(), () => {
      if (fate === "crash before") return crash();
      if (fate === "lost before" || !database.isUp) return fail();
      if (fate === "late") {
        world.after(LATE_MS * world.random.next() ** 2, () => {
          if (database.isUp) perform().catch(() => undefined);
        });
        return fail();
      }
      // Nobody waits for the majority for ever: the write stays where it is, and may be acknowledged later.
      if (!READS.has(name) && database.isLagging && faults.happens("storeGivenUp")) {
        perform().catch(() => undefined);
        return fail();
      }
      const { term } = database;
      const isLost = () => fate === "lost after" || database.term !== term;
      // An answer that was under way when the primary fell never comes.
      perform().then(
        (value) => (fate === "crash after" ? crash() : isLost() ? fail() : answer(() => resolve(value))),
        (error) => (isLost() ? fail() : answer(() => reject(error))),
      );
    });
  });
}

function listen(world: World, life: Life, store: Store, process: string, listener: HintListener): HintFeed {
  const { faults } = world;
  const come = (tell: () => void) => {
    if (faults.happens("hintLost")) return;
    const times = faults.happens("hintTwice") ? 2 : 1;
    for (let time = 0; time < times; time += 1) world.after(faults.hintDelay(), () => life.receive(tell));
    if (faults.happens("hintGap")) world.after(faults.hintDelay(), () => life.receive(() => listener.gap()));
  };
  const feed = store.listen(process, {
    hint: (hint) => come(() => listener.hint(hint)),
    sessionTaken: (session, epoch) => come(() => listener.sessionTaken(session, epoch)),
    queueSet: (queue) => come(() => listener.queueSet(queue)),
    queueFreed: (queue) => come(() => listener.queueFreed(queue)),
    gap: () => come(() => listener.gap()),
  });
  life.onEnd(() => void feed.close());
  return feed;
}

/** Told in order, each a while later; the history or the contact is lost now and then. */
function followOthers(
  world: World,
  life: Life,
  store: Store,
  process: string,
  followed: FollowedOthers,
  listener: OthersListener,
): HintFeed {
  let last = world.now;
  let lost = false;
  const tell = (act: () => void) => {
    last = Math.max(last, world.now + world.faults.storeDelay());
    world.at(last, () => life.receive(act));
  };
  const feed = store.followOthers(process, followed, {
    changed: (change) => {
      if (lost) return;
      const isLast = world.faults.happens("historyLost");
      lost = isLast;
      tell(() => (isLast ? listener.lost(lostFeed(world)) : listener.changed(change)));
    },
    reached: (position) => {
      if (!lost) tell(() => listener.reached(position));
    },
    lost: (error) => tell(() => listener.lost(error)),
  });
  life.onEnd(() => void feed.close());
  return { open: new Promise((opened) => tell(opened)), close: () => feed.close() };
}

function lostFeed(world: World): Error {
  return world.random.chance(0.5) ? new PositionLost("simulated") : new StoreUnavailable("simulated: the feed");
}
