package io.lazyengine.v1;

import static io.grpc.MethodDescriptor.generateFullMethodName;

/**
 * <pre>
 * A passive workflow engine. It runs no task and owns no state: every call reads the persisted state of one flow,
 * decides, and commits the outcome in one atomic write before it answers. Any process of a deployment serves any call.
 * Every request has a `namespace`, empty = `default`; flows, definitions and sessions of different namespaces do not
 * see each other. A call that changes a flow may carry a `request_id`: a repeat gets the recorded outcome with
 * `replayed` and changes nothing. Calls without one are safe to repeat by what they name: a claim, a session, a content.
 * Times and durations are kept in whole milliseconds: what is finer is cut off from a time and rounded up for a
 * duration.
 * What an RPC's comment lists under Errors comes on top of what every call may end with: INVALID_FIELD,
 * LIMIT_EXCEEDED, UNAUTHENTICATED, TOKEN_EXPIRED, PERMISSION_DENIED, OVERLOADED, STORE_UNAVAILABLE, FORMAT_TOO_NEW, DRAINING,
 * DEADLINE_EXCEEDED, INTERNAL; and, for calls that write, CONFLICT.
 * </pre>
 */
@io.grpc.stub.annotations.GrpcGenerated
public final class LazyEngineGrpc {

  private LazyEngineGrpc() {}

  public static final java.lang.String SERVICE_NAME = "lazyengine.v1.LazyEngine";

