// A service whose provider starts flows and does their tasks. A server of LazyEngine must run.
import "reflect-metadata";
import { Inject, Injectable, Module } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import { Client, type ExecutorTask } from "lazyengine/client";
import { LazyEngineModule, TaskHandler } from "./lazyengine-module.js";

@Injectable()
class Orders {
  @Inject(Client) private readonly client!: Client;

  async order(amount: number): Promise<unknown> {
    const handle = await this.client.run({
      name: "order",
      tasks: [
        { name: "charge", type: "charge", input: { amount } },
        { name: "ship", type: "ship", dependsOn: ["charge"] },
      ],
    });
    return handle.result();
  }

  @TaskHandler("charge")
  charge(task: ExecutorTask): unknown {
    return { charged: (task.input as { amount: number }).amount };
  }

  @TaskHandler("ship")
  ship(task: ExecutorTask): unknown {
    return { shipped: true, after: task.dependencyResults["charge"] };
  }
}

const address = process.env["LAZYENGINE_ADDRESS"] ?? "127.0.0.1:50051";

@Module({ imports: [LazyEngineModule.forRoot({ address })], providers: [Orders] })
class AppModule {}

const app = await NestFactory.createApplicationContext(AppModule, { logger: ["error", "warn"] });
app.enableShutdownHooks();
console.log(JSON.stringify(await app.get(Orders).order(12))); // {"ship":{"shipped":true,"after":{"charged":12}}}
await app.close();
