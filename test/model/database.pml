/*
 * What all parts of the model share: what is stored, what a process does to it by one write, and the bounds.
 * A process brings `me`, its number, and the write `w` with what it was decided on.
 */

#define A 0
#define B 1
#define C 2
#define TASKS 3
/* The segment of a task. */
#define SEGMENT(t) (t == B)
#define NOBODY 2
/* Bounds, so that there is an end: what the world may do to them, and how often. */
#define CRASHES 1
#define LATE_LEASES 1
#define LOST_ANSWERS 1

mtype = { PENDING, READY, HELD, DONE, CLAIM, COMPLETE, RECLAIM, APPLY, CLEAR };

/*
 * The database: two segments, each changed by writes that are guarded by its version (C1). Of versions and rounds only
 * that is kept which is asked of them: whether the copy that a process decides on is still the segment's state, and
 * whether a process's last round has landed there (C3).
 */
typedef Write { mtype op; byte task; byte attempt; byte epoch; mtype joined };
bool current[4];
bool hasLanded[4];
#define AT(task, process) (SEGMENT(task) * 2 + (process))
mtype state[TASKS] = PENDING;
byte attempt[TASKS];
/* The epoch of the session that has claimed a task. */
byte holder[TASKS];
/* The slots of C's join. */
bool hasA, hasB;
/* The sequence of the last message that segment 0 has applied, and whether one waits in the outbox of segment 1. */
byte applied;
bool outbox;

/* One session, of one executor. Claims of epochs below `base` are not its own any more. */
byte epoch, base;
byte owner = NOBODY;
bool live;

bool alive[2] = true;
bool leased[2] = true;
byte crashes, lateLeases, lostAnswers;

/* The executor: the claims that it was sent, by their attempts, and what was acknowledged to it. */
byte token[TASKS];
bool acknowledged[TASKS];
byte connection = NOBODY;
chan calls[2] = [0] of { byte, byte };
bool answered;

/* What has become of C. */
byte readied;

#define isHeld(t) (state[t] == HELD && live && holder[t] >= base)
#define isOrphan(t) (state[t] == HELD && !(live && holder[t] >= base))
#define serves(p) (alive[p] && leased[p])
#define allDone (state[A] == DONE && state[B] == DONE && state[C] == DONE)

/* What of C a write says that is decided on this copy. */
#ifdef COUNT_ARRIVALS
byte arrivals;
#define isJoined(a, b) (arrivals + 1 >= 2)
#else
#define isJoined(a, b) (a && b)
#endif

inline count()
{
#ifdef COUNT_ARRIVALS
  arrivals++
#else
  skip
#endif
}

inline publish()
{
#ifdef FORGET_OUTBOX
  /* The message is only in the memory of the process that has recorded the outcome. */
  letter = true
#else
  outbox = true
#endif
}

inline become(next)
{
  if
  :: next == READY && state[C] == PENDING ->
     state[C] = READY; readied++;
     assert(readied == 1 && state[A] == DONE && state[B] == DONE)
  :: else -> skip
  fi
}

inline land()
{
  if
  :: w.op == CLAIM ->
     state[w.task] = HELD; attempt[w.task] = w.attempt; holder[w.task] = w.epoch
  :: w.op == COMPLETE ->
     assert(state[w.task] != DONE);
     assert(attempt[w.task] == w.attempt);
     state[w.task] = DONE;
     if
     :: w.task == A -> hasA = true; become(w.joined); count()
     :: w.task == B -> publish()
     :: else -> skip
     fi
  :: w.op == RECLAIM ->
     assert(state[w.task] == HELD && !isHeld(w.task));
     state[w.task] = READY
  :: w.op == APPLY ->
     hasB = true; applied = 1; become(w.joined); count()
  :: w.op == CLEAR ->
     outbox = false
  fi;
  current[AT(w.task, 0)] = false;
  current[AT(w.task, 1)] = false;
  hasLanded[AT(w.task, me)] = true;
  assert(!acknowledged[A] || state[A] == DONE);
  assert(!acknowledged[B] || state[B] == DONE);
  assert(!acknowledged[C] || state[C] == DONE)
}

inline mayCrash()
{
  if
  :: crashes < CRASHES -> crashes++; alive[me] = false; goto crashed
  :: true -> skip
  fi
}

inline attemptToLand()
{
#ifdef NO_GUARD
  land(); landed = true
#else
  if
  :: current[AT(w.task, me)] -> land(); landed = true
  :: else -> skip
  fi
#endif
}

/* Sends a write until it is known what has become of it, which `landed` says. */
inline commit()
{
  hasLanded[AT(w.task, me)] = false; landed = false; known = false;
  do
  :: !known ->
     atomic {
       mayCrash();
       if
       :: lostAnswers < LOST_ANSWERS ->
          /* Its answer is lost, or it has never arrived. */
          lostAnswers++;
          if
          :: true -> attemptToLand()
          :: true -> skip
          fi
       :: true -> attemptToLand(); known = true
       fi
     };
     if
     :: known -> skip
     :: else ->
        atomic {
          /* C3: the round in the segment tells that it has landed, another version that it never will. */
          mayCrash();
#ifdef UNKNOWN_LANDED
          landed = true; known = true
#else
          landed = hasLanded[AT(w.task, me)];
          known = (landed || !current[AT(w.task, me)])
#endif
        }
     fi
  :: known -> break
  od
}

/* What a decision is made on: a copy of one segment, as it is now. */
inline read(t)
{
  w.task = t; current[AT(t, me)] = true; w.attempt = attempt[t]; w.epoch = holder[t];
  seen = state[t]; seenA = hasA; seenB = hasB; seenC = state[C]; seenApplied = applied
}

/* What is over leaves no trace: states that differ in nothing else are one. */
inline forget()
{
  d_step {
    current[0 + me] = false; current[2 + me] = false; hasLanded[0 + me] = false; hasLanded[2 + me] = false;
    t = 0; presented = 0; landed = false; known = false;
    seen = 0; seenA = false; seenB = false; seenC = 0; seenApplied = 0;
    w.op = 0; w.task = 0; w.attempt = 0; w.epoch = 0; w.joined = 0
  }
}

inline decideC(a, b)
{
  w.joined = seenC;
  if
  :: seenC == PENDING && isJoined(a, b) -> w.joined = READY
  :: else -> skip
  fi
}
