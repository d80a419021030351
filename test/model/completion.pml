/*
 * A flow of three tasks, decided about by two processes that share nothing but the database, in every order in which
 * what they do can happen, with a crash anywhere. C waits for A and B; B lives in a segment of its own, which tells
 * that of A and C by its outbox. The rules are those of docs/rules.md.
 *
 * Asserted: an outcome is recorded once, and by the claim that is valid; C becomes ready once, and after A and B; what
 * was acknowledged stays recorded; nobody takes what a living session holds; where nothing more can happen, all three
 * are done. Each #ifdef breaks a rule, and must break one of these.
 */

#include "database.pml"

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
#ifndef NO_FENCE
        :: seen != DONE && w.attempt != presented ->
           /* Another claim has taken its place. */
           atomic { token[t] = 0; answered = true; break }
#endif
        :: else ->
           /* A2: the outcome is of the claim that was presented, and must be of the one that is valid as it lands. */
           d_step { w.op = COMPLETE; w.attempt = presented };
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
