package dev.weir.metrics;

import dev.weir.media.FrameKind;
import dev.weir.rtmp.RtmpError;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;

/**
 * What happened on this node, told by those it happened to. One instance a node, handed around.
 *
 * <p>Every method may be called on any thread and never blocks. Counting neither allocates nor
 * looks anything up: a method adds to a {@link LongAdder} that is read when the metrics page is.
 * The timers are for joins, splices and registry operations, which are rare. Keep a reference for
 * as long as the numbers matter, since the registry itself keeps none.
 */
public final class NodeMetrics {
  private static final Duration[] FIRST_FRAME_BUCKETS = {
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(200),
    Duration.ofMillis(300),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofSeconds(2),
    Duration.ofSeconds(5)
  };

  private final Meters meters;
  private final LongAdder bytesIn;
  private final LongAdder bytesOut;
  private final LongAdder[] errors;
  private final LongAdder[] ignored;
  private final LongAdder[] connectionsOpened;
  private final LongAdder[] connections;
  private final LongAdder[] connectionsRefused;
  private final LongAdder[] overloadRefused;
  private final LongAdder[] tlsHandshakes;
  private final LongAdder tlsReloads;
  private final LongAdder tlsReloadFailures;
  private final LongAdder[][] requests;
  private final LongAdder accessReloads;
  private final LongAdder accessReloadFailures;
  private final LongAdder accessReloadFailing;
  private final LongAdder[] ingestLimited;
  private final LongAdder addressesBanned;
  private final LongAdder[] framesIn;
  private final LongAdder[] apiRefused;
  private final LongAdder[] nodesRefused;
  private final LongAdder framesOut;
  private final LongAdder framesSkipped;
  private final LongAdder flushes;
  private final LongAdder streams;
  private final LongAdder streamsSourceless;
  private final LongAdder[] splices;
  private final Timer spliceGap;
  private final LongAdder[] ownership;
  private final LongAdder timestampJumps;
  private final LongAdder gopCacheBytes;
  private final LongAdder pulls;
  private final LongAdder joins;
  private final Timer firstFrame;
  private final LongAdder[] playersClosed;
  private final LongAdder[] drained;
  private final Timer[][] registryOperations;
  private final Timer[][] webhookCalls;

  /**
   * Registers every metric of {@link MetricNames}, all at zero, so that rates start at the first
   * event and an absent series means a fault.
   *
   * @param registry with its common tags already set; one {@code NodeMetrics} a registry
   */
  public NodeMetrics(MeterRegistry registry) {
    meters = new Meters(registry);
    bytesIn = meters.counter(MetricNames.RTMP_BYTES, "in");
    bytesOut = meters.counter(MetricNames.RTMP_BYTES, "out");
    errors = meters.counters(MetricNames.RTMP_ERRORS, RtmpError.class);
    ignored = meters.counters(MetricNames.MESSAGES_IGNORED, IgnoredReason.class);
    connectionsOpened = meters.counters(MetricNames.CONNECTIONS_OPENED, ConnectionKind.class);
    connections = meters.gauges(MetricNames.CONNECTIONS, ConnectionKind.class);
    connectionsRefused = meters.counters(MetricNames.CONNECTIONS_REFUSED, ConnectionLimit.class);
    overloadRefused = meters.counters(MetricNames.OVERLOAD_REFUSED, OverloadLimit.class);
    apiRefused = meters.counters(MetricNames.API_REFUSED, ApiRefusal.class);
    nodesRefused = meters.counters(MetricNames.NODES_REFUSED, NodeRefusal.class);
    tlsHandshakes = meters.counters(MetricNames.TLS_HANDSHAKES, TlsHandshake.class);
    tlsReloads = meters.counter(MetricNames.TLS_RELOADS);
    tlsReloadFailures = meters.counter(MetricNames.TLS_RELOAD_FAILURES);
    requests = requestCounters(meters);
    accessReloads = meters.counter(MetricNames.ACCESS_RELOADS);
    accessReloadFailures = meters.counter(MetricNames.ACCESS_RELOAD_FAILURES);
    accessReloadFailing = meters.gauge(MetricNames.ACCESS_RELOAD_FAILING);
    ingestLimited = meters.counters(MetricNames.INGEST_LIMITED, IngestResult.class);
    addressesBanned = meters.counter(MetricNames.ADDRESSES_BANNED);
    framesIn = meters.counters(MetricNames.FRAMES_IN, FrameKind.class);
    framesOut = meters.counter(MetricNames.FRAMES_OUT);
    framesSkipped = meters.counter(MetricNames.FRAMES_SKIPPED);
    flushes = meters.counter(MetricNames.FLUSHES);
    streams = meters.gauge(MetricNames.STREAMS);
    streamsSourceless = meters.gauge(MetricNames.STREAMS_SOURCELESS);
    splices = meters.counters(MetricNames.SPLICES, SpliceReason.class);
    spliceGap = meters.timer(MetricNames.SPLICE_GAP).register(registry);
    ownership = meters.counters(MetricNames.OWNERSHIP, OwnershipEvent.class);
    timestampJumps = meters.counter(MetricNames.TIMESTAMP_JUMPS);
    gopCacheBytes = meters.gauge(MetricNames.GOP_CACHE_BYTES);
    pulls = meters.counter(MetricNames.PULLS_STARTED);
    joins = meters.counter(MetricNames.JOINS);
    firstFrame =
        meters
            .timer(MetricNames.FIRST_FRAME)
            .serviceLevelObjectives(FIRST_FRAME_BUCKETS)
            .register(registry);
    playersClosed = meters.counters(MetricNames.PLAYERS_CLOSED, CloseReason.class);
    drained = meters.counters(MetricNames.DRAINED, DrainResult.class);
    registryOperations =
        timers(
            meters,
            registry,
            MetricNames.REGISTRY_OPERATIONS,
            RegistryOperation.values(),
            RegistryResult.values());
    webhookCalls =
        timers(
            meters,
            registry,
            MetricNames.WEBHOOK_CALLS,
            WebhookCall.values(),
            WebhookResult.values());
  }

