/**
 * A NestJS module: `Client` is a provider, and methods under `@TaskHandler("type")` of any provider are handlers of tasks.
 * Their executor begins when the application has started, whether or not a server of LazyEngine is up, connects when one
 * is, and finishes what it holds when the application shuts down.
 */
import {
  type BeforeApplicationShutdown,
  type DynamicModule,
  Inject,
  Injectable,
  Logger,
  Module,
  type OnApplicationBootstrap,
  SetMetadata,
} from "@nestjs/common";
import { DiscoveryModule, DiscoveryService, MetadataScanner, Reflector } from "@nestjs/core";
import { Client, type ClientOptions, Executor, type ExecutorLog, type Handler } from "lazyengine/client";

const TASK_TYPE = "lazyengine:task-type";
/** How long a call may take, tries included: whoever calls a route does not wait as long as a program may. */
const ROUTE_DEADLINE_MS = 5_000;

/** The method does the tasks of this type: it is called with the task and its context, as a handler of an Executor is. */
export const TaskHandler = (type: string): MethodDecorator => SetMetadata(TASK_TYPE, type);

type Provider = ReturnType<DiscoveryService["getProviders"]>[number];

@Injectable()
export class TaskWorker implements OnApplicationBootstrap, BeforeApplicationShutdown {
  #executor: Executor | undefined;

  @Inject(Client) private readonly client!: Client;
  @Inject(DiscoveryService) private readonly discovery!: DiscoveryService;
  @Inject(MetadataScanner) private readonly scanner!: MetadataScanner;
  @Inject(Reflector) private readonly reflector!: Reflector;

  /** Whether tasks are taken at present: for an answer to who asks whether the application is ready. */
  get connected(): boolean {
    return this.#executor?.connected ?? false;
  }

  onApplicationBootstrap(): void {
    const handlers = this.handlers();
    if (Object.keys(handlers).length === 0) return;
    this.#executor = new Executor({ client: this.client, handlers, log: executorLog(new Logger("LazyEngine")) });
    // Not waited for: the application starts without a server, too. The log says what keeps the executor from it.
    this.#executor.start().catch(() => undefined);
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.#executor?.drain({ deadline: "20s" });
    this.client.close();
  }

  /** Throws where two methods are for one type, or the provider of one is not there before a request is. */
  private handlers(): Record<string, Handler> {
    const handlers: Record<string, Handler> = {};
    const owners = new Map<string, string>();
    const seen = new Set<object>();
    for (const provider of this.discovery.getProviders()) {
      const instance: unknown = provider.instance;
      // One instance may be provided under several names.
      if (typeof instance !== "object" || instance === null || seen.has(instance)) continue;
      seen.add(instance);
      for (const [type, name, method] of this.taskMethods(instance)) {
        const owner = `${instance.constructor.name}.${name} of ${provider.host?.name ?? "no module"}`;
        checkScope(provider, `@TaskHandler("${type}") ${owner}`);
        const other = owners.get(type);
        if (other !== undefined)
          throw new Error(`@TaskHandler("${type}"): one handler per type, found ${other} and ${owner}`);
        owners.set(type, owner);
        handlers[type] = (task, context) => method.call(instance, task, context);
      }
    }
    return handlers;
  }

  private *taskMethods(instance: object): Generator<[type: string, name: string, method: Handler]> {
    for (const name of this.scanner.getAllMethodNames(Object.getPrototypeOf(instance))) {
      const method = (instance as Record<string, Handler>)[name];
      const type = this.reflector.get<string | undefined>(TASK_TYPE, method);
      if (type !== undefined) yield [type, name, method];
    }
  }
}

/** Of other scopes Nest makes an instance per request or injection: what is there now lacks all that is injected. */
function checkScope(provider: Provider, handler: string): void {
  if (provider.isDependencyTreeStatic() && !provider.isTransient) return;
  const scope = provider.isTransient ? "TRANSIENT" : "REQUEST, by itself or by what it injects";
  throw new Error(`${handler}: the provider must be of scope DEFAULT, found ${scope}`);
}

/** Nest's log takes a text: the fields follow it. */
function executorLog(logger: Logger): ExecutorLog {
  const line = (message: string, fields: Readonly<Record<string, unknown>> = {}): string =>
    [message, ...Object.entries(fields).map(([name, value]) => `${name}=${value}`)].join(" ");
  return {
    debug: (message, fields) => logger.debug(line(message, fields)),
    info: (message, fields) => logger.log(line(message, fields)),
    warn: (message, fields) => logger.warn(line(message, fields)),
    error: (message, fields) => logger.error(line(message, fields)),
  };
}

@Module({})
// biome-ignore lint/complexity/noStaticOnlyClass: a module that takes options is made by a static method, as Nest has it.
export class LazyEngineModule {
  static forRoot({ deadlineMs = ROUTE_DEADLINE_MS, ...options }: ClientOptions): DynamicModule {
    return {
      module: LazyEngineModule,
      global: true,
      imports: [DiscoveryModule],
      providers: [{ provide: Client, useFactory: () => new Client({ ...options, deadlineMs }) }, TaskWorker],
      exports: [Client, TaskWorker],
    };
  }
}
