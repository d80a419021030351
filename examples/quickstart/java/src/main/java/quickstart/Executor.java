// The executor: takes tasks from a stream, does them beside each other, and tells what became of each.
package quickstart;

import com.google.gson.Gson;
import com.google.protobuf.ByteString;
import io.grpc.Channel;
import io.grpc.Context;
import io.grpc.StatusRuntimeException;
import io.lazyengine.v1.Failure;
import io.lazyengine.v1.LazyEngineGrpc;
import io.lazyengine.v1.LazyEngineGrpc.LazyEngineBlockingStub;
import io.lazyengine.v1.Payload;
import io.lazyengine.v1.ReadyTask;
import io.lazyengine.v1.TaskCompleteRequest;
import io.lazyengine.v1.WatchReadyTasksRequest;
import io.lazyengine.v1.WatchReadyTasksResponse;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/** Does the tasks that it has handlers for, up to so many at once, until it is closed. */
final class Executor implements AutoCloseable {
    /** Does the tasks of one type. What it returns is the result, as JSON; what it throws fails the task. */
    interface Handler {
        Object handle(ReadyTask task) throws Exception;
    }

    /**
     * Makes gRPC wait for a server that is not there yet, and repeat what was not answered. Every change carries a
     * request_id, so that its repeat is answered with what the first one did.
     */
    static final Map<String, ?> RETRIES = Map.of("methodConfig", List.of(Map.of(
            "name", List.of(Map.of("service", LazyEngineGrpc.SERVICE_NAME)),
            "waitForReady", true,
            "retryPolicy", Map.of(
                    "maxAttempts", 5.0,
                    "initialBackoff", "0.1s",
                    "maxBackoff", "2s",
                    "backoffMultiplier", 2.0,
                    "retryableStatusCodes", List.of("UNAVAILABLE", "ABORTED")))));

    private static final Gson GSON = new Gson();
    private static final long RECONNECT_DELAY_MS = 500;

    private final LazyEngineBlockingStub client;
    private final Map<String, Handler> handlers;
    private final WatchReadyTasksRequest request;
    private final ExecutorService slots;
    private final Map<String, Future<?>> held = new ConcurrentHashMap<>(); // by claim token
    private final Context.CancellableContext open = Context.current().withCancellation();
    private final Thread reader = new Thread(open.wrap(this::read), "lazyengine-executor");

    Executor(Channel channel, Map<String, Handler> handlers, int maxInFlight) {
        this.client = LazyEngineGrpc.newBlockingStub(channel);
        this.handlers = handlers;
        this.slots = Executors.newFixedThreadPool(maxInFlight);
        this.request = WatchReadyTasksRequest.newBuilder()
                .addAllQueues(handlers.keySet())
                .setSessionId(UUID.randomUUID().toString())
                .setMaxInFlight(maxInFlight)
                .build();
        reader.start();
    }

    /** Takes nothing more, and waits for the tasks that are under way. */
    @Override
    public void close() throws InterruptedException {
        open.cancel(null);
        reader.join();
        slots.shutdown();
        slots.awaitTermination(1, TimeUnit.MINUTES);
    }

    /** A stream that breaks is opened again under the same session, which keeps the tasks. */
    private void read() {
        while (!open.isCancelled()) {
            try {
                Iterator<WatchReadyTasksResponse> frames = client.watchReadyTasks(request);
                while (frames.hasNext()) {
                    take(frames.next());
                }
            } catch (StatusRuntimeException broken) {
                switch (broken.getStatus().getCode()) {
                    case UNAVAILABLE, ABORTED, CANCELLED -> {}
                    default -> throw broken;
                }
            }
            pause();
        }
    }

    private void take(WatchReadyTasksResponse frame) {
        for (ReadyTask task : frame.getReadyTasks().getTasksList()) {
            FutureTask<Void> work = new FutureTask<>(() -> work(task), null);
            // A stream that is opened again brings what is held once more.
            if (held.putIfAbsent(task.getClaimToken(), work) == null) {
                slots.execute(work);
            }
        }
        giveUp(frame.getRevoked().getClaimToken());
        giveUp(frame.getCancelRequested().getClaimToken());
    }

    private void giveUp(String token) {
        Future<?> work = held.get(token);
        if (work != null) {
            work.cancel(true);
        }
    }

    private void work(ReadyTask task) {
        TaskCompleteRequest.Builder completion = TaskCompleteRequest.newBuilder()
                .setFlowId(task.getFlowId())
                .setTaskId(task.getTaskId())
                .setClaimToken(task.getClaimToken())
                .setRequestId(task.getClaimToken());
        try {
            completion.setResult(json(handlers.get(task.getType()).handle(task)));
        } catch (Exception thrown) {
            String type = thrown.getClass().getSimpleName();
            completion.setFailure(Failure.newBuilder().setType(type).setMessage(String.valueOf(thrown.getMessage())));
        }
        try {
            client.withDeadlineAfter(30, TimeUnit.SECONDS).taskComplete(completion.build());
        } catch (StatusRuntimeException refused) {
            // The claim went to somebody else, for instance.
            System.err.println("task " + task.getTaskId() + " of " + task.getFlowId() + ": " + refused.getMessage());
        } finally {
            held.remove(task.getClaimToken());
        }
    }

    private void pause() {
        try {
            Thread.sleep(open.isCancelled() ? 0 : RECONNECT_DELAY_MS);
        } catch (InterruptedException stopped) {
            open.cancel(stopped);
        }
    }

    /** A payload that any client reads. */
    static Payload json(Object value) {
        ByteString data = ByteString.copyFromUtf8(GSON.toJson(value));
        return Payload.newBuilder().setData(data).setContentType("application/json").build();
    }
}
