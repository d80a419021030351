/**
 * A NestJS module: `Client` is a provider, and methods under `@TaskHandler("type")` of any provider are handlers of tasks.
 * Their executor starts with the application and finishes what it holds when that shuts down.
 */
import {
  type BeforeApplicationShutdown,
  type DynamicModule,
  Inject,
  Injectable,
  Module,
  type OnApplicationBootstrap,
  SetMetadata,
} from "@nestjs/common";
import { DiscoveryModule, DiscoveryService, MetadataScanner, Reflector } from "@nestjs/core";
import { Client, type ClientOptions, Executor, type Handler } from "lazyengine/client";

const TASK_TYPE = "lazyengine:task-type";

/** The method does the tasks of this type: it is called with the task and its context, as a handler of an Executor is. */
export const TaskHandler = (type: string): MethodDecorator => SetMetadata(TASK_TYPE, type);

@Injectable()
export class TaskWorker implements OnApplicationBootstrap, BeforeApplicationShutdown {
  #executor: Executor | undefined;

  @Inject(Client) private readonly client!: Client;
  @Inject(DiscoveryService) private readonly discovery!: DiscoveryService;
  @Inject(MetadataScanner) private readonly scanner!: MetadataScanner;
  @Inject(Reflector) private readonly reflector!: Reflector;

  async onApplicationBootstrap(): Promise<void> {
    const handlers = Object.fromEntries(this.handlers());
    if (Object.keys(handlers).length === 0) return;
    this.#executor = new Executor({ client: this.client, handlers });
    await this.#executor.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.#executor?.drain({ deadline: "20s" });
    this.client.close();
  }

  private *handlers(): Generator<[type: string, handler: Handler]> {
    for (const { instance } of this.discovery.getProviders()) {
      if (typeof instance !== "object" || instance === null) continue;
      for (const name of this.scanner.getAllMethodNames(Object.getPrototypeOf(instance))) {
        const method = instance[name];
        const type = this.reflector.get<string | undefined>(TASK_TYPE, method);
        if (type !== undefined) yield [type, (task, context) => method.call(instance, task, context)];
      }
    }
  }
}

@Module({})
// biome-ignore lint/complexity/noStaticOnlyClass: a module that takes options is made by a static method, as Nest has it.
export class LazyEngineModule {
  static forRoot(options: ClientOptions): DynamicModule {
    return {
      module: LazyEngineModule,
      global: true,
      imports: [DiscoveryModule],
      providers: [{ provide: Client, useFactory: () => new Client(options) }, TaskWorker],
      exports: [Client],
    };
  }
}