  /**
   * An event loop of the listener exists.
   *
   * @param number 0 and up
   * @param busy share of its time that it runs
   * @param mergeSeconds media time that it gathers into one write
   */
  public void loop(int number, DoubleSupplier busy, DoubleSupplier mergeSeconds) {
    meters.gauge(MetricNames.LOOP_BUSY, busy, String.valueOf(number));
    meters.gauge(MetricNames.LOOP_MERGE, mergeSeconds, String.valueOf(number));
  }

  /** How many bytes wait for players, asked when the page is read. */
  public void queues(DoubleSupplier bytes) {
    meters.gauge(MetricNames.QUEUE_BYTES, bytes);
  }

  /** How many stream keys are known, asked when the page is read. */
  public void streamKeys(DoubleSupplier known) {
    meters.gauge(MetricNames.STREAM_KEYS, known);
  }

  /** Whether the node drains (1 or 0) and whom it still serves, asked when the page is read. */
  public void drain(DoubleSupplier draining, DoubleSupplier left) {
    meters.gauge(MetricNames.DRAINING, draining);
    meters.gauge(MetricNames.DRAIN_LEFT, left);
  }

  /** Whether a limit is passed (1 or 0) and which share of it is used; asked likewise. */
  public void overload(OverloadLimit limit, DoubleSupplier passed, DoubleSupplier used) {
    meters.gauge(MetricNames.OVERLOADED, passed, Meters.label(limit));
    meters.gauge(MetricNames.OVERLOAD_USED, used, Meters.label(limit));
  }

  /** A player was turned away because this limit is passed. */
  public void overloadRefused(OverloadLimit limit) {
    overloadRefused[limit.ordinal()].increment();
  }

  /** When the first certificate ends, and whether (1 or 0) the files are bad; asked likewise. */
  public void certificates(DoubleSupplier expirySeconds, DoubleSupplier failing) {
    meters.gauge(MetricNames.TLS_EXPIRY, expirySeconds);
    meters.gauge(MetricNames.TLS_RELOAD_FAILING, failing);
  }

  /** A TLS handshake ended. */
  public void tlsHandshake(TlsHandshake result) {
    tlsHandshakes[result.ordinal()].increment();
  }

  /** Changed certificate files were read, and are served or cannot be used. */
  public void tlsReloaded(boolean good) {
    (good ? tlsReloads : tlsReloadFailures).increment();
  }

  /** A drain did this to a client. */
  public void drained(DrainResult result) {
    drained[result.ordinal()].increment();
  }

  /** Bytes read from RTMP connections. */
  public void bytesIn(long bytes) {
    bytesIn.add(bytes);
  }

  /** Bytes written to RTMP connections. */
  public void bytesOut(long bytes) {
    bytesOut.add(bytes);
  }

  /** All bytes written to RTMP connections so far. */
  public long bytesOut() {
    return bytesOut.sum();
  }

  /** A peer broke the protocol or a limit and is closed for it. */
  public void protocolError(RtmpError error) {
    errors[error.ordinal()].increment();
  }

  /** A message had no effect. */
  public void messageIgnored(IgnoredReason reason) {
    ignored[reason.ordinal()].increment();
  }

  /** A connection of this kind is open from now on. */
  public void connectionOpened(ConnectionKind kind) {
    connectionsOpened[kind.ordinal()].increment();
    connections[kind.ordinal()].increment();
  }

  /** An open connection turned out to be of another kind: counted as opened there. */
  public void connectionBecame(ConnectionKind before, ConnectionKind now) {
    connectionClosed(before);
    connectionOpened(now);
  }

  /** A connection of this kind is gone. Call it once, with the kind it had last. */
  public void connectionClosed(ConnectionKind kind) {
    connections[kind.ordinal()].decrement();
  }

  /** A connection was closed as it came, because there are too many. */
  public void connectionRefused(ConnectionLimit limit) {
    connectionsRefused[limit.ordinal()].increment();
  }

