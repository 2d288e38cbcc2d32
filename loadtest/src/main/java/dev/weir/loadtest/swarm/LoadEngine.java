package dev.weir.loadtest.swarm;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Players on event loops of their own, publishers on another one so that a crowd of players does
 * not make pictures late, and what happened to both, every second. For callers outside of these
 * loops; safe for use from several threads.
 */
public final class LoadEngine implements AutoCloseable {
  private final Swarm players;
  private final Swarm publishers;
  private final List<Consumer<SwarmSecond>> listeners = new CopyOnWriteArrayList<>();
  private final List<BiConsumer<String, Double>> figures = new CopyOnWriteArrayList<>();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "load-seconds");
            thread.setDaemon(true);
            return thread;
          });

  private volatile boolean ending;

  private LoadEngine(int loops) {
    players = Swarm.open(loops);
    publishers = Swarm.open(1);
  }

  /**
   * Without players, and with its clock running.
   *
   * @param loops event loops for players; one carries thousands
   */
  public static LoadEngine open(int loops) {
    LoadEngine engine = new LoadEngine(loops);
    engine.clock.scheduleAtFixedRate(
        () -> engine.tell(engine.takeSecond()), 1, 1, TimeUnit.SECONDS);
    return engine;
  }

  /** For players. */
  public Swarm players() {
    return players;
  }

  /** For publishers; one loop. */
  public Swarm publishers() {
    return publishers;
  }

  /**
   * Hears of every second from now on, on a thread of the engine.
   *
   * @param listener must not block
   */
  public void onSecond(Consumer<SwarmSecond> listener) {
    listeners.add(listener);
  }

  /** Hears of no more. */
  public void removeListener(Consumer<SwarmSecond> listener) {
    listeners.remove(listener);
  }

  /** Hears of every figure from now on, a name and milliseconds, on the thread that tells it. */
  public void onFigure(BiConsumer<String, Double> listener) {
    figures.add(listener);
  }

  /** Hears of no more. */
  public void removeListener(BiConsumer<String, Double> listener) {
    figures.remove(listener);
  }

  /** Tells a figure that is of no single second. */
  public void tell(String measure, double millis) {
    figures.forEach(listener -> listener.accept(measure, millis));
  }

  /**
   * Tells what came since the last second, so that nothing is lost of who has left by now; blocks.
   */
  public void tellRest() {
    CompletableFuture.runAsync(() -> tell(takeSecond().withoutRates()), clock).join();
  }

  /** Tells all who watch that the run is over. */
  public void beginEnd() {
    ending = true;
  }

  /** Whether the run is over, for whoever watches for longer. */
  public boolean isEnding() {
    return ending;
  }

  /** Ids of the threads that drive players and publishers. */
  public List<Long> threads() {
    return Stream.concat(players.threads().stream(), publishers.threads().stream()).toList();
  }

  @Override
  public void close() {
    clock.shutdownNow();
    try {
      // A second that is being told needs the loops.
      clock.awaitTermination(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    players.close();
    publishers.close();
  }

  private SwarmSecond takeSecond() {
    return players.takeSecond().plus(publishers.takeSecond());
  }

  private void tell(SwarmSecond second) {
    listeners.forEach(listener -> listener.accept(second));
  }
}
