/*
 * A flow of three tasks, decided about by two processes that share nothing but the database, in every order in which
 * what they do can happen, with a crash anywhere. C waits for A and B; B lives in a segment of its own, which tells
 * that of A and C by its outbox. The rules are those of docs/rules.md.
 *
 * Asserted: an outcome is recorded once, and by the claim that is valid; C becomes ready once, and after A and B; what
 * was acknowledged stays recorded; nobody takes what a living session holds; where nothing more can happen, all three
 * are done. Each #ifdef breaks a rule, and must break one of these.
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

/* Sends a write until it is known what has become of it: `landed` says so. A crash may come before and after. */
/* What a decision is made on: a copy of one segment, as it is now. */
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
     assert(state[w.task] != DONE && attempt[w.task] == w.attempt);
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

active [2] proctype Process()
{
  byte me = _pid;
  byte t, presented, mine;
  bool landed, known, letter, seenA, seenB;
  byte seenApplied;
  mtype seen, seenC;
#if defined(SCAN_ONCE) || defined(EPOCH_IGNORED)
  bool scanning;
#endif
  Write w;

end:
  do
  /* A completion by the executor, or by anybody who knows the token. */
  :: calls[me] ? t, presented ->
     do
     :: atomic { mayCrash(); read(t) };
        if
        :: seen == DONE ->
           /* C2: told of a copy that was read for it. */
           atomic { acknowledged[t] = (w.attempt == presented || acknowledged[t]); answered = true; break }
        :: seen != DONE && w.attempt != presented ->
           /* Another claim has taken its place. */
           atomic { token[t] = 0; answered = true; break }
        :: else ->
           w.op = COMPLETE;
           decideC(true, seenB);
#ifdef ANSWER_FIRST
           acknowledged[t] = true;
#endif
           commit();
           if
           :: landed -> atomic { acknowledged[t] = true; assert(state[t] == DONE); answered = true; break }
           :: else -> skip
           fi
        fi
     od;
     forget()

  /* The owner of the session claims for it, while it believes that it is the owner, and nothing is held. */
  :: atomic { owner == me && live && !isHeld(A) && !isHeld(B) && !isHeld(C) && (state[A] == READY || state[B] == READY || state[C] == READY) ->
       mayCrash();
       if
       :: state[A] == READY -> t = A
       :: state[B] == READY -> t = B
       :: state[C] == READY -> t = C
       fi;
       read(t); mine = epoch
     };
     w.op = CLAIM; w.attempt = w.attempt + 1; w.epoch = mine; mine = 0;
     commit();
     forget()

  /* L4: what the session holds and its stream was not sent. */
  :: atomic { owner == me && live && connection == me && isHeld(A) && token[A] != attempt[A] -> mayCrash(); token[A] = attempt[A] }
  :: atomic { owner == me && live && connection == me && isHeld(B) && token[B] != attempt[B] -> mayCrash(); token[B] = attempt[B] }
  :: atomic { owner == me && live && connection == me && isHeld(C) && token[C] != attempt[C] -> mayCrash(); token[C] = attempt[C] }

  /* M2: what waits in the outbox is applied there, and then forgotten here. */
#ifdef FORGET_OUTBOX
  :: letter ->
#else
  :: outbox ->
#endif
     atomic { mayCrash(); read(C) };
#ifdef COUNT_ARRIVALS
     w.op = APPLY; decideC(seenA, true); commit();
#else
     landed = true;
     if
     :: seenApplied == 0 -> w.op = APPLY; decideC(seenA, true); commit()
     :: else -> skip
     fi;
#endif
     if
     :: landed ->
        letter = false;
        atomic { mayCrash(); read(B) };
        if
        :: outbox -> w.op = CLEAR; commit()
        :: else -> skip
        fi
     :: else -> skip
     fi;
     forget()

  /* L3: the lease of the session's owner is over, whether it lives or not. */
  :: atomic { live && owner != me && owner != NOBODY && !leased[owner] ->
       mayCrash(); live = false; epoch++; base = epoch;
#if defined(SCAN_ONCE) || defined(EPOCH_IGNORED)
       scanning = true; mine = epoch
#endif
     }

  /* What no living session holds is offered again. */
#ifdef SCAN_ONCE
  :: scanning ->
     t = A;
     do
     :: t < TASKS ->
        atomic { mayCrash(); read(t) };
        if
        :: seen == HELD && w.epoch < mine -> w.op = RECLAIM; commit()
        :: else -> skip
        fi;
        t++
     :: else -> scanning = false; mine = 0; break
     od;
     forget()
#else
#ifdef EPOCH_IGNORED
  /* Whatever it holds that was found to be over. */
  :: atomic { scanning && (state[A] == HELD || state[B] == HELD || state[C] == HELD) ->
       if
       :: state[A] == HELD -> t = A
       :: state[B] == HELD -> t = B
       :: state[C] == HELD -> t = C
       fi;
       mayCrash(); read(t)
     };
     w.op = RECLAIM; commit(); forget()
#else
  :: atomic { isOrphan(A) || isOrphan(B) || isOrphan(C) ->
       if
       :: isOrphan(A) -> t = A
       :: isOrphan(B) -> t = B
       :: isOrphan(C) -> t = C
       fi;
       mayCrash(); read(t)
     };
     w.op = RECLAIM; commit(); forget()
#endif
#endif
  od;

crashed:
  atomic { leased[me] = false; answered = true }
}

/* A lease that is over though its process lives: stopped, paused or cut off. */
active proctype Time()
{
end:
  do
  :: atomic { lateLeases < LATE_LEASES && leased[0] && leased[1] -> lateLeases++; leased[0] = false }
  :: atomic { lateLeases > 0 && alive[0] && !leased[0] -> leased[0] = true }
  od
}

inline tell()
{
  if
  :: alive[0] -> to = 0
  :: alive[1] -> to = 1
  fi;
  answered = false;
  if
  :: calls[to] ! t, token[t] -> answered
  :: !alive[to] -> skip
  fi
}

active proctype Executor()
{
  byte t, to;
end:
  do
  /* It comes to whoever serves, with the session that it has; what is held stays its own unless that has expired. */
  :: atomic { !allDone && (connection == NOBODY || !alive[connection] || owner != connection || !live) && (serves(0) || serves(1)) ->
       if
       :: serves(0) -> to = 0
       :: serves(1) -> to = 1
       fi;
       epoch++;
       if
       :: !live -> base = epoch
       :: else -> skip
       fi;
       live = true; owner = to; connection = to
     }

  /* It tells what it has done, to any process, until one has acknowledged it. */
  :: atomic { !acknowledged[A] && token[A] > 0 -> t = A } -> tell()
  :: atomic { !acknowledged[B] && token[B] > 0 -> t = B } -> tell()
  :: atomic { !acknowledged[C] && token[C] > 0 -> t = C } -> tell()
  od
}

active proctype Judge()
{
  atomic { state[A] = READY; state[B] = READY };
  timeout -> assert(allDone)
}
