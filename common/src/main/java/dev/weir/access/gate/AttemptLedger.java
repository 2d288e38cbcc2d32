package dev.weir.access.gate;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/**
 * Which addresses tried wrong credentials, and how many of theirs are being checked now. An address
 * has no more checks under way than it has failures left, so that a burst of guesses costs no more
 * than a row of them. For any thread; the clock is the caller's.
 */
final class AttemptLedger {
  /** What becomes of an attempt. */
  enum Verdict {
    /** Check it; {@link #ended} has to follow. */
    CHECK,
    /** Its turn comes, or it is refused, when checks that are under way have ended. */
    WAIT,
    REFUSE
  }

  /** An attempt that waits. */
  interface Waiter {
    /**
     * Its turn.
     *
     * @param admitted check it, and {@link AttemptLedger#ended} has to follow; otherwise refuse it
     */
    void go(boolean admitted);
  }

  private static final long WINDOW_NANOS = TimeUnit.MINUTES.toNanos(1);

  /** So long after a ban, less is forgiven. */
  private static final long PROBATION_NANOS = TimeUnit.HOURS.toNanos(1);

  private static final int PROBATION_FAILURES = 2;
  private static final int MAX_ADDRESSES = 10_000;
  private static final int MAX_WAITING = 10_000;

  private final int failures;
  private final long banNanos;
  private final Map<String, Address> addresses = new LinkedHashMap<>(16, 0.75f, true);
  private int waiting;

  /**
   * @param failures that are forgiven in a minute
   * @param banNanos for which nothing of an address is checked after them
   */
  AttemptLedger(int failures, long banNanos) {
    this.failures = failures;
    this.banNanos = banNanos;
  }

  /**
   * Somebody attempts.
   *
   * @param bare without anything but a name; only an address that guessed names is banned for that
   * @param waiter called when the verdict is to wait
   */
  synchronized Verdict attempt(String from, boolean bare, Waiter waiter, long nowNanos) {
    Address address = of(from);
    if (address.isBanned(nowNanos)) {
      if (!bare || address.guessesNames) {
        return Verdict.REFUSE;
      }
      address.checking++;
      return Verdict.CHECK;
    }
    if (address.checking < address.left(nowNanos)) {
      address.checking++;
      return Verdict.CHECK;
    }
    if (waiting >= MAX_WAITING) {
      return Verdict.REFUSE;
    }
    waiting++;
    address.waiters.add(waiter);
    return Verdict.WAIT;
  }

  /**
   * Somebody attempts what is checked at once.
   *
   * @return whether to check it; then {@link #ended} has to follow
   */
  synchronized boolean attemptNow(String from, long nowNanos) {
    Address address = of(from);
    if (address.isBanned(nowNanos)) {
      return false;
    }
    address.checking++;
    return true;
  }

  /**
   * A check is over; lets others have their turn.
   *
   * @param wrong the credentials were
   * @return whether this brought a ban
   */
  boolean ended(String from, boolean bare, boolean wrong, long nowNanos) {
    boolean ban;
    synchronized (this) {
      Address address = addresses.get(from);
      address.checking--;
      ban = wrong && address.failed(bare, nowNanos);
      if (address.waiters.isEmpty() || address.calling) {
        dropIfIdle(from, address, nowNanos);
        return ban;
      }
      address.calling = true;
    }
    callWaiters(from, nowNanos);
    return ban;
  }

  /** Addresses that are remembered. */
  synchronized int size() {
    return addresses.size();
  }

  /** One loop calls them, for a waiter may end its check at once and come here again. */
  private void callWaiters(String from, long nowNanos) {
    while (true) {
      Waiter next;
      boolean admitted;
      synchronized (this) {
        Address address = addresses.get(from);
        boolean banned = address.isBanned(nowNanos);
        boolean room = address.checking < address.left(nowNanos);
        if (address.waiters.isEmpty() || !(banned || room)) {
          address.calling = false;
          dropIfIdle(from, address, nowNanos);
          return;
        }
        next = address.waiters.remove();
        waiting--;
        admitted = !banned;
        if (admitted) {
          address.checking++;
        }
      }
      next.go(admitted);
    }
  }

  private void dropIfIdle(String from, Address address, long nowNanos) {
    if (address.isIdle(nowNanos)) {
      addresses.remove(from);
    }
  }

  private Address of(String from) {
    Address known = addresses.get(from);
    if (known != null) {
      return known;
    }
    forgetSome();
    Address address = new Address();
    addresses.put(from, address);
    return address;
  }

  /** The one that was quiet for longest, of those that nobody waits in. */
  private void forgetSome() {
    Iterator<Address> eldest = addresses.values().iterator();
    while (addresses.size() >= MAX_ADDRESSES && eldest.hasNext()) {
      Address address = eldest.next();
      if (address.checking == 0 && address.waiters.isEmpty()) {
        eldest.remove();
      }
    }
  }

  private final class Address {
    private final Queue<Waiter> waiters = new ArrayDeque<>();
    private final Queue<Long> failedNanos = new ArrayDeque<>();
    private int checking;
    private boolean calling;
    private boolean banned;
    private boolean guessesNames;
    private long bannedNanos;

    boolean isBanned(long now) {
      return banned && now - bannedNanos < banNanos;
    }

    /** How many more may fail; at least one may be checked. */
    int left(long now) {
      while (!failedNanos.isEmpty() && now - failedNanos.peek() >= WINDOW_NANOS) {
        failedNanos.remove();
      }
      return Math.max(1, allowed(now) - failedNanos.size());
    }

    /** Whether that was one too many. */
    boolean failed(boolean bare, long now) {
      left(now);
      if (isBanned(now)) {
        guessesNames |= bare;
        return false;
      }
      failedNanos.add(now);
      if (failedNanos.size() < allowed(now)) {
        return false;
      }
      banned = true;
      bannedNanos = now;
      guessesNames = bare;
      failedNanos.clear();
      return true;
    }

    boolean isIdle(long now) {
      left(now);
      boolean watched = banned && now - bannedNanos < banNanos + PROBATION_NANOS;
      return checking == 0 && !calling && waiters.isEmpty() && failedNanos.isEmpty() && !watched;
    }

    private int allowed(long now) {
      boolean probation = banned && now - bannedNanos < banNanos + PROBATION_NANOS;
      return probation ? Math.min(PROBATION_FAILURES, failures) : failures;
    }
  }
}
