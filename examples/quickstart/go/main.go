// Runs a flow of three tasks and does them, too. A server must run: npx lazyengine dev --port 50051
package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"os"

	v1 "github.com/lazyengine/lazyengine/gen/go/lazyengine/v1"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
)

type page struct {
	Page  int `json:"page"`
	Words int `json:"words"`
}

func fetch(_ context.Context, task *v1.ReadyTask) (any, error) {
	var wanted page
	if err := json.Unmarshal(task.GetInput().GetData(), &wanted); err != nil {
		return nil, err
	}
	return page{Page: wanted.Page, Words: 100 * wanted.Page}, nil
}

func add(_ context.Context, task *v1.ReadyTask) (any, error) {
	total := 0
	for _, result := range task.GetDependencyResults() {
		var read page
		if err := json.Unmarshal(result.GetData(), &read); err != nil {
			return nil, err
		}
		total += read.Words
	}
	return map[string]int{"total": total}, nil
}

func main() {
	address := cmp.Or(os.Getenv("LAZYENGINE_ADDRESS"), "127.0.0.1:50051")
	credentials := grpc.WithTransportCredentials(insecure.NewCredentials())
	connection, err := grpc.NewClient(address, credentials, grpc.WithDefaultServiceConfig(Retries))
	if err != nil {
		log.Fatal(err)
	}
	defer connection.Close()
	client := v1.NewLazyEngineClient(connection)

	ctx, stop := context.WithCancel(context.Background())
	executor := &Executor{Client: client, Handlers: map[string]Handler{"fetch": fetch, "add": add}, Slots: 10}
	done := make(chan error, 1)
	go func() { done <- executor.Run(ctx) }()

	result, err := runFlow(ctx, client)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(result) // {"total":300}

	stop()
	if err := <-done; err != nil {
		log.Fatal(err)
	}
}

// runFlow starts the flow, waits until it has ended, and gives the result of its last task.
func runFlow(ctx context.Context, client v1.LazyEngineClient) (string, error) {
	total := &v1.TaskSpec{Name: "total", Work: &v1.TaskSpec_Type{Type: "add"}}
	spec := &v1.FlowSpec{Name: "count-words"}
	for number, name := range []string{"first", "second"} {
		input, err := JSON(page{Page: number + 1})
		if err != nil {
			return "", err
		}
		spec.Tasks = append(spec.Tasks, &v1.TaskSpec{Name: name, Work: &v1.TaskSpec_Type{Type: "fetch"}, Input: input})
		total.DependsOn = append(total.DependsOn, &v1.Dependency{Task: name})
	}
	spec.Tasks = append(spec.Tasks, total)
	// The request_id makes a repeat of this very call find the flow that the first one has started.
	request := &v1.RunRequest{RequestId: rand.Text(), Definition: &v1.RunRequest_Spec{Spec: spec}}
	started, err := client.Run(ctx, request)
	if err != nil {
		return "", err
	}
	id := started.GetFlow().GetFlowId()
	if err := waitForEnd(ctx, client, id); err != nil {
		return "", err
	}
	details, err := client.GetFlowDetails(ctx, &v1.GetFlowDetailsRequest{
		FlowId: id, View: v1.FlowView_FLOW_VIEW_FULL, TaskIds: []string{"total"},
	})
	if err != nil {
		return "", err
	}
	return string(details.GetTasks()[0].GetResult().GetData()), nil
}

// waitForEnd follows the flow; the server closes the stream when it has told how the flow ended.
func waitForEnd(ctx context.Context, client v1.LazyEngineClient, id string) error {
	stream, err := client.WatchFlow(ctx, &v1.WatchFlowRequest{FlowId: id})
	if err != nil {
		return err
	}
	state := v1.FlowState_FLOW_STATE_UNSPECIFIED
	for {
		frame, err := stream.Recv()
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		if update := frame.GetUpdate(); update != nil {
			state = update.GetFlow().GetState()
		}
	}
	if state != v1.FlowState_FLOW_STATE_SUCCEEDED {
		return fmt.Errorf("the flow %s is %s", id, state)
	}
	return nil
}
