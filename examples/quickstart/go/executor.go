// The executor: takes tasks from a stream, does them beside each other, and tells what became of each.
package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"log"
	"maps"
	"slices"
	"sync"
	"time"

	v1 "github.com/lazyengine/lazyengine/gen/go/lazyengine/v1"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// Retries makes gRPC wait for a server that is not there yet, and repeat what was not answered. Every change carries a
// request_id, so that its repeat is answered with what the first one did.
const Retries = `{"methodConfig": [{
	"name": [{"service": "lazyengine.v1.LazyEngine"}],
	"waitForReady": true,
	"retryPolicy": {
		"maxAttempts": 5, "initialBackoff": "0.1s", "maxBackoff": "2s", "backoffMultiplier": 2,
		"retryableStatusCodes": ["UNAVAILABLE", "ABORTED"]
	}
}]}`

// How long after a broken stream the next one is opened.
const reconnectDelay = 500 * time.Millisecond

// Handler does the tasks of one type. What it returns is the task's result, as JSON. An error fails the task; its retry
// policy decides whether it is tried again. The context ends when the task is no longer wanted.
type Handler func(ctx context.Context, task *v1.ReadyTask) (any, error)

// Executor does the tasks that it has handlers for, up to Slots of them at once.
type Executor struct {
	Client   v1.LazyEngineClient
	Handlers map[string]Handler
	Slots    uint32

	mutex sync.Mutex
	held  map[string]context.CancelFunc // by claim token
	tasks sync.WaitGroup
}

// Run serves until the context ends, and then waits for the tasks it has begun. A stream that breaks is opened again
// under the same session, which keeps the tasks.
func (e *Executor) Run(ctx context.Context) error {
	e.held = map[string]context.CancelFunc{}
	session := rand.Text()
	defer e.tasks.Wait()
	for {
		err := e.follow(ctx, session)
		if ctx.Err() != nil {
			return nil
		}
		if code := status.Code(err); code != codes.Unavailable && code != codes.Aborted && code != codes.OK {
			return err
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(reconnectDelay):
		}
	}
}

func (e *Executor) follow(ctx context.Context, session string) error {
	stream, err := e.Client.WatchReadyTasks(ctx, &v1.WatchReadyTasksRequest{
		Queues: slices.Sorted(maps.Keys(e.Handlers)), SessionId: session, MaxInFlight: e.Slots,
	})
	for err == nil {
		var frame *v1.WatchReadyTasksResponse
		if frame, err = stream.Recv(); err != nil {
			break
		}
		for _, task := range frame.GetReadyTasks().GetTasks() {
			e.begin(task)
		}
		e.giveUp(frame.GetRevoked().GetClaimToken())
		e.giveUp(frame.GetCancelRequested().GetClaimToken())
	}
	return err
}

// begin starts a task, unless it is at work on it: a stream that is opened again brings what is held once more.
func (e *Executor) begin(task *v1.ReadyTask) {
	e.mutex.Lock()
	defer e.mutex.Unlock()
	if e.held[task.GetClaimToken()] != nil {
		return
	}
	ctx, cancel := context.WithCancel(context.Background())
	e.held[task.GetClaimToken()] = cancel
	e.tasks.Add(1)
	go func() {
		defer e.tasks.Done()
		defer cancel()
		e.complete(task, e.outcome(ctx, task))
		e.mutex.Lock()
		defer e.mutex.Unlock()
		delete(e.held, task.GetClaimToken())
	}()
}

func (e *Executor) giveUp(token string) {
	e.mutex.Lock()
	defer e.mutex.Unlock()
	if cancel := e.held[token]; cancel != nil {
		cancel()
	}
}

func (e *Executor) outcome(ctx context.Context, task *v1.ReadyTask) *v1.TaskCompleteRequest {
	value, err := e.Handlers[task.GetType()](ctx, task)
	if err == nil {
		var result *v1.Payload
		if result, err = JSON(value); err == nil {
			return &v1.TaskCompleteRequest{Outcome: &v1.TaskCompleteRequest_Result{Result: result}}
		}
	}
	failure := &v1.Failure{Type: "HandlerError", Message: err.Error()}
	return &v1.TaskCompleteRequest{Outcome: &v1.TaskCompleteRequest_Failure{Failure: failure}}
}

// complete tells the outcome. What can no longer be told (the claim went to somebody else) is only logged.
func (e *Executor) complete(task *v1.ReadyTask, request *v1.TaskCompleteRequest) {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	request.FlowId, request.TaskId = task.GetFlowId(), task.GetTaskId()
	request.ClaimToken, request.RequestId = task.GetClaimToken(), task.GetClaimToken()
	if _, err := e.Client.TaskComplete(ctx, request); err != nil {
		log.Printf("task %s of %s: %v", task.GetTaskId(), task.GetFlowId(), err)
	}
}

// JSON makes a payload of a value, which any client reads.
func JSON(value any) (*v1.Payload, error) {
	data, err := json.Marshal(value)
	if err != nil {
		return nil, err
	}
	return &v1.Payload{Data: data, ContentType: "application/json"}, nil
}
