// Runs a flow of three tasks and does them, too. A server must run: npx lazyengine dev --port 50051
package quickstart;

import com.google.gson.Gson;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.lazyengine.v1.Dependency;
import io.lazyengine.v1.FlowSpec;
import io.lazyengine.v1.FlowState;
import io.lazyengine.v1.FlowView;
import io.lazyengine.v1.GetFlowDetailsRequest;
import io.lazyengine.v1.LazyEngineGrpc;
import io.lazyengine.v1.LazyEngineGrpc.LazyEngineBlockingStub;
import io.lazyengine.v1.ReadyTask;
import io.lazyengine.v1.RunRequest;
import io.lazyengine.v1.TaskSpec;
import io.lazyengine.v1.WatchFlowRequest;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

public final class Quickstart {
    private static final Gson GSON = new Gson();

    record Page(int page, int words) {}

    record Total(int total) {}

    static Page fetch(ReadyTask task) {
        Page wanted = GSON.fromJson(task.getInput().getData().toStringUtf8(), Page.class);
        return new Page(wanted.page(), 100 * wanted.page());
    }

    static Total add(ReadyTask task) {
        return new Total(task.getDependencyResultsMap().values().stream()
                .mapToInt(result -> GSON.fromJson(result.getData().toStringUtf8(), Page.class).words())
                .sum());
    }

    public static void main(String[] arguments) throws Exception {
        String address = Optional.ofNullable(System.getenv("LAZYENGINE_ADDRESS")).orElse("127.0.0.1:50051");
        ManagedChannel channel = ManagedChannelBuilder.forTarget(address)
                .usePlaintext()
                .enableRetry()
                .defaultServiceConfig(Executor.RETRIES)
                .build();
        Map<String, Executor.Handler> handlers = Map.of("fetch", Quickstart::fetch, "add", Quickstart::add);
        try (Executor executor = new Executor(channel, handlers, 10)) {
            System.out.println(runFlow(LazyEngineGrpc.newBlockingStub(channel))); // {"total":300}
        } finally {
            channel.shutdown();
        }
    }

    /** Starts the flow, waits until it has ended, and gives the result of its last task. */
    static String runFlow(LazyEngineBlockingStub client) {
        FlowSpec spec = FlowSpec.newBuilder()
                .setName("count-words")
                .addTasks(task("first", "fetch").setInput(Executor.json(new Page(1, 0))))
                .addTasks(task("second", "fetch").setInput(Executor.json(new Page(2, 0))))
                .addTasks(task("total", "add").addDependsOn(on("first")).addDependsOn(on("second")))
                .build();
        // The request_id makes a repeat of this very call find the flow that the first one has started.
        String id = client.run(RunRequest.newBuilder()
                        .setRequestId(UUID.randomUUID().toString())
                        .setSpec(spec)
                        .build())
                .getFlow()
                .getFlowId();

        // The server closes the stream when it has told how the flow ended.
        FlowState[] state = {FlowState.FLOW_STATE_UNSPECIFIED};
        client.watchFlow(WatchFlowRequest.newBuilder().setFlowId(id).build()).forEachRemaining(frame -> {
            if (frame.hasUpdate()) {
                state[0] = frame.getUpdate().getFlow().getState();
            }
        });
        if (state[0] != FlowState.FLOW_STATE_SUCCEEDED) {
            throw new IllegalStateException("the flow " + id + " is " + state[0]);
        }
        return client.getFlowDetails(GetFlowDetailsRequest.newBuilder()
                        .setFlowId(id)
                        .setView(FlowView.FLOW_VIEW_FULL)
                        .addTaskIds("total")
                        .build())
                .getTasks(0)
                .getResult()
                .getData()
                .toStringUtf8();
    }

    private static TaskSpec.Builder task(String name, String type) {
        return TaskSpec.newBuilder().setName(name).setType(type);
    }

    private static Dependency.Builder on(String task) {
        return Dependency.newBuilder().setTask(task);
    }
}
