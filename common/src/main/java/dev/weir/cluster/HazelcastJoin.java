package dev.weir.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * Brings a Hazelcast member up, or says in one line why not. Blocks; whatever an attempt that
 * failed had started is stopped again.
 */
final class HazelcastJoin {
  private static final int PROBE_MILLIS = 500;
  private static final long FIRST_PAUSE_MILLIS = 100;
  private static final long LONGEST_PAUSE_MILLIS = 2000;

  private final ClusterSettings settings;
  private final String address;
  private final String run;
  private final long deadlineNanos;
  private RuntimeException refusal;

  HazelcastJoin(ClusterSettings settings, String address, String run) {
    this.settings = settings;
    this.address = address;
    this.run = run;
    this.deadlineNanos = System.nanoTime() + settings.joinTimeout().toNanos();
  }

  /** A member of a cluster that has an origin. */
  HazelcastInstance join() {
    if (System.getProperty("hazelcast.logging.type") == null) {
      // As a setting of the instance alone, the first lines would go to java.util.logging.
      System.setProperty("hazelcast.logging.type", "slf4j");
    }
    HazelcastInstance hazelcast = settings.role() == NodeRole.ORIGIN ? start() : joinOrigin();
    try {
      requireUniqueId(hazelcast);
      return hazelcast;
    } catch (RuntimeException e) {
      hazelcast.getLifecycleService().terminate();
      throw e;
    }
  }

  private HazelcastInstance start() {
    HazelcastInstance[] started = new HazelcastInstance[1];
    if (repeat(() -> (started[0] = attempt()) != null)) {
      return started[0];
    }
    throw failed(refusal);
  }

  /**
   * Null when the cluster let nobody in: it freezes while it merges with its other half, and
   * Hazelcast then gives a newcomer up for good.
   */
  private HazelcastInstance attempt() {
    try {
      return Hazelcast.newHazelcastInstance(HazelcastConfiguration.of(settings, address, run));
    } catch (IllegalStateException e) {
      refusal = e;
      return null;
    } catch (RuntimeException e) {
      throw failed(e);
    }
  }

  private ClusterStartException failed(RuntimeException why) {
    String from = address + ":" + settings.port();
    return new ClusterStartException(
        where() + ": joining from " + from + " failed: " + why.getMessage(), why);
  }

  /**
   * An edge cannot hold the cluster's data, so there must be an origin before it is of use. Peers
   * are greeted first: that costs nothing while they are away, and Hazelcast would spend a quarter
   * of a minute on one that is frozen or something else altogether.
   */
  private HazelcastInstance joinOrigin() {
    HazelcastInstance[] joined = new HazelcastInstance[1];
    boolean[] answered = new boolean[1];
    boolean done =
        repeat(
            () -> {
              if (candidates().stream().noneMatch(HazelcastJoin::isMember)) {
                return false;
              }
              answered[0] = true;
              HazelcastInstance hazelcast = attempt();
              if (hazelcast == null) {
                return false;
              }
              if (hazelcast.getCluster().getMembers().stream().allMatch(Member::isLiteMember)) {
                hazelcast.getLifecycleService().terminate();
                return false;
              }
              joined[0] = hazelcast;
              return true;
            });
    if (done) {
      return joined[0];
    }
    if (refusal != null) {
      throw failed(refusal);
    }
    String tried = candidates().stream().map(Endpoint::toString).collect(Collectors.joining(", "));
    String at =
        !tried.isEmpty()
            ? tried
            : settings.byDns()
                ? "any address of " + settings.dnsName().host()
                : "any address: none is listed";
    String within = " within " + settings.joinTimeout().toSeconds() + " s";
    throw new ClusterStartException(
        answered[0]
            ? where() + ": no origin of cluster " + settings.clusterName() + " at " + at + within
            : where() + ": no origin answered at " + at + within);
  }

  /** Two nodes of one id would take each other's streams; an earlier run may take 5 s to go. */
  private void requireUniqueId(HazelcastInstance hazelcast) {
    boolean unique = repeat(() -> twin(hazelcast) == null);
    Member twin = unique ? null : twin(hazelcast);
    if (twin != null) {
      throw new ClusterStartException(
          "node.id: "
              + settings.nodeId()
              + " is in use by the node at "
              + twin.getAddress().getHost()
              + ":"
              + twin.getAddress().getPort());
    }
  }

  private Member twin(HazelcastInstance hazelcast) {
    for (Member member : hazelcast.getCluster().getMembers()) {
      if (!member.localMember()
          && settings.nodeId().equals(member.getAttribute(HazelcastConfiguration.NODE))) {
        return member;
      }
    }
    return null;
  }

  /** Whether a member answers there: both sides of a connection begin with the protocol's name. */
  private static boolean isMember(Endpoint peer) {
    byte[] greeting = "HZC".getBytes(StandardCharsets.US_ASCII);
    try (Socket socket = new Socket()) {
      socket.setSoTimeout(PROBE_MILLIS);
      socket.connect(new InetSocketAddress(peer.host(), peer.port()), PROBE_MILLIS);
      socket.getOutputStream().write(greeting);
      return Arrays.equals(socket.getInputStream().readNBytes(greeting.length), greeting);
    } catch (IOException e) {
      return false;
    }
  }

  private List<Endpoint> candidates() {
    if (!settings.byDns()) {
      return settings.peers();
    }
    Endpoint name = settings.dnsName();
    Endpoint self = new Endpoint(address, settings.port());
    try {
      return Arrays.stream(InetAddress.getAllByName(name.host()))
          .map(found -> new Endpoint(found.getHostAddress(), name.port()))
          .filter(peer -> !peer.equals(self))
          .distinct()
          .toList();
    } catch (UnknownHostException notYet) {
      return List.of();
    }
  }

  private String where() {
    return settings.byDns() ? "cluster.discovery" : "cluster.members";
  }

  /** Tries until it is true or the time is over, with growing pauses. */
  private boolean repeat(BooleanSupplier attempt) {
    long pause = FIRST_PAUSE_MILLIS;
    while (!attempt.getAsBoolean()) {
      long left = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
      if (left <= 0) {
        return false;
      }
      try {
        // sleeps: on the starting thread, before there is an event loop.
        TimeUnit.MILLISECONDS.sleep(Math.min(pause, left));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
      pause = Math.min(pause * 2, LONGEST_PAUSE_MILLIS);
    }
    return true;
  }
}
