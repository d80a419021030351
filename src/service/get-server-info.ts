/**
 * GetServerInfo: what this server is, and its limits.
 */
import { create } from "@bufbuild/protobuf";
import { GetServerInfoResponseSchema, type LazyEngine, type Limits, LimitsSchema } from "#gen/lazyengine/v1/index.js";
import { LIMITS } from "../core/limits.js";
import type { UnaryHandler } from "./call.js";
import { duration, timestamp } from "./messages/times.js";
import type { Service } from "./service.js";

export function getServerInfo(service: Service): UnaryHandler<typeof LazyEngine.method.getServerInfo> {
  const { engine, version } = service;
  const limits = limitsMessage(service);
  return async () => {
    const now = engine.now();
    return create(GetServerInfoResponseSchema, {
      version,
      limits,
      store: engine.storeKind,
      storedFormat: engine.storedFormat,
      serverTime: timestamp(now),
      clockOffset: duration(now - Date.now()),
      processId: engine.process,
    });
  };
}

function limitsMessage({ streamsPerConnection, sessionsPerConnection }: Service): Limits {
  return create(LimitsSchema, {
    messageBytes: BigInt(LIMITS.messageBytes),
    messageElements: LIMITS.messageElements,
    payloadBytes: BigInt(LIMITS.payloadBytes),
    inlinePayloadBytes: BigInt(LIMITS.inlinePayloadBytes),
    payloadMetadataEntries: LIMITS.payloadMetadataEntries,
    payloadMetadataBytes: BigInt(LIMITS.payloadMetadataBytes),
    tasksPerMessage: LIMITS.tasksPerMessage,
    tasksPerFlow: LIMITS.tasksPerFlow,
    dependenciesPerTask: LIMITS.dependenciesPerTask,
    scopeTasks: LIMITS.tasksDecidedAsOne,
    scopeEdges: LIMITS.edgesDecidedAsOne,
    nestingDepth: LIMITS.nestingDepth,
    instancesPerTask: LIMITS.instancesPerNode,
    instancesPerFlow: LIMITS.instancesPerFlow,
    edgesPerTask: LIMITS.edgesPerTask,
    edgeMessageBytes: LIMITS.edgeMessageBytes,
    flowStateBytes: BigInt(LIMITS.segmentBytes),
    labels: LIMITS.labels,
    labelBytes: LIMITS.labelBytes,
    flowIdBytes: LIMITS.flowIdBytes,
    taskNameCodePoints: LIMITS.taskNameCodePoints,
    requestIdBytes: LIMITS.requestIdBytes,
    queueBytes: LIMITS.queueBytes,
    sessionIdBytes: LIMITS.sessionIdBytes,
    workerIdBytes: LIMITS.workerIdBytes,
    reasonBytes: LIMITS.reasonBytes,
    ...failureLimits(),
    retryAttempts: LIMITS.retryAttempts,
    durationMax: duration(LIMITS.durationMs),
    batchItems: LIMITS.batchItems,
    unansweredFrames: LIMITS.unansweredSequences,
    queuesPerSession: LIMITS.queuesPerSession,
    maxInFlight: LIMITS.maxInFlight,
    leaseDurationMin: duration(LIMITS.leaseMsMin),
    leaseDurationMax: duration(LIMITS.leaseMsMax),
    leaseDurationDefault: duration(LIMITS.leaseMsDefault),
    lostLeases: LIMITS.lostLeases,
    resultsPerTask: LIMITS.resultsPerTask,
    resultsBytes: BigInt(LIMITS.resultsBytes),
    frameBytes: BigInt(LIMITS.frameBytes),
    pageSizeDefault: LIMITS.pageSizeDefault,
    pageSizeMax: LIMITS.pageSize,
    pageBytes: BigInt(LIMITS.pageBytes),
    readyRefs: LIMITS.readyRefs,
    changes: LIMITS.changes,
    attemptsKept: LIMITS.attemptsKept,
    requestsKept: LIMITS.requestsKept,
    streamsPerConnection,
    sessionsPerConnection,
    definitionBytes: BigInt(LIMITS.definitionBytes),
    ...decisionLimits(),
    ...expressionLimits(),
    simulatedTasks: LIMITS.simulatedTasks,
    simulatedSteps: LIMITS.simulatedSteps,
    ...scheduleLimits(),
  });
}

function failureLimits() {
  const { failureTypeBytes, failureMessageBytes, failureBytes, failureCauses, failureDepth } = LIMITS;
  return { failureTypeBytes, failureMessageBytes, failureBytes: BigInt(failureBytes), failureCauses, failureDepth };
}

function scheduleLimits() {
  const { cronBytes, scheduleIdBytes, schedulesPerNamespace, nextTimes, recentOccurrences, retentionRules } = LIMITS;
  return { cronBytes, scheduleIdBytes, schedulesPerNamespace, nextTimes, recentOccurrences, retentionRules };
}

function expressionLimits() {
  return {
    expressionBytes: BigInt(LIMITS.expressionBytes),
    expressionTokens: LIMITS.expressionTokens,
    expressionDepth: LIMITS.expressionDepth,
    expressionLoops: LIMITS.expressionLoops,
    expressionsBytes: BigInt(LIMITS.expressionsBytes),
    expressionSteps: LIMITS.expressionSteps,
    expressionInputBytes: BigInt(LIMITS.expressionInputBytes),
    bindings: LIMITS.bindings,
    repeatTimes: LIMITS.repeatTimes,
  };
}

function decisionLimits() {
  return {
    evaluationsInFlight: LIMITS.evaluationsInFlight,
    globals: LIMITS.globals,
    globalsKeyBytes: LIMITS.globalsKeyBytes,
    globalsBytes: BigInt(LIMITS.globalsBytes),
    scopes: LIMITS.scopes,
    scopeAttempts: LIMITS.scopeAttempts,
    itemsPerTask: LIMITS.itemsPerTask,
    wholeItems: LIMITS.wholeItems,
    openItems: LIMITS.openItems,
  };
}
