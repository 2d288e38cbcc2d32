package dev.weir.amf.badexample;

import com.hazelcast.core.HazelcastInstance;
import dev.weir.stream.StreamKey;
import io.netty.channel.Channel;
import io.vertx.core.Vertx;

/** Everything that {@code ArchitectureTest} forbids a class of {@code amf}; it must be caught. */
public final class BreaksTheRulesHelper {
  private BreaksTheRulesHelper() {}

  /** Names a row above its own. */
  static StreamKey looksUp() {
    return new StreamKey("live", "demo");
  }

  /** Names a library that its row may not use. */
  static Vertx namesVertx() {
    return Vertx.vertx();
  }

  /** Names what only the transport may name. */
  static boolean namesAChannel(Channel channel) {
    return channel.isActive();
  }

  /** Names what only the cluster's Hazelcast classes may name. */
  static String namesHazelcast(HazelcastInstance instance) {
    return instance.getName();
  }

  /** Asks the clock instead of being told. */
  static long readsTheClock() {
    return System.nanoTime();
  }
}
