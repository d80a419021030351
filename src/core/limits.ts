/**
 * The published limits, in one place. Bytes, milliseconds or counts, as the names say.
 */
export const LIMITS = {
  messageBytes: 4 * 1024 * 1024,
  /** Messages, entries of maps and values of lists in one message, at any depth: one for each 8 bytes of the largest. */
  messageElements: 512 * 1024,
  payloadBytes: 1024 * 1024,
  /** Larger payloads are kept beside the state. */
  inlinePayloadBytes: 1024,
  /** Of a Run, of a PutDefinition, of one message of an ImportDefinition. */
  tasksPerMessage: 20_000,
  tasksPerFlow: 1_000_000,
  /** Of all tasks of a definition in canonical form: so much is held in memory while it is imported. */
  definitionBytes: 256 * 1024 * 1024,
  /** An import whose tasks are waited for longer in all is ended. */
  importSilenceMs: 30_000,
  /** What each task and each KiB of an import gives back of that: 200 tasks/s, or 1.6 Mbit/s, may go on for ever. */
  importRefillMs: 5,
  /** Of a definition that is decided as a whole, and of the tasks of one segment. */
  segmentDefinitionBytes: 8 * 1024 * 1024,
  /** Of a flow that must be decided as a whole: it bounds how many of its tasks run at once, or has other edges than those on success. */
  tasksDecidedAsOne: 4096,
  /** Edges of such a flow in all, dependencies included: to take it in, and to look at it, takes as long as it has edges. */
  edgesDecidedAsOne: 128 * 1024,
  /** How often one task of a flow may be triggered. */
  instancesPerNode: 1000,
  /** Items of one task that runs for each. */
  itemsPerTask: 100_000,
  /** Items of a list: one of more is long, and the state has only some of them at a time. */
  wholeItems: 4096,
  /** Items of a long list that are ready or under way at once. */
  openItems: 1024,
  /** Tasks, their further instances and items in a flow that is decided as a whole; of long lists those that its state has. */
  instancesPerFlow: 8192,
  /** Flows within each other, below the one at the top. */
  nestingDepth: 32,
  /** Out of one task, those that other tasks name as dependencies included. */
  edgesPerTask: 100_000,
  edgeMessageBytes: 1024,
  dependenciesPerTask: 10_000,
  labels: 64,
  labelBytes: 256,
  payloadMetadataEntries: 64,
  payloadMetadataBytes: 8192,
  flowIdBytes: 200,
  taskNameCodePoints: 255,
  requestIdBytes: 128,
  queueBytes: 255,
  queuesPerSession: 64,
  /** Streams of one process that only observe. */
  observers: 10_000,
  /** The same of one namespace. */
  observersInNamespace: 1_000,
  concurrencyKeyBytes: 255,
  /** The highest limit of how many tasks of a queue are held at once. */
  queueConcurrency: 100_000,
  /** The highest limit of how many tasks of a queue are handed out within a period, and the bounds of that. */
  queueRate: 1_000_000,
  queueRatePeriodMsMin: 1_000,
  queueRatePeriodMs: 604_800_000,
  /** Queues in one answer. */
  queuesListed: 100,
  /** Queues that were ever set, of all namespaces: each process keeps them. */
  queuesSet: 10_000,
  /** The same of one namespace: it does not take all. */
  queuesSetInNamespace: 5_000,
  workerIdBytes: 255,
  sessionIdBytes: 128,
  reasonBytes: 1024,
  failureTypeBytes: 255,
  failureMessageBytes: 16 * 1024,
  /** Of a whole failure with its causes: details as large as a payload, and what executors tell of its causes. */
  failureBytes: 1280 * 1024,
  failureCauses: 16,
  failureDepth: 8,
  maxInFlight: 10_000,
  pageSizeDefault: 100,
  pageSize: 1000,
  pageBytes: 3 * 1024 * 1024,
  batchItems: 1000,
  readyRefs: 1000,
  changes: 1000,
  resultsPerTask: 1000,
  resultsBytes: 1024 * 1024,
  frameBytes: 3.5 * 1024 * 1024,
  /** Of tasks that a stream of them was sent and has not taken: with more it is given no further ones. One frame goes out, the next is there. */
  untakenBytes: 4 * 1024 * 1024,
  unansweredSequences: 64,
  leaseMsMin: 1_000,
  leaseMsMax: 3_600_000,
  leaseMsDefault: 30_000,
  /** A task that lost this many leases fails. */
  lostLeases: 10,
  attemptsKept: 10,
  /** How long the holders of a cancelled flow's tasks have, where the cancel does not say. */
  cancelGraceMs: 30_000,
  requestsKept: 64,
  /** Request ids of completions that a run knows of the runs whose place it has taken. */
  earlierCompletionsKept: 1024,
  retryAttempts: 1_000_000,
  retryMultiplier: 1000,
  nonRetryableTypes: 64,
  /** Of a definition's name and of its version. */
  definitionNameBytes: 255,
  /** Durations up to ten years. */
  durationMs: 10 * 365 * 24 * 3_600_000,
  priority: 1_000_000,
  /** Of a definition or flow that is simulated. */
  simulatedTasks: 5_000,
  /** Decisions of one simulation. */
  simulatedSteps: 200_000,
  /**
   * Of a document of state, as its size is counted. The entries of a flow that is decided as a whole have 1,792 bytes each of
   * it; what is never refused (claims, give-backs, what ends) has 2 MiB more before MongoDB takes no larger document.
   */
  segmentBytes: 14 * 1024 * 1024,
  /** Of the entries in it: in a larger one entries that change keep less of earlier attempts. */
  leanSegmentBytes: 4 * 1024 * 1024,
  /** What a completion may then bring that cannot lie beside the state: labels of a flow, messages of edges. */
  leanCompletionBytes: 2 * 1024,
  /** Items of kind EVALUATE that a session holds, beside its other tasks. */
  evaluationsInFlight: 8,
  /** Of a definition. */
  scopes: 1024,
  /** Of one scope, the first included. */
  scopeAttempts: 1000,
  /** Keys of a flow's globals. */
  globals: 256,
  globalsKeyBytes: 255,
  /** Of all globals of a flow. */
  globalsBytes: 512 * 1024,
  /** Of the text of an expression. */
  expressionBytes: 4096,
  /** Of all expressions of a definition. */
  expressionsBytes: 256 * 1024,
  /** Keys of a task's bindings. */
  bindings: 64,
  bindingKeyBytes: 255,
  /** Rounds of a task that repeats. */
  repeatTimes: 1_000_000,
  /** Results of earlier rounds that are kept, the newest. */
  roundsKept: 10,
  /** Words, numbers, texts and signs of an expression. */
  expressionTokens: 400,
  /** Brackets around each other. */
  expressionDepth: 24,
  /** Macros within each other. */
  expressionLoops: 3,
  /** What evaluating an expression may take: see core/expressions/meter.ts. */
  expressionSteps: 15_000,
  /** What it may take to read out what an evaluation gave. */
  expressionValueSteps: 60_000,
  /** What all expressions that one decision evaluates may take. */
  decisionSteps: 150_000,
  /** What may follow from one command before anybody outside does anything, in edges drawn: see core/decide/work.ts. */
  unaidedSteps: 1_000_000,
  /** Of all payloads that one evaluation reads. */
  expressionInputBytes: 256 * 1024,
  /** Of all payloads that the expressions of one decision read. */
  decisionInputBytes: 8 * 1024 * 1024,
  /** Lists and objects within each other, of a payload that is read. */
  expressionValueDepth: 64,
  /** Of the text of a cron expression. */
  cronBytes: 256,
  /** Of a flow's id what is left when that of a due time, or of a trigger, stands behind it. */
  scheduleIdBytes: 128,
  schedulesPerNamespace: 1_000,
  /** How long after each other the due times of a schedule are at least. */
  scheduleIntervalMs: 1_000,
  catchupWindowMs: 365 * 24 * 3_600_000,
  catchupWindowMsMin: 10_000,
  /** Due times of a schedule that are told in advance. */
  nextTimes: 10,
  /** Due times of a schedule of which it is kept what became of them. */
  recentOccurrences: 10,
  /** Of one namespace. */
  retentionRules: 64,
} as const;