  // Static method descriptors that strictly reflect the proto.
  private static volatile io.grpc.MethodDescriptor<io.lazyengine.v1.RunRequest,
      io.lazyengine.v1.RunResponse> getRunMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "Run",
      requestType = io.lazyengine.v1.RunRequest.class,
      responseType = io.lazyengine.v1.RunResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.lazyengine.v1.RunRequest,
      io.lazyengine.v1.RunResponse> getRunMethod() {
    io.grpc.MethodDescriptor<io.lazyengine.v1.RunRequest, io.lazyengine.v1.RunResponse> getRunMethod;
    if ((getRunMethod = LazyEngineGrpc.getRunMethod) == null) {
      synchronized (LazyEngineGrpc.class) {
        if ((getRunMethod = LazyEngineGrpc.getRunMethod) == null) {
          LazyEngineGrpc.getRunMethod = getRunMethod =
              io.grpc.MethodDescriptor.<io.lazyengine.v1.RunRequest, io.lazyengine.v1.RunResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "Run"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lazyengine.v1.RunRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lazyengine.v1.RunResponse.getDefaultInstance()))
              .setSchemaDescriptor(new LazyEngineMethodDescriptorSupplier("Run"))
              .build();
        }
      }
    }
    return getRunMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.lazyengine.v1.TaskCompleteRequest,
      io.lazyengine.v1.TaskCompleteResponse> getTaskCompleteMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "TaskComplete",
      requestType = io.lazyengine.v1.TaskCompleteRequest.class,
      responseType = io.lazyengine.v1.TaskCompleteResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.lazyengine.v1.TaskCompleteRequest,
      io.lazyengine.v1.TaskCompleteResponse> getTaskCompleteMethod() {
    io.grpc.MethodDescriptor<io.lazyengine.v1.TaskCompleteRequest, io.lazyengine.v1.TaskCompleteResponse> getTaskCompleteMethod;
    if ((getTaskCompleteMethod = LazyEngineGrpc.getTaskCompleteMethod) == null) {
      synchronized (LazyEngineGrpc.class) {
        if ((getTaskCompleteMethod = LazyEngineGrpc.getTaskCompleteMethod) == null) {
          LazyEngineGrpc.getTaskCompleteMethod = getTaskCompleteMethod =
              io.grpc.MethodDescriptor.<io.lazyengine.v1.TaskCompleteRequest, io.lazyengine.v1.TaskCompleteResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "TaskComplete"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lazyengine.v1.TaskCompleteRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lazyengine.v1.TaskCompleteResponse.getDefaultInstance()))
              .setSchemaDescriptor(new LazyEngineMethodDescriptorSupplier("TaskComplete"))
              .build();
        }
      }
    }
    return getTaskCompleteMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.lazyengine.v1.TaskCompleteBatchRequest,
      io.lazyengine.v1.TaskCompleteBatchResponse> getTaskCompleteBatchMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "TaskCompleteBatch",
      requestType = io.lazyengine.v1.TaskCompleteBatchRequest.class,
      responseType = io.lazyengine.v1.TaskCompleteBatchResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.lazyengine.v1.TaskCompleteBatchRequest,
      io.lazyengine.v1.TaskCompleteBatchResponse> getTaskCompleteBatchMethod() {
    io.grpc.MethodDescriptor<io.lazyengine.v1.TaskCompleteBatchRequest, io.lazyengine.v1.TaskCompleteBatchResponse> getTaskCompleteBatchMethod;
    if ((getTaskCompleteBatchMethod = LazyEngineGrpc.getTaskCompleteBatchMethod) == null) {
      synchronized (LazyEngineGrpc.class) {
        if ((getTaskCompleteBatchMethod = LazyEngineGrpc.getTaskCompleteBatchMethod) == null) {
          LazyEngineGrpc.getTaskCompleteBatchMethod = getTaskCompleteBatchMethod =
              io.grpc.MethodDescriptor.<io.lazyengine.v1.TaskCompleteBatchRequest, io.lazyengine.v1.TaskCompleteBatchResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "TaskCompleteBatch"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lazyengine.v1.TaskCompleteBatchRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lazyengine.v1.TaskCompleteBatchResponse.getDefaultInstance()))
              .setSchemaDescriptor(new LazyEngineMethodDescriptorSupplier("TaskCompleteBatch"))
              .build();
        }
      }
    }
    return getTaskCompleteBatchMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.lazyengine.v1.WatchReadyTasksRequest,
      io.lazyengine.v1.WatchReadyTasksResponse> getWatchReadyTasksMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "WatchReadyTasks",
      requestType = io.lazyengine.v1.WatchReadyTasksRequest.class,
      responseType = io.lazyengine.v1.WatchReadyTasksResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.SERVER_STREAMING)
  public static io.grpc.MethodDescriptor<io.lazyengine.v1.WatchReadyTasksRequest,
      io.lazyengine.v1.WatchReadyTasksResponse> getWatchReadyTasksMethod() {
    io.grpc.MethodDescriptor<io.lazyengine.v1.WatchReadyTasksRequest, io.lazyengine.v1.WatchReadyTasksResponse> getWatchReadyTasksMethod;
    if ((getWatchReadyTasksMethod = LazyEngineGrpc.getWatchReadyTasksMethod) == null) {
      synchronized (LazyEngineGrpc.class) {
        if ((getWatchReadyTasksMethod = LazyEngineGrpc.getWatchReadyTasksMethod) == null) {
          LazyEngineGrpc.getWatchReadyTasksMethod = getWatchReadyTasksMethod =
              io.grpc.MethodDescriptor.<io.lazyengine.v1.WatchReadyTasksRequest, io.lazyengine.v1.WatchReadyTasksResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.SERVER_STREAMING)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "WatchReadyTasks"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lazyengine.v1.WatchReadyTasksRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lazyengine.v1.WatchReadyTasksResponse.getDefaultInstance()))
              .setSchemaDescriptor(new LazyEngineMethodDescriptorSupplier("WatchReadyTasks"))
              .build();
        }
      }
    }
    return getWatchReadyTasksMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.lazyengine.v1.ExecuteTasksRequest,
      io.lazyengine.v1.ExecuteTasksResponse> getExecuteTasksMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ExecuteTasks",
      requestType = io.lazyengine.v1.ExecuteTasksRequest.class,
      responseType = io.lazyengine.v1.ExecuteTasksResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.BIDI_STREAMING)
  public static io.grpc.MethodDescriptor<io.lazyengine.v1.ExecuteTasksRequest,
      io.lazyengine.v1.ExecuteTasksResponse> getExecuteTasksMethod() {
    io.grpc.MethodDescriptor<io.lazyengine.v1.ExecuteTasksRequest, io.lazyengine.v1.ExecuteTasksResponse> getExecuteTasksMethod;
    if ((getExecuteTasksMethod = LazyEngineGrpc.getExecuteTasksMethod) == null) {
      synchronized (LazyEngineGrpc.class) {
        if ((getExecuteTasksMethod = LazyEngineGrpc.getExecuteTasksMethod) == null) {
          LazyEngineGrpc.getExecuteTasksMethod = getExecuteTasksMethod =
              io.grpc.MethodDescriptor.<io.lazyengine.v1.ExecuteTasksRequest, io.lazyengine.v1.ExecuteTasksResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.BIDI_STREAMING)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ExecuteTasks"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lazyengine.v1.ExecuteTasksRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lazyengine.v1.ExecuteTasksResponse.getDefaultInstance()))
              .setSchemaDescriptor(new LazyEngineMethodDescriptorSupplier("ExecuteTasks"))
              .build();
        }
      }
    }
    return getExecuteTasksMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.lazyengine.v1.KeepSessionRequest,
      io.lazyengine.v1.KeepSessionResponse> getKeepSessionMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "KeepSession",
      requestType = io.lazyengine.v1.KeepSessionRequest.class,
      responseType = io.lazyengine.v1.KeepSessionResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.lazyengine.v1.KeepSessionRequest,
      io.lazyengine.v1.KeepSessionResponse> getKeepSessionMethod() {
    io.grpc.MethodDescriptor<io.lazyengine.v1.KeepSessionRequest, io.lazyengine.v1.KeepSessionResponse> getKeepSessionMethod;
    if ((getKeepSessionMethod = LazyEngineGrpc.getKeepSessionMethod) == null) {
      synchronized (LazyEngineGrpc.class) {
        if ((getKeepSessionMethod = LazyEngineGrpc.getKeepSessionMethod) == null) {
          LazyEngineGrpc.getKeepSessionMethod = getKeepSessionMethod =
              io.grpc.MethodDescriptor.<io.lazyengine.v1.KeepSessionRequest, io.lazyengine.v1.KeepSessionResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "KeepSession"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lazyengine.v1.KeepSessionRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lazyengine.v1.KeepSessionResponse.getDefaultInstance()))
              .setSchemaDescriptor(new LazyEngineMethodDescriptorSupplier("KeepSession"))
              .build();
        }
      }
    }
    return getKeepSessionMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.lazyengine.v1.ReleaseTasksRequest,
      io.lazyengine.v1.ReleaseTasksResponse> getReleaseTasksMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ReleaseTasks",
      requestType = io.lazyengine.v1.ReleaseTasksRequest.class,
      responseType = io.lazyengine.v1.ReleaseTasksResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.lazyengine.v1.ReleaseTasksRequest,
      io.lazyengine.v1.ReleaseTasksResponse> getReleaseTasksMethod() {
    io.grpc.MethodDescriptor<io.lazyengine.v1.ReleaseTasksRequest, io.lazyengine.v1.ReleaseTasksResponse> getReleaseTasksMethod;
    if ((getReleaseTasksMethod = LazyEngineGrpc.getReleaseTasksMethod) == null) {
      synchronized (LazyEngineGrpc.class) {
        if ((getReleaseTasksMethod = LazyEngineGrpc.getReleaseTasksMethod) == null) {
          LazyEngineGrpc.getReleaseTasksMethod = getReleaseTasksMethod =
              io.grpc.MethodDescriptor.<io.lazyengine.v1.ReleaseTasksRequest, io.lazyengine.v1.ReleaseTasksResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ReleaseTasks"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lazyengine.v1.ReleaseTasksRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lazyengine.v1.ReleaseTasksResponse.getDefaultInstance()))
              .setSchemaDescriptor(new LazyEngineMethodDescriptorSupplier("ReleaseTasks"))
              .build();
        }
      }
    }
    return getReleaseTasksMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.lazyengine.v1.PollReadyTasksRequest,
      io.lazyengine.v1.PollReadyTasksResponse> getPollReadyTasksMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "PollReadyTasks",
      requestType = io.lazyengine.v1.PollReadyTasksRequest.class,
      responseType = io.lazyengine.v1.PollReadyTasksResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.lazyengine.v1.PollReadyTasksRequest,
      io.lazyengine.v1.PollReadyTasksResponse> getPollReadyTasksMethod() {
    io.grpc.MethodDescriptor<io.lazyengine.v1.PollReadyTasksRequest, io.lazyengine.v1.PollReadyTasksResponse> getPollReadyTasksMethod;
    if ((getPollReadyTasksMethod = LazyEngineGrpc.getPollReadyTasksMethod) == null) {
      synchronized (LazyEngineGrpc.class) {
        if ((getPollReadyTasksMethod = LazyEngineGrpc.getPollReadyTasksMethod) == null) {
          LazyEngineGrpc.getPollReadyTasksMethod = getPollReadyTasksMethod =
              io.grpc.MethodDescriptor.<io.lazyengine.v1.PollReadyTasksRequest, io.lazyengine.v1.PollReadyTasksResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "PollReadyTasks"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lazyengine.v1.PollReadyTasksRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lazyengine.v1.PollReadyTasksResponse.getDefaultInstance()))
              .setSchemaDescriptor(new LazyEngineMethodDescriptorSupplier("PollReadyTasks"))
              .build();
        }
      }
    }
    return getPollReadyTasksMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.lazyengine.v1.ReportProgressRequest,
      io.lazyengine.v1.ReportProgressResponse> getReportProgressMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ReportProgress",
      requestType = io.lazyengine.v1.ReportProgressRequest.class,
      responseType = io.lazyengine.v1.ReportProgressResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.lazyengine.v1.ReportProgressRequest,
      io.lazyengine.v1.ReportProgressResponse> getReportProgressMethod() {
    io.grpc.MethodDescriptor<io.lazyengine.v1.ReportProgressRequest, io.lazyengine.v1.ReportProgressResponse> getReportProgressMethod;
    if ((getReportProgressMethod = LazyEngineGrpc.getReportProgressMethod) == null) {
      synchronized (LazyEngineGrpc.class) {
        if ((getReportProgressMethod = LazyEngineGrpc.getReportProgressMethod) == null) {
          LazyEngineGrpc.getReportProgressMethod = getReportProgressMethod =
              io.grpc.MethodDescriptor.<io.lazyengine.v1.ReportProgressRequest, io.lazyengine.v1.ReportProgressResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ReportProgress"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lazyengine.v1.ReportProgressRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lazyengine.v1.ReportProgressResponse.getDefaultInstance()))
              .setSchemaDescriptor(new LazyEngineMethodDescriptorSupplier("ReportProgress"))
              .build();
        }
      }
    }
    return getReportProgressMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.lazyengine.v1.GetFlowDetailsRequest,
      io.lazyengine.v1.GetFlowDetailsResponse> getGetFlowDetailsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "GetFlowDetails",
      requestType = io.lazyengine.v1.GetFlowDetailsRequest.class,
      responseType = io.lazyengine.v1.GetFlowDetailsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.lazyengine.v1.GetFlowDetailsRequest,
      io.lazyengine.v1.GetFlowDetailsResponse> getGetFlowDetailsMethod() {
    io.grpc.MethodDescriptor<io.lazyengine.v1.GetFlowDetailsRequest, io.lazyengine.v1.GetFlowDetailsResponse> getGetFlowDetailsMethod;
    if ((getGetFlowDetailsMethod = LazyEngineGrpc.getGetFlowDetailsMethod) == null) {
      synchronized (LazyEngineGrpc.class) {
        if ((getGetFlowDetailsMethod = LazyEngineGrpc.getGetFlowDetailsMethod) == null) {
          LazyEngineGrpc.getGetFlowDetailsMethod = getGetFlowDetailsMethod =
              io.grpc.MethodDescriptor.<io.lazyengine.v1.GetFlowDetailsRequest, io.lazyengine.v1.GetFlowDetailsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "GetFlowDetails"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lazyengine.v1.GetFlowDetailsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lazyengine.v1.GetFlowDetailsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new LazyEngineMethodDescriptorSupplier("GetFlowDetails"))
              .build();
        }
      }
    }
    return getGetFlowDetailsMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.lazyengine.v1.ListFlowsRequest,
      io.lazyengine.v1.ListFlowsResponse> getListFlowsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ListFlows",
      requestType = io.lazyengine.v1.ListFlowsRequest.class,
      responseType = io.lazyengine.v1.ListFlowsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.lazyengine.v1.ListFlowsRequest,
      io.lazyengine.v1.ListFlowsResponse> getListFlowsMethod() {
    io.grpc.MethodDescriptor<io.lazyengine.v1.ListFlowsRequest, io.lazyengine.v1.ListFlowsResponse> getListFlowsMethod;
    if ((getListFlowsMethod = LazyEngineGrpc.getListFlowsMethod) == null) {
      synchronized (LazyEngineGrpc.class) {
        if ((getListFlowsMethod = LazyEngineGrpc.getListFlowsMethod) == null) {
          LazyEngineGrpc.getListFlowsMethod = getListFlowsMethod =
              io.grpc.MethodDescriptor.<io.lazyengine.v1.ListFlowsRequest, io.lazyengine.v1.ListFlowsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ListFlows"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lazyengine.v1.ListFlowsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lazyengine.v1.ListFlowsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new LazyEngineMethodDescriptorSupplier("ListFlows"))
              .build();
        }
      }
    }
    return getListFlowsMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.lazyengine.v1.WatchFlowRequest,
      io.lazyengine.v1.WatchFlowResponse> getWatchFlowMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "WatchFlow",
      requestType = io.lazyengine.v1.WatchFlowRequest.class,
      responseType = io.lazyengine.v1.WatchFlowResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.SERVER_STREAMING)
  public static io.grpc.MethodDescriptor<io.lazyengine.v1.WatchFlowRequest,
      io.lazyengine.v1.WatchFlowResponse> getWatchFlowMethod() {
    io.grpc.MethodDescriptor<io.lazyengine.v1.WatchFlowRequest, io.lazyengine.v1.WatchFlowResponse> getWatchFlowMethod;
    if ((getWatchFlowMethod = LazyEngineGrpc.getWatchFlowMethod) == null) {
      synchronized (LazyEngineGrpc.class) {
        if ((getWatchFlowMethod = LazyEngineGrpc.getWatchFlowMethod) == null) {
          LazyEngineGrpc.getWatchFlowMethod = getWatchFlowMethod =
              io.grpc.MethodDescriptor.<io.lazyengine.v1.WatchFlowRequest, io.lazyengine.v1.WatchFlowResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.SERVER_STREAMING)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "WatchFlow"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lazyengine.v1.WatchFlowRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lazyengine.v1.WatchFlowResponse.getDefaultInstance()))
              .setSchemaDescriptor(new LazyEngineMethodDescriptorSupplier("WatchFlow"))
              .build();
        }
      }
    }
    return getWatchFlowMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.lazyengine.v1.ExplainTaskRequest,
      io.lazyengine.v1.ExplainTaskResponse> getExplainTaskMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ExplainTask",
      requestType = io.lazyengine.v1.ExplainTaskRequest.class,
      responseType = io.lazyengine.v1.ExplainTaskResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.lazyengine.v1.ExplainTaskRequest,
      io.lazyengine.v1.ExplainTaskResponse> getExplainTaskMethod() {
    io.grpc.MethodDescriptor<io.lazyengine.v1.ExplainTaskRequest, io.lazyengine.v1.ExplainTaskResponse> getExplainTaskMethod;
    if ((getExplainTaskMethod = LazyEngineGrpc.getExplainTaskMethod) == null) {
      synchronized (LazyEngineGrpc.class) {
        if ((getExplainTaskMethod = LazyEngineGrpc.getExplainTaskMethod) == null) {
          LazyEngineGrpc.getExplainTaskMethod = getExplainTaskMethod =
              io.grpc.MethodDescriptor.<io.lazyengine.v1.ExplainTaskRequest, io.lazyengine.v1.ExplainTaskResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ExplainTask"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lazyengine.v1.ExplainTaskRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lazyengine.v1.ExplainTaskResponse.getDefaultInstance()))
              .setSchemaDescriptor(new LazyEngineMethodDescriptorSupplier("ExplainTask"))
              .build();
        }
      }
    }
    return getExplainTaskMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.lazyengine.v1.ListQueuesRequest,
      io.lazyengine.v1.ListQueuesResponse> getListQueuesMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ListQueues",
      requestType = io.lazyengine.v1.ListQueuesRequest.class,
      responseType = io.lazyengine.v1.ListQueuesResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.lazyengine.v1.ListQueuesRequest,
      io.lazyengine.v1.ListQueuesResponse> getListQueuesMethod() {
    io.grpc.MethodDescriptor<io.lazyengine.v1.ListQueuesRequest, io.lazyengine.v1.ListQueuesResponse> getListQueuesMethod;
    if ((getListQueuesMethod = LazyEngineGrpc.getListQueuesMethod) == null) {
      synchronized (LazyEngineGrpc.class) {
        if ((getListQueuesMethod = LazyEngineGrpc.getListQueuesMethod) == null) {
          LazyEngineGrpc.getListQueuesMethod = getListQueuesMethod =
              io.grpc.MethodDescriptor.<io.lazyengine.v1.ListQueuesRequest, io.lazyengine.v1.ListQueuesResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ListQueues"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lazyengine.v1.ListQueuesRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lazyengine.v1.ListQueuesResponse.getDefaultInstance()))
              .setSchemaDescriptor(new LazyEngineMethodDescriptorSupplier("ListQueues"))
              .build();
        }
      }
    }
    return getListQueuesMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.lazyengine.v1.UpdateQueueRequest,
      io.lazyengine.v1.UpdateQueueResponse> getUpdateQueueMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "UpdateQueue",
      requestType = io.lazyengine.v1.UpdateQueueRequest.class,
      responseType = io.lazyengine.v1.UpdateQueueResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.lazyengine.v1.UpdateQueueRequest,
      io.lazyengine.v1.UpdateQueueResponse> getUpdateQueueMethod() {
    io.grpc.MethodDescriptor<io.lazyengine.v1.UpdateQueueRequest, io.lazyengine.v1.UpdateQueueResponse> getUpdateQueueMethod;
    if ((getUpdateQueueMethod = LazyEngineGrpc.getUpdateQueueMethod) == null) {
      synchronized (LazyEngineGrpc.class) {
        if ((getUpdateQueueMethod = LazyEngineGrpc.getUpdateQueueMethod) == null) {
          LazyEngineGrpc.getUpdateQueueMethod = getUpdateQueueMethod =
              io.grpc.MethodDescriptor.<io.lazyengine.v1.UpdateQueueRequest, io.lazyengine.v1.UpdateQueueResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "UpdateQueue"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lazyengine.v1.UpdateQueueRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lazyengine.v1.UpdateQueueResponse.getDefaultInstance()))
              .setSchemaDescriptor(new LazyEngineMethodDescriptorSupplier("UpdateQueue"))
              .build();
        }
      }
    }
    return getUpdateQueueMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.lazyengine.v1.ListConcurrencyKeysRequest,
      io.lazyengine.v1.ListConcurrencyKeysResponse> getListConcurrencyKeysMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ListConcurrencyKeys",
      requestType = io.lazyengine.v1.ListConcurrencyKeysRequest.class,
      responseType = io.lazyengine.v1.ListConcurrencyKeysResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.lazyengine.v1.ListConcurrencyKeysRequest,
      io.lazyengine.v1.ListConcurrencyKeysResponse> getListConcurrencyKeysMethod() {
    io.grpc.MethodDescriptor<io.lazyengine.v1.ListConcurrencyKeysRequest, io.lazyengine.v1.ListConcurrencyKeysResponse> getListConcurrencyKeysMethod;
    if ((getListConcurrencyKeysMethod = LazyEngineGrpc.getListConcurrencyKeysMethod) == null) {
      synchronized (LazyEngineGrpc.class) {
        if ((getListConcurrencyKeysMethod = LazyEngineGrpc.getListConcurrencyKeysMethod) == null) {
          LazyEngineGrpc.getListConcurrencyKeysMethod = getListConcurrencyKeysMethod =
              io.grpc.MethodDescriptor.<io.lazyengine.v1.ListConcurrencyKeysRequest, io.lazyengine.v1.ListConcurrencyKeysResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ListConcurrencyKeys"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lazyengine.v1.ListConcurrencyKeysRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lazyengine.v1.ListConcurrencyKeysResponse.getDefaultInstance()))
              .setSchemaDescriptor(new LazyEngineMethodDescriptorSupplier("ListConcurrencyKeys"))
              .build();
        }
      }
    }
    return getListConcurrencyKeysMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.lazyengine.v1.UpdateConcurrencyKeyRequest,
      io.lazyengine.v1.UpdateConcurrencyKeyResponse> getUpdateConcurrencyKeyMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "UpdateConcurrencyKey",
      requestType = io.lazyengine.v1.UpdateConcurrencyKeyRequest.class,
      responseType = io.lazyengine.v1.UpdateConcurrencyKeyResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.lazyengine.v1.UpdateConcurrencyKeyRequest,
      io.lazyengine.v1.UpdateConcurrencyKeyResponse> getUpdateConcurrencyKeyMethod() {
    io.grpc.MethodDescriptor<io.lazyengine.v1.UpdateConcurrencyKeyRequest, io.lazyengine.v1.UpdateConcurrencyKeyResponse> getUpdateConcurrencyKeyMethod;
    if ((getUpdateConcurrencyKeyMethod = LazyEngineGrpc.getUpdateConcurrencyKeyMethod) == null) {
      synchronized (LazyEngineGrpc.class) {
        if ((getUpdateConcurrencyKeyMethod = LazyEngineGrpc.getUpdateConcurrencyKeyMethod) == null) {
          LazyEngineGrpc.getUpdateConcurrencyKeyMethod = getUpdateConcurrencyKeyMethod =
              io.grpc.MethodDescriptor.<io.lazyengine.v1.UpdateConcurrencyKeyRequest, io.lazyengine.v1.UpdateConcurrencyKeyResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "UpdateConcurrencyKey"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lazyengine.v1.UpdateConcurrencyKeyRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lazyengine.v1.UpdateConcurrencyKeyResponse.getDefaultInstance()))
              .setSchemaDescriptor(new LazyEngineMethodDescriptorSupplier("UpdateConcurrencyKey"))
              .build();
        }
      }
    }
    return getUpdateConcurrencyKeyMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.lazyengine.v1.SimulateFlowRequest,
      io.lazyengine.v1.SimulateFlowResponse> getSimulateFlowMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "SimulateFlow",
      requestType = io.lazyengine.v1.SimulateFlowRequest.class,
      responseType = io.lazyengine.v1.SimulateFlowResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.lazyengine.v1.SimulateFlowRequest,
      io.lazyengine.v1.SimulateFlowResponse> getSimulateFlowMethod() {
    io.grpc.MethodDescriptor<io.lazyengine.v1.SimulateFlowRequest, io.lazyengine.v1.SimulateFlowResponse> getSimulateFlowMethod;
    if ((getSimulateFlowMethod = LazyEngineGrpc.getSimulateFlowMethod) == null) {
      synchronized (LazyEngineGrpc.class) {
        if ((getSimulateFlowMethod = LazyEngineGrpc.getSimulateFlowMethod) == null) {
          LazyEngineGrpc.getSimulateFlowMethod = getSimulateFlowMethod =
              io.grpc.MethodDescriptor.<io.lazyengine.v1.SimulateFlowRequest, io.lazyengine.v1.SimulateFlowResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "SimulateFlow"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lazyengine.v1.SimulateFlowRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lazyengine.v1.SimulateFlowResponse.getDefaultInstance()))
              .setSchemaDescriptor(new LazyEngineMethodDescriptorSupplier("SimulateFlow"))
              .build();
        }
      }
    }
    return getSimulateFlowMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.lazyengine.v1.SuspendFlowRequest,
      io.lazyengine.v1.SuspendFlowResponse> getSuspendFlowMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "SuspendFlow",
      requestType = io.lazyengine.v1.SuspendFlowRequest.class,
      responseType = io.lazyengine.v1.SuspendFlowResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.lazyengine.v1.SuspendFlowRequest,
      io.lazyengine.v1.SuspendFlowResponse> getSuspendFlowMethod() {
    io.grpc.MethodDescriptor<io.lazyengine.v1.SuspendFlowRequest, io.lazyengine.v1.SuspendFlowResponse> getSuspendFlowMethod;
    if ((getSuspendFlowMethod = LazyEngineGrpc.getSuspendFlowMethod) == null) {
      synchronized (LazyEngineGrpc.class) {
        if ((getSuspendFlowMethod = LazyEngineGrpc.getSuspendFlowMethod) == null) {
          LazyEngineGrpc.getSuspendFlowMethod = getSuspendFlowMethod =
              io.grpc.MethodDescriptor.<io.lazyengine.v1.SuspendFlowRequest, io.lazyengine.v1.SuspendFlowResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "SuspendFlow"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lazyengine.v1.SuspendFlowRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lazyengine.v1.SuspendFlowResponse.getDefaultInstance()))
              .setSchemaDescriptor(new LazyEngineMethodDescriptorSupplier("SuspendFlow"))
              .build();
        }
      }
    }
    return getSuspendFlowMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.lazyengine.v1.ResumeFlowRequest,
      io.lazyengine.v1.ResumeFlowResponse> getResumeFlowMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ResumeFlow",
      requestType = io.lazyengine.v1.ResumeFlowRequest.class,
      responseType = io.lazyengine.v1.ResumeFlowResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.lazyengine.v1.ResumeFlowRequest,
      io.lazyengine.v1.ResumeFlowResponse> getResumeFlowMethod() {
    io.grpc.MethodDescriptor<io.lazyengine.v1.ResumeFlowRequest, io.lazyengine.v1.ResumeFlowResponse> getResumeFlowMethod;
    if ((getResumeFlowMethod = LazyEngineGrpc.getResumeFlowMethod) == null) {
      synchronized (LazyEngineGrpc.class) {
        if ((getResumeFlowMethod = LazyEngineGrpc.getResumeFlowMethod) == null) {
          LazyEngineGrpc.getResumeFlowMethod = getResumeFlowMethod =
              io.grpc.MethodDescriptor.<io.lazyengine.v1.ResumeFlowRequest, io.lazyengine.v1.ResumeFlowResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ResumeFlow"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lazyengine.v1.ResumeFlowRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lazyengine.v1.ResumeFlowResponse.getDefaultInstance()))
              .setSchemaDescriptor(new LazyEngineMethodDescriptorSupplier("ResumeFlow"))
              .build();
        }
      }
    }
    return getResumeFlowMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.lazyengine.v1.CancelFlowRequest,
      io.lazyengine.v1.CancelFlowResponse> getCancelFlowMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "CancelFlow",
      requestType = io.lazyengine.v1.CancelFlowRequest.class,
      responseType = io.lazyengine.v1.CancelFlowResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.lazyengine.v1.CancelFlowRequest,
      io.lazyengine.v1.CancelFlowResponse> getCancelFlowMethod() {
    io.grpc.MethodDescriptor<io.lazyengine.v1.CancelFlowRequest, io.lazyengine.v1.CancelFlowResponse> getCancelFlowMethod;
    if ((getCancelFlowMethod = LazyEngineGrpc.getCancelFlowMethod) == null) {
      synchronized (LazyEngineGrpc.class) {
        if ((getCancelFlowMethod = LazyEngineGrpc.getCancelFlowMethod) == null) {
          LazyEngineGrpc.getCancelFlowMethod = getCancelFlowMethod =
              io.grpc.MethodDescriptor.<io.lazyengine.v1.CancelFlowRequest, io.lazyengine.v1.CancelFlowResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "CancelFlow"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lazyengine.v1.CancelFlowRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lazyengine.v1.CancelFlowResponse.getDefaultInstance()))
              .setSchemaDescriptor(new LazyEngineMethodDescriptorSupplier("CancelFlow"))
              .build();
        }
      }
    }
    return getCancelFlowMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.lazyengine.v1.RevertFlowRequest,
      io.lazyengine.v1.RevertFlowResponse> getRevertFlowMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "RevertFlow",
      requestType = io.lazyengine.v1.RevertFlowRequest.class,
      responseType = io.lazyengine.v1.RevertFlowResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.lazyengine.v1.RevertFlowRequest,
      io.lazyengine.v1.RevertFlowResponse> getRevertFlowMethod() {
    io.grpc.MethodDescriptor<io.lazyengine.v1.RevertFlowRequest, io.lazyengine.v1.RevertFlowResponse> getRevertFlowMethod;
    if ((getRevertFlowMethod = LazyEngineGrpc.getRevertFlowMethod) == null) {
      synchronized (LazyEngineGrpc.class) {
        if ((getRevertFlowMethod = LazyEngineGrpc.getRevertFlowMethod) == null) {
          LazyEngineGrpc.getRevertFlowMethod = getRevertFlowMethod =
              io.grpc.MethodDescriptor.<io.lazyengine.v1.RevertFlowRequest, io.lazyengine.v1.RevertFlowResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "RevertFlow"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lazyengine.v1.RevertFlowRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lazyengine.v1.RevertFlowResponse.getDefaultInstance()))
              .setSchemaDescriptor(new LazyEngineMethodDescriptorSupplier("RevertFlow"))
              .build();
        }
      }
    }
    return getRevertFlowMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.lazyengine.v1.EndFlowRequest,
      io.lazyengine.v1.EndFlowResponse> getEndFlowMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "EndFlow",
      requestType = io.lazyengine.v1.EndFlowRequest.class,
      responseType = io.lazyengine.v1.EndFlowResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.lazyengine.v1.EndFlowRequest,
      io.lazyengine.v1.EndFlowResponse> getEndFlowMethod() {
    io.grpc.MethodDescriptor<io.lazyengine.v1.EndFlowRequest, io.lazyengine.v1.EndFlowResponse> getEndFlowMethod;
    if ((getEndFlowMethod = LazyEngineGrpc.getEndFlowMethod) == null) {
      synchronized (LazyEngineGrpc.class) {
        if ((getEndFlowMethod = LazyEngineGrpc.getEndFlowMethod) == null) {
          LazyEngineGrpc.getEndFlowMethod = getEndFlowMethod =
              io.grpc.MethodDescriptor.<io.lazyengine.v1.EndFlowRequest, io.lazyengine.v1.EndFlowResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "EndFlow"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lazyengine.v1.EndFlowRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lazyengine.v1.EndFlowResponse.getDefaultInstance()))
              .setSchemaDescriptor(new LazyEngineMethodDescriptorSupplier("EndFlow"))
              .build();
        }
      }
    }
    return getEndFlowMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.lazyengine.v1.RetryFlowRequest,
      io.lazyengine.v1.RetryFlowResponse> getRetryFlowMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "RetryFlow",
      requestType = io.lazyengine.v1.RetryFlowRequest.class,
      responseType = io.lazyengine.v1.RetryFlowResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.lazyengine.v1.RetryFlowRequest,
      io.lazyengine.v1.RetryFlowResponse> getRetryFlowMethod() {
    io.grpc.MethodDescriptor<io.lazyengine.v1.RetryFlowRequest, io.lazyengine.v1.RetryFlowResponse> getRetryFlowMethod;
    if ((getRetryFlowMethod = LazyEngineGrpc.getRetryFlowMethod) == null) {
      synchronized (LazyEngineGrpc.class) {
        if ((getRetryFlowMethod = LazyEngineGrpc.getRetryFlowMethod) == null) {
          LazyEngineGrpc.getRetryFlowMethod = getRetryFlowMethod =
              io.grpc.MethodDescriptor.<io.lazyengine.v1.RetryFlowRequest, io.lazyengine.v1.RetryFlowResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "RetryFlow"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lazyengine.v1.RetryFlowRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lazyengine.v1.RetryFlowResponse.getDefaultInstance()))
              .setSchemaDescriptor(new LazyEngineMethodDescriptorSupplier("RetryFlow"))
              .build();
        }
      }
    }
    return getRetryFlowMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.lazyengine.v1.SkipTaskRequest,
      io.lazyengine.v1.SkipTaskResponse> getSkipTaskMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "SkipTask",
      requestType = io.lazyengine.v1.SkipTaskRequest.class,
      responseType = io.lazyengine.v1.SkipTaskResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.lazyengine.v1.SkipTaskRequest,
      io.lazyengine.v1.SkipTaskResponse> getSkipTaskMethod() {
    io.grpc.MethodDescriptor<io.lazyengine.v1.SkipTaskRequest, io.lazyengine.v1.SkipTaskResponse> getSkipTaskMethod;
    if ((getSkipTaskMethod = LazyEngineGrpc.getSkipTaskMethod) == null) {
      synchronized (LazyEngineGrpc.class) {
        if ((getSkipTaskMethod = LazyEngineGrpc.getSkipTaskMethod) == null) {
          LazyEngineGrpc.getSkipTaskMethod = getSkipTaskMethod =
              io.grpc.MethodDescriptor.<io.lazyengine.v1.SkipTaskRequest, io.lazyengine.v1.SkipTaskResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "SkipTask"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lazyengine.v1.SkipTaskRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lazyengine.v1.SkipTaskResponse.getDefaultInstance()))
              .setSchemaDescriptor(new LazyEngineMethodDescriptorSupplier("SkipTask"))
              .build();
        }
      }
    }
    return getSkipTaskMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.lazyengine.v1.DeleteFlowRequest,
      io.lazyengine.v1.DeleteFlowResponse> getDeleteFlowMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "DeleteFlow",
      requestType = io.lazyengine.v1.DeleteFlowRequest.class,
      responseType = io.lazyengine.v1.DeleteFlowResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.lazyengine.v1.DeleteFlowRequest,
      io.lazyengine.v1.DeleteFlowResponse> getDeleteFlowMethod() {
    io.grpc.MethodDescriptor<io.lazyengine.v1.DeleteFlowRequest, io.lazyengine.v1.DeleteFlowResponse> getDeleteFlowMethod;
    if ((getDeleteFlowMethod = LazyEngineGrpc.getDeleteFlowMethod) == null) {
      synchronized (LazyEngineGrpc.class) {
        if ((getDeleteFlowMethod = LazyEngineGrpc.getDeleteFlowMethod) == null) {
          LazyEngineGrpc.getDeleteFlowMethod = getDeleteFlowMethod =
              io.grpc.MethodDescriptor.<io.lazyengine.v1.DeleteFlowRequest, io.lazyengine.v1.DeleteFlowResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "DeleteFlow"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lazyengine.v1.DeleteFlowRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lazyengine.v1.DeleteFlowResponse.getDefaultInstance()))
              .setSchemaDescriptor(new LazyEngineMethodDescriptorSupplier("DeleteFlow"))
              .build();
        }
      }
    }
    return getDeleteFlowMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.lazyengine.v1.PutDefinitionRequest,
      io.lazyengine.v1.PutDefinitionResponse> getPutDefinitionMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "PutDefinition",
      requestType = io.lazyengine.v1.PutDefinitionRequest.class,
      responseType = io.lazyengine.v1.PutDefinitionResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.lazyengine.v1.PutDefinitionRequest,
      io.lazyengine.v1.PutDefinitionResponse> getPutDefinitionMethod() {
    io.grpc.MethodDescriptor<io.lazyengine.v1.PutDefinitionRequest, io.lazyengine.v1.PutDefinitionResponse> getPutDefinitionMethod;
    if ((getPutDefinitionMethod = LazyEngineGrpc.getPutDefinitionMethod) == null) {
      synchronized (LazyEngineGrpc.class) {
        if ((getPutDefinitionMethod = LazyEngineGrpc.getPutDefinitionMethod) == null) {
          LazyEngineGrpc.getPutDefinitionMethod = getPutDefinitionMethod =
              io.grpc.MethodDescriptor.<io.lazyengine.v1.PutDefinitionRequest, io.lazyengine.v1.PutDefinitionResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "PutDefinition"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lazyengine.v1.PutDefinitionRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lazyengine.v1.PutDefinitionResponse.getDefaultInstance()))
              .setSchemaDescriptor(new LazyEngineMethodDescriptorSupplier("PutDefinition"))
              .build();
        }
      }
    }
    return getPutDefinitionMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.lazyengine.v1.ImportDefinitionRequest,
      io.lazyengine.v1.ImportDefinitionResponse> getImportDefinitionMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ImportDefinition",
      requestType = io.lazyengine.v1.ImportDefinitionRequest.class,
      responseType = io.lazyengine.v1.ImportDefinitionResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.CLIENT_STREAMING)
  public static io.grpc.MethodDescriptor<io.lazyengine.v1.ImportDefinitionRequest,
      io.lazyengine.v1.ImportDefinitionResponse> getImportDefinitionMethod() {
    io.grpc.MethodDescriptor<io.lazyengine.v1.ImportDefinitionRequest, io.lazyengine.v1.ImportDefinitionResponse> getImportDefinitionMethod;
    if ((getImportDefinitionMethod = LazyEngineGrpc.getImportDefinitionMethod) == null) {
      synchronized (LazyEngineGrpc.class) {
        if ((getImportDefinitionMethod = LazyEngineGrpc.getImportDefinitionMethod) == null) {
          LazyEngineGrpc.getImportDefinitionMethod = getImportDefinitionMethod =
              io.grpc.MethodDescriptor.<io.lazyengine.v1.ImportDefinitionRequest, io.lazyengine.v1.ImportDefinitionResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.CLIENT_STREAMING)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ImportDefinition"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lazyengine.v1.ImportDefinitionRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lazyengine.v1.ImportDefinitionResponse.getDefaultInstance()))
              .setSchemaDescriptor(new LazyEngineMethodDescriptorSupplier("ImportDefinition"))
              .build();
        }
      }
    }
    return getImportDefinitionMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.lazyengine.v1.GetDefinitionRequest,
      io.lazyengine.v1.GetDefinitionResponse> getGetDefinitionMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "GetDefinition",
      requestType = io.lazyengine.v1.GetDefinitionRequest.class,
      responseType = io.lazyengine.v1.GetDefinitionResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.lazyengine.v1.GetDefinitionRequest,
      io.lazyengine.v1.GetDefinitionResponse> getGetDefinitionMethod() {
    io.grpc.MethodDescriptor<io.lazyengine.v1.GetDefinitionRequest, io.lazyengine.v1.GetDefinitionResponse> getGetDefinitionMethod;
    if ((getGetDefinitionMethod = LazyEngineGrpc.getGetDefinitionMethod) == null) {
      synchronized (LazyEngineGrpc.class) {
        if ((getGetDefinitionMethod = LazyEngineGrpc.getGetDefinitionMethod) == null) {
          LazyEngineGrpc.getGetDefinitionMethod = getGetDefinitionMethod =
              io.grpc.MethodDescriptor.<io.lazyengine.v1.GetDefinitionRequest, io.lazyengine.v1.GetDefinitionResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "GetDefinition"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lazyengine.v1.GetDefinitionRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lazyengine.v1.GetDefinitionResponse.getDefaultInstance()))
              .setSchemaDescriptor(new LazyEngineMethodDescriptorSupplier("GetDefinition"))
              .build();
        }
      }
    }
    return getGetDefinitionMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.lazyengine.v1.ListDefinitionsRequest,
      io.lazyengine.v1.ListDefinitionsResponse> getListDefinitionsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ListDefinitions",
      requestType = io.lazyengine.v1.ListDefinitionsRequest.class,
      responseType = io.lazyengine.v1.ListDefinitionsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.lazyengine.v1.ListDefinitionsRequest,
      io.lazyengine.v1.ListDefinitionsResponse> getListDefinitionsMethod() {
    io.grpc.MethodDescriptor<io.lazyengine.v1.ListDefinitionsRequest, io.lazyengine.v1.ListDefinitionsResponse> getListDefinitionsMethod;
    if ((getListDefinitionsMethod = LazyEngineGrpc.getListDefinitionsMethod) == null) {
      synchronized (LazyEngineGrpc.class) {
        if ((getListDefinitionsMethod = LazyEngineGrpc.getListDefinitionsMethod) == null) {
          LazyEngineGrpc.getListDefinitionsMethod = getListDefinitionsMethod =
              io.grpc.MethodDescriptor.<io.lazyengine.v1.ListDefinitionsRequest, io.lazyengine.v1.ListDefinitionsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ListDefinitions"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lazyengine.v1.ListDefinitionsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lazyengine.v1.ListDefinitionsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new LazyEngineMethodDescriptorSupplier("ListDefinitions"))
              .build();
        }
      }
    }
    return getListDefinitionsMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.lazyengine.v1.PutScheduleRequest,
      io.lazyengine.v1.PutScheduleResponse> getPutScheduleMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "PutSchedule",
      requestType = io.lazyengine.v1.PutScheduleRequest.class,
      responseType = io.lazyengine.v1.PutScheduleResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.lazyengine.v1.PutScheduleRequest,
      io.lazyengine.v1.PutScheduleResponse> getPutScheduleMethod() {
    io.grpc.MethodDescriptor<io.lazyengine.v1.PutScheduleRequest, io.lazyengine.v1.PutScheduleResponse> getPutScheduleMethod;
    if ((getPutScheduleMethod = LazyEngineGrpc.getPutScheduleMethod) == null) {
      synchronized (LazyEngineGrpc.class) {
        if ((getPutScheduleMethod = LazyEngineGrpc.getPutScheduleMethod) == null) {
          LazyEngineGrpc.getPutScheduleMethod = getPutScheduleMethod =
              io.grpc.MethodDescriptor.<io.lazyengine.v1.PutScheduleRequest, io.lazyengine.v1.PutScheduleResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "PutSchedule"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lazyengine.v1.PutScheduleRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lazyengine.v1.PutScheduleResponse.getDefaultInstance()))
              .setSchemaDescriptor(new LazyEngineMethodDescriptorSupplier("PutSchedule"))
              .build();
        }
      }
    }
    return getPutScheduleMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.lazyengine.v1.GetScheduleRequest,
      io.lazyengine.v1.GetScheduleResponse> getGetScheduleMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "GetSchedule",
      requestType = io.lazyengine.v1.GetScheduleRequest.class,
      responseType = io.lazyengine.v1.GetScheduleResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.lazyengine.v1.GetScheduleRequest,
      io.lazyengine.v1.GetScheduleResponse> getGetScheduleMethod() {
    io.grpc.MethodDescriptor<io.lazyengine.v1.GetScheduleRequest, io.lazyengine.v1.GetScheduleResponse> getGetScheduleMethod;
    if ((getGetScheduleMethod = LazyEngineGrpc.getGetScheduleMethod) == null) {
      synchronized (LazyEngineGrpc.class) {
        if ((getGetScheduleMethod = LazyEngineGrpc.getGetScheduleMethod) == null) {
          LazyEngineGrpc.getGetScheduleMethod = getGetScheduleMethod =
              io.grpc.MethodDescriptor.<io.lazyengine.v1.GetScheduleRequest, io.lazyengine.v1.GetScheduleResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "GetSchedule"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lazyengine.v1.GetScheduleRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lazyengine.v1.GetScheduleResponse.getDefaultInstance()))
              .setSchemaDescriptor(new LazyEngineMethodDescriptorSupplier("GetSchedule"))
              .build();
        }
      }
    }
    return getGetScheduleMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.lazyengine.v1.ListSchedulesRequest,
      io.lazyengine.v1.ListSchedulesResponse> getListSchedulesMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ListSchedules",
      requestType = io.lazyengine.v1.ListSchedulesRequest.class,
      responseType = io.lazyengine.v1.ListSchedulesResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.lazyengine.v1.ListSchedulesRequest,
      io.lazyengine.v1.ListSchedulesResponse> getListSchedulesMethod() {
    io.grpc.MethodDescriptor<io.lazyengine.v1.ListSchedulesRequest, io.lazyengine.v1.ListSchedulesResponse> getListSchedulesMethod;
    if ((getListSchedulesMethod = LazyEngineGrpc.getListSchedulesMethod) == null) {
      synchronized (LazyEngineGrpc.class) {
        if ((getListSchedulesMethod = LazyEngineGrpc.getListSchedulesMethod) == null) {
          LazyEngineGrpc.getListSchedulesMethod = getListSchedulesMethod =
              io.grpc.MethodDescriptor.<io.lazyengine.v1.ListSchedulesRequest, io.lazyengine.v1.ListSchedulesResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ListSchedules"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lazyengine.v1.ListSchedulesRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lazyengine.v1.ListSchedulesResponse.getDefaultInstance()))
              .setSchemaDescriptor(new LazyEngineMethodDescriptorSupplier("ListSchedules"))
              .build();
        }
      }
    }
    return getListSchedulesMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.lazyengine.v1.PauseScheduleRequest,
      io.lazyengine.v1.PauseScheduleResponse> getPauseScheduleMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "PauseSchedule",
      requestType = io.lazyengine.v1.PauseScheduleRequest.class,
      responseType = io.lazyengine.v1.PauseScheduleResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.lazyengine.v1.PauseScheduleRequest,
      io.lazyengine.v1.PauseScheduleResponse> getPauseScheduleMethod() {
    io.grpc.MethodDescriptor<io.lazyengine.v1.PauseScheduleRequest, io.lazyengine.v1.PauseScheduleResponse> getPauseScheduleMethod;
    if ((getPauseScheduleMethod = LazyEngineGrpc.getPauseScheduleMethod) == null) {
      synchronized (LazyEngineGrpc.class) {
        if ((getPauseScheduleMethod = LazyEngineGrpc.getPauseScheduleMethod) == null) {
          LazyEngineGrpc.getPauseScheduleMethod = getPauseScheduleMethod =
              io.grpc.MethodDescriptor.<io.lazyengine.v1.PauseScheduleRequest, io.lazyengine.v1.PauseScheduleResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "PauseSchedule"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lazyengine.v1.PauseScheduleRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lazyengine.v1.PauseScheduleResponse.getDefaultInstance()))
              .setSchemaDescriptor(new LazyEngineMethodDescriptorSupplier("PauseSchedule"))
              .build();
        }
      }
    }
    return getPauseScheduleMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.lazyengine.v1.ResumeScheduleRequest,
      io.lazyengine.v1.ResumeScheduleResponse> getResumeScheduleMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ResumeSchedule",
      requestType = io.lazyengine.v1.ResumeScheduleRequest.class,
      responseType = io.lazyengine.v1.ResumeScheduleResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.lazyengine.v1.ResumeScheduleRequest,
      io.lazyengine.v1.ResumeScheduleResponse> getResumeScheduleMethod() {
    io.grpc.MethodDescriptor<io.lazyengine.v1.ResumeScheduleRequest, io.lazyengine.v1.ResumeScheduleResponse> getResumeScheduleMethod;
    if ((getResumeScheduleMethod = LazyEngineGrpc.getResumeScheduleMethod) == null) {
      synchronized (LazyEngineGrpc.class) {
        if ((getResumeScheduleMethod = LazyEngineGrpc.getResumeScheduleMethod) == null) {
          LazyEngineGrpc.getResumeScheduleMethod = getResumeScheduleMethod =
              io.grpc.MethodDescriptor.<io.lazyengine.v1.ResumeScheduleRequest, io.lazyengine.v1.ResumeScheduleResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ResumeSchedule"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lazyengine.v1.ResumeScheduleRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lazyengine.v1.ResumeScheduleResponse.getDefaultInstance()))
              .setSchemaDescriptor(new LazyEngineMethodDescriptorSupplier("ResumeSchedule"))
              .build();
        }
      }
    }
    return getResumeScheduleMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.lazyengine.v1.TriggerScheduleRequest,
      io.lazyengine.v1.TriggerScheduleResponse> getTriggerScheduleMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "TriggerSchedule",
      requestType = io.lazyengine.v1.TriggerScheduleRequest.class,
      responseType = io.lazyengine.v1.TriggerScheduleResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.lazyengine.v1.TriggerScheduleRequest,
      io.lazyengine.v1.TriggerScheduleResponse> getTriggerScheduleMethod() {
    io.grpc.MethodDescriptor<io.lazyengine.v1.TriggerScheduleRequest, io.lazyengine.v1.TriggerScheduleResponse> getTriggerScheduleMethod;
    if ((getTriggerScheduleMethod = LazyEngineGrpc.getTriggerScheduleMethod) == null) {
      synchronized (LazyEngineGrpc.class) {
        if ((getTriggerScheduleMethod = LazyEngineGrpc.getTriggerScheduleMethod) == null) {
          LazyEngineGrpc.getTriggerScheduleMethod = getTriggerScheduleMethod =
              io.grpc.MethodDescriptor.<io.lazyengine.v1.TriggerScheduleRequest, io.lazyengine.v1.TriggerScheduleResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "TriggerSchedule"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lazyengine.v1.TriggerScheduleRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lazyengine.v1.TriggerScheduleResponse.getDefaultInstance()))
              .setSchemaDescriptor(new LazyEngineMethodDescriptorSupplier("TriggerSchedule"))
              .build();
        }
      }
    }
    return getTriggerScheduleMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.lazyengine.v1.DeleteScheduleRequest,
      io.lazyengine.v1.DeleteScheduleResponse> getDeleteScheduleMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "DeleteSchedule",
      requestType = io.lazyengine.v1.DeleteScheduleRequest.class,
      responseType = io.lazyengine.v1.DeleteScheduleResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.lazyengine.v1.DeleteScheduleRequest,
      io.lazyengine.v1.DeleteScheduleResponse> getDeleteScheduleMethod() {
    io.grpc.MethodDescriptor<io.lazyengine.v1.DeleteScheduleRequest, io.lazyengine.v1.DeleteScheduleResponse> getDeleteScheduleMethod;
    if ((getDeleteScheduleMethod = LazyEngineGrpc.getDeleteScheduleMethod) == null) {
      synchronized (LazyEngineGrpc.class) {
        if ((getDeleteScheduleMethod = LazyEngineGrpc.getDeleteScheduleMethod) == null) {
          LazyEngineGrpc.getDeleteScheduleMethod = getDeleteScheduleMethod =
              io.grpc.MethodDescriptor.<io.lazyengine.v1.DeleteScheduleRequest, io.lazyengine.v1.DeleteScheduleResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "DeleteSchedule"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lazyengine.v1.DeleteScheduleRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lazyengine.v1.DeleteScheduleResponse.getDefaultInstance()))
              .setSchemaDescriptor(new LazyEngineMethodDescriptorSupplier("DeleteSchedule"))
              .build();
        }
      }
    }
    return getDeleteScheduleMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.lazyengine.v1.GetRetentionRequest,
      io.lazyengine.v1.GetRetentionResponse> getGetRetentionMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "GetRetention",
      requestType = io.lazyengine.v1.GetRetentionRequest.class,
      responseType = io.lazyengine.v1.GetRetentionResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.lazyengine.v1.GetRetentionRequest,
      io.lazyengine.v1.GetRetentionResponse> getGetRetentionMethod() {
    io.grpc.MethodDescriptor<io.lazyengine.v1.GetRetentionRequest, io.lazyengine.v1.GetRetentionResponse> getGetRetentionMethod;
    if ((getGetRetentionMethod = LazyEngineGrpc.getGetRetentionMethod) == null) {
      synchronized (LazyEngineGrpc.class) {
        if ((getGetRetentionMethod = LazyEngineGrpc.getGetRetentionMethod) == null) {
          LazyEngineGrpc.getGetRetentionMethod = getGetRetentionMethod =
              io.grpc.MethodDescriptor.<io.lazyengine.v1.GetRetentionRequest, io.lazyengine.v1.GetRetentionResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "GetRetention"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lazyengine.v1.GetRetentionRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lazyengine.v1.GetRetentionResponse.getDefaultInstance()))
              .setSchemaDescriptor(new LazyEngineMethodDescriptorSupplier("GetRetention"))
              .build();
        }
      }
    }
    return getGetRetentionMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.lazyengine.v1.SetRetentionRequest,
      io.lazyengine.v1.SetRetentionResponse> getSetRetentionMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "SetRetention",
      requestType = io.lazyengine.v1.SetRetentionRequest.class,
      responseType = io.lazyengine.v1.SetRetentionResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.lazyengine.v1.SetRetentionRequest,
      io.lazyengine.v1.SetRetentionResponse> getSetRetentionMethod() {
    io.grpc.MethodDescriptor<io.lazyengine.v1.SetRetentionRequest, io.lazyengine.v1.SetRetentionResponse> getSetRetentionMethod;
    if ((getSetRetentionMethod = LazyEngineGrpc.getSetRetentionMethod) == null) {
      synchronized (LazyEngineGrpc.class) {
        if ((getSetRetentionMethod = LazyEngineGrpc.getSetRetentionMethod) == null) {
          LazyEngineGrpc.getSetRetentionMethod = getSetRetentionMethod =
              io.grpc.MethodDescriptor.<io.lazyengine.v1.SetRetentionRequest, io.lazyengine.v1.SetRetentionResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "SetRetention"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lazyengine.v1.SetRetentionRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lazyengine.v1.SetRetentionResponse.getDefaultInstance()))
              .setSchemaDescriptor(new LazyEngineMethodDescriptorSupplier("SetRetention"))
              .build();
        }
      }
    }
    return getSetRetentionMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.lazyengine.v1.GetServerInfoRequest,
      io.lazyengine.v1.GetServerInfoResponse> getGetServerInfoMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "GetServerInfo",
      requestType = io.lazyengine.v1.GetServerInfoRequest.class,
      responseType = io.lazyengine.v1.GetServerInfoResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.lazyengine.v1.GetServerInfoRequest,
      io.lazyengine.v1.GetServerInfoResponse> getGetServerInfoMethod() {
    io.grpc.MethodDescriptor<io.lazyengine.v1.GetServerInfoRequest, io.lazyengine.v1.GetServerInfoResponse> getGetServerInfoMethod;
    if ((getGetServerInfoMethod = LazyEngineGrpc.getGetServerInfoMethod) == null) {
      synchronized (LazyEngineGrpc.class) {
        if ((getGetServerInfoMethod = LazyEngineGrpc.getGetServerInfoMethod) == null) {
          LazyEngineGrpc.getGetServerInfoMethod = getGetServerInfoMethod =
              io.grpc.MethodDescriptor.<io.lazyengine.v1.GetServerInfoRequest, io.lazyengine.v1.GetServerInfoResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "GetServerInfo"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lazyengine.v1.GetServerInfoRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lazyengine.v1.GetServerInfoResponse.getDefaultInstance()))
              .setSchemaDescriptor(new LazyEngineMethodDescriptorSupplier("GetServerInfo"))
              .build();
        }
      }
    }
    return getGetServerInfoMethod;
  }

  /**
   * Creates a new async stub that supports all call types for the service
   */
  public static LazyEngineStub newStub(io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<LazyEngineStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<LazyEngineStub>() {
        @java.lang.Override
        public LazyEngineStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new LazyEngineStub(channel, callOptions);
        }
      };
    return LazyEngineStub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports all types of calls on the service
   */
  public static LazyEngineBlockingV2Stub newBlockingV2Stub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<LazyEngineBlockingV2Stub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<LazyEngineBlockingV2Stub>() {
        @java.lang.Override
        public LazyEngineBlockingV2Stub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new LazyEngineBlockingV2Stub(channel, callOptions);
        }
      };
    return LazyEngineBlockingV2Stub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports unary and streaming output calls on the service
   */
  public static LazyEngineBlockingStub newBlockingStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<LazyEngineBlockingStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<LazyEngineBlockingStub>() {
        @java.lang.Override
        public LazyEngineBlockingStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new LazyEngineBlockingStub(channel, callOptions);
        }
      };
    return LazyEngineBlockingStub.newStub(factory, channel);
  }

  /**
   * Creates a new ListenableFuture-style stub that supports unary calls on the service
   */
  public static LazyEngineFutureStub newFutureStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<LazyEngineFutureStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<LazyEngineFutureStub>() {
        @java.lang.Override
        public LazyEngineFutureStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new LazyEngineFutureStub(channel, callOptions);
        }
      };
    return LazyEngineFutureStub.newStub(factory, channel);
  }

  /**
   * <pre>
   * A passive workflow engine. It runs no task and owns no state: every call reads the persisted state of one flow,
   * decides, and commits the outcome in one atomic write before it answers. Any process of a deployment serves any call.
   * Every request has a `namespace`, empty = `default`; flows, definitions and sessions of different namespaces do not
   * see each other. A call that changes a flow may carry a `request_id`: a repeat gets the recorded outcome with
   * `replayed` and changes nothing. Calls without one are safe to repeat by what they name: a claim, a session, a content.
   * Times and durations are kept in whole milliseconds: what is finer is cut off from a time and rounded up for a
   * duration.
   * What an RPC's comment lists under Errors comes on top of what every call may end with: INVALID_FIELD,
   * LIMIT_EXCEEDED, UNAUTHENTICATED, TOKEN_EXPIRED, PERMISSION_DENIED, OVERLOADED, STORE_UNAVAILABLE, FORMAT_TOO_NEW, DRAINING,
   * DEADLINE_EXCEEDED, INTERNAL; and, for calls that write, CONFLICT.
   * </pre>
   */
  public interface AsyncService {

    /**
     * <pre>
     * Starts a flow: stores it and makes its first tasks ready, in one write.
     * Side effects: the definition is stored if it is new; ready tasks are offered to executors at once. A bad definition
     * is refused whole, before anything is written.
     * Errors: UNSUPPORTED, UNKNOWN_FIELD, DUPLICATE_TASK, UNKNOWN_DEPENDENCY, CYCLE, DEFINITION_NOT_FOUND, FLOW_EXISTS,
     * FLOW_DIFFERS, REQUEST_ID_REUSED, FLOW_REPLACED (a repeat, when another run has taken the place), FLOW_FULL, and where a
     * flow is replaced FLOW_NOT_AT_REST, REVISION_MISMATCH, FLOW_NOT_FOUND, CONFLICT.
     * </pre>
     */
    default void run(io.lazyengine.v1.RunRequest request,
        io.grpc.stub.StreamObserver<io.lazyengine.v1.RunResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getRunMethod(), responseObserver);
    }

    /**
     * <pre>
     * Records what became of a task and makes ready what that unblocks, in one write.
     * Who may: the holder of a claim, with its token; for a deferred task, or a READY one that was never claimed in this
     * try, anybody with flow_id and task_id. Decided in this order: a known request_id is answered as before; the attempt
     * meant is found; if it has an outcome already, an equal one is OK and another one refused, however late; a claim that
     * was superseded is refused; so is a missing token; so is a task that is not ready or closed; otherwise it is recorded.
     * A lease that ran out does not void the claim as long as nobody else has claimed the task.
     * Side effects: the executor's credit is freed; successors are offered, unless the flow is suspended (then at resume)
     * or ended (then never); the flow ends if nothing is left to do.
     * Errors: FLOW_NOT_FOUND, TASK_NOT_FOUND, REQUEST_ID_REUSED, FLOW_REPLACED (a repeat, when another run has taken the
     * place), ALREADY_COMPLETED, CLAIM_SUPERSEDED, CLAIM_REQUIRED, TASK_NOT_READY, TASK_CLOSED, DECISION_INVALID,
     * SPAWN_NOT_ALLOWED, FLOW_FULL.
     * </pre>
     */
    default void taskComplete(io.lazyengine.v1.TaskCompleteRequest request,
        io.grpc.stub.StreamObserver<io.lazyengine.v1.TaskCompleteResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getTaskCompleteMethod(), responseObserver);
    }

    /**
     * <pre>
     * TaskComplete for many tasks of any flows of one namespace: each item is decided by itself, in the order of the
     * items where they are of one flow.
     * Side effects: those of TaskComplete for each item that succeeds.
     * Errors: the call itself succeeds though items fail; each item has its own status, with the reasons of TaskComplete.
     * </pre>
     */
    default void taskCompleteBatch(io.lazyengine.v1.TaskCompleteBatchRequest request,
        io.grpc.stub.StreamObserver<io.lazyengine.v1.TaskCompleteBatchResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getTaskCompleteBatchMethod(), responseObserver);
    }

    /**
     * <pre>
     * Hands ready tasks to an executor, or shows them.
     * With WATCH_MODE_CLAIM each task goes to one session, never more than `max_in_flight` unfinished ones at once, ordered
     * by priority, then age of the flow, then ready time. The stream keeps the session alive; when it breaks, the session
     * lives on for its lease, and a new stream with the same session_id goes on with it: what it holds is sent again with
     * the same tokens. When the lease is over, what it held is offered to others as the next attempt. With
     * WATCH_MODE_OBSERVE every task that is or becomes ready is shown, to all observers, and nothing is claimed.
     * Side effects: claims. A second stream for a live session takes it over.
     * Errors: FLOW_NOT_FOUND (for `flow_id`), SESSION_NOT_FOUND, SESSION_TAKEN_OVER, SESSION_EXPIRED.
     * </pre>
     */
    default void watchReadyTasks(io.lazyengine.v1.WatchReadyTasksRequest request,
        io.grpc.stub.StreamObserver<io.lazyengine.v1.WatchReadyTasksResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getWatchReadyTasksMethod(), responseObserver);
    }

    /**
     * <pre>
     * WatchReadyTasks, TaskCompleteBatch, ReleaseTasks and ReportProgress on one stream: the fast way for executors.
     * The first frame is `open`, once. Each `complete` and each `release` is answered by exactly one `verdicts` with its
     * `seq`, which comes before the tasks that it made ready. The rules are those of the unary calls.
     * Side effects: those of the calls it stands for.
     * Errors: those of WatchReadyTasks end the stream, as does a frame out of place (INVALID_FIELD) or one too many
     * unanswered (LIMIT_EXCEEDED). Items fail by their own status.
     * </pre>
     */
    default io.grpc.stub.StreamObserver<io.lazyengine.v1.ExecuteTasksRequest> executeTasks(
        io.grpc.stub.StreamObserver<io.lazyengine.v1.ExecuteTasksResponse> responseObserver) {
      return io.grpc.stub.ServerCalls.asyncUnimplementedStreamingCall(getExecuteTasksMethod(), responseObserver);
    }

    /**
     * <pre>
     * Keeps a session without a stream alive for another lease, and tells it what it would have learned on a stream.
     * Side effects: the session's expiry moves; progress is recorded as by ReportProgress.
     * Errors: SESSION_NOT_FOUND, SESSION_EXPIRED.
     * </pre>
     */
    default void keepSession(io.lazyengine.v1.KeepSessionRequest request,
        io.grpc.stub.StreamObserver<io.lazyengine.v1.KeepSessionResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getKeepSessionMethod(), responseObserver);
    }

    /**
     * <pre>
     * Gives claimed tasks back: they are READY again for others, without counting a try.
     * Side effects: the session's credit is freed; the tasks are offered again, after `delay`. Releasing a claim again is
     * OK and changes nothing.
     * Errors: each claim has its own status: FLOW_NOT_FOUND, TASK_NOT_FOUND, ALREADY_COMPLETED, CLAIM_SUPERSEDED.
     * </pre>
     */
    default void releaseTasks(io.lazyengine.v1.ReleaseTasksRequest request,
        io.grpc.stub.StreamObserver<io.lazyengine.v1.ReleaseTasksResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getReleaseTasksMethod(), responseObserver);
    }

    /**
     * <pre>
     * Claims ready tasks for a session without a stream, waiting for some if there are none: a long poll. The order is that
     * of WatchReadyTasks, definition order within a flow.
     * Side effects: claims; the session is opened where it does not exist or has expired, and its expiry moves.
     * Errors: FLOW_NOT_FOUND (for `flow_id`), SESSION_NOT_FOUND, SESSION_HAS_STREAM.
     * </pre>
     */
    default void pollReadyTasks(io.lazyengine.v1.PollReadyTasksRequest request,
        io.grpc.stub.StreamObserver<io.lazyengine.v1.PollReadyTasksResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getPollReadyTasksMethod(), responseObserver);
    }

    /**
     * <pre>
     * Records how far running tasks have come, for many tasks at once.
     * Side effects: renews their heartbeat timeouts; `paused` moves deferred tasks between RUNNING and PAUSED.
     * Errors: each report has its own status: FLOW_NOT_FOUND, TASK_NOT_FOUND, CLAIM_SUPERSEDED, CLAIM_REQUIRED,
     * TASK_NOT_READY, TASK_CLOSED, TASK_NOT_DEFERRED, FLOW_FULL.
     * </pre>
     */
    default void reportProgress(io.lazyengine.v1.ReportProgressRequest request,
        io.grpc.stub.StreamObserver<io.lazyengine.v1.ReportProgressResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getReportProgressMethod(), responseObserver);
    }

    /**
     * <pre>
     * Reads a flow and, page by page, its tasks, in definition order. Shows the caller's own writes. Tasks that nothing has
     * happened to yet are listed too, as PENDING.
     * Side effects: none.
     * Errors: FLOW_NOT_FOUND, TASK_NOT_FOUND (for `task_ids` and `dependencies_of`), REVISION_MISMATCH.
     * </pre>
     */
    default void getFlowDetails(io.lazyengine.v1.GetFlowDetailsRequest request,
        io.grpc.stub.StreamObserver<io.lazyengine.v1.GetFlowDetailsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getGetFlowDetailsMethod(), responseObserver);
    }

    /**
     * <pre>
     * Lists the flows of a namespace, newest first. States, names and labels have no index: where few flows match, all that were
     * created within the span are looked at. What takes more than 10 seconds is refused with DEADLINE_EXCEEDED: a narrower span
     * is found. What begins while somebody reads page by page is on no further page, and neither is a flow in whose place another
     * run begins then (REPLACE): it is the newest now. Who must miss nothing watches the namespace first (WatchFlow), and then lists.
     * Side effects: none.
     * Errors: none of its own.
     * </pre>
     */
    default void listFlows(io.lazyengine.v1.ListFlowsRequest request,
        io.grpc.stub.StreamObserver<io.lazyengine.v1.ListFlowsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListFlowsMethod(), responseObserver);
    }

    /**
     * <pre>
     * Follows a flow, or all flows of a namespace. Level-triggered: what is sent is the latest state of what changed; it
     * may be sent twice, and states in between may be left out, but the last one never is.
     * One flow: first everything, or what changed since `since_revision`; then `current`; then changes, each about
     * 200 ms late, and up to 2 s where there is much to tell. When the flow has ended and that was told, the stream closes
     * with OK. A namespace: `current` at once, then changes from then on, or first those since `since_revision`; to start
     * with the full picture, open the watch, wait for `current`, then ListFlows.
     * Side effects: none.
     * Errors: FLOW_NOT_FOUND, REVISION_MISMATCH, REVISION_COMPACTED.
     * </pre>
     */
    default void watchFlow(io.lazyengine.v1.WatchFlowRequest request,
        io.grpc.stub.StreamObserver<io.lazyengine.v1.WatchFlowResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getWatchFlowMethod(), responseObserver);
    }

    /**
     * <pre>
     * Tells why a task stands where it does: why it does not run, or why it did. Says what is stored at that moment, and, of
     * a READY task, what the process that answers knows of executors. Of a large flow no more than what concerns the task
     * is read.
     * Side effects: none.
     * Errors: FLOW_NOT_FOUND, TASK_NOT_FOUND.
     * </pre>
     */
    default void explainTask(io.lazyengine.v1.ExplainTaskRequest request,
        io.grpc.stub.StreamObserver<io.lazyengine.v1.ExplainTaskResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getExplainTaskMethod(), responseObserver);
    }

    /**
     * <pre>
     * Lists the queues of a namespace by name: how they are set, what waits on them and since when, what is held, and who
     * takes from them. Known are those that were updated, those on which something waits, and those that sessions take from.
     * What waits and is held is read from at most some hundred flows: `truncated` says that there is more.
     * Side effects: none.
     * Errors: none of its own.
     * </pre>
     */
    default void listQueues(io.lazyengine.v1.ListQueuesRequest request,
        io.grpc.stub.StreamObserver<io.lazyengine.v1.ListQueuesResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListQueuesMethod(), responseObserver);
    }

    /**
     * <pre>
     * Sets how a queue hands out: fields that are absent stay as they are. A queue that does not exist yet may be set.
     * A pause holds for all kinds of work and all ways to get some: streams, polls, and what a completion makes ready. It
     * holds in the process that answers at once, in others as soon as they hear of it, within two seconds; a process that has
     * not heard of settings for five seconds, because it cannot reach the database, hands out nothing at all. What is held
     * goes on, and what completions make ready waits.
     * A concurrency limit counts tasks from when they are handed out until their attempt is over, by whomever: deferred ones,
     * too, but not what outsiders take up by themselves, nor decisions. It is never passed, whatever fails, once it holds: from
     * when all processes have heard of it, and have counted what was held before; until then nothing more is handed out. A limit
     * that is lowered holds once so many have ended.
     * Side effects: what waits on a queue that is resumed is offered.
     * Errors: REQUEST_ID_REUSED, LIMIT_EXCEEDED where too many queues are set.
     * </pre>
     */
    default void updateQueue(io.lazyengine.v1.UpdateQueueRequest request,
        io.grpc.stub.StreamObserver<io.lazyengine.v1.UpdateQueueResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getUpdateQueueMethod(), responseObserver);
    }

    /**
     * <pre>
     * Lists the concurrency keys of a namespace by name: their limits, how much of them is used, and what waits. Known are those
     * that were updated, and those that waiting tasks name; others by `keys`. What waits is read from at most some hundred
     * flows: `truncated` says that there is more.
     * Side effects: none.
     * Errors: none of its own.
     * </pre>
     */
    default void listConcurrencyKeys(io.lazyengine.v1.ListConcurrencyKeysRequest request,
        io.grpc.stub.StreamObserver<io.lazyengine.v1.ListConcurrencyKeysResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListConcurrencyKeysMethod(), responseObserver);
    }

    /**
     * <pre>
     * Sets how many tasks that name a concurrency key are held at once: counted from when they are handed out until their
     * attempt is over, by whomever, deferred ones included, but not what outsiders take up by themselves, nor decisions. It is
     * never passed, whatever fails; one that is lowered holds once so many have ended. A key that no task names yet may be set.
     * Side effects: what waits for a key whose limit is raised is offered.
     * Errors: REQUEST_ID_REUSED, LIMIT_EXCEEDED where too many keys and queues are set.
     * </pre>
     */
    default void updateConcurrencyKey(io.lazyengine.v1.UpdateConcurrencyKeyRequest request,
        io.grpc.stub.StreamObserver<io.lazyengine.v1.UpdateConcurrencyKeyResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getUpdateConcurrencyKeyMethod(), responseObserver);
    }

    /**
     * <pre>
     * Runs a definition, or a flow from where it stands now, on virtual time, with assumed executors: the decisions are those
     * of any flow. Nothing is written, and nobody learns of it. A flow that is suspended, or that an edge pauses, goes on at
     * once. Heartbeats are assumed to come in time.
     * Side effects: none.
     * Errors: UNSUPPORTED, UNKNOWN_FIELD, DUPLICATE_TASK, UNKNOWN_DEPENDENCY, CYCLE, DEFINITION_NOT_FOUND, FLOW_NOT_FOUND.
     * OVERLOADED where this process simulates others already.
     * </pre>
     */
    default void simulateFlow(io.lazyengine.v1.SimulateFlowRequest request,
        io.grpc.stub.StreamObserver<io.lazyengine.v1.SimulateFlowResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getSimulateFlowMethod(), responseObserver);
    }

    /**
     * <pre>
     * Stops offering a flow's tasks. Claimed tasks go on: SUSPENDING until their outcomes are recorded, then SUSPENDED.
     * Timers of waiting tasks stand still in effect: what falls due is offered at resume. OK for a flow that is suspended.
     * Side effects: none beyond the flow.
     * Errors: FLOW_NOT_FOUND, FLOW_ENDED, FLOW_CANCELLING, REVISION_MISMATCH, REQUEST_ID_REUSED.
     * </pre>
     */
    default void suspendFlow(io.lazyengine.v1.SuspendFlowRequest request,
        io.grpc.stub.StreamObserver<io.lazyengine.v1.SuspendFlowResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getSuspendFlowMethod(), responseObserver);
    }

    /**
     * <pre>
     * Offers a suspended flow's tasks again, also those that became ready meanwhile. OK for a flow that runs.
     * Side effects: ready tasks are offered to executors.
     * Errors: FLOW_NOT_FOUND, FLOW_ENDED, FLOW_CANCELLING, REVISION_MISMATCH, REQUEST_ID_REUSED.
     * </pre>
     */
    default void resumeFlow(io.lazyengine.v1.ResumeFlowRequest request,
        io.grpc.stub.StreamObserver<io.lazyengine.v1.ResumeFlowResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getResumeFlowMethod(), responseObserver);
    }

    /**
     * <pre>
     * Ends a flow CANCELLED. Tasks that nobody holds, deferred ones included, are CANCELLED at once; the holders of claimed
     * ones get CancelRequested and may bring an outcome until the grace is over, then those are CANCELLED too. OK for a
     * flow that is being cancelled or is CANCELLED.
     * Side effects: none beyond the flow and the sessions that hold its tasks.
     * Errors: FLOW_NOT_FOUND, FLOW_ENDED, REVISION_MISMATCH, REQUEST_ID_REUSED.
     * </pre>
     */
    default void cancelFlow(io.lazyengine.v1.CancelFlowRequest request,
        io.grpc.stub.StreamObserver<io.lazyengine.v1.CancelFlowResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getCancelFlowMethod(), responseObserver);
    }

    /**
     * <pre>
     * Undoes all that a flow has done, in reverse order of its edges: REVERT items are offered, the flow is REVERTING, and ends
     * REVERTED, or FAILED where a revert fails. Tasks that nobody has begun do not begin; what runs goes on, is recorded and
     * then reverted; what waits for another try is not tried again. A suspended flow stays suspended, and is reverted once it
     * is resumed. OK for a flow that is being reverted or is REVERTED.
     * Side effects: REVERT items are offered to executors.
     * Errors: FLOW_NOT_FOUND, FLOW_ENDED, FLOW_CANCELLING, FLOW_NOT_REVERTIBLE, REVISION_MISMATCH, REQUEST_ID_REUSED.
     * </pre>
     */
    default void revertFlow(io.lazyengine.v1.RevertFlowRequest request,
        io.grpc.stub.StreamObserver<io.lazyengine.v1.RevertFlowResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getRevertFlowMethod(), responseObserver);
    }

    /**
     * <pre>
     * Ends a flow SUCCEEDED, FAILED or CANCELLED, whatever its tasks are at. Tasks that became ready before it go on, unless
     * `in_flight` says CANCEL: their outcomes are recorded and lead nowhere. What has not begun is SKIPPED (`ENDED`). Where the
     * flow evaluates its OUTPUT it ends once that is answered, but CANCELLED at once. OK for a flow that is, or is about to be, in
     * this state. Of a large flow the tasks beyond its first segment follow a moment later.
     * Side effects: sessions that hold tasks which are cancelled by it get Revoked.
     * Errors: FLOW_NOT_FOUND, FLOW_ENDED, FLOW_CANCELLING, FLOW_REVERTING (it is being undone as a whole), REVISION_MISMATCH,
     * REQUEST_ID_REUSED.
     * </pre>
     */
    default void endFlow(io.lazyengine.v1.EndFlowRequest request,
        io.grpc.stub.StreamObserver<io.lazyengine.v1.EndFlowResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getEndFlowMethod(), responseObserver);
    }

    /**
     * <pre>
     * Runs tasks again that FAILED or are CANCELLED, as further attempts, their tries counted anew; without names all of which
     * no edge handled the failure. A flow that has ended goes on: RUNNING, its timeout counted from now, its output gone. What
     * was SKIPPED or CANCELLED for their sake, or because the flow ended or stopped, comes back to PENDING where something may
     * lead to it, and so does what its join has failed; edges that were dropped when the flow ended lead on. With `reset` the
     * tasks begin anew as if they had never run, and all that lies behind them with them, whatever became of it; without names
     * the whole flow; what is undone begins anew by it alone. The attempts so far are kept. A flow that has ended within
     * another one goes on with that and all above it: the task that it is is RUNNING again, with the same attempt. Of a large
     * flow what is beyond its first segment follows a moment later.
     * Side effects: ready tasks are offered to executors; with `reset`, sessions that hold tasks behind get Revoked.
     * Errors: FLOW_NOT_FOUND, TASK_NOT_FOUND, NOT_RETRYABLE, FLOW_REVERTING (what it names is undone, or a scope's controller
     * decides about a failure), FLOW_CANCELLING, PARENT_WENT_ON (a flow above has gone on from its end), UNSUPPORTED,
     * REVISION_MISMATCH, REQUEST_ID_REUSED.
     * </pre>
     */
    default void retryFlow(io.lazyengine.v1.RetryFlowRequest request,
        io.grpc.stub.StreamObserver<io.lazyengine.v1.RetryFlowResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getRetryFlowMethod(), responseObserver);
    }

    /**
     * <pre>
     * Makes a task SKIPPED (`REQUESTED`) that has not SUCCEEDED, one that has FAILED or is held included; its edges on skip
     * fire. Where END of the task is evaluated it is asked first which of its edges fire: the task is RUNNING with intent SKIP
     * until that is answered. A flow that has ended goes on, as with RetryFlow. OK for a task that is SKIPPED.
     * Side effects: a session that holds the task gets Revoked.
     * Errors: FLOW_NOT_FOUND, TASK_NOT_FOUND, TASK_CLOSED (it has succeeded), TASK_NOT_READY (its end is being decided, the
     * flow has not begun, or it waits for a trigger), FLOW_REVERTING (it is undone, or a scope's controller decides about a
     * failure), FLOW_CANCELLING, PARENT_WENT_ON (a flow above has gone on from its end), UNSUPPORTED, REVISION_MISMATCH,
     * REQUEST_ID_REUSED.
     * </pre>
     */
    default void skipTask(io.lazyengine.v1.SkipTaskRequest request,
        io.grpc.stub.StreamObserver<io.lazyengine.v1.SkipTaskResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getSkipTaskMethod(), responseObserver);
    }

    /**
     * <pre>
     * Removes an ended flow with its payloads. Its id is free again.
     * Side effects: none beyond the flow; the definition stays.
     * Errors: FLOW_NOT_FOUND (not with `allow_missing`), FLOW_NOT_ENDED, REVISION_MISMATCH.
     * </pre>
     */
    default void deleteFlow(io.lazyengine.v1.DeleteFlowRequest request,
        io.grpc.stub.StreamObserver<io.lazyengine.v1.DeleteFlowResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getDeleteFlowMethod(), responseObserver);
    }

    /**
     * <pre>
     * Stores a definition under its name, to be run by digest or by name. Putting one that is stored already makes it the
     * newest of its name again; a repeat is harmless.
     * Side effects: `definition_name` means this definition from now on. Flows that run are not touched.
     * Errors: UNSUPPORTED, UNKNOWN_FIELD, DUPLICATE_TASK, UNKNOWN_DEPENDENCY, CYCLE.
     * </pre>
     */
    default void putDefinition(io.lazyengine.v1.PutDefinitionRequest request,
        io.grpc.stub.StreamObserver<io.lazyengine.v1.PutDefinitionResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getPutDefinitionMethod(), responseObserver);
    }

    /**
     * <pre>
     * PutDefinition for a definition that is larger than one message: it comes in pieces, of up to
     * `Limits.tasks_per_flow` (1,000,000) tasks and `Limits.definition_bytes` (256 MiB) in all. Importing the same content
     * again gives the same digest. Each piece is checked when it comes; nothing is kept before the caller has ended the
     * stream.
     * Side effects: those of PutDefinition.
     * A process takes in two at once, of different namespaces; eight more wait for their turn, and a namespace has at most
     * half of these ten places.
     * Errors: UNSUPPORTED, UNKNOWN_FIELD, DUPLICATE_TASK, UNKNOWN_DEPENDENCY, CYCLE. OVERLOADED where no place is left, and
     * where, while it is its turn, the caller keeps the server waiting for 30 s. Each task and each KiB that comes gives 5 ms
     * of these back.
     * </pre>
     */
    default io.grpc.stub.StreamObserver<io.lazyengine.v1.ImportDefinitionRequest> importDefinition(
        io.grpc.stub.StreamObserver<io.lazyengine.v1.ImportDefinitionResponse> responseObserver) {
      return io.grpc.stub.ServerCalls.asyncUnimplementedStreamingCall(getImportDefinitionMethod(), responseObserver);
    }

    /**
     * <pre>
     * Reads a definition with its tasks, also one that only came along with Run. Of one that has more tasks than one
     * message may bring (`Limits.tasks_per_message`) the tasks are left out.
     * Side effects: none.
     * Errors: DEFINITION_NOT_FOUND.
     * </pre>
     */
    default void getDefinition(io.lazyengine.v1.GetDefinitionRequest request,
        io.grpc.stub.StreamObserver<io.lazyengine.v1.GetDefinitionResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getGetDefinitionMethod(), responseObserver);
    }

    /**
     * <pre>
     * Lists the definitions that were put, newest first, without their tasks.
     * Side effects: none.
     * Errors: none of its own.
     * </pre>
     */
    default void listDefinitions(io.lazyengine.v1.ListDefinitionsRequest request,
        io.grpc.stub.StreamObserver<io.lazyengine.v1.ListDefinitionsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListDefinitionsMethod(), responseObserver);
    }

    /**
     * <pre>
     * Puts a schedule: makes it, or gives one that is there another spec. What is due by the spec until now is decided by
     * it; the new one counts from now, or goes on where the timing is the same. Putting what is there is harmless. A namespace
     * has up to `Limits.schedules_per_namespace` (1,000); one more is refused with LIMIT_EXCEEDED.
     * Side effects: flows are started when they are due, by whichever process runs, once for each due time. A definition
     * that comes along is stored.
     * Errors: SCHEDULE_EXISTS and SCHEDULE_NOT_FOUND (as `put_mode` says), REVISION_MISMATCH, REQUEST_ID_REUSED,
     * DEFINITION_NOT_FOUND, UNSUPPORTED, UNKNOWN_FIELD, DUPLICATE_TASK, UNKNOWN_DEPENDENCY, CYCLE.
     * </pre>
     */
    default void putSchedule(io.lazyengine.v1.PutScheduleRequest request,
        io.grpc.stub.StreamObserver<io.lazyengine.v1.PutScheduleResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getPutScheduleMethod(), responseObserver);
    }

    /**
     * <pre>
     * Reads a schedule: its spec, its next due times, what became of the last ones, and which of its flows go on.
     * Side effects: none.
     * Errors: SCHEDULE_NOT_FOUND.
     * </pre>
     */
    default void getSchedule(io.lazyengine.v1.GetScheduleRequest request,
        io.grpc.stub.StreamObserver<io.lazyengine.v1.GetScheduleResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getGetScheduleMethod(), responseObserver);
    }

    /**
     * <pre>
     * Lists the schedules of a namespace by their ids.
     * Side effects: none.
     * Errors: none of its own.
     * </pre>
     */
    default void listSchedules(io.lazyengine.v1.ListSchedulesRequest request,
        io.grpc.stub.StreamObserver<io.lazyengine.v1.ListSchedulesResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListSchedulesMethod(), responseObserver);
    }

    /**
     * <pre>
     * Lets nothing of a schedule fall due until ResumeSchedule. Flows that go on are not touched, and one that waits for
     * their end goes on waiting. OK for one that is paused.
     * Side effects: none beyond the schedule.
     * Errors: SCHEDULE_NOT_FOUND, REVISION_MISMATCH.
     * </pre>
     */
    default void pauseSchedule(io.lazyengine.v1.PauseScheduleRequest request,
        io.grpc.stub.StreamObserver<io.lazyengine.v1.PauseScheduleResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getPauseScheduleMethod(), responseObserver);
    }

    /**
     * <pre>
     * Lets a paused schedule go on, from now, or with `catch_up` from where it was paused. OK for one that is not paused.
     * Side effects: flows are started when they are due.
     * Errors: SCHEDULE_NOT_FOUND, REVISION_MISMATCH.
     * </pre>
     */
    default void resumeSchedule(io.lazyengine.v1.ResumeScheduleRequest request,
        io.grpc.stub.StreamObserver<io.lazyengine.v1.ResumeScheduleResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getResumeScheduleMethod(), responseObserver);
    }

    /**
     * <pre>
     * Treats this moment as a due time of the schedule, also of one that is paused or over. A repeat by request_id finds
     * the flow that the first one started.
     * Side effects: a flow is started, unless the overlap policy says otherwise.
     * Errors: SCHEDULE_NOT_FOUND.
     * </pre>
     */
    default void triggerSchedule(io.lazyengine.v1.TriggerScheduleRequest request,
        io.grpc.stub.StreamObserver<io.lazyengine.v1.TriggerScheduleResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getTriggerScheduleMethod(), responseObserver);
    }

    /**
     * <pre>
     * Removes a schedule. The flows that it has started go on.
     * Side effects: what it has decided to start, and is not there yet, is started first.
     * Errors: SCHEDULE_NOT_FOUND (not with `allow_missing`), REVISION_MISMATCH.
     * </pre>
     */
    default void deleteSchedule(io.lazyengine.v1.DeleteScheduleRequest request,
        io.grpc.stub.StreamObserver<io.lazyengine.v1.DeleteScheduleResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getDeleteScheduleMethod(), responseObserver);
    }

    /**
     * <pre>
     * Reads how long the flows of a namespace are kept after their end, and how many were deleted for it.
     * Side effects: none.
     * Errors: none of its own.
     * </pre>
     */
    default void getRetention(io.lazyengine.v1.GetRetentionRequest request,
        io.grpc.stub.StreamObserver<io.lazyengine.v1.GetRetentionResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getGetRetentionMethod(), responseObserver);
    }

    /**
     * <pre>
     * Says how long the flows of a namespace are kept after their end, in place of what was said before. Setting what is
     * set is harmless.
     * Side effects: flows that the rules let go are deleted as by DeleteFlow, by whichever process runs: the oldest first,
     * at most 200 a second.
     * Errors: REVISION_MISMATCH.
     * </pre>
     */
    default void setRetention(io.lazyengine.v1.SetRetentionRequest request,
        io.grpc.stub.StreamObserver<io.lazyengine.v1.SetRetentionResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getSetRetentionMethod(), responseObserver);
    }

    /**
     * <pre>
     * Tells what this server is: version, capabilities, limits, store and clock.
     * Side effects: none.
     * Errors: none of its own.
     * </pre>
     */
    default void getServerInfo(io.lazyengine.v1.GetServerInfoRequest request,
        io.grpc.stub.StreamObserver<io.lazyengine.v1.GetServerInfoResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getGetServerInfoMethod(), responseObserver);
    }
  }

  /**
   * Base class for the server implementation of the service LazyEngine.
   * <pre>
   * A passive workflow engine. It runs no task and owns no state: every call reads the persisted state of one flow,
   * decides, and commits the outcome in one atomic write before it answers. Any process of a deployment serves any call.
   * Every request has a `namespace`, empty = `default`; flows, definitions and sessions of different namespaces do not
   * see each other. A call that changes a flow may carry a `request_id`: a repeat gets the recorded outcome with
   * `replayed` and changes nothing. Calls without one are safe to repeat by what they name: a claim, a session, a content.
   * Times and durations are kept in whole milliseconds: what is finer is cut off from a time and rounded up for a
   * duration.
   * What an RPC's comment lists under Errors comes on top of what every call may end with: INVALID_FIELD,
   * LIMIT_EXCEEDED, UNAUTHENTICATED, TOKEN_EXPIRED, PERMISSION_DENIED, OVERLOADED, STORE_UNAVAILABLE, FORMAT_TOO_NEW, DRAINING,
   * DEADLINE_EXCEEDED, INTERNAL; and, for calls that write, CONFLICT.
   * </pre>
   */
  public static abstract class LazyEngineImplBase
      implements io.grpc.BindableService, AsyncService {

    @java.lang.Override public final io.grpc.ServerServiceDefinition bindService() {
      return LazyEngineGrpc.bindService(this);
    }
  }

  /**
   * A stub to allow clients to do asynchronous rpc calls to service LazyEngine.
   * <pre>
   * A passive workflow engine. It runs no task and owns no state: every call reads the persisted state of one flow,
   * decides, and commits the outcome in one atomic write before it answers. Any process of a deployment serves any call.
   * Every request has a `namespace`, empty = `default`; flows, definitions and sessions of different namespaces do not
   * see each other. A call that changes a flow may carry a `request_id`: a repeat gets the recorded outcome with
   * `replayed` and changes nothing. Calls without one are safe to repeat by what they name: a claim, a session, a content.
   * Times and durations are kept in whole milliseconds: what is finer is cut off from a time and rounded up for a
   * duration.
   * What an RPC's comment lists under Errors comes on top of what every call may end with: INVALID_FIELD,
   * LIMIT_EXCEEDED, UNAUTHENTICATED, TOKEN_EXPIRED, PERMISSION_DENIED, OVERLOADED, STORE_UNAVAILABLE, FORMAT_TOO_NEW, DRAINING,
   * DEADLINE_EXCEEDED, INTERNAL; and, for calls that write, CONFLICT.
   * </pre>
   */
  public static final class LazyEngineStub
      extends io.grpc.stub.AbstractAsyncStub<LazyEngineStub> {
    private LazyEngineStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected LazyEngineStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new LazyEngineStub(channel, callOptions);
    }

    /**
     * <pre>
     * Starts a flow: stores it and makes its first tasks ready, in one write.
     * Side effects: the definition is stored if it is new; ready tasks are offered to executors at once. A bad definition
     * is refused whole, before anything is written.
     * Errors: UNSUPPORTED, UNKNOWN_FIELD, DUPLICATE_TASK, UNKNOWN_DEPENDENCY, CYCLE, DEFINITION_NOT_FOUND, FLOW_EXISTS,
     * FLOW_DIFFERS, REQUEST_ID_REUSED, FLOW_REPLACED (a repeat, when another run has taken the place), FLOW_FULL, and where a
     * flow is replaced FLOW_NOT_AT_REST, REVISION_MISMATCH, FLOW_NOT_FOUND, CONFLICT.
     * </pre>
     */
    public void run(io.lazyengine.v1.RunRequest request,
        io.grpc.stub.StreamObserver<io.lazyengine.v1.RunResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getRunMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Records what became of a task and makes ready what that unblocks, in one write.
     * Who may: the holder of a claim, with its token; for a deferred task, or a READY one that was never claimed in this
     * try, anybody with flow_id and task_id. Decided in this order: a known request_id is answered as before; the attempt
     * meant is found; if it has an outcome already, an equal one is OK and another one refused, however late; a claim that
     * was superseded is refused; so is a missing token; so is a task that is not ready or closed; otherwise it is recorded.
     * A lease that ran out does not void the claim as long as nobody else has claimed the task.
     * Side effects: the executor's credit is freed; successors are offered, unless the flow is suspended (then at resume)
     * or ended (then never); the flow ends if nothing is left to do.
     * Errors: FLOW_NOT_FOUND, TASK_NOT_FOUND, REQUEST_ID_REUSED, FLOW_REPLACED (a repeat, when another run has taken the
     * place), ALREADY_COMPLETED, CLAIM_SUPERSEDED, CLAIM_REQUIRED, TASK_NOT_READY, TASK_CLOSED, DECISION_INVALID,
     * SPAWN_NOT_ALLOWED, FLOW_FULL.
     * </pre>
     */
    public void taskComplete(io.lazyengine.v1.TaskCompleteRequest request,
        io.grpc.stub.StreamObserver<io.lazyengine.v1.TaskCompleteResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getTaskCompleteMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * TaskComplete for many tasks of any flows of one namespace: each item is decided by itself, in the order of the
     * items where they are of one flow.
     * Side effects: those of TaskComplete for each item that succeeds.
     * Errors: the call itself succeeds though items fail; each item has its own status, with the reasons of TaskComplete.
     * </pre>
     */
    public void taskCompleteBatch(io.lazyengine.v1.TaskCompleteBatchRequest request,
        io.grpc.stub.StreamObserver<io.lazyengine.v1.TaskCompleteBatchResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getTaskCompleteBatchMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Hands ready tasks to an executor, or shows them.
     * With WATCH_MODE_CLAIM each task goes to one session, never more than `max_in_flight` unfinished ones at once, ordered
     * by priority, then age of the flow, then ready time. The stream keeps the session alive; when it breaks, the session
     * lives on for its lease, and a new stream with the same session_id goes on with it: what it holds is sent again with
     * the same tokens. When the lease is over, what it held is offered to others as the next attempt. With
     * WATCH_MODE_OBSERVE every task that is or becomes ready is shown, to all observers, and nothing is claimed.
     * Side effects: claims. A second stream for a live session takes it over.
     * Errors: FLOW_NOT_FOUND (for `flow_id`), SESSION_NOT_FOUND, SESSION_TAKEN_OVER, SESSION_EXPIRED.
     * </pre>
     */
    public void watchReadyTasks(io.lazyengine.v1.WatchReadyTasksRequest request,
        io.grpc.stub.StreamObserver<io.lazyengine.v1.WatchReadyTasksResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncServerStreamingCall(
          getChannel().newCall(getWatchReadyTasksMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * WatchReadyTasks, TaskCompleteBatch, ReleaseTasks and ReportProgress on one stream: the fast way for executors.
     * The first frame is `open`, once. Each `complete` and each `release` is answered by exactly one `verdicts` with its
     * `seq`, which comes before the tasks that it made ready. The rules are those of the unary calls.
     * Side effects: those of the calls it stands for.
     * Errors: those of WatchReadyTasks end the stream, as does a frame out of place (INVALID_FIELD) or one too many
     * unanswered (LIMIT_EXCEEDED). Items fail by their own status.
     * </pre>
     */
    public io.grpc.stub.StreamObserver<io.lazyengine.v1.ExecuteTasksRequest> executeTasks(
        io.grpc.stub.StreamObserver<io.lazyengine.v1.ExecuteTasksResponse> responseObserver) {
      return io.grpc.stub.ClientCalls.asyncBidiStreamingCall(
          getChannel().newCall(getExecuteTasksMethod(), getCallOptions()), responseObserver);
    }

    /**
     * <pre>
     * Keeps a session without a stream alive for another lease, and tells it what it would have learned on a stream.
     * Side effects: the session's expiry moves; progress is recorded as by ReportProgress.
     * Errors: SESSION_NOT_FOUND, SESSION_EXPIRED.
     * </pre>
     */
    public void keepSession(io.lazyengine.v1.KeepSessionRequest request,
        io.grpc.stub.StreamObserver<io.lazyengine.v1.KeepSessionResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getKeepSessionMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Gives claimed tasks back: they are READY again for others, without counting a try.
     * Side effects: the session's credit is freed; the tasks are offered again, after `delay`. Releasing a claim again is
     * OK and changes nothing.
     * Errors: each claim has its own status: FLOW_NOT_FOUND, TASK_NOT_FOUND, ALREADY_COMPLETED, CLAIM_SUPERSEDED.
     * </pre>
     */
    public void releaseTasks(io.lazyengine.v1.ReleaseTasksRequest request,
        io.grpc.stub.StreamObserver<io.lazyengine.v1.ReleaseTasksResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getReleaseTasksMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Claims ready tasks for a session without a stream, waiting for some if there are none: a long poll. The order is that
     * of WatchReadyTasks, definition order within a flow.
     * Side effects: claims; the session is opened where it does not exist or has expired, and its expiry moves.
     * Errors: FLOW_NOT_FOUND (for `flow_id`), SESSION_NOT_FOUND, SESSION_HAS_STREAM.
     * </pre>
     */
    public void pollReadyTasks(io.lazyengine.v1.PollReadyTasksRequest request,
        io.grpc.stub.StreamObserver<io.lazyengine.v1.PollReadyTasksResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getPollReadyTasksMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Records how far running tasks have come, for many tasks at once.
     * Side effects: renews their heartbeat timeouts; `paused` moves deferred tasks between RUNNING and PAUSED.
     * Errors: each report has its own status: FLOW_NOT_FOUND, TASK_NOT_FOUND, CLAIM_SUPERSEDED, CLAIM_REQUIRED,
     * TASK_NOT_READY, TASK_CLOSED, TASK_NOT_DEFERRED, FLOW_FULL.
     * </pre>
     */
    public void reportProgress(io.lazyengine.v1.ReportProgressRequest request,
        io.grpc.stub.StreamObserver<io.lazyengine.v1.ReportProgressResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getReportProgressMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Reads a flow and, page by page, its tasks, in definition order. Shows the caller's own writes. Tasks that nothing has
     * happened to yet are listed too, as PENDING.
     * Side effects: none.
     * Errors: FLOW_NOT_FOUND, TASK_NOT_FOUND (for `task_ids` and `dependencies_of`), REVISION_MISMATCH.
     * </pre>
     */
    public void getFlowDetails(io.lazyengine.v1.GetFlowDetailsRequest request,
        io.grpc.stub.StreamObserver<io.lazyengine.v1.GetFlowDetailsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getGetFlowDetailsMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Lists the flows of a namespace, newest first. States, names and labels have no index: where few flows match, all that were
     * created within the span are looked at. What takes more than 10 seconds is refused with DEADLINE_EXCEEDED: a narrower span
     * is found. What begins while somebody reads page by page is on no further page, and neither is a flow in whose place another
     * run begins then (REPLACE): it is the newest now. Who must miss nothing watches the namespace first (WatchFlow), and then lists.
     * Side effects: none.
     * Errors: none of its own.
     * </pre>
     */
    public void listFlows(io.lazyengine.v1.ListFlowsRequest request,
        io.grpc.stub.StreamObserver<io.lazyengine.v1.ListFlowsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getListFlowsMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Follows a flow, or all flows of a namespace. Level-triggered: what is sent is the latest state of what changed; it
     * may be sent twice, and states in between may be left out, but the last one never is.
     * One flow: first everything, or what changed since `since_revision`; then `current`; then changes, each about
     * 200 ms late, and up to 2 s where there is much to tell. When the flow has ended and that was told, the stream closes
     * with OK. A namespace: `current` at once, then changes from then on, or first those since `since_revision`; to start
     * with the full picture, open the watch, wait for `current`, then ListFlows.
     * Side effects: none.
     * Errors: FLOW_NOT_FOUND, REVISION_MISMATCH, REVISION_COMPACTED.
     * </pre>
     */
    public void watchFlow(io.lazyengine.v1.WatchFlowRequest request,
        io.grpc.stub.StreamObserver<io.lazyengine.v1.WatchFlowResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncServerStreamingCall(
          getChannel().newCall(getWatchFlowMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Tells why a task stands where it does: why it does not run, or why it did. Says what is stored at that moment, and, of
     * a READY task, what the process that answers knows of executors. Of a large flow no more than what concerns the task
     * is read.
     * Side effects: none.
     * Errors: FLOW_NOT_FOUND, TASK_NOT_FOUND.
     * </pre>
     */
    public void explainTask(io.lazyengine.v1.ExplainTaskRequest request,
        io.grpc.stub.StreamObserver<io.lazyengine.v1.ExplainTaskResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getExplainTaskMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Lists the queues of a namespace by name: how they are set, what waits on them and since when, what is held, and who
     * takes from them. Known are those that were updated, those on which something waits, and those that sessions take from.
     * What waits and is held is read from at most some hundred flows: `truncated` says that there is more.
     * Side effects: none.
     * Errors: none of its own.
     * </pre>
     */
    public void listQueues(io.lazyengine.v1.ListQueuesRequest request,
        io.grpc.stub.StreamObserver<io.lazyengine.v1.ListQueuesResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getListQueuesMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Sets how a queue hands out: fields that are absent stay as they are. A queue that does not exist yet may be set.
     * A pause holds for all kinds of work and all ways to get some: streams, polls, and what a completion makes ready. It
     * holds in the process that answers at once, in others as soon as they hear of it, within two seconds; a process that has
     * not heard of settings for five seconds, because it cannot reach the database, hands out nothing at all. What is held
     * goes on, and what completions make ready waits.
     * A concurrency limit counts tasks from when they are handed out until their attempt is over, by whomever: deferred ones,
     * too, but not what outsiders take up by themselves, nor decisions. It is never passed, whatever fails, once it holds: from
     * when all processes have heard of it, and have counted what was held before; until then nothing more is handed out. A limit
     * that is lowered holds once so many have ended.
     * Side effects: what waits on a queue that is resumed is offered.
     * Errors: REQUEST_ID_REUSED, LIMIT_EXCEEDED where too many queues are set.
     * </pre>
     */
    public void updateQueue(io.lazyengine.v1.UpdateQueueRequest request,
        io.grpc.stub.StreamObserver<io.lazyengine.v1.UpdateQueueResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getUpdateQueueMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Lists the concurrency keys of a namespace by name: their limits, how much of them is used, and what waits. Known are those
     * that were updated, and those that waiting tasks name; others by `keys`. What waits is read from at most some hundred
     * flows: `truncated` says that there is more.
     * Side effects: none.
     * Errors: none of its own.
     * </pre>
     */
    public void listConcurrencyKeys(io.lazyengine.v1.ListConcurrencyKeysRequest request,
        io.grpc.stub.StreamObserver<io.lazyengine.v1.ListConcurrencyKeysResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getListConcurrencyKeysMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Sets how many tasks that name a concurrency key are held at once: counted from when they are handed out until their
     * attempt is over, by whomever, deferred ones included, but not what outsiders take up by themselves, nor decisions. It is
     * never passed, whatever fails; one that is lowered holds once so many have ended. A key that no task names yet may be set.
     * Side effects: what waits for a key whose limit is raised is offered.
     * Errors: REQUEST_ID_REUSED, LIMIT_EXCEEDED where too many keys and queues are set.
     * </pre>
     */
    public void updateConcurrencyKey(io.lazyengine.v1.UpdateConcurrencyKeyRequest request,
        io.grpc.stub.StreamObserver<io.lazyengine.v1.UpdateConcurrencyKeyResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getUpdateConcurrencyKeyMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Runs a definition, or a flow from where it stands now, on virtual time, with assumed executors: the decisions are those
     * of any flow. Nothing is written, and nobody learns of it. A flow that is suspended, or that an edge pauses, goes on at
     * once. Heartbeats are assumed to come in time.
     * Side effects: none.
     * Errors: UNSUPPORTED, UNKNOWN_FIELD, DUPLICATE_TASK, UNKNOWN_DEPENDENCY, CYCLE, DEFINITION_NOT_FOUND, FLOW_NOT_FOUND.
     * OVERLOADED where this process simulates others already.
     * </pre>
     */
    public void simulateFlow(io.lazyengine.v1.SimulateFlowRequest request,
        io.grpc.stub.StreamObserver<io.lazyengine.v1.SimulateFlowResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getSimulateFlowMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Stops offering a flow's tasks. Claimed tasks go on: SUSPENDING until their outcomes are recorded, then SUSPENDED.
     * Timers of waiting tasks stand still in effect: what falls due is offered at resume. OK for a flow that is suspended.
     * Side effects: none beyond the flow.
     * Errors: FLOW_NOT_FOUND, FLOW_ENDED, FLOW_CANCELLING, REVISION_MISMATCH, REQUEST_ID_REUSED.
     * </pre>
     */
    public void suspendFlow(io.lazyengine.v1.SuspendFlowRequest request,
        io.grpc.stub.StreamObserver<io.lazyengine.v1.SuspendFlowResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getSuspendFlowMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Offers a suspended flow's tasks again, also those that became ready meanwhile. OK for a flow that runs.
     * Side effects: ready tasks are offered to executors.
     * Errors: FLOW_NOT_FOUND, FLOW_ENDED, FLOW_CANCELLING, REVISION_MISMATCH, REQUEST_ID_REUSED.
     * </pre>
     */
    public void resumeFlow(io.lazyengine.v1.ResumeFlowRequest request,
        io.grpc.stub.StreamObserver<io.lazyengine.v1.ResumeFlowResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getResumeFlowMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Ends a flow CANCELLED. Tasks that nobody holds, deferred ones included, are CANCELLED at once; the holders of claimed
     * ones get CancelRequested and may bring an outcome until the grace is over, then those are CANCELLED too. OK for a
     * flow that is being cancelled or is CANCELLED.
     * Side effects: none beyond the flow and the sessions that hold its tasks.
     * Errors: FLOW_NOT_FOUND, FLOW_ENDED, REVISION_MISMATCH, REQUEST_ID_REUSED.
     * </pre>
     */
    public void cancelFlow(io.lazyengine.v1.CancelFlowRequest request,
        io.grpc.stub.StreamObserver<io.lazyengine.v1.CancelFlowResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getCancelFlowMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Undoes all that a flow has done, in reverse order of its edges: REVERT items are offered, the flow is REVERTING, and ends
     * REVERTED, or FAILED where a revert fails. Tasks that nobody has begun do not begin; what runs goes on, is recorded and
     * then reverted; what waits for another try is not tried again. A suspended flow stays suspended, and is reverted once it
     * is resumed. OK for a flow that is being reverted or is REVERTED.
     * Side effects: REVERT items are offered to executors.
     * Errors: FLOW_NOT_FOUND, FLOW_ENDED, FLOW_CANCELLING, FLOW_NOT_REVERTIBLE, REVISION_MISMATCH, REQUEST_ID_REUSED.
     * </pre>
     */
    public void revertFlow(io.lazyengine.v1.RevertFlowRequest request,
        io.grpc.stub.StreamObserver<io.lazyengine.v1.RevertFlowResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getRevertFlowMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Ends a flow SUCCEEDED, FAILED or CANCELLED, whatever its tasks are at. Tasks that became ready before it go on, unless
     * `in_flight` says CANCEL: their outcomes are recorded and lead nowhere. What has not begun is SKIPPED (`ENDED`). Where the
     * flow evaluates its OUTPUT it ends once that is answered, but CANCELLED at once. OK for a flow that is, or is about to be, in
     * this state. Of a large flow the tasks beyond its first segment follow a moment later.
     * Side effects: sessions that hold tasks which are cancelled by it get Revoked.
     * Errors: FLOW_NOT_FOUND, FLOW_ENDED, FLOW_CANCELLING, FLOW_REVERTING (it is being undone as a whole), REVISION_MISMATCH,
     * REQUEST_ID_REUSED.
     * </pre>
     */
    public void endFlow(io.lazyengine.v1.EndFlowRequest request,
        io.grpc.stub.StreamObserver<io.lazyengine.v1.EndFlowResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getEndFlowMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Runs tasks again that FAILED or are CANCELLED, as further attempts, their tries counted anew; without names all of which
     * no edge handled the failure. A flow that has ended goes on: RUNNING, its timeout counted from now, its output gone. What
     * was SKIPPED or CANCELLED for their sake, or because the flow ended or stopped, comes back to PENDING where something may
     * lead to it, and so does what its join has failed; edges that were dropped when the flow ended lead on. With `reset` the
     * tasks begin anew as if they had never run, and all that lies behind them with them, whatever became of it; without names
     * the whole flow; what is undone begins anew by it alone. The attempts so far are kept. A flow that has ended within
     * another one goes on with that and all above it: the task that it is is RUNNING again, with the same attempt. Of a large
     * flow what is beyond its first segment follows a moment later.
     * Side effects: ready tasks are offered to executors; with `reset`, sessions that hold tasks behind get Revoked.
     * Errors: FLOW_NOT_FOUND, TASK_NOT_FOUND, NOT_RETRYABLE, FLOW_REVERTING (what it names is undone, or a scope's controller
     * decides about a failure), FLOW_CANCELLING, PARENT_WENT_ON (a flow above has gone on from its end), UNSUPPORTED,
     * REVISION_MISMATCH, REQUEST_ID_REUSED.
     * </pre>
     */
    public void retryFlow(io.lazyengine.v1.RetryFlowRequest request,
        io.grpc.stub.StreamObserver<io.lazyengine.v1.RetryFlowResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getRetryFlowMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Makes a task SKIPPED (`REQUESTED`) that has not SUCCEEDED, one that has FAILED or is held included; its edges on skip
     * fire. Where END of the task is evaluated it is asked first which of its edges fire: the task is RUNNING with intent SKIP
     * until that is answered. A flow that has ended goes on, as with RetryFlow. OK for a task that is SKIPPED.
     * Side effects: a session that holds the task gets Revoked.
     * Errors: FLOW_NOT_FOUND, TASK_NOT_FOUND, TASK_CLOSED (it has succeeded), TASK_NOT_READY (its end is being decided, the
     * flow has not begun, or it waits for a trigger), FLOW_REVERTING (it is undone, or a scope's controller decides about a
     * failure), FLOW_CANCELLING, PARENT_WENT_ON (a flow above has gone on from its end), UNSUPPORTED, REVISION_MISMATCH,
     * REQUEST_ID_REUSED.
     * </pre>
     */
    public void skipTask(io.lazyengine.v1.SkipTaskRequest request,
        io.grpc.stub.StreamObserver<io.lazyengine.v1.SkipTaskResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getSkipTaskMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Removes an ended flow with its payloads. Its id is free again.
     * Side effects: none beyond the flow; the definition stays.
     * Errors: FLOW_NOT_FOUND (not with `allow_missing`), FLOW_NOT_ENDED, REVISION_MISMATCH.
     * </pre>
     */
    public void deleteFlow(io.lazyengine.v1.DeleteFlowRequest request,
        io.grpc.stub.StreamObserver<io.lazyengine.v1.DeleteFlowResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getDeleteFlowMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Stores a definition under its name, to be run by digest or by name. Putting one that is stored already makes it the
     * newest of its name again; a repeat is harmless.
     * Side effects: `definition_name` means this definition from now on. Flows that run are not touched.
     * Errors: UNSUPPORTED, UNKNOWN_FIELD, DUPLICATE_TASK, UNKNOWN_DEPENDENCY, CYCLE.
     * </pre>
     */
    public void putDefinition(io.lazyengine.v1.PutDefinitionRequest request,
        io.grpc.stub.StreamObserver<io.lazyengine.v1.PutDefinitionResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getPutDefinitionMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * PutDefinition for a definition that is larger than one message: it comes in pieces, of up to
     * `Limits.tasks_per_flow` (1,000,000) tasks and `Limits.definition_bytes` (256 MiB) in all. Importing the same content
     * again gives the same digest. Each piece is checked when it comes; nothing is kept before the caller has ended the
     * stream.
     * Side effects: those of PutDefinition.
     * A process takes in two at once, of different namespaces; eight more wait for their turn, and a namespace has at most
     * half of these ten places.
     * Errors: UNSUPPORTED, UNKNOWN_FIELD, DUPLICATE_TASK, UNKNOWN_DEPENDENCY, CYCLE. OVERLOADED where no place is left, and
     * where, while it is its turn, the caller keeps the server waiting for 30 s. Each task and each KiB that comes gives 5 ms
     * of these back.
     * </pre>
     */
    public io.grpc.stub.StreamObserver<io.lazyengine.v1.ImportDefinitionRequest> importDefinition(
        io.grpc.stub.StreamObserver<io.lazyengine.v1.ImportDefinitionResponse> responseObserver) {
      return io.grpc.stub.ClientCalls.asyncClientStreamingCall(
          getChannel().newCall(getImportDefinitionMethod(), getCallOptions()), responseObserver);
    }

    /**
     * <pre>
     * Reads a definition with its tasks, also one that only came along with Run. Of one that has more tasks than one
     * message may bring (`Limits.tasks_per_message`) the tasks are left out.
     * Side effects: none.
     * Errors: DEFINITION_NOT_FOUND.
     * </pre>
     */
    public void getDefinition(io.lazyengine.v1.GetDefinitionRequest request,
        io.grpc.stub.StreamObserver<io.lazyengine.v1.GetDefinitionResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getGetDefinitionMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Lists the definitions that were put, newest first, without their tasks.
     * Side effects: none.
     * Errors: none of its own.
     * </pre>
     */
    public void listDefinitions(io.lazyengine.v1.ListDefinitionsRequest request,
        io.grpc.stub.StreamObserver<io.lazyengine.v1.ListDefinitionsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getListDefinitionsMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Puts a schedule: makes it, or gives one that is there another spec. What is due by the spec until now is decided by
     * it; the new one counts from now, or goes on where the timing is the same. Putting what is there is harmless. A namespace
     * has up to `Limits.schedules_per_namespace` (1,000); one more is refused with LIMIT_EXCEEDED.
     * Side effects: flows are started when they are due, by whichever process runs, once for each due time. A definition
     * that comes along is stored.
     * Errors: SCHEDULE_EXISTS and SCHEDULE_NOT_FOUND (as `put_mode` says), REVISION_MISMATCH, REQUEST_ID_REUSED,
     * DEFINITION_NOT_FOUND, UNSUPPORTED, UNKNOWN_FIELD, DUPLICATE_TASK, UNKNOWN_DEPENDENCY, CYCLE.
     * </pre>
     */
    public void putSchedule(io.lazyengine.v1.PutScheduleRequest request,
        io.grpc.stub.StreamObserver<io.lazyengine.v1.PutScheduleResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getPutScheduleMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Reads a schedule: its spec, its next due times, what became of the last ones, and which of its flows go on.
     * Side effects: none.
     * Errors: SCHEDULE_NOT_FOUND.
     * </pre>
     */
    public void getSchedule(io.lazyengine.v1.GetScheduleRequest request,
        io.grpc.stub.StreamObserver<io.lazyengine.v1.GetScheduleResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getGetScheduleMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Lists the schedules of a namespace by their ids.
     * Side effects: none.
     * Errors: none of its own.
     * </pre>
     */
    public void listSchedules(io.lazyengine.v1.ListSchedulesRequest request,
        io.grpc.stub.StreamObserver<io.lazyengine.v1.ListSchedulesResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getListSchedulesMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Lets nothing of a schedule fall due until ResumeSchedule. Flows that go on are not touched, and one that waits for
     * their end goes on waiting. OK for one that is paused.
     * Side effects: none beyond the schedule.
     * Errors: SCHEDULE_NOT_FOUND, REVISION_MISMATCH.
     * </pre>
     */
    public void pauseSchedule(io.lazyengine.v1.PauseScheduleRequest request,
        io.grpc.stub.StreamObserver<io.lazyengine.v1.PauseScheduleResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getPauseScheduleMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Lets a paused schedule go on, from now, or with `catch_up` from where it was paused. OK for one that is not paused.
     * Side effects: flows are started when they are due.
     * Errors: SCHEDULE_NOT_FOUND, REVISION_MISMATCH.
     * </pre>
     */
    public void resumeSchedule(io.lazyengine.v1.ResumeScheduleRequest request,
        io.grpc.stub.StreamObserver<io.lazyengine.v1.ResumeScheduleResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getResumeScheduleMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Treats this moment as a due time of the schedule, also of one that is paused or over. A repeat by request_id finds
     * the flow that the first one started.
     * Side effects: a flow is started, unless the overlap policy says otherwise.
     * Errors: SCHEDULE_NOT_FOUND.
     * </pre>
     */
    public void triggerSchedule(io.lazyengine.v1.TriggerScheduleRequest request,
        io.grpc.stub.StreamObserver<io.lazyengine.v1.TriggerScheduleResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getTriggerScheduleMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Removes a schedule. The flows that it has started go on.
     * Side effects: what it has decided to start, and is not there yet, is started first.
     * Errors: SCHEDULE_NOT_FOUND (not with `allow_missing`), REVISION_MISMATCH.
     * </pre>
     */
    public void deleteSchedule(io.lazyengine.v1.DeleteScheduleRequest request,
        io.grpc.stub.StreamObserver<io.lazyengine.v1.DeleteScheduleResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getDeleteScheduleMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Reads how long the flows of a namespace are kept after their end, and how many were deleted for it.
     * Side effects: none.
     * Errors: none of its own.
     * </pre>
     */
    public void getRetention(io.lazyengine.v1.GetRetentionRequest request,
        io.grpc.stub.StreamObserver<io.lazyengine.v1.GetRetentionResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getGetRetentionMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Says how long the flows of a namespace are kept after their end, in place of what was said before. Setting what is
     * set is harmless.
     * Side effects: flows that the rules let go are deleted as by DeleteFlow, by whichever process runs: the oldest first,
     * at most 200 a second.
     * Errors: REVISION_MISMATCH.
     * </pre>
     */
    public void setRetention(io.lazyengine.v1.SetRetentionRequest request,
        io.grpc.stub.StreamObserver<io.lazyengine.v1.SetRetentionResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getSetRetentionMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Tells what this server is: version, capabilities, limits, store and clock.
     * Side effects: none.
     * Errors: none of its own.
     * </pre>
     */
    public void getServerInfo(io.lazyengine.v1.GetServerInfoRequest request,
        io.grpc.stub.StreamObserver<io.lazyengine.v1.GetServerInfoResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getGetServerInfoMethod(), getCallOptions()), request, responseObserver);
    }
  }

  /**
   * A stub to allow clients to do synchronous rpc calls to service LazyEngine.
   * <pre>
   * A passive workflow engine. It runs no task and owns no state: every call reads the persisted state of one flow,
   * decides, and commits the outcome in one atomic write before it answers. Any process of a deployment serves any call.
   * Every request has a `namespace`, empty = `default`; flows, definitions and sessions of different namespaces do not
   * see each other. A call that changes a flow may carry a `request_id`: a repeat gets the recorded outcome with
   * `replayed` and changes nothing. Calls without one are safe to repeat by what they name: a claim, a session, a content.
   * Times and durations are kept in whole milliseconds: what is finer is cut off from a time and rounded up for a
   * duration.
   * What an RPC's comment lists under Errors comes on top of what every call may end with: INVALID_FIELD,
   * LIMIT_EXCEEDED, UNAUTHENTICATED, TOKEN_EXPIRED, PERMISSION_DENIED, OVERLOADED, STORE_UNAVAILABLE, FORMAT_TOO_NEW, DRAINING,
   * DEADLINE_EXCEEDED, INTERNAL; and, for calls that write, CONFLICT.
   * </pre>
   */
  public static final class LazyEngineBlockingV2Stub
      extends io.grpc.stub.AbstractBlockingStub<LazyEngineBlockingV2Stub> {
    private LazyEngineBlockingV2Stub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected LazyEngineBlockingV2Stub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new LazyEngineBlockingV2Stub(channel, callOptions);
    }

    /**
     * <pre>
     * Starts a flow: stores it and makes its first tasks ready, in one write.
     * Side effects: the definition is stored if it is new; ready tasks are offered to executors at once. A bad definition
     * is refused whole, before anything is written.
     * Errors: UNSUPPORTED, UNKNOWN_FIELD, DUPLICATE_TASK, UNKNOWN_DEPENDENCY, CYCLE, DEFINITION_NOT_FOUND, FLOW_EXISTS,
     * FLOW_DIFFERS, REQUEST_ID_REUSED, FLOW_REPLACED (a repeat, when another run has taken the place), FLOW_FULL, and where a
     * flow is replaced FLOW_NOT_AT_REST, REVISION_MISMATCH, FLOW_NOT_FOUND, CONFLICT.
     * </pre>
     */
    public io.lazyengine.v1.RunResponse run(io.lazyengine.v1.RunRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getRunMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Records what became of a task and makes ready what that unblocks, in one write.
     * Who may: the holder of a claim, with its token; for a deferred task, or a READY one that was never claimed in this
     * try, anybody with flow_id and task_id. Decided in this order: a known request_id is answered as before; the attempt
     * meant is found; if it has an outcome already, an equal one is OK and another one refused, however late; a claim that
     * was superseded is refused; so is a missing token; so is a task that is not ready or closed; otherwise it is recorded.
     * A lease that ran out does not void the claim as long as nobody else has claimed the task.
     * Side effects: the executor's credit is freed; successors are offered, unless the flow is suspended (then at resume)
     * or ended (then never); the flow ends if nothing is left to do.
     * Errors: FLOW_NOT_FOUND, TASK_NOT_FOUND, REQUEST_ID_REUSED, FLOW_REPLACED (a repeat, when another run has taken the
     * place), ALREADY_COMPLETED, CLAIM_SUPERSEDED, CLAIM_REQUIRED, TASK_NOT_READY, TASK_CLOSED, DECISION_INVALID,
     * SPAWN_NOT_ALLOWED, FLOW_FULL.
     * </pre>
     */
    public io.lazyengine.v1.TaskCompleteResponse taskComplete(io.lazyengine.v1.TaskCompleteRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getTaskCompleteMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * TaskComplete for many tasks of any flows of one namespace: each item is decided by itself, in the order of the
     * items where they are of one flow.
     * Side effects: those of TaskComplete for each item that succeeds.
     * Errors: the call itself succeeds though items fail; each item has its own status, with the reasons of TaskComplete.
     * </pre>
     */
    public io.lazyengine.v1.TaskCompleteBatchResponse taskCompleteBatch(io.lazyengine.v1.TaskCompleteBatchRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getTaskCompleteBatchMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Hands ready tasks to an executor, or shows them.
     * With WATCH_MODE_CLAIM each task goes to one session, never more than `max_in_flight` unfinished ones at once, ordered
     * by priority, then age of the flow, then ready time. The stream keeps the session alive; when it breaks, the session
     * lives on for its lease, and a new stream with the same session_id goes on with it: what it holds is sent again with
     * the same tokens. When the lease is over, what it held is offered to others as the next attempt. With
     * WATCH_MODE_OBSERVE every task that is or becomes ready is shown, to all observers, and nothing is claimed.
     * Side effects: claims. A second stream for a live session takes it over.
     * Errors: FLOW_NOT_FOUND (for `flow_id`), SESSION_NOT_FOUND, SESSION_TAKEN_OVER, SESSION_EXPIRED.
     * </pre>
     */
    @io.grpc.ExperimentalApi("https://github.com/grpc/grpc-java/issues/10918")
    public io.grpc.stub.BlockingClientCall<?, io.lazyengine.v1.WatchReadyTasksResponse>
        watchReadyTasks(io.lazyengine.v1.WatchReadyTasksRequest request) {
      return io.grpc.stub.ClientCalls.blockingV2ServerStreamingCall(
          getChannel(), getWatchReadyTasksMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * WatchReadyTasks, TaskCompleteBatch, ReleaseTasks and ReportProgress on one stream: the fast way for executors.
     * The first frame is `open`, once. Each `complete` and each `release` is answered by exactly one `verdicts` with its
     * `seq`, which comes before the tasks that it made ready. The rules are those of the unary calls.
     * Side effects: those of the calls it stands for.
     * Errors: those of WatchReadyTasks end the stream, as does a frame out of place (INVALID_FIELD) or one too many
     * unanswered (LIMIT_EXCEEDED). Items fail by their own status.
     * </pre>
     */
    @io.grpc.ExperimentalApi("https://github.com/grpc/grpc-java/issues/10918")
    public io.grpc.stub.BlockingClientCall<io.lazyengine.v1.ExecuteTasksRequest, io.lazyengine.v1.ExecuteTasksResponse>
        executeTasks() {
      return io.grpc.stub.ClientCalls.blockingBidiStreamingCall(
          getChannel(), getExecuteTasksMethod(), getCallOptions());
    }

    /**
     * <pre>
     * Keeps a session without a stream alive for another lease, and tells it what it would have learned on a stream.
     * Side effects: the session's expiry moves; progress is recorded as by ReportProgress.
     * Errors: SESSION_NOT_FOUND, SESSION_EXPIRED.
     * </pre>
     */
    public io.lazyengine.v1.KeepSessionResponse keepSession(io.lazyengine.v1.KeepSessionRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getKeepSessionMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Gives claimed tasks back: they are READY again for others, without counting a try.
     * Side effects: the session's credit is freed; the tasks are offered again, after `delay`. Releasing a claim again is
     * OK and changes nothing.
     * Errors: each claim has its own status: FLOW_NOT_FOUND, TASK_NOT_FOUND, ALREADY_COMPLETED, CLAIM_SUPERSEDED.
     * </pre>
     */
    public io.lazyengine.v1.ReleaseTasksResponse releaseTasks(io.lazyengine.v1.ReleaseTasksRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getReleaseTasksMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Claims ready tasks for a session without a stream, waiting for some if there are none: a long poll. The order is that
     * of WatchReadyTasks, definition order within a flow.
     * Side effects: claims; the session is opened where it does not exist or has expired, and its expiry moves.
     * Errors: FLOW_NOT_FOUND (for `flow_id`), SESSION_NOT_FOUND, SESSION_HAS_STREAM.
     * </pre>
     */
    public io.lazyengine.v1.PollReadyTasksResponse pollReadyTasks(io.lazyengine.v1.PollReadyTasksRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getPollReadyTasksMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Records how far running tasks have come, for many tasks at once.
     * Side effects: renews their heartbeat timeouts; `paused` moves deferred tasks between RUNNING and PAUSED.
     * Errors: each report has its own status: FLOW_NOT_FOUND, TASK_NOT_FOUND, CLAIM_SUPERSEDED, CLAIM_REQUIRED,
     * TASK_NOT_READY, TASK_CLOSED, TASK_NOT_DEFERRED, FLOW_FULL.
     * </pre>
     */
    public io.lazyengine.v1.ReportProgressResponse reportProgress(io.lazyengine.v1.ReportProgressRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getReportProgressMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Reads a flow and, page by page, its tasks, in definition order. Shows the caller's own writes. Tasks that nothing has
     * happened to yet are listed too, as PENDING.
     * Side effects: none.
     * Errors: FLOW_NOT_FOUND, TASK_NOT_FOUND (for `task_ids` and `dependencies_of`), REVISION_MISMATCH.
     * </pre>
     */
    public io.lazyengine.v1.GetFlowDetailsResponse getFlowDetails(io.lazyengine.v1.GetFlowDetailsRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getGetFlowDetailsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists the flows of a namespace, newest first. States, names and labels have no index: where few flows match, all that were
     * created within the span are looked at. What takes more than 10 seconds is refused with DEADLINE_EXCEEDED: a narrower span
     * is found. What begins while somebody reads page by page is on no further page, and neither is a flow in whose place another
     * run begins then (REPLACE): it is the newest now. Who must miss nothing watches the namespace first (WatchFlow), and then lists.
     * Side effects: none.
     * Errors: none of its own.
     * </pre>
     */
    public io.lazyengine.v1.ListFlowsResponse listFlows(io.lazyengine.v1.ListFlowsRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getListFlowsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Follows a flow, or all flows of a namespace. Level-triggered: what is sent is the latest state of what changed; it
     * may be sent twice, and states in between may be left out, but the last one never is.
     * One flow: first everything, or what changed since `since_revision`; then `current`; then changes, each about
     * 200 ms late, and up to 2 s where there is much to tell. When the flow has ended and that was told, the stream closes
     * with OK. A namespace: `current` at once, then changes from then on, or first those since `since_revision`; to start
     * with the full picture, open the watch, wait for `current`, then ListFlows.
     * Side effects: none.
     * Errors: FLOW_NOT_FOUND, REVISION_MISMATCH, REVISION_COMPACTED.
     * </pre>
     */
    @io.grpc.ExperimentalApi("https://github.com/grpc/grpc-java/issues/10918")
    public io.grpc.stub.BlockingClientCall<?, io.lazyengine.v1.WatchFlowResponse>
        watchFlow(io.lazyengine.v1.WatchFlowRequest request) {
      return io.grpc.stub.ClientCalls.blockingV2ServerStreamingCall(
          getChannel(), getWatchFlowMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Tells why a task stands where it does: why it does not run, or why it did. Says what is stored at that moment, and, of
     * a READY task, what the process that answers knows of executors. Of a large flow no more than what concerns the task
     * is read.
     * Side effects: none.
     * Errors: FLOW_NOT_FOUND, TASK_NOT_FOUND.
     * </pre>
     */
    public io.lazyengine.v1.ExplainTaskResponse explainTask(io.lazyengine.v1.ExplainTaskRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getExplainTaskMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists the queues of a namespace by name: how they are set, what waits on them and since when, what is held, and who
     * takes from them. Known are those that were updated, those on which something waits, and those that sessions take from.
     * What waits and is held is read from at most some hundred flows: `truncated` says that there is more.
     * Side effects: none.
     * Errors: none of its own.
     * </pre>
     */
    public io.lazyengine.v1.ListQueuesResponse listQueues(io.lazyengine.v1.ListQueuesRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getListQueuesMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Sets how a queue hands out: fields that are absent stay as they are. A queue that does not exist yet may be set.
     * A pause holds for all kinds of work and all ways to get some: streams, polls, and what a completion makes ready. It
     * holds in the process that answers at once, in others as soon as they hear of it, within two seconds; a process that has
     * not heard of settings for five seconds, because it cannot reach the database, hands out nothing at all. What is held
     * goes on, and what completions make ready waits.
     * A concurrency limit counts tasks from when they are handed out until their attempt is over, by whomever: deferred ones,
     * too, but not what outsiders take up by themselves, nor decisions. It is never passed, whatever fails, once it holds: from
     * when all processes have heard of it, and have counted what was held before; until then nothing more is handed out. A limit
     * that is lowered holds once so many have ended.
     * Side effects: what waits on a queue that is resumed is offered.
     * Errors: REQUEST_ID_REUSED, LIMIT_EXCEEDED where too many queues are set.
     * </pre>
     */
    public io.lazyengine.v1.UpdateQueueResponse updateQueue(io.lazyengine.v1.UpdateQueueRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getUpdateQueueMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists the concurrency keys of a namespace by name: their limits, how much of them is used, and what waits. Known are those
     * that were updated, and those that waiting tasks name; others by `keys`. What waits is read from at most some hundred
     * flows: `truncated` says that there is more.
     * Side effects: none.
     * Errors: none of its own.
     * </pre>
     */
    public io.lazyengine.v1.ListConcurrencyKeysResponse listConcurrencyKeys(io.lazyengine.v1.ListConcurrencyKeysRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getListConcurrencyKeysMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Sets how many tasks that name a concurrency key are held at once: counted from when they are handed out until their
     * attempt is over, by whomever, deferred ones included, but not what outsiders take up by themselves, nor decisions. It is
     * never passed, whatever fails; one that is lowered holds once so many have ended. A key that no task names yet may be set.
     * Side effects: what waits for a key whose limit is raised is offered.
     * Errors: REQUEST_ID_REUSED, LIMIT_EXCEEDED where too many keys and queues are set.
     * </pre>
     */
    public io.lazyengine.v1.UpdateConcurrencyKeyResponse updateConcurrencyKey(io.lazyengine.v1.UpdateConcurrencyKeyRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getUpdateConcurrencyKeyMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Runs a definition, or a flow from where it stands now, on virtual time, with assumed executors: the decisions are those
     * of any flow. Nothing is written, and nobody learns of it. A flow that is suspended, or that an edge pauses, goes on at
     * once. Heartbeats are assumed to come in time.
     * Side effects: none.
     * Errors: UNSUPPORTED, UNKNOWN_FIELD, DUPLICATE_TASK, UNKNOWN_DEPENDENCY, CYCLE, DEFINITION_NOT_FOUND, FLOW_NOT_FOUND.
     * OVERLOADED where this process simulates others already.
     * </pre>
     */
    public io.lazyengine.v1.SimulateFlowResponse simulateFlow(io.lazyengine.v1.SimulateFlowRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getSimulateFlowMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Stops offering a flow's tasks. Claimed tasks go on: SUSPENDING until their outcomes are recorded, then SUSPENDED.
     * Timers of waiting tasks stand still in effect: what falls due is offered at resume. OK for a flow that is suspended.
     * Side effects: none beyond the flow.
     * Errors: FLOW_NOT_FOUND, FLOW_ENDED, FLOW_CANCELLING, REVISION_MISMATCH, REQUEST_ID_REUSED.
     * </pre>
     */
    public io.lazyengine.v1.SuspendFlowResponse suspendFlow(io.lazyengine.v1.SuspendFlowRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getSuspendFlowMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Offers a suspended flow's tasks again, also those that became ready meanwhile. OK for a flow that runs.
     * Side effects: ready tasks are offered to executors.
     * Errors: FLOW_NOT_FOUND, FLOW_ENDED, FLOW_CANCELLING, REVISION_MISMATCH, REQUEST_ID_REUSED.
     * </pre>
     */
    public io.lazyengine.v1.ResumeFlowResponse resumeFlow(io.lazyengine.v1.ResumeFlowRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getResumeFlowMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Ends a flow CANCELLED. Tasks that nobody holds, deferred ones included, are CANCELLED at once; the holders of claimed
     * ones get CancelRequested and may bring an outcome until the grace is over, then those are CANCELLED too. OK for a
     * flow that is being cancelled or is CANCELLED.
     * Side effects: none beyond the flow and the sessions that hold its tasks.
     * Errors: FLOW_NOT_FOUND, FLOW_ENDED, REVISION_MISMATCH, REQUEST_ID_REUSED.
     * </pre>
     */
    public io.lazyengine.v1.CancelFlowResponse cancelFlow(io.lazyengine.v1.CancelFlowRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getCancelFlowMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Undoes all that a flow has done, in reverse order of its edges: REVERT items are offered, the flow is REVERTING, and ends
     * REVERTED, or FAILED where a revert fails. Tasks that nobody has begun do not begin; what runs goes on, is recorded and
     * then reverted; what waits for another try is not tried again. A suspended flow stays suspended, and is reverted once it
     * is resumed. OK for a flow that is being reverted or is REVERTED.
     * Side effects: REVERT items are offered to executors.
     * Errors: FLOW_NOT_FOUND, FLOW_ENDED, FLOW_CANCELLING, FLOW_NOT_REVERTIBLE, REVISION_MISMATCH, REQUEST_ID_REUSED.
     * </pre>
     */
    public io.lazyengine.v1.RevertFlowResponse revertFlow(io.lazyengine.v1.RevertFlowRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getRevertFlowMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Ends a flow SUCCEEDED, FAILED or CANCELLED, whatever its tasks are at. Tasks that became ready before it go on, unless
     * `in_flight` says CANCEL: their outcomes are recorded and lead nowhere. What has not begun is SKIPPED (`ENDED`). Where the
     * flow evaluates its OUTPUT it ends once that is answered, but CANCELLED at once. OK for a flow that is, or is about to be, in
     * this state. Of a large flow the tasks beyond its first segment follow a moment later.
     * Side effects: sessions that hold tasks which are cancelled by it get Revoked.
     * Errors: FLOW_NOT_FOUND, FLOW_ENDED, FLOW_CANCELLING, FLOW_REVERTING (it is being undone as a whole), REVISION_MISMATCH,
     * REQUEST_ID_REUSED.
     * </pre>
     */
    public io.lazyengine.v1.EndFlowResponse endFlow(io.lazyengine.v1.EndFlowRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getEndFlowMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Runs tasks again that FAILED or are CANCELLED, as further attempts, their tries counted anew; without names all of which
     * no edge handled the failure. A flow that has ended goes on: RUNNING, its timeout counted from now, its output gone. What
     * was SKIPPED or CANCELLED for their sake, or because the flow ended or stopped, comes back to PENDING where something may
     * lead to it, and so does what its join has failed; edges that were dropped when the flow ended lead on. With `reset` the
     * tasks begin anew as if they had never run, and all that lies behind them with them, whatever became of it; without names
     * the whole flow; what is undone begins anew by it alone. The attempts so far are kept. A flow that has ended within
     * another one goes on with that and all above it: the task that it is is RUNNING again, with the same attempt. Of a large
     * flow what is beyond its first segment follows a moment later.
     * Side effects: ready tasks are offered to executors; with `reset`, sessions that hold tasks behind get Revoked.
     * Errors: FLOW_NOT_FOUND, TASK_NOT_FOUND, NOT_RETRYABLE, FLOW_REVERTING (what it names is undone, or a scope's controller
     * decides about a failure), FLOW_CANCELLING, PARENT_WENT_ON (a flow above has gone on from its end), UNSUPPORTED,
     * REVISION_MISMATCH, REQUEST_ID_REUSED.
     * </pre>
     */
    public io.lazyengine.v1.RetryFlowResponse retryFlow(io.lazyengine.v1.RetryFlowRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getRetryFlowMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Makes a task SKIPPED (`REQUESTED`) that has not SUCCEEDED, one that has FAILED or is held included; its edges on skip
     * fire. Where END of the task is evaluated it is asked first which of its edges fire: the task is RUNNING with intent SKIP
     * until that is answered. A flow that has ended goes on, as with RetryFlow. OK for a task that is SKIPPED.
     * Side effects: a session that holds the task gets Revoked.
     * Errors: FLOW_NOT_FOUND, TASK_NOT_FOUND, TASK_CLOSED (it has succeeded), TASK_NOT_READY (its end is being decided, the
     * flow has not begun, or it waits for a trigger), FLOW_REVERTING (it is undone, or a scope's controller decides about a
     * failure), FLOW_CANCELLING, PARENT_WENT_ON (a flow above has gone on from its end), UNSUPPORTED, REVISION_MISMATCH,
     * REQUEST_ID_REUSED.
     * </pre>
     */
    public io.lazyengine.v1.SkipTaskResponse skipTask(io.lazyengine.v1.SkipTaskRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getSkipTaskMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Removes an ended flow with its payloads. Its id is free again.
     * Side effects: none beyond the flow; the definition stays.
     * Errors: FLOW_NOT_FOUND (not with `allow_missing`), FLOW_NOT_ENDED, REVISION_MISMATCH.
     * </pre>
     */
    public io.lazyengine.v1.DeleteFlowResponse deleteFlow(io.lazyengine.v1.DeleteFlowRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getDeleteFlowMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Stores a definition under its name, to be run by digest or by name. Putting one that is stored already makes it the
     * newest of its name again; a repeat is harmless.
     * Side effects: `definition_name` means this definition from now on. Flows that run are not touched.
     * Errors: UNSUPPORTED, UNKNOWN_FIELD, DUPLICATE_TASK, UNKNOWN_DEPENDENCY, CYCLE.
     * </pre>
     */
    public io.lazyengine.v1.PutDefinitionResponse putDefinition(io.lazyengine.v1.PutDefinitionRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getPutDefinitionMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * PutDefinition for a definition that is larger than one message: it comes in pieces, of up to
     * `Limits.tasks_per_flow` (1,000,000) tasks and `Limits.definition_bytes` (256 MiB) in all. Importing the same content
     * again gives the same digest. Each piece is checked when it comes; nothing is kept before the caller has ended the
     * stream.
     * Side effects: those of PutDefinition.
     * A process takes in two at once, of different namespaces; eight more wait for their turn, and a namespace has at most
     * half of these ten places.
     * Errors: UNSUPPORTED, UNKNOWN_FIELD, DUPLICATE_TASK, UNKNOWN_DEPENDENCY, CYCLE. OVERLOADED where no place is left, and
     * where, while it is its turn, the caller keeps the server waiting for 30 s. Each task and each KiB that comes gives 5 ms
     * of these back.
     * </pre>
     */
    @io.grpc.ExperimentalApi("https://github.com/grpc/grpc-java/issues/10918")
    public io.grpc.stub.BlockingClientCall<io.lazyengine.v1.ImportDefinitionRequest, io.lazyengine.v1.ImportDefinitionResponse>
        importDefinition() {
      return io.grpc.stub.ClientCalls.blockingClientStreamingCall(
          getChannel(), getImportDefinitionMethod(), getCallOptions());
    }

    /**
     * <pre>
     * Reads a definition with its tasks, also one that only came along with Run. Of one that has more tasks than one
     * message may bring (`Limits.tasks_per_message`) the tasks are left out.
     * Side effects: none.
     * Errors: DEFINITION_NOT_FOUND.
     * </pre>
     */
    public io.lazyengine.v1.GetDefinitionResponse getDefinition(io.lazyengine.v1.GetDefinitionRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getGetDefinitionMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists the definitions that were put, newest first, without their tasks.
     * Side effects: none.
     * Errors: none of its own.
     * </pre>
     */
    public io.lazyengine.v1.ListDefinitionsResponse listDefinitions(io.lazyengine.v1.ListDefinitionsRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getListDefinitionsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Puts a schedule: makes it, or gives one that is there another spec. What is due by the spec until now is decided by
     * it; the new one counts from now, or goes on where the timing is the same. Putting what is there is harmless. A namespace
     * has up to `Limits.schedules_per_namespace` (1,000); one more is refused with LIMIT_EXCEEDED.
     * Side effects: flows are started when they are due, by whichever process runs, once for each due time. A definition
     * that comes along is stored.
     * Errors: SCHEDULE_EXISTS and SCHEDULE_NOT_FOUND (as `put_mode` says), REVISION_MISMATCH, REQUEST_ID_REUSED,
     * DEFINITION_NOT_FOUND, UNSUPPORTED, UNKNOWN_FIELD, DUPLICATE_TASK, UNKNOWN_DEPENDENCY, CYCLE.
     * </pre>
     */
    public io.lazyengine.v1.PutScheduleResponse putSchedule(io.lazyengine.v1.PutScheduleRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getPutScheduleMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Reads a schedule: its spec, its next due times, what became of the last ones, and which of its flows go on.
     * Side effects: none.
     * Errors: SCHEDULE_NOT_FOUND.
     * </pre>
     */
    public io.lazyengine.v1.GetScheduleResponse getSchedule(io.lazyengine.v1.GetScheduleRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getGetScheduleMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists the schedules of a namespace by their ids.
     * Side effects: none.
     * Errors: none of its own.
     * </pre>
     */
    public io.lazyengine.v1.ListSchedulesResponse listSchedules(io.lazyengine.v1.ListSchedulesRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getListSchedulesMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lets nothing of a schedule fall due until ResumeSchedule. Flows that go on are not touched, and one that waits for
     * their end goes on waiting. OK for one that is paused.
     * Side effects: none beyond the schedule.
     * Errors: SCHEDULE_NOT_FOUND, REVISION_MISMATCH.
     * </pre>
     */
    public io.lazyengine.v1.PauseScheduleResponse pauseSchedule(io.lazyengine.v1.PauseScheduleRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getPauseScheduleMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lets a paused schedule go on, from now, or with `catch_up` from where it was paused. OK for one that is not paused.
     * Side effects: flows are started when they are due.
     * Errors: SCHEDULE_NOT_FOUND, REVISION_MISMATCH.
     * </pre>
     */
    public io.lazyengine.v1.ResumeScheduleResponse resumeSchedule(io.lazyengine.v1.ResumeScheduleRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getResumeScheduleMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Treats this moment as a due time of the schedule, also of one that is paused or over. A repeat by request_id finds
     * the flow that the first one started.
     * Side effects: a flow is started, unless the overlap policy says otherwise.
     * Errors: SCHEDULE_NOT_FOUND.
     * </pre>
     */
    public io.lazyengine.v1.TriggerScheduleResponse triggerSchedule(io.lazyengine.v1.TriggerScheduleRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getTriggerScheduleMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Removes a schedule. The flows that it has started go on.
     * Side effects: what it has decided to start, and is not there yet, is started first.
     * Errors: SCHEDULE_NOT_FOUND (not with `allow_missing`), REVISION_MISMATCH.
     * </pre>
     */
    public io.lazyengine.v1.DeleteScheduleResponse deleteSchedule(io.lazyengine.v1.DeleteScheduleRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getDeleteScheduleMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Reads how long the flows of a namespace are kept after their end, and how many were deleted for it.
     * Side effects: none.
     * Errors: none of its own.
     * </pre>
     */
    public io.lazyengine.v1.GetRetentionResponse getRetention(io.lazyengine.v1.GetRetentionRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getGetRetentionMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Says how long the flows of a namespace are kept after their end, in place of what was said before. Setting what is
     * set is harmless.
     * Side effects: flows that the rules let go are deleted as by DeleteFlow, by whichever process runs: the oldest first,
     * at most 200 a second.
     * Errors: REVISION_MISMATCH.
     * </pre>
     */
    public io.lazyengine.v1.SetRetentionResponse setRetention(io.lazyengine.v1.SetRetentionRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getSetRetentionMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Tells what this server is: version, capabilities, limits, store and clock.
     * Side effects: none.
     * Errors: none of its own.
     * </pre>
     */
    public io.lazyengine.v1.GetServerInfoResponse getServerInfo(io.lazyengine.v1.GetServerInfoRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getGetServerInfoMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do limited synchronous rpc calls to service LazyEngine.
   * <pre>
   * A passive workflow engine. It runs no task and owns no state: every call reads the persisted state of one flow,
   * decides, and commits the outcome in one atomic write before it answers. Any process of a deployment serves any call.
   * Every request has a `namespace`, empty = `default`; flows, definitions and sessions of different namespaces do not
   * see each other. A call that changes a flow may carry a `request_id`: a repeat gets the recorded outcome with
   * `replayed` and changes nothing. Calls without one are safe to repeat by what they name: a claim, a session, a content.
   * Times and durations are kept in whole milliseconds: what is finer is cut off from a time and rounded up for a
   * duration.
   * What an RPC's comment lists under Errors comes on top of what every call may end with: INVALID_FIELD,
   * LIMIT_EXCEEDED, UNAUTHENTICATED, TOKEN_EXPIRED, PERMISSION_DENIED, OVERLOADED, STORE_UNAVAILABLE, FORMAT_TOO_NEW, DRAINING,
   * DEADLINE_EXCEEDED, INTERNAL; and, for calls that write, CONFLICT.
   * </pre>
   */
  public static final class LazyEngineBlockingStub
      extends io.grpc.stub.AbstractBlockingStub<LazyEngineBlockingStub> {
    private LazyEngineBlockingStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected LazyEngineBlockingStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new LazyEngineBlockingStub(channel, callOptions);
    }

    /**
     * <pre>
     * Starts a flow: stores it and makes its first tasks ready, in one write.
     * Side effects: the definition is stored if it is new; ready tasks are offered to executors at once. A bad definition
     * is refused whole, before anything is written.
     * Errors: UNSUPPORTED, UNKNOWN_FIELD, DUPLICATE_TASK, UNKNOWN_DEPENDENCY, CYCLE, DEFINITION_NOT_FOUND, FLOW_EXISTS,
     * FLOW_DIFFERS, REQUEST_ID_REUSED, FLOW_REPLACED (a repeat, when another run has taken the place), FLOW_FULL, and where a
     * flow is replaced FLOW_NOT_AT_REST, REVISION_MISMATCH, FLOW_NOT_FOUND, CONFLICT.
     * </pre>
     */
    public io.lazyengine.v1.RunResponse run(io.lazyengine.v1.RunRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getRunMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Records what became of a task and makes ready what that unblocks, in one write.
     * Who may: the holder of a claim, with its token; for a deferred task, or a READY one that was never claimed in this
     * try, anybody with flow_id and task_id. Decided in this order: a known request_id is answered as before; the attempt
     * meant is found; if it has an outcome already, an equal one is OK and another one refused, however late; a claim that
     * was superseded is refused; so is a missing token; so is a task that is not ready or closed; otherwise it is recorded.
     * A lease that ran out does not void the claim as long as nobody else has claimed the task.
     * Side effects: the executor's credit is freed; successors are offered, unless the flow is suspended (then at resume)
     * or ended (then never); the flow ends if nothing is left to do.
     * Errors: FLOW_NOT_FOUND, TASK_NOT_FOUND, REQUEST_ID_REUSED, FLOW_REPLACED (a repeat, when another run has taken the
     * place), ALREADY_COMPLETED, CLAIM_SUPERSEDED, CLAIM_REQUIRED, TASK_NOT_READY, TASK_CLOSED, DECISION_INVALID,
     * SPAWN_NOT_ALLOWED, FLOW_FULL.
     * </pre>
     */
    public io.lazyengine.v1.TaskCompleteResponse taskComplete(io.lazyengine.v1.TaskCompleteRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getTaskCompleteMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * TaskComplete for many tasks of any flows of one namespace: each item is decided by itself, in the order of the
     * items where they are of one flow.
     * Side effects: those of TaskComplete for each item that succeeds.
     * Errors: the call itself succeeds though items fail; each item has its own status, with the reasons of TaskComplete.
     * </pre>
     */
    public io.lazyengine.v1.TaskCompleteBatchResponse taskCompleteBatch(io.lazyengine.v1.TaskCompleteBatchRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getTaskCompleteBatchMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Hands ready tasks to an executor, or shows them.
     * With WATCH_MODE_CLAIM each task goes to one session, never more than `max_in_flight` unfinished ones at once, ordered
     * by priority, then age of the flow, then ready time. The stream keeps the session alive; when it breaks, the session
     * lives on for its lease, and a new stream with the same session_id goes on with it: what it holds is sent again with
     * the same tokens. When the lease is over, what it held is offered to others as the next attempt. With
     * WATCH_MODE_OBSERVE every task that is or becomes ready is shown, to all observers, and nothing is claimed.
     * Side effects: claims. A second stream for a live session takes it over.
     * Errors: FLOW_NOT_FOUND (for `flow_id`), SESSION_NOT_FOUND, SESSION_TAKEN_OVER, SESSION_EXPIRED.
     * </pre>
     */
    public java.util.Iterator<io.lazyengine.v1.WatchReadyTasksResponse> watchReadyTasks(
        io.lazyengine.v1.WatchReadyTasksRequest request) {
      return io.grpc.stub.ClientCalls.blockingServerStreamingCall(
          getChannel(), getWatchReadyTasksMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Keeps a session without a stream alive for another lease, and tells it what it would have learned on a stream.
     * Side effects: the session's expiry moves; progress is recorded as by ReportProgress.
     * Errors: SESSION_NOT_FOUND, SESSION_EXPIRED.
     * </pre>
     */
    public io.lazyengine.v1.KeepSessionResponse keepSession(io.lazyengine.v1.KeepSessionRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getKeepSessionMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Gives claimed tasks back: they are READY again for others, without counting a try.
     * Side effects: the session's credit is freed; the tasks are offered again, after `delay`. Releasing a claim again is
     * OK and changes nothing.
     * Errors: each claim has its own status: FLOW_NOT_FOUND, TASK_NOT_FOUND, ALREADY_COMPLETED, CLAIM_SUPERSEDED.
     * </pre>
     */
    public io.lazyengine.v1.ReleaseTasksResponse releaseTasks(io.lazyengine.v1.ReleaseTasksRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getReleaseTasksMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Claims ready tasks for a session without a stream, waiting for some if there are none: a long poll. The order is that
     * of WatchReadyTasks, definition order within a flow.
     * Side effects: claims; the session is opened where it does not exist or has expired, and its expiry moves.
     * Errors: FLOW_NOT_FOUND (for `flow_id`), SESSION_NOT_FOUND, SESSION_HAS_STREAM.
     * </pre>
     */
    public io.lazyengine.v1.PollReadyTasksResponse pollReadyTasks(io.lazyengine.v1.PollReadyTasksRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getPollReadyTasksMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Records how far running tasks have come, for many tasks at once.
     * Side effects: renews their heartbeat timeouts; `paused` moves deferred tasks between RUNNING and PAUSED.
     * Errors: each report has its own status: FLOW_NOT_FOUND, TASK_NOT_FOUND, CLAIM_SUPERSEDED, CLAIM_REQUIRED,
     * TASK_NOT_READY, TASK_CLOSED, TASK_NOT_DEFERRED, FLOW_FULL.
     * </pre>
     */
    public io.lazyengine.v1.ReportProgressResponse reportProgress(io.lazyengine.v1.ReportProgressRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getReportProgressMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Reads a flow and, page by page, its tasks, in definition order. Shows the caller's own writes. Tasks that nothing has
     * happened to yet are listed too, as PENDING.
     * Side effects: none.
     * Errors: FLOW_NOT_FOUND, TASK_NOT_FOUND (for `task_ids` and `dependencies_of`), REVISION_MISMATCH.
     * </pre>
     */
    public io.lazyengine.v1.GetFlowDetailsResponse getFlowDetails(io.lazyengine.v1.GetFlowDetailsRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getGetFlowDetailsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists the flows of a namespace, newest first. States, names and labels have no index: where few flows match, all that were
     * created within the span are looked at. What takes more than 10 seconds is refused with DEADLINE_EXCEEDED: a narrower span
     * is found. What begins while somebody reads page by page is on no further page, and neither is a flow in whose place another
     * run begins then (REPLACE): it is the newest now. Who must miss nothing watches the namespace first (WatchFlow), and then lists.
     * Side effects: none.
     * Errors: none of its own.
     * </pre>
     */
    public io.lazyengine.v1.ListFlowsResponse listFlows(io.lazyengine.v1.ListFlowsRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getListFlowsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Follows a flow, or all flows of a namespace. Level-triggered: what is sent is the latest state of what changed; it
     * may be sent twice, and states in between may be left out, but the last one never is.
     * One flow: first everything, or what changed since `since_revision`; then `current`; then changes, each about
     * 200 ms late, and up to 2 s where there is much to tell. When the flow has ended and that was told, the stream closes
     * with OK. A namespace: `current` at once, then changes from then on, or first those since `since_revision`; to start
     * with the full picture, open the watch, wait for `current`, then ListFlows.
     * Side effects: none.
     * Errors: FLOW_NOT_FOUND, REVISION_MISMATCH, REVISION_COMPACTED.
     * </pre>
     */
    public java.util.Iterator<io.lazyengine.v1.WatchFlowResponse> watchFlow(
        io.lazyengine.v1.WatchFlowRequest request) {
      return io.grpc.stub.ClientCalls.blockingServerStreamingCall(
          getChannel(), getWatchFlowMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Tells why a task stands where it does: why it does not run, or why it did. Says what is stored at that moment, and, of
     * a READY task, what the process that answers knows of executors. Of a large flow no more than what concerns the task
     * is read.
     * Side effects: none.
     * Errors: FLOW_NOT_FOUND, TASK_NOT_FOUND.
     * </pre>
     */
    public io.lazyengine.v1.ExplainTaskResponse explainTask(io.lazyengine.v1.ExplainTaskRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getExplainTaskMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists the queues of a namespace by name: how they are set, what waits on them and since when, what is held, and who
     * takes from them. Known are those that were updated, those on which something waits, and those that sessions take from.
     * What waits and is held is read from at most some hundred flows: `truncated` says that there is more.
     * Side effects: none.
     * Errors: none of its own.
     * </pre>
     */
    public io.lazyengine.v1.ListQueuesResponse listQueues(io.lazyengine.v1.ListQueuesRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getListQueuesMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Sets how a queue hands out: fields that are absent stay as they are. A queue that does not exist yet may be set.
     * A pause holds for all kinds of work and all ways to get some: streams, polls, and what a completion makes ready. It
     * holds in the process that answers at once, in others as soon as they hear of it, within two seconds; a process that has
     * not heard of settings for five seconds, because it cannot reach the database, hands out nothing at all. What is held
     * goes on, and what completions make ready waits.
     * A concurrency limit counts tasks from when they are handed out until their attempt is over, by whomever: deferred ones,
     * too, but not what outsiders take up by themselves, nor decisions. It is never passed, whatever fails, once it holds: from
     * when all processes have heard of it, and have counted what was held before; until then nothing more is handed out. A limit
     * that is lowered holds once so many have ended.
     * Side effects: what waits on a queue that is resumed is offered.
     * Errors: REQUEST_ID_REUSED, LIMIT_EXCEEDED where too many queues are set.
     * </pre>
     */
    public io.lazyengine.v1.UpdateQueueResponse updateQueue(io.lazyengine.v1.UpdateQueueRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getUpdateQueueMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists the concurrency keys of a namespace by name: their limits, how much of them is used, and what waits. Known are those
     * that were updated, and those that waiting tasks name; others by `keys`. What waits is read from at most some hundred
     * flows: `truncated` says that there is more.
     * Side effects: none.
     * Errors: none of its own.
     * </pre>
     */
    public io.lazyengine.v1.ListConcurrencyKeysResponse listConcurrencyKeys(io.lazyengine.v1.ListConcurrencyKeysRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getListConcurrencyKeysMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Sets how many tasks that name a concurrency key are held at once: counted from when they are handed out until their
     * attempt is over, by whomever, deferred ones included, but not what outsiders take up by themselves, nor decisions. It is
     * never passed, whatever fails; one that is lowered holds once so many have ended. A key that no task names yet may be set.
     * Side effects: what waits for a key whose limit is raised is offered.
     * Errors: REQUEST_ID_REUSED, LIMIT_EXCEEDED where too many keys and queues are set.
     * </pre>
     */
    public io.lazyengine.v1.UpdateConcurrencyKeyResponse updateConcurrencyKey(io.lazyengine.v1.UpdateConcurrencyKeyRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getUpdateConcurrencyKeyMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Runs a definition, or a flow from where it stands now, on virtual time, with assumed executors: the decisions are those
     * of any flow. Nothing is written, and nobody learns of it. A flow that is suspended, or that an edge pauses, goes on at
     * once. Heartbeats are assumed to come in time.
     * Side effects: none.
     * Errors: UNSUPPORTED, UNKNOWN_FIELD, DUPLICATE_TASK, UNKNOWN_DEPENDENCY, CYCLE, DEFINITION_NOT_FOUND, FLOW_NOT_FOUND.
     * OVERLOADED where this process simulates others already.
     * </pre>
     */
    public io.lazyengine.v1.SimulateFlowResponse simulateFlow(io.lazyengine.v1.SimulateFlowRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getSimulateFlowMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Stops offering a flow's tasks. Claimed tasks go on: SUSPENDING until their outcomes are recorded, then SUSPENDED.
     * Timers of waiting tasks stand still in effect: what falls due is offered at resume. OK for a flow that is suspended.
     * Side effects: none beyond the flow.
     * Errors: FLOW_NOT_FOUND, FLOW_ENDED, FLOW_CANCELLING, REVISION_MISMATCH, REQUEST_ID_REUSED.
     * </pre>
     */
    public io.lazyengine.v1.SuspendFlowResponse suspendFlow(io.lazyengine.v1.SuspendFlowRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getSuspendFlowMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Offers a suspended flow's tasks again, also those that became ready meanwhile. OK for a flow that runs.
     * Side effects: ready tasks are offered to executors.
     * Errors: FLOW_NOT_FOUND, FLOW_ENDED, FLOW_CANCELLING, REVISION_MISMATCH, REQUEST_ID_REUSED.
     * </pre>
     */
    public io.lazyengine.v1.ResumeFlowResponse resumeFlow(io.lazyengine.v1.ResumeFlowRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getResumeFlowMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Ends a flow CANCELLED. Tasks that nobody holds, deferred ones included, are CANCELLED at once; the holders of claimed
     * ones get CancelRequested and may bring an outcome until the grace is over, then those are CANCELLED too. OK for a
     * flow that is being cancelled or is CANCELLED.
     * Side effects: none beyond the flow and the sessions that hold its tasks.
     * Errors: FLOW_NOT_FOUND, FLOW_ENDED, REVISION_MISMATCH, REQUEST_ID_REUSED.
     * </pre>
     */
    public io.lazyengine.v1.CancelFlowResponse cancelFlow(io.lazyengine.v1.CancelFlowRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getCancelFlowMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Undoes all that a flow has done, in reverse order of its edges: REVERT items are offered, the flow is REVERTING, and ends
     * REVERTED, or FAILED where a revert fails. Tasks that nobody has begun do not begin; what runs goes on, is recorded and
     * then reverted; what waits for another try is not tried again. A suspended flow stays suspended, and is reverted once it
     * is resumed. OK for a flow that is being reverted or is REVERTED.
     * Side effects: REVERT items are offered to executors.
     * Errors: FLOW_NOT_FOUND, FLOW_ENDED, FLOW_CANCELLING, FLOW_NOT_REVERTIBLE, REVISION_MISMATCH, REQUEST_ID_REUSED.
     * </pre>
     */
    public io.lazyengine.v1.RevertFlowResponse revertFlow(io.lazyengine.v1.RevertFlowRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getRevertFlowMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Ends a flow SUCCEEDED, FAILED or CANCELLED, whatever its tasks are at. Tasks that became ready before it go on, unless
     * `in_flight` says CANCEL: their outcomes are recorded and lead nowhere. What has not begun is SKIPPED (`ENDED`). Where the
     * flow evaluates its OUTPUT it ends once that is answered, but CANCELLED at once. OK for a flow that is, or is about to be, in
     * this state. Of a large flow the tasks beyond its first segment follow a moment later.
     * Side effects: sessions that hold tasks which are cancelled by it get Revoked.
     * Errors: FLOW_NOT_FOUND, FLOW_ENDED, FLOW_CANCELLING, FLOW_REVERTING (it is being undone as a whole), REVISION_MISMATCH,
     * REQUEST_ID_REUSED.
     * </pre>
     */
    public io.lazyengine.v1.EndFlowResponse endFlow(io.lazyengine.v1.EndFlowRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getEndFlowMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Runs tasks again that FAILED or are CANCELLED, as further attempts, their tries counted anew; without names all of which
     * no edge handled the failure. A flow that has ended goes on: RUNNING, its timeout counted from now, its output gone. What
     * was SKIPPED or CANCELLED for their sake, or because the flow ended or stopped, comes back to PENDING where something may
     * lead to it, and so does what its join has failed; edges that were dropped when the flow ended lead on. With `reset` the
     * tasks begin anew as if they had never run, and all that lies behind them with them, whatever became of it; without names
     * the whole flow; what is undone begins anew by it alone. The attempts so far are kept. A flow that has ended within
     * another one goes on with that and all above it: the task that it is is RUNNING again, with the same attempt. Of a large
     * flow what is beyond its first segment follows a moment later.
     * Side effects: ready tasks are offered to executors; with `reset`, sessions that hold tasks behind get Revoked.
     * Errors: FLOW_NOT_FOUND, TASK_NOT_FOUND, NOT_RETRYABLE, FLOW_REVERTING (what it names is undone, or a scope's controller
     * decides about a failure), FLOW_CANCELLING, PARENT_WENT_ON (a flow above has gone on from its end), UNSUPPORTED,
     * REVISION_MISMATCH, REQUEST_ID_REUSED.
     * </pre>
     */
    public io.lazyengine.v1.RetryFlowResponse retryFlow(io.lazyengine.v1.RetryFlowRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getRetryFlowMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Makes a task SKIPPED (`REQUESTED`) that has not SUCCEEDED, one that has FAILED or is held included; its edges on skip
     * fire. Where END of the task is evaluated it is asked first which of its edges fire: the task is RUNNING with intent SKIP
     * until that is answered. A flow that has ended goes on, as with RetryFlow. OK for a task that is SKIPPED.
     * Side effects: a session that holds the task gets Revoked.
     * Errors: FLOW_NOT_FOUND, TASK_NOT_FOUND, TASK_CLOSED (it has succeeded), TASK_NOT_READY (its end is being decided, the
     * flow has not begun, or it waits for a trigger), FLOW_REVERTING (it is undone, or a scope's controller decides about a
     * failure), FLOW_CANCELLING, PARENT_WENT_ON (a flow above has gone on from its end), UNSUPPORTED, REVISION_MISMATCH,
     * REQUEST_ID_REUSED.
     * </pre>
     */
    public io.lazyengine.v1.SkipTaskResponse skipTask(io.lazyengine.v1.SkipTaskRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getSkipTaskMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Removes an ended flow with its payloads. Its id is free again.
     * Side effects: none beyond the flow; the definition stays.
     * Errors: FLOW_NOT_FOUND (not with `allow_missing`), FLOW_NOT_ENDED, REVISION_MISMATCH.
     * </pre>
     */
    public io.lazyengine.v1.DeleteFlowResponse deleteFlow(io.lazyengine.v1.DeleteFlowRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getDeleteFlowMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Stores a definition under its name, to be run by digest or by name. Putting one that is stored already makes it the
     * newest of its name again; a repeat is harmless.
     * Side effects: `definition_name` means this definition from now on. Flows that run are not touched.
     * Errors: UNSUPPORTED, UNKNOWN_FIELD, DUPLICATE_TASK, UNKNOWN_DEPENDENCY, CYCLE.
     * </pre>
     */
    public io.lazyengine.v1.PutDefinitionResponse putDefinition(io.lazyengine.v1.PutDefinitionRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getPutDefinitionMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Reads a definition with its tasks, also one that only came along with Run. Of one that has more tasks than one
     * message may bring (`Limits.tasks_per_message`) the tasks are left out.
     * Side effects: none.
     * Errors: DEFINITION_NOT_FOUND.
     * </pre>
     */
    public io.lazyengine.v1.GetDefinitionResponse getDefinition(io.lazyengine.v1.GetDefinitionRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getGetDefinitionMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists the definitions that were put, newest first, without their tasks.
     * Side effects: none.
     * Errors: none of its own.
     * </pre>
     */
    public io.lazyengine.v1.ListDefinitionsResponse listDefinitions(io.lazyengine.v1.ListDefinitionsRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getListDefinitionsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Puts a schedule: makes it, or gives one that is there another spec. What is due by the spec until now is decided by
     * it; the new one counts from now, or goes on where the timing is the same. Putting what is there is harmless. A namespace
     * has up to `Limits.schedules_per_namespace` (1,000); one more is refused with LIMIT_EXCEEDED.
     * Side effects: flows are started when they are due, by whichever process runs, once for each due time. A definition
     * that comes along is stored.
     * Errors: SCHEDULE_EXISTS and SCHEDULE_NOT_FOUND (as `put_mode` says), REVISION_MISMATCH, REQUEST_ID_REUSED,
     * DEFINITION_NOT_FOUND, UNSUPPORTED, UNKNOWN_FIELD, DUPLICATE_TASK, UNKNOWN_DEPENDENCY, CYCLE.
     * </pre>
     */
    public io.lazyengine.v1.PutScheduleResponse putSchedule(io.lazyengine.v1.PutScheduleRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getPutScheduleMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Reads a schedule: its spec, its next due times, what became of the last ones, and which of its flows go on.
     * Side effects: none.
     * Errors: SCHEDULE_NOT_FOUND.
     * </pre>
     */
    public io.lazyengine.v1.GetScheduleResponse getSchedule(io.lazyengine.v1.GetScheduleRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getGetScheduleMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists the schedules of a namespace by their ids.
     * Side effects: none.
     * Errors: none of its own.
     * </pre>
     */
    public io.lazyengine.v1.ListSchedulesResponse listSchedules(io.lazyengine.v1.ListSchedulesRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getListSchedulesMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lets nothing of a schedule fall due until ResumeSchedule. Flows that go on are not touched, and one that waits for
     * their end goes on waiting. OK for one that is paused.
     * Side effects: none beyond the schedule.
     * Errors: SCHEDULE_NOT_FOUND, REVISION_MISMATCH.
     * </pre>
     */
    public io.lazyengine.v1.PauseScheduleResponse pauseSchedule(io.lazyengine.v1.PauseScheduleRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getPauseScheduleMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lets a paused schedule go on, from now, or with `catch_up` from where it was paused. OK for one that is not paused.
     * Side effects: flows are started when they are due.
     * Errors: SCHEDULE_NOT_FOUND, REVISION_MISMATCH.
     * </pre>
     */
    public io.lazyengine.v1.ResumeScheduleResponse resumeSchedule(io.lazyengine.v1.ResumeScheduleRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getResumeScheduleMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Treats this moment as a due time of the schedule, also of one that is paused or over. A repeat by request_id finds
     * the flow that the first one started.
     * Side effects: a flow is started, unless the overlap policy says otherwise.
     * Errors: SCHEDULE_NOT_FOUND.
     * </pre>
     */
    public io.lazyengine.v1.TriggerScheduleResponse triggerSchedule(io.lazyengine.v1.TriggerScheduleRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getTriggerScheduleMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Removes a schedule. The flows that it has started go on.
     * Side effects: what it has decided to start, and is not there yet, is started first.
     * Errors: SCHEDULE_NOT_FOUND (not with `allow_missing`), REVISION_MISMATCH.
     * </pre>
     */
    public io.lazyengine.v1.DeleteScheduleResponse deleteSchedule(io.lazyengine.v1.DeleteScheduleRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getDeleteScheduleMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Reads how long the flows of a namespace are kept after their end, and how many were deleted for it.
     * Side effects: none.
     * Errors: none of its own.
     * </pre>
     */
    public io.lazyengine.v1.GetRetentionResponse getRetention(io.lazyengine.v1.GetRetentionRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getGetRetentionMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Says how long the flows of a namespace are kept after their end, in place of what was said before. Setting what is
     * set is harmless.
     * Side effects: flows that the rules let go are deleted as by DeleteFlow, by whichever process runs: the oldest first,
     * at most 200 a second.
     * Errors: REVISION_MISMATCH.
     * </pre>
     */
    public io.lazyengine.v1.SetRetentionResponse setRetention(io.lazyengine.v1.SetRetentionRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getSetRetentionMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Tells what this server is: version, capabilities, limits, store and clock.
     * Side effects: none.
     * Errors: none of its own.
     * </pre>
     */
    public io.lazyengine.v1.GetServerInfoResponse getServerInfo(io.lazyengine.v1.GetServerInfoRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getGetServerInfoMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do ListenableFuture-style rpc calls to service LazyEngine.
   * <pre>
   * A passive workflow engine. It runs no task and owns no state: every call reads the persisted state of one flow,
   * decides, and commits the outcome in one atomic write before it answers. Any process of a deployment serves any call.
   * Every request has a `namespace`, empty = `default`; flows, definitions and sessions of different namespaces do not
   * see each other. A call that changes a flow may carry a `request_id`: a repeat gets the recorded outcome with
   * `replayed` and changes nothing. Calls without one are safe to repeat by what they name: a claim, a session, a content.
   * Times and durations are kept in whole milliseconds: what is finer is cut off from a time and rounded up for a
   * duration.
   * What an RPC's comment lists under Errors comes on top of what every call may end with: INVALID_FIELD,
   * LIMIT_EXCEEDED, UNAUTHENTICATED, TOKEN_EXPIRED, PERMISSION_DENIED, OVERLOADED, STORE_UNAVAILABLE, FORMAT_TOO_NEW, DRAINING,
   * DEADLINE_EXCEEDED, INTERNAL; and, for calls that write, CONFLICT.
   * </pre>
   */
  public static final class LazyEngineFutureStub
      extends io.grpc.stub.AbstractFutureStub<LazyEngineFutureStub> {
    private LazyEngineFutureStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected LazyEngineFutureStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new LazyEngineFutureStub(channel, callOptions);
    }

    /**
     * <pre>
     * Starts a flow: stores it and makes its first tasks ready, in one write.
     * Side effects: the definition is stored if it is new; ready tasks are offered to executors at once. A bad definition
     * is refused whole, before anything is written.
     * Errors: UNSUPPORTED, UNKNOWN_FIELD, DUPLICATE_TASK, UNKNOWN_DEPENDENCY, CYCLE, DEFINITION_NOT_FOUND, FLOW_EXISTS,
     * FLOW_DIFFERS, REQUEST_ID_REUSED, FLOW_REPLACED (a repeat, when another run has taken the place), FLOW_FULL, and where a
     * flow is replaced FLOW_NOT_AT_REST, REVISION_MISMATCH, FLOW_NOT_FOUND, CONFLICT.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.lazyengine.v1.RunResponse> run(
        io.lazyengine.v1.RunRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getRunMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Records what became of a task and makes ready what that unblocks, in one write.
     * Who may: the holder of a claim, with its token; for a deferred task, or a READY one that was never claimed in this
     * try, anybody with flow_id and task_id. Decided in this order: a known request_id is answered as before; the attempt
     * meant is found; if it has an outcome already, an equal one is OK and another one refused, however late; a claim that
     * was superseded is refused; so is a missing token; so is a task that is not ready or closed; otherwise it is recorded.
     * A lease that ran out does not void the claim as long as nobody else has claimed the task.
     * Side effects: the executor's credit is freed; successors are offered, unless the flow is suspended (then at resume)
     * or ended (then never); the flow ends if nothing is left to do.
     * Errors: FLOW_NOT_FOUND, TASK_NOT_FOUND, REQUEST_ID_REUSED, FLOW_REPLACED (a repeat, when another run has taken the
     * place), ALREADY_COMPLETED, CLAIM_SUPERSEDED, CLAIM_REQUIRED, TASK_NOT_READY, TASK_CLOSED, DECISION_INVALID,
     * SPAWN_NOT_ALLOWED, FLOW_FULL.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.lazyengine.v1.TaskCompleteResponse> taskComplete(
        io.lazyengine.v1.TaskCompleteRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getTaskCompleteMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * TaskComplete for many tasks of any flows of one namespace: each item is decided by itself, in the order of the
     * items where they are of one flow.
     * Side effects: those of TaskComplete for each item that succeeds.
     * Errors: the call itself succeeds though items fail; each item has its own status, with the reasons of TaskComplete.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.lazyengine.v1.TaskCompleteBatchResponse> taskCompleteBatch(
        io.lazyengine.v1.TaskCompleteBatchRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getTaskCompleteBatchMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Keeps a session without a stream alive for another lease, and tells it what it would have learned on a stream.
     * Side effects: the session's expiry moves; progress is recorded as by ReportProgress.
     * Errors: SESSION_NOT_FOUND, SESSION_EXPIRED.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.lazyengine.v1.KeepSessionResponse> keepSession(
        io.lazyengine.v1.KeepSessionRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getKeepSessionMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Gives claimed tasks back: they are READY again for others, without counting a try.
     * Side effects: the session's credit is freed; the tasks are offered again, after `delay`. Releasing a claim again is
     * OK and changes nothing.
     * Errors: each claim has its own status: FLOW_NOT_FOUND, TASK_NOT_FOUND, ALREADY_COMPLETED, CLAIM_SUPERSEDED.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.lazyengine.v1.ReleaseTasksResponse> releaseTasks(
        io.lazyengine.v1.ReleaseTasksRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getReleaseTasksMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Claims ready tasks for a session without a stream, waiting for some if there are none: a long poll. The order is that
     * of WatchReadyTasks, definition order within a flow.
     * Side effects: claims; the session is opened where it does not exist or has expired, and its expiry moves.
     * Errors: FLOW_NOT_FOUND (for `flow_id`), SESSION_NOT_FOUND, SESSION_HAS_STREAM.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.lazyengine.v1.PollReadyTasksResponse> pollReadyTasks(
        io.lazyengine.v1.PollReadyTasksRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getPollReadyTasksMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Records how far running tasks have come, for many tasks at once.
     * Side effects: renews their heartbeat timeouts; `paused` moves deferred tasks between RUNNING and PAUSED.
     * Errors: each report has its own status: FLOW_NOT_FOUND, TASK_NOT_FOUND, CLAIM_SUPERSEDED, CLAIM_REQUIRED,
     * TASK_NOT_READY, TASK_CLOSED, TASK_NOT_DEFERRED, FLOW_FULL.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.lazyengine.v1.ReportProgressResponse> reportProgress(
        io.lazyengine.v1.ReportProgressRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getReportProgressMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Reads a flow and, page by page, its tasks, in definition order. Shows the caller's own writes. Tasks that nothing has
     * happened to yet are listed too, as PENDING.
     * Side effects: none.
     * Errors: FLOW_NOT_FOUND, TASK_NOT_FOUND (for `task_ids` and `dependencies_of`), REVISION_MISMATCH.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.lazyengine.v1.GetFlowDetailsResponse> getFlowDetails(
        io.lazyengine.v1.GetFlowDetailsRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getGetFlowDetailsMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Lists the flows of a namespace, newest first. States, names and labels have no index: where few flows match, all that were
     * created within the span are looked at. What takes more than 10 seconds is refused with DEADLINE_EXCEEDED: a narrower span
     * is found. What begins while somebody reads page by page is on no further page, and neither is a flow in whose place another
     * run begins then (REPLACE): it is the newest now. Who must miss nothing watches the namespace first (WatchFlow), and then lists.
     * Side effects: none.
     * Errors: none of its own.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.lazyengine.v1.ListFlowsResponse> listFlows(
        io.lazyengine.v1.ListFlowsRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getListFlowsMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Tells why a task stands where it does: why it does not run, or why it did. Says what is stored at that moment, and, of
     * a READY task, what the process that answers knows of executors. Of a large flow no more than what concerns the task
     * is read.
     * Side effects: none.
     * Errors: FLOW_NOT_FOUND, TASK_NOT_FOUND.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.lazyengine.v1.ExplainTaskResponse> explainTask(
        io.lazyengine.v1.ExplainTaskRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getExplainTaskMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Lists the queues of a namespace by name: how they are set, what waits on them and since when, what is held, and who
     * takes from them. Known are those that were updated, those on which something waits, and those that sessions take from.
     * What waits and is held is read from at most some hundred flows: `truncated` says that there is more.
     * Side effects: none.
     * Errors: none of its own.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.lazyengine.v1.ListQueuesResponse> listQueues(
        io.lazyengine.v1.ListQueuesRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getListQueuesMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Sets how a queue hands out: fields that are absent stay as they are. A queue that does not exist yet may be set.
     * A pause holds for all kinds of work and all ways to get some: streams, polls, and what a completion makes ready. It
     * holds in the process that answers at once, in others as soon as they hear of it, within two seconds; a process that has
     * not heard of settings for five seconds, because it cannot reach the database, hands out nothing at all. What is held
     * goes on, and what completions make ready waits.
     * A concurrency limit counts tasks from when they are handed out until their attempt is over, by whomever: deferred ones,
     * too, but not what outsiders take up by themselves, nor decisions. It is never passed, whatever fails, once it holds: from
     * when all processes have heard of it, and have counted what was held before; until then nothing more is handed out. A limit
     * that is lowered holds once so many have ended.
     * Side effects: what waits on a queue that is resumed is offered.
     * Errors: REQUEST_ID_REUSED, LIMIT_EXCEEDED where too many queues are set.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.lazyengine.v1.UpdateQueueResponse> updateQueue(
        io.lazyengine.v1.UpdateQueueRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getUpdateQueueMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Lists the concurrency keys of a namespace by name: their limits, how much of them is used, and what waits. Known are those
     * that were updated, and those that waiting tasks name; others by `keys`. What waits is read from at most some hundred
     * flows: `truncated` says that there is more.
     * Side effects: none.
     * Errors: none of its own.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.lazyengine.v1.ListConcurrencyKeysResponse> listConcurrencyKeys(
        io.lazyengine.v1.ListConcurrencyKeysRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getListConcurrencyKeysMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Sets how many tasks that name a concurrency key are held at once: counted from when they are handed out until their
     * attempt is over, by whomever, deferred ones included, but not what outsiders take up by themselves, nor decisions. It is
     * never passed, whatever fails; one that is lowered holds once so many have ended. A key that no task names yet may be set.
     * Side effects: what waits for a key whose limit is raised is offered.
     * Errors: REQUEST_ID_REUSED, LIMIT_EXCEEDED where too many keys and queues are set.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.lazyengine.v1.UpdateConcurrencyKeyResponse> updateConcurrencyKey(
        io.lazyengine.v1.UpdateConcurrencyKeyRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getUpdateConcurrencyKeyMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Runs a definition, or a flow from where it stands now, on virtual time, with assumed executors: the decisions are those
     * of any flow. Nothing is written, and nobody learns of it. A flow that is suspended, or that an edge pauses, goes on at
     * once. Heartbeats are assumed to come in time.
     * Side effects: none.
     * Errors: UNSUPPORTED, UNKNOWN_FIELD, DUPLICATE_TASK, UNKNOWN_DEPENDENCY, CYCLE, DEFINITION_NOT_FOUND, FLOW_NOT_FOUND.
     * OVERLOADED where this process simulates others already.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.lazyengine.v1.SimulateFlowResponse> simulateFlow(
        io.lazyengine.v1.SimulateFlowRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getSimulateFlowMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Stops offering a flow's tasks. Claimed tasks go on: SUSPENDING until their outcomes are recorded, then SUSPENDED.
     * Timers of waiting tasks stand still in effect: what falls due is offered at resume. OK for a flow that is suspended.
     * Side effects: none beyond the flow.
     * Errors: FLOW_NOT_FOUND, FLOW_ENDED, FLOW_CANCELLING, REVISION_MISMATCH, REQUEST_ID_REUSED.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.lazyengine.v1.SuspendFlowResponse> suspendFlow(
        io.lazyengine.v1.SuspendFlowRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getSuspendFlowMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Offers a suspended flow's tasks again, also those that became ready meanwhile. OK for a flow that runs.
     * Side effects: ready tasks are offered to executors.
     * Errors: FLOW_NOT_FOUND, FLOW_ENDED, FLOW_CANCELLING, REVISION_MISMATCH, REQUEST_ID_REUSED.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.lazyengine.v1.ResumeFlowResponse> resumeFlow(
        io.lazyengine.v1.ResumeFlowRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getResumeFlowMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Ends a flow CANCELLED. Tasks that nobody holds, deferred ones included, are CANCELLED at once; the holders of claimed
     * ones get CancelRequested and may bring an outcome until the grace is over, then those are CANCELLED too. OK for a
     * flow that is being cancelled or is CANCELLED.
     * Side effects: none beyond the flow and the sessions that hold its tasks.
     * Errors: FLOW_NOT_FOUND, FLOW_ENDED, REVISION_MISMATCH, REQUEST_ID_REUSED.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.lazyengine.v1.CancelFlowResponse> cancelFlow(
        io.lazyengine.v1.CancelFlowRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getCancelFlowMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Undoes all that a flow has done, in reverse order of its edges: REVERT items are offered, the flow is REVERTING, and ends
     * REVERTED, or FAILED where a revert fails. Tasks that nobody has begun do not begin; what runs goes on, is recorded and
     * then reverted; what waits for another try is not tried again. A suspended flow stays suspended, and is reverted once it
     * is resumed. OK for a flow that is being reverted or is REVERTED.
     * Side effects: REVERT items are offered to executors.
     * Errors: FLOW_NOT_FOUND, FLOW_ENDED, FLOW_CANCELLING, FLOW_NOT_REVERTIBLE, REVISION_MISMATCH, REQUEST_ID_REUSED.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.lazyengine.v1.RevertFlowResponse> revertFlow(
        io.lazyengine.v1.RevertFlowRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getRevertFlowMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Ends a flow SUCCEEDED, FAILED or CANCELLED, whatever its tasks are at. Tasks that became ready before it go on, unless
     * `in_flight` says CANCEL: their outcomes are recorded and lead nowhere. What has not begun is SKIPPED (`ENDED`). Where the
     * flow evaluates its OUTPUT it ends once that is answered, but CANCELLED at once. OK for a flow that is, or is about to be, in
     * this state. Of a large flow the tasks beyond its first segment follow a moment later.
     * Side effects: sessions that hold tasks which are cancelled by it get Revoked.
     * Errors: FLOW_NOT_FOUND, FLOW_ENDED, FLOW_CANCELLING, FLOW_REVERTING (it is being undone as a whole), REVISION_MISMATCH,
     * REQUEST_ID_REUSED.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.lazyengine.v1.EndFlowResponse> endFlow(
        io.lazyengine.v1.EndFlowRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getEndFlowMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Runs tasks again that FAILED or are CANCELLED, as further attempts, their tries counted anew; without names all of which
     * no edge handled the failure. A flow that has ended goes on: RUNNING, its timeout counted from now, its output gone. What
     * was SKIPPED or CANCELLED for their sake, or because the flow ended or stopped, comes back to PENDING where something may
     * lead to it, and so does what its join has failed; edges that were dropped when the flow ended lead on. With `reset` the
     * tasks begin anew as if they had never run, and all that lies behind them with them, whatever became of it; without names
     * the whole flow; what is undone begins anew by it alone. The attempts so far are kept. A flow that has ended within
     * another one goes on with that and all above it: the task that it is is RUNNING again, with the same attempt. Of a large
     * flow what is beyond its first segment follows a moment later.
     * Side effects: ready tasks are offered to executors; with `reset`, sessions that hold tasks behind get Revoked.
     * Errors: FLOW_NOT_FOUND, TASK_NOT_FOUND, NOT_RETRYABLE, FLOW_REVERTING (what it names is undone, or a scope's controller
     * decides about a failure), FLOW_CANCELLING, PARENT_WENT_ON (a flow above has gone on from its end), UNSUPPORTED,
     * REVISION_MISMATCH, REQUEST_ID_REUSED.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.lazyengine.v1.RetryFlowResponse> retryFlow(
        io.lazyengine.v1.RetryFlowRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getRetryFlowMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Makes a task SKIPPED (`REQUESTED`) that has not SUCCEEDED, one that has FAILED or is held included; its edges on skip
     * fire. Where END of the task is evaluated it is asked first which of its edges fire: the task is RUNNING with intent SKIP
     * until that is answered. A flow that has ended goes on, as with RetryFlow. OK for a task that is SKIPPED.
     * Side effects: a session that holds the task gets Revoked.
     * Errors: FLOW_NOT_FOUND, TASK_NOT_FOUND, TASK_CLOSED (it has succeeded), TASK_NOT_READY (its end is being decided, the
     * flow has not begun, or it waits for a trigger), FLOW_REVERTING (it is undone, or a scope's controller decides about a
     * failure), FLOW_CANCELLING, PARENT_WENT_ON (a flow above has gone on from its end), UNSUPPORTED, REVISION_MISMATCH,
     * REQUEST_ID_REUSED.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.lazyengine.v1.SkipTaskResponse> skipTask(
        io.lazyengine.v1.SkipTaskRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getSkipTaskMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Removes an ended flow with its payloads. Its id is free again.
     * Side effects: none beyond the flow; the definition stays.
     * Errors: FLOW_NOT_FOUND (not with `allow_missing`), FLOW_NOT_ENDED, REVISION_MISMATCH.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.lazyengine.v1.DeleteFlowResponse> deleteFlow(
        io.lazyengine.v1.DeleteFlowRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getDeleteFlowMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Stores a definition under its name, to be run by digest or by name. Putting one that is stored already makes it the
     * newest of its name again; a repeat is harmless.
     * Side effects: `definition_name` means this definition from now on. Flows that run are not touched.
     * Errors: UNSUPPORTED, UNKNOWN_FIELD, DUPLICATE_TASK, UNKNOWN_DEPENDENCY, CYCLE.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.lazyengine.v1.PutDefinitionResponse> putDefinition(
        io.lazyengine.v1.PutDefinitionRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getPutDefinitionMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Reads a definition with its tasks, also one that only came along with Run. Of one that has more tasks than one
     * message may bring (`Limits.tasks_per_message`) the tasks are left out.
     * Side effects: none.
     * Errors: DEFINITION_NOT_FOUND.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.lazyengine.v1.GetDefinitionResponse> getDefinition(
        io.lazyengine.v1.GetDefinitionRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getGetDefinitionMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Lists the definitions that were put, newest first, without their tasks.
     * Side effects: none.
     * Errors: none of its own.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.lazyengine.v1.ListDefinitionsResponse> listDefinitions(
        io.lazyengine.v1.ListDefinitionsRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getListDefinitionsMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Puts a schedule: makes it, or gives one that is there another spec. What is due by the spec until now is decided by
     * it; the new one counts from now, or goes on where the timing is the same. Putting what is there is harmless. A namespace
     * has up to `Limits.schedules_per_namespace` (1,000); one more is refused with LIMIT_EXCEEDED.
     * Side effects: flows are started when they are due, by whichever process runs, once for each due time. A definition
     * that comes along is stored.
     * Errors: SCHEDULE_EXISTS and SCHEDULE_NOT_FOUND (as `put_mode` says), REVISION_MISMATCH, REQUEST_ID_REUSED,
     * DEFINITION_NOT_FOUND, UNSUPPORTED, UNKNOWN_FIELD, DUPLICATE_TASK, UNKNOWN_DEPENDENCY, CYCLE.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.lazyengine.v1.PutScheduleResponse> putSchedule(
        io.lazyengine.v1.PutScheduleRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getPutScheduleMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Reads a schedule: its spec, its next due times, what became of the last ones, and which of its flows go on.
     * Side effects: none.
     * Errors: SCHEDULE_NOT_FOUND.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.lazyengine.v1.GetScheduleResponse> getSchedule(
        io.lazyengine.v1.GetScheduleRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getGetScheduleMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Lists the schedules of a namespace by their ids.
     * Side effects: none.
     * Errors: none of its own.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.lazyengine.v1.ListSchedulesResponse> listSchedules(
        io.lazyengine.v1.ListSchedulesRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getListSchedulesMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Lets nothing of a schedule fall due until ResumeSchedule. Flows that go on are not touched, and one that waits for
     * their end goes on waiting. OK for one that is paused.
     * Side effects: none beyond the schedule.
     * Errors: SCHEDULE_NOT_FOUND, REVISION_MISMATCH.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.lazyengine.v1.PauseScheduleResponse> pauseSchedule(
        io.lazyengine.v1.PauseScheduleRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getPauseScheduleMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Lets a paused schedule go on, from now, or with `catch_up` from where it was paused. OK for one that is not paused.
     * Side effects: flows are started when they are due.
     * Errors: SCHEDULE_NOT_FOUND, REVISION_MISMATCH.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.lazyengine.v1.ResumeScheduleResponse> resumeSchedule(
        io.lazyengine.v1.ResumeScheduleRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getResumeScheduleMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Treats this moment as a due time of the schedule, also of one that is paused or over. A repeat by request_id finds
     * the flow that the first one started.
     * Side effects: a flow is started, unless the overlap policy says otherwise.
     * Errors: SCHEDULE_NOT_FOUND.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.lazyengine.v1.TriggerScheduleResponse> triggerSchedule(
        io.lazyengine.v1.TriggerScheduleRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getTriggerScheduleMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Removes a schedule. The flows that it has started go on.
     * Side effects: what it has decided to start, and is not there yet, is started first.
     * Errors: SCHEDULE_NOT_FOUND (not with `allow_missing`), REVISION_MISMATCH.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.lazyengine.v1.DeleteScheduleResponse> deleteSchedule(
        io.lazyengine.v1.DeleteScheduleRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getDeleteScheduleMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Reads how long the flows of a namespace are kept after their end, and how many were deleted for it.
     * Side effects: none.
     * Errors: none of its own.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.lazyengine.v1.GetRetentionResponse> getRetention(
        io.lazyengine.v1.GetRetentionRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getGetRetentionMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Says how long the flows of a namespace are kept after their end, in place of what was said before. Setting what is
     * set is harmless.
     * Side effects: flows that the rules let go are deleted as by DeleteFlow, by whichever process runs: the oldest first,
     * at most 200 a second.
     * Errors: REVISION_MISMATCH.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.lazyengine.v1.SetRetentionResponse> setRetention(
        io.lazyengine.v1.SetRetentionRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getSetRetentionMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Tells what this server is: version, capabilities, limits, store and clock.
     * Side effects: none.
     * Errors: none of its own.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.lazyengine.v1.GetServerInfoResponse> getServerInfo(
        io.lazyengine.v1.GetServerInfoRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getGetServerInfoMethod(), getCallOptions()), request);
    }
  }

  private static final int METHODID_RUN = 0;
  private static final int METHODID_TASK_COMPLETE = 1;
  private static final int METHODID_TASK_COMPLETE_BATCH = 2;
  private static final int METHODID_WATCH_READY_TASKS = 3;
  private static final int METHODID_KEEP_SESSION = 4;
  private static final int METHODID_RELEASE_TASKS = 5;
  private static final int METHODID_POLL_READY_TASKS = 6;
  private static final int METHODID_REPORT_PROGRESS = 7;
  private static final int METHODID_GET_FLOW_DETAILS = 8;
  private static final int METHODID_LIST_FLOWS = 9;
  private static final int METHODID_WATCH_FLOW = 10;
  private static final int METHODID_EXPLAIN_TASK = 11;
  private static final int METHODID_LIST_QUEUES = 12;
  private static final int METHODID_UPDATE_QUEUE = 13;
  private static final int METHODID_LIST_CONCURRENCY_KEYS = 14;
  private static final int METHODID_UPDATE_CONCURRENCY_KEY = 15;
  private static final int METHODID_SIMULATE_FLOW = 16;
  private static final int METHODID_SUSPEND_FLOW = 17;
  private static final int METHODID_RESUME_FLOW = 18;
  private static final int METHODID_CANCEL_FLOW = 19;
  private static final int METHODID_REVERT_FLOW = 20;
  private static final int METHODID_END_FLOW = 21;
  private static final int METHODID_RETRY_FLOW = 22;
  private static final int METHODID_SKIP_TASK = 23;
  private static final int METHODID_DELETE_FLOW = 24;
  private static final int METHODID_PUT_DEFINITION = 25;
  private static final int METHODID_GET_DEFINITION = 26;
  private static final int METHODID_LIST_DEFINITIONS = 27;
  private static final int METHODID_PUT_SCHEDULE = 28;
  private static final int METHODID_GET_SCHEDULE = 29;
  private static final int METHODID_LIST_SCHEDULES = 30;
  private static final int METHODID_PAUSE_SCHEDULE = 31;
  private static final int METHODID_RESUME_SCHEDULE = 32;
  private static final int METHODID_TRIGGER_SCHEDULE = 33;
  private static final int METHODID_DELETE_SCHEDULE = 34;
  private static final int METHODID_GET_RETENTION = 35;
  private static final int METHODID_SET_RETENTION = 36;
  private static final int METHODID_GET_SERVER_INFO = 37;
  private static final int METHODID_EXECUTE_TASKS = 38;
  private static final int METHODID_IMPORT_DEFINITION = 39;

  private static final class MethodHandlers<Req, Resp> implements
      io.grpc.stub.ServerCalls.UnaryMethod<Req, Resp>,
      io.grpc.stub.ServerCalls.ServerStreamingMethod<Req, Resp>,
      io.grpc.stub.ServerCalls.ClientStreamingMethod<Req, Resp>,
      io.grpc.stub.ServerCalls.BidiStreamingMethod<Req, Resp> {
    private final AsyncService serviceImpl;
    private final int methodId;

    MethodHandlers(AsyncService serviceImpl, int methodId) {
      this.serviceImpl = serviceImpl;
      this.methodId = methodId;
    }

    @java.lang.Override
    @java.lang.SuppressWarnings("unchecked")
    public void invoke(Req request, io.grpc.stub.StreamObserver<Resp> responseObserver) {
      switch (methodId) {
        case METHODID_RUN:
          serviceImpl.run((io.lazyengine.v1.RunRequest) request,
              (io.grpc.stub.StreamObserver<io.lazyengine.v1.RunResponse>) responseObserver);
          break;
        case METHODID_TASK_COMPLETE:
          serviceImpl.taskComplete((io.lazyengine.v1.TaskCompleteRequest) request,
              (io.grpc.stub.StreamObserver<io.lazyengine.v1.TaskCompleteResponse>) responseObserver);
          break;
        case METHODID_TASK_COMPLETE_BATCH:
          serviceImpl.taskCompleteBatch((io.lazyengine.v1.TaskCompleteBatchRequest) request,
              (io.grpc.stub.StreamObserver<io.lazyengine.v1.TaskCompleteBatchResponse>) responseObserver);
          break;
        case METHODID_WATCH_READY_TASKS:
          serviceImpl.watchReadyTasks((io.lazyengine.v1.WatchReadyTasksRequest) request,
              (io.grpc.stub.StreamObserver<io.lazyengine.v1.WatchReadyTasksResponse>) responseObserver);
          break;
        case METHODID_KEEP_SESSION:
          serviceImpl.keepSession((io.lazyengine.v1.KeepSessionRequest) request,
              (io.grpc.stub.StreamObserver<io.lazyengine.v1.KeepSessionResponse>) responseObserver);
          break;
        case METHODID_RELEASE_TASKS:
          serviceImpl.releaseTasks((io.lazyengine.v1.ReleaseTasksRequest) request,
              (io.grpc.stub.StreamObserver<io.lazyengine.v1.ReleaseTasksResponse>) responseObserver);
          break;
        case METHODID_POLL_READY_TASKS:
          serviceImpl.pollReadyTasks((io.lazyengine.v1.PollReadyTasksRequest) request,
              (io.grpc.stub.StreamObserver<io.lazyengine.v1.PollReadyTasksResponse>) responseObserver);
          break;
        case METHODID_REPORT_PROGRESS:
          serviceImpl.reportProgress((io.lazyengine.v1.ReportProgressRequest) request,
              (io.grpc.stub.StreamObserver<io.lazyengine.v1.ReportProgressResponse>) responseObserver);
          break;
        case METHODID_GET_FLOW_DETAILS:
          serviceImpl.getFlowDetails((io.lazyengine.v1.GetFlowDetailsRequest) request,
              (io.grpc.stub.StreamObserver<io.lazyengine.v1.GetFlowDetailsResponse>) responseObserver);
          break;
        case METHODID_LIST_FLOWS:
          serviceImpl.listFlows((io.lazyengine.v1.ListFlowsRequest) request,
              (io.grpc.stub.StreamObserver<io.lazyengine.v1.ListFlowsResponse>) responseObserver);
          break;
        case METHODID_WATCH_FLOW:
          serviceImpl.watchFlow((io.lazyengine.v1.WatchFlowRequest) request,
              (io.grpc.stub.StreamObserver<io.lazyengine.v1.WatchFlowResponse>) responseObserver);
          break;
        case METHODID_EXPLAIN_TASK:
          serviceImpl.explainTask((io.lazyengine.v1.ExplainTaskRequest) request,
              (io.grpc.stub.StreamObserver<io.lazyengine.v1.ExplainTaskResponse>) responseObserver);
          break;
        case METHODID_LIST_QUEUES:
          serviceImpl.listQueues((io.lazyengine.v1.ListQueuesRequest) request,
              (io.grpc.stub.StreamObserver<io.lazyengine.v1.ListQueuesResponse>) responseObserver);
          break;
        case METHODID_UPDATE_QUEUE:
          serviceImpl.updateQueue((io.lazyengine.v1.UpdateQueueRequest) request,
              (io.grpc.stub.StreamObserver<io.lazyengine.v1.UpdateQueueResponse>) responseObserver);
          break;
        case METHODID_LIST_CONCURRENCY_KEYS:
          serviceImpl.listConcurrencyKeys((io.lazyengine.v1.ListConcurrencyKeysRequest) request,
              (io.grpc.stub.StreamObserver<io.lazyengine.v1.ListConcurrencyKeysResponse>) responseObserver);
          break;
        case METHODID_UPDATE_CONCURRENCY_KEY:
          serviceImpl.updateConcurrencyKey((io.lazyengine.v1.UpdateConcurrencyKeyRequest) request,
              (io.grpc.stub.StreamObserver<io.lazyengine.v1.UpdateConcurrencyKeyResponse>) responseObserver);
          break;
        case METHODID_SIMULATE_FLOW:
          serviceImpl.simulateFlow((io.lazyengine.v1.SimulateFlowRequest) request,
              (io.grpc.stub.StreamObserver<io.lazyengine.v1.SimulateFlowResponse>) responseObserver);
          break;
        case METHODID_SUSPEND_FLOW:
          serviceImpl.suspendFlow((io.lazyengine.v1.SuspendFlowRequest) request,
              (io.grpc.stub.StreamObserver<io.lazyengine.v1.SuspendFlowResponse>) responseObserver);
          break;
        case METHODID_RESUME_FLOW:
          serviceImpl.resumeFlow((io.lazyengine.v1.ResumeFlowRequest) request,
              (io.grpc.stub.StreamObserver<io.lazyengine.v1.ResumeFlowResponse>) responseObserver);
          break;
        case METHODID_CANCEL_FLOW:
          serviceImpl.cancelFlow((io.lazyengine.v1.CancelFlowRequest) request,
              (io.grpc.stub.StreamObserver<io.lazyengine.v1.CancelFlowResponse>) responseObserver);
          break;
        case METHODID_REVERT_FLOW:
          serviceImpl.revertFlow((io.lazyengine.v1.RevertFlowRequest) request,
              (io.grpc.stub.StreamObserver<io.lazyengine.v1.RevertFlowResponse>) responseObserver);
          break;
        case METHODID_END_FLOW:
          serviceImpl.endFlow((io.lazyengine.v1.EndFlowRequest) request,
              (io.grpc.stub.StreamObserver<io.lazyengine.v1.EndFlowResponse>) responseObserver);
          break;
        case METHODID_RETRY_FLOW:
          serviceImpl.retryFlow((io.lazyengine.v1.RetryFlowRequest) request,
              (io.grpc.stub.StreamObserver<io.lazyengine.v1.RetryFlowResponse>) responseObserver);
          break;
        case METHODID_SKIP_TASK:
          serviceImpl.skipTask((io.lazyengine.v1.SkipTaskRequest) request,
              (io.grpc.stub.StreamObserver<io.lazyengine.v1.SkipTaskResponse>) responseObserver);
          break;
        case METHODID_DELETE_FLOW:
          serviceImpl.deleteFlow((io.lazyengine.v1.DeleteFlowRequest) request,
              (io.grpc.stub.StreamObserver<io.lazyengine.v1.DeleteFlowResponse>) responseObserver);
          break;
        case METHODID_PUT_DEFINITION:
          serviceImpl.putDefinition((io.lazyengine.v1.PutDefinitionRequest) request,
              (io.grpc.stub.StreamObserver<io.lazyengine.v1.PutDefinitionResponse>) responseObserver);
          break;
        case METHODID_GET_DEFINITION:
          serviceImpl.getDefinition((io.lazyengine.v1.GetDefinitionRequest) request,
              (io.grpc.stub.StreamObserver<io.lazyengine.v1.GetDefinitionResponse>) responseObserver);
          break;
        case METHODID_LIST_DEFINITIONS:
          serviceImpl.listDefinitions((io.lazyengine.v1.ListDefinitionsRequest) request,
              (io.grpc.stub.StreamObserver<io.lazyengine.v1.ListDefinitionsResponse>) responseObserver);
          break;
        case METHODID_PUT_SCHEDULE:
          serviceImpl.putSchedule((io.lazyengine.v1.PutScheduleRequest) request,
              (io.grpc.stub.StreamObserver<io.lazyengine.v1.PutScheduleResponse>) responseObserver);
          break;
        case METHODID_GET_SCHEDULE:
          serviceImpl.getSchedule((io.lazyengine.v1.GetScheduleRequest) request,
              (io.grpc.stub.StreamObserver<io.lazyengine.v1.GetScheduleResponse>) responseObserver);
          break;
        case METHODID_LIST_SCHEDULES:
          serviceImpl.listSchedules((io.lazyengine.v1.ListSchedulesRequest) request,
              (io.grpc.stub.StreamObserver<io.lazyengine.v1.ListSchedulesResponse>) responseObserver);
          break;
        case METHODID_PAUSE_SCHEDULE:
          serviceImpl.pauseSchedule((io.lazyengine.v1.PauseScheduleRequest) request,
              (io.grpc.stub.StreamObserver<io.lazyengine.v1.PauseScheduleResponse>) responseObserver);
          break;
        case METHODID_RESUME_SCHEDULE:
          serviceImpl.resumeSchedule((io.lazyengine.v1.ResumeScheduleRequest) request,
              (io.grpc.stub.StreamObserver<io.lazyengine.v1.ResumeScheduleResponse>) responseObserver);
          break;
        case METHODID_TRIGGER_SCHEDULE:
          serviceImpl.triggerSchedule((io.lazyengine.v1.TriggerScheduleRequest) request,
              (io.grpc.stub.StreamObserver<io.lazyengine.v1.TriggerScheduleResponse>) responseObserver);
          break;
        case METHODID_DELETE_SCHEDULE:
          serviceImpl.deleteSchedule((io.lazyengine.v1.DeleteScheduleRequest) request,
              (io.grpc.stub.StreamObserver<io.lazyengine.v1.DeleteScheduleResponse>) responseObserver);
          break;
        case METHODID_GET_RETENTION:
          serviceImpl.getRetention((io.lazyengine.v1.GetRetentionRequest) request,
              (io.grpc.stub.StreamObserver<io.lazyengine.v1.GetRetentionResponse>) responseObserver);
          break;
        case METHODID_SET_RETENTION:
          serviceImpl.setRetention((io.lazyengine.v1.SetRetentionRequest) request,
              (io.grpc.stub.StreamObserver<io.lazyengine.v1.SetRetentionResponse>) responseObserver);
          break;
        case METHODID_GET_SERVER_INFO:
          serviceImpl.getServerInfo((io.lazyengine.v1.GetServerInfoRequest) request,
              (io.grpc.stub.StreamObserver<io.lazyengine.v1.GetServerInfoResponse>) responseObserver);
          break;
        default:
          throw new AssertionError();
      }
    }

    @java.lang.Override
    @java.lang.SuppressWarnings("unchecked")
    public io.grpc.stub.StreamObserver<Req> invoke(
        io.grpc.stub.StreamObserver<Resp> responseObserver) {
      switch (methodId) {
        case METHODID_EXECUTE_TASKS:
          return (io.grpc.stub.StreamObserver<Req>) serviceImpl.executeTasks(
              (io.grpc.stub.StreamObserver<io.lazyengine.v1.ExecuteTasksResponse>) responseObserver);
        case METHODID_IMPORT_DEFINITION:
          return (io.grpc.stub.StreamObserver<Req>) serviceImpl.importDefinition(
              (io.grpc.stub.StreamObserver<io.lazyengine.v1.ImportDefinitionResponse>) responseObserver);
        default:
          throw new AssertionError();
      }
    }
  }

  public static final io.grpc.ServerServiceDefinition bindService(AsyncService service) {
    return io.grpc.ServerServiceDefinition.builder(getServiceDescriptor())
        .addMethod(
          getRunMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.lazyengine.v1.RunRequest,
              io.lazyengine.v1.RunResponse>(
                service, METHODID_RUN)))
        .addMethod(
          getTaskCompleteMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.lazyengine.v1.TaskCompleteRequest,
              io.lazyengine.v1.TaskCompleteResponse>(
                service, METHODID_TASK_COMPLETE)))
        .addMethod(
          getTaskCompleteBatchMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.lazyengine.v1.TaskCompleteBatchRequest,
              io.lazyengine.v1.TaskCompleteBatchResponse>(
                service, METHODID_TASK_COMPLETE_BATCH)))
        .addMethod(
          getWatchReadyTasksMethod(),
          io.grpc.stub.ServerCalls.asyncServerStreamingCall(
            new MethodHandlers<
              io.lazyengine.v1.WatchReadyTasksRequest,
              io.lazyengine.v1.WatchReadyTasksResponse>(
                service, METHODID_WATCH_READY_TASKS)))
        .addMethod(
          getExecuteTasksMethod(),
          io.grpc.stub.ServerCalls.asyncBidiStreamingCall(
            new MethodHandlers<
              io.lazyengine.v1.ExecuteTasksRequest,
              io.lazyengine.v1.ExecuteTasksResponse>(
                service, METHODID_EXECUTE_TASKS)))
        .addMethod(
          getKeepSessionMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.lazyengine.v1.KeepSessionRequest,
              io.lazyengine.v1.KeepSessionResponse>(
                service, METHODID_KEEP_SESSION)))
        .addMethod(
          getReleaseTasksMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.lazyengine.v1.ReleaseTasksRequest,
              io.lazyengine.v1.ReleaseTasksResponse>(
                service, METHODID_RELEASE_TASKS)))
        .addMethod(
          getPollReadyTasksMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.lazyengine.v1.PollReadyTasksRequest,
              io.lazyengine.v1.PollReadyTasksResponse>(
                service, METHODID_POLL_READY_TASKS)))
        .addMethod(
          getReportProgressMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.lazyengine.v1.ReportProgressRequest,
              io.lazyengine.v1.ReportProgressResponse>(
                service, METHODID_REPORT_PROGRESS)))
        .addMethod(
          getGetFlowDetailsMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.lazyengine.v1.GetFlowDetailsRequest,
              io.lazyengine.v1.GetFlowDetailsResponse>(
                service, METHODID_GET_FLOW_DETAILS)))
        .addMethod(
          getListFlowsMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.lazyengine.v1.ListFlowsRequest,
              io.lazyengine.v1.ListFlowsResponse>(
                service, METHODID_LIST_FLOWS)))
        .addMethod(
          getWatchFlowMethod(),
          io.grpc.stub.ServerCalls.asyncServerStreamingCall(
            new MethodHandlers<
              io.lazyengine.v1.WatchFlowRequest,
              io.lazyengine.v1.WatchFlowResponse>(
                service, METHODID_WATCH_FLOW)))
        .addMethod(
          getExplainTaskMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.lazyengine.v1.ExplainTaskRequest,
              io.lazyengine.v1.ExplainTaskResponse>(
                service, METHODID_EXPLAIN_TASK)))
        .addMethod(
          getListQueuesMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.lazyengine.v1.ListQueuesRequest,
              io.lazyengine.v1.ListQueuesResponse>(
                service, METHODID_LIST_QUEUES)))
        .addMethod(
          getUpdateQueueMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.lazyengine.v1.UpdateQueueRequest,
              io.lazyengine.v1.UpdateQueueResponse>(
                service, METHODID_UPDATE_QUEUE)))
        .addMethod(
          getListConcurrencyKeysMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.lazyengine.v1.ListConcurrencyKeysRequest,
              io.lazyengine.v1.ListConcurrencyKeysResponse>(
                service, METHODID_LIST_CONCURRENCY_KEYS)))
        .addMethod(
          getUpdateConcurrencyKeyMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.lazyengine.v1.UpdateConcurrencyKeyRequest,
              io.lazyengine.v1.UpdateConcurrencyKeyResponse>(
                service, METHODID_UPDATE_CONCURRENCY_KEY)))
        .addMethod(
          getSimulateFlowMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.lazyengine.v1.SimulateFlowRequest,
              io.lazyengine.v1.SimulateFlowResponse>(
                service, METHODID_SIMULATE_FLOW)))
        .addMethod(
          getSuspendFlowMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.lazyengine.v1.SuspendFlowRequest,
              io.lazyengine.v1.SuspendFlowResponse>(
                service, METHODID_SUSPEND_FLOW)))
        .addMethod(
          getResumeFlowMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.lazyengine.v1.ResumeFlowRequest,
              io.lazyengine.v1.ResumeFlowResponse>(
                service, METHODID_RESUME_FLOW)))
        .addMethod(
          getCancelFlowMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.lazyengine.v1.CancelFlowRequest,
              io.lazyengine.v1.CancelFlowResponse>(
                service, METHODID_CANCEL_FLOW)))
        .addMethod(
          getRevertFlowMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.lazyengine.v1.RevertFlowRequest,
              io.lazyengine.v1.RevertFlowResponse>(
                service, METHODID_REVERT_FLOW)))
        .addMethod(
          getEndFlowMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.lazyengine.v1.EndFlowRequest,
              io.lazyengine.v1.EndFlowResponse>(
                service, METHODID_END_FLOW)))
        .addMethod(
          getRetryFlowMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.lazyengine.v1.RetryFlowRequest,
              io.lazyengine.v1.RetryFlowResponse>(
                service, METHODID_RETRY_FLOW)))
        .addMethod(
          getSkipTaskMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.lazyengine.v1.SkipTaskRequest,
              io.lazyengine.v1.SkipTaskResponse>(
                service, METHODID_SKIP_TASK)))
        .addMethod(
          getDeleteFlowMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.lazyengine.v1.DeleteFlowRequest,
              io.lazyengine.v1.DeleteFlowResponse>(
                service, METHODID_DELETE_FLOW)))
        .addMethod(
          getPutDefinitionMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.lazyengine.v1.PutDefinitionRequest,
              io.lazyengine.v1.PutDefinitionResponse>(
                service, METHODID_PUT_DEFINITION)))
        .addMethod(
          getImportDefinitionMethod(),
          io.grpc.stub.ServerCalls.asyncClientStreamingCall(
            new MethodHandlers<
              io.lazyengine.v1.ImportDefinitionRequest,
              io.lazyengine.v1.ImportDefinitionResponse>(
                service, METHODID_IMPORT_DEFINITION)))
        .addMethod(
          getGetDefinitionMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.lazyengine.v1.GetDefinitionRequest,
              io.lazyengine.v1.GetDefinitionResponse>(
                service, METHODID_GET_DEFINITION)))
        .addMethod(
          getListDefinitionsMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.lazyengine.v1.ListDefinitionsRequest,
              io.lazyengine.v1.ListDefinitionsResponse>(
                service, METHODID_LIST_DEFINITIONS)))
        .addMethod(
          getPutScheduleMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.lazyengine.v1.PutScheduleRequest,
              io.lazyengine.v1.PutScheduleResponse>(
                service, METHODID_PUT_SCHEDULE)))
        .addMethod(
          getGetScheduleMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.lazyengine.v1.GetScheduleRequest,
              io.lazyengine.v1.GetScheduleResponse>(
                service, METHODID_GET_SCHEDULE)))
        .addMethod(
          getListSchedulesMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.lazyengine.v1.ListSchedulesRequest,
              io.lazyengine.v1.ListSchedulesResponse>(
                service, METHODID_LIST_SCHEDULES)))
        .addMethod(
          getPauseScheduleMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.lazyengine.v1.PauseScheduleRequest,
              io.lazyengine.v1.PauseScheduleResponse>(
                service, METHODID_PAUSE_SCHEDULE)))
        .addMethod(
          getResumeScheduleMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.lazyengine.v1.ResumeScheduleRequest,
              io.lazyengine.v1.ResumeScheduleResponse>(
                service, METHODID_RESUME_SCHEDULE)))
        .addMethod(
          getTriggerScheduleMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.lazyengine.v1.TriggerScheduleRequest,
              io.lazyengine.v1.TriggerScheduleResponse>(
                service, METHODID_TRIGGER_SCHEDULE)))
        .addMethod(
          getDeleteScheduleMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.lazyengine.v1.DeleteScheduleRequest,
              io.lazyengine.v1.DeleteScheduleResponse>(
                service, METHODID_DELETE_SCHEDULE)))
        .addMethod(
          getGetRetentionMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.lazyengine.v1.GetRetentionRequest,
              io.lazyengine.v1.GetRetentionResponse>(
                service, METHODID_GET_RETENTION)))
        .addMethod(
          getSetRetentionMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.lazyengine.v1.SetRetentionRequest,
              io.lazyengine.v1.SetRetentionResponse>(
                service, METHODID_SET_RETENTION)))
        .addMethod(
          getGetServerInfoMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.lazyengine.v1.GetServerInfoRequest,
              io.lazyengine.v1.GetServerInfoResponse>(
                service, METHODID_GET_SERVER_INFO)))
        .build();
  }

  private static abstract class LazyEngineBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoFileDescriptorSupplier, io.grpc.protobuf.ProtoServiceDescriptorSupplier {
    LazyEngineBaseDescriptorSupplier() {}

    @java.lang.Override
    public com.google.protobuf.Descriptors.FileDescriptor getFileDescriptor() {
      return io.lazyengine.v1.Service.getDescriptor();
    }

    @java.lang.Override
    public com.google.protobuf.Descriptors.ServiceDescriptor getServiceDescriptor() {
      return getFileDescriptor().findServiceByName("LazyEngine");
    }
  }

  private static final class LazyEngineFileDescriptorSupplier
      extends LazyEngineBaseDescriptorSupplier {
    LazyEngineFileDescriptorSupplier() {}
  }

  private static final class LazyEngineMethodDescriptorSupplier
      extends LazyEngineBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoMethodDescriptorSupplier {
    private final java.lang.String methodName;

    LazyEngineMethodDescriptorSupplier(java.lang.String methodName) {
      this.methodName = methodName;
    }

    @java.lang.Override
    public com.google.protobuf.Descriptors.MethodDescriptor getMethodDescriptor() {
      return getServiceDescriptor().findMethodByName(methodName);
    }
  }

  private static volatile io.grpc.ServiceDescriptor serviceDescriptor;

  public static io.grpc.ServiceDescriptor getServiceDescriptor() {
    io.grpc.ServiceDescriptor result = serviceDescriptor;
    if (result == null) {
      synchronized (LazyEngineGrpc.class) {
        result = serviceDescriptor;
        if (result == null) {
          serviceDescriptor = result = io.grpc.ServiceDescriptor.newBuilder(SERVICE_NAME)
              .setSchemaDescriptor(new LazyEngineFileDescriptorSupplier())
              .addMethod(getRunMethod())
              .addMethod(getTaskCompleteMethod())
              .addMethod(getTaskCompleteBatchMethod())
              .addMethod(getWatchReadyTasksMethod())
              .addMethod(getExecuteTasksMethod())
              .addMethod(getKeepSessionMethod())
              .addMethod(getReleaseTasksMethod())
              .addMethod(getPollReadyTasksMethod())
              .addMethod(getReportProgressMethod())
              .addMethod(getGetFlowDetailsMethod())
              .addMethod(getListFlowsMethod())
              .addMethod(getWatchFlowMethod())
              .addMethod(getExplainTaskMethod())
              .addMethod(getListQueuesMethod())
              .addMethod(getUpdateQueueMethod())
              .addMethod(getListConcurrencyKeysMethod())
              .addMethod(getUpdateConcurrencyKeyMethod())
              .addMethod(getSimulateFlowMethod())
              .addMethod(getSuspendFlowMethod())
              .addMethod(getResumeFlowMethod())
              .addMethod(getCancelFlowMethod())
              .addMethod(getRevertFlowMethod())
              .addMethod(getEndFlowMethod())
              .addMethod(getRetryFlowMethod())
              .addMethod(getSkipTaskMethod())
              .addMethod(getDeleteFlowMethod())
              .addMethod(getPutDefinitionMethod())
              .addMethod(getImportDefinitionMethod())
              .addMethod(getGetDefinitionMethod())
              .addMethod(getListDefinitionsMethod())
              .addMethod(getPutScheduleMethod())
              .addMethod(getGetScheduleMethod())
              .addMethod(getListSchedulesMethod())
              .addMethod(getPauseScheduleMethod())
              .addMethod(getResumeScheduleMethod())
              .addMethod(getTriggerScheduleMethod())
              .addMethod(getDeleteScheduleMethod())
              .addMethod(getGetRetentionMethod())
              .addMethod(getSetRetentionMethod())
              .addMethod(getGetServerInfoMethod())
              .build();
        }
      }
    }
    return result;
  }
}
