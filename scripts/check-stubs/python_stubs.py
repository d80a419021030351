"""Uses the Python stubs on the runtime that is installed: every module, a round trip of bytes, a call of each kind."""

import importlib
import pathlib
from concurrent import futures

import google.protobuf
import grpc
import lazyengine.v1
from google.rpc import status_pb2
from lazyengine.v1 import (
    errors_pb2,
    flow_pb2,
    flow_spec_pb2,
    payload_pb2,
    service_pb2,
    service_pb2_grpc,
    session_frames_pb2,
    states_pb2,
)


class Servicer(service_pb2_grpc.LazyEngineServicer):
    """Answers one call of each kind that the contract has."""

    def Run(self, request, context):
        flow = flow_pb2.Flow(flow_id=request.flow_id, state=states_pb2.FLOW_STATE_RUNNING)
        return service_pb2.RunResponse(flow=flow, ready_count=len(request.spec.tasks))

    def WatchReadyTasks(self, request, context):
        yield service_pb2.WatchReadyTasksResponse(opened=session_frames_pb2.Opened(session_id="s"))
        yield service_pb2.WatchReadyTasksResponse(idle=session_frames_pb2.Idle(backlog=2**63))

    def ExecuteTasks(self, request_iterator, context):
        for request in request_iterator:
            verdict = service_pb2.CompletionVerdict(status=status_pb2.Status(code=5, message="gone"))
            yield service_pb2.ExecuteTasksResponse(
                verdicts=service_pb2.Verdicts(seq=request.complete.seq, verdicts=[verdict])
            )


def import_all():
    folder = pathlib.Path(lazyengine.v1.__file__).parent
    names = sorted(path.stem for path in folder.glob("*_pb2*.py"))
    for name in names:
        importlib.import_module(f"lazyengine.v1.{name}")
    return names


def round_trip():
    payload = payload_pb2.Payload(data=b"\x00\xff", content_type="application/json", metadata={"codec": "none"})
    request = service_pb2.TaskCompleteRequest(flow_id="f", task_id="t", attempt=0, result=payload)
    again = service_pb2.TaskCompleteRequest.FromString(request.SerializeToString())
    assert again == request
    assert again.WhichOneof("outcome") == "result"
    assert again.HasField("attempt"), "an attempt of 0 is told from none"
    assert errors_pb2.ErrorReason.Name(errors_pb2.ERROR_REASON_CYCLE) == "ERROR_REASON_CYCLE"


def call():
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=2))
    service_pb2_grpc.add_LazyEngineServicer_to_server(Servicer(), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
            stub = service_pb2_grpc.LazyEngineStub(channel)
            noop = flow_spec_pb2.TaskSpec(name="a", noop=flow_spec_pb2.Noop())
            request = service_pb2.RunRequest(flow_id="f", spec=flow_spec_pb2.FlowSpec(tasks=[noop]))
            answer = stub.Run(request, timeout=10)
            assert (answer.flow.flow_id, answer.ready_count) == ("f", 1)
            frames = list(stub.WatchReadyTasks(service_pb2.WatchReadyTasksRequest(), timeout=10))
            assert [frame.WhichOneof("frame") for frame in frames] == ["opened", "idle"]
            assert frames[1].idle.backlog == 2**63
            requests = [service_pb2.ExecuteTasksRequest(complete={"seq": seq}) for seq in (1, 2)]
            verdicts = [frame.verdicts for frame in stub.ExecuteTasks(iter(requests), timeout=10)]
            assert [verdict.seq for verdict in verdicts] == [1, 2]
            assert verdicts[0].verdicts[0].status.code == 5
    finally:
        server.stop(None).wait()


modules = import_all()
round_trip()
call()
print(f"python stubs: {len(modules)} modules work on grpcio {grpc.__version__}, protobuf {google.protobuf.__version__}")