  /** A request to the HTTP API was refused. */
  public void apiRefused(ApiRefusal reason) {
    apiRefused[reason.ordinal()].increment();
  }

  /** A link between nodes was refused. */
  public void nodeRefused(NodeRefusal reason) {
    nodesRefused[reason.ordinal()].increment();
  }

  /** A publish or play request was answered. */
  public void request(RequestKind kind, RequestResult result) {
    requests[kind.ordinal()][result.ordinal()].increment();
  }

  /** Counters for what access policies refuse; once a node. */
  public <E extends Enum<E>> RefusalCounters<E> accessRefusals(Class<E> reasons) {
    return new RefusalCounters<>(meters, MetricNames.ACCESS_REFUSED, reasons);
  }

  /** A changed access file was read; it holds, or cannot be used. */
  public void accessReloaded(boolean good) {
    (good ? accessReloads : accessReloadFailures).increment();
    accessReloadFailing.reset();
    accessReloadFailing.add(good ? 0 : 1);
  }

  /** A publisher sent more than it may. */
  public void ingestLimited(IngestResult result) {
    ingestLimited[result.ordinal()].increment();
  }

  /** An address showed too many wrong credentials. */
  public void addressBanned() {
    addressesBanned.increment();
  }

  /** A webhook was called, or should have been; it took so many nanoseconds. */
  public void webhookCalled(WebhookCall kind, WebhookResult result, long nanos) {
    webhookCalls[kind.ordinal()][result.ordinal()].record(nanos, TimeUnit.NANOSECONDS);
  }

  /** A source delivered a frame. */
  public void frameIn(FrameKind kind) {
    framesIn[kind.ordinal()].increment();
  }

  /** Frames were written: frames times receivers. */
  public void framesOut(long frames) {
    framesOut.add(frames);
  }

  /** Frames were not written to a receiver that is too slow for them. */
  public void framesSkipped(long frames) {
    framesSkipped.add(frames);
  }

  /** Writes were made, one for each receiver. */
  public void flushes(long writes) {
    flushes.add(writes);
  }

  /** A stream exists on this node from now on. */
  public void streamOpened() {
    streams.increment();
  }

  /** A stream is gone from this node. */
  public void streamClosed() {
    streams.decrement();
  }

  /** A stream lost its source (1), or is no longer without one (-1). */
  public void streamsSourceless(int change) {
    streamsSourceless.add(change);
  }

  /** Something happened to a stream that this origin owns. */
  public void ownership(OwnershipEvent event) {
    ownership[event.ordinal()].increment();
  }

  /** A stream changed its source, so many nanoseconds after the last frame of the one before. */
  public void spliced(SpliceReason reason, long gapNanos) {
    splices[reason.ordinal()].increment();
    spliceGap.record(gapNanos, TimeUnit.NANOSECONDS);
  }

  /** A source's timestamps jumped. */
  public void timestampJumped() {
    timestampJumps.increment();
  }

  /** A GOP cache grew by so many bytes; negative when it shrank. */
  public void gopCacheBytes(long change) {
    gopCacheBytes.add(change);
  }

  /** This node began to pull a stream from its owner. */
  public void pullStarted() {
    pulls.increment();
  }

  /** A player or an edge was added to a stream. */
  public void joined() {
    joins.increment();
  }

  /** A receiver got its first media frame, so many nanoseconds after its request was accepted. */
  public void firstFrame(long nanos) {
    firstFrame.record(nanos, TimeUnit.NANOSECONDS);
  }

  /** A player was closed. */
  public void playerClosed(CloseReason reason) {
    playersClosed[reason.ordinal()].increment();
  }

  /** An operation on the stream registry ended after so many nanoseconds. */
  public void registryOperation(RegistryOperation operation, RegistryResult result, long nanos) {
    registryOperations[operation.ordinal()][result.ordinal()].record(nanos, TimeUnit.NANOSECONDS);
  }

  private static LongAdder[][] requestCounters(Meters meters) {
    RequestKind[] kinds = RequestKind.values();
    RequestResult[] results = RequestResult.values();
    LongAdder[][] counters = new LongAdder[kinds.length][results.length];
    for (RequestKind kind : kinds) {
      for (RequestResult result : results) {
        counters[kind.ordinal()][result.ordinal()] =
            meters.counter(MetricNames.REQUESTS, Meters.label(kind), Meters.label(result));
      }
    }
    return counters;
  }

  /** One for each kind and result, at their ordinals. */
  private static Timer[][] timers(
      Meters meters, MeterRegistry registry, MetricNames name, Enum<?>[] kinds, Enum<?>[] results) {
    Timer[][] timers = new Timer[kinds.length][results.length];
    for (Enum<?> kind : kinds) {
      for (Enum<?> result : results) {
        timers[kind.ordinal()][result.ordinal()] =
            meters.timer(name, Meters.label(kind), Meters.label(result)).register(registry);
      }
    }
    return timers;
  }
}
