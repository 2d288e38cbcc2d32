package dev.weir.loadtest.gatling;

import dev.weir.loadtest.report.MeasureBook;
import dev.weir.loadtest.swarm.LoadEngine;
import dev.weir.loadtest.swarm.Target;
import dev.weir.rtmp.RtmpUrl;
import io.gatling.core.protocol.Protocol;
import io.gatling.javaapi.core.ProtocolBuilder;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** {@code rtmp.url(...)} and what can be said behind it. Immutable. */
public final class RtmpProtocolBuilder implements ProtocolBuilder {
  /** What {@code rtmp} is until it has a URL. */
  public static final class Unbound {
    Unbound() {}

    /**
     * Users go to a server.
     *
     * @param urls as in {@code rtmp://host/live/name}, for publishers and players; of several, each
     *     player takes one in turn, and the next one when it was cut off or refused
     * @throws IllegalArgumentException with a sentence when one is no such URL, or its host has no
     *     address
     */
    public RtmpProtocolBuilder url(String... urls) {
      if (urls.length == 0) {
        throw new IllegalArgumentException("rtmp.url() needs a URL");
      }
      List<Target> targets = targets(urls);
      return new RtmpProtocolBuilder(
          new RtmpProtocol(
              targets,
              targets,
              false,
              false,
              Duration.ofSeconds(10),
              Duration.ofSeconds(15),
              Optional.empty(),
              1,
              new MeasureBook()));
    }
  }

  private final RtmpProtocol protocol;

  private RtmpProtocolBuilder(RtmpProtocol protocol) {
    this.protocol = protocol;
  }

  /**
   * Publishers go elsewhere, each to one of these in turn; those that return all begin with the
   * first and try the others when they are cut off.
   */
  public RtmpProtocolBuilder publishUrl(String... urls) {
    return with(protocol.players(), targets(urls), protocol.moves(), protocol.returns());
  }

  /**
   * Users announce that they go elsewhere on a server's request (Enhanced RTMP), and do; players by
   * what their scenario does when they are cut off, publishers before they break off.
   */
  public RtmpProtocolBuilder moving() {
    return with(protocol.players(), protocol.publishers(), true, protocol.returns());
  }

  /** Publishers that are cut off come back, as good encoders do. */
  public RtmpProtocolBuilder returning() {
    return with(protocol.players(), protocol.publishers(), protocol.moves(), true);
  }

  /** How long connecting may take; 10 s unless said. */
  public RtmpProtocolBuilder connectTimeout(Duration timeout) {
    return with(timeout, protocol.playTimeout());
  }

  /** How long from play to the first key frame; 15 s unless said. */
  public RtmpProtocolBuilder playTimeout(Duration timeout) {
    return with(protocol.connectTimeout(), timeout);
  }

  /** Event loops for players of the run's own engine; 1 unless said. */
  public RtmpProtocolBuilder loops(int loops) {
    return with(Optional.empty(), loops, protocol.book());
  }

  /** Uses an engine that stays the caller's, and writes all measures to a book as well. */
  public RtmpProtocolBuilder engine(LoadEngine engine, MeasureBook book) {
    return with(Optional.of(engine), protocol.loops(), book);
  }

  @Override
  public Protocol protocol() {
    return protocol;
  }

  private RtmpProtocolBuilder with(
      List<Target> players, List<Target> publishers, boolean moves, boolean returns) {
    return new RtmpProtocolBuilder(
        new RtmpProtocol(
            players,
            publishers,
            moves,
            returns,
            protocol.connectTimeout(),
            protocol.playTimeout(),
            protocol.engine(),
            protocol.loops(),
            protocol.book()));
  }

  private RtmpProtocolBuilder with(Duration connectTimeout, Duration playTimeout) {
    return new RtmpProtocolBuilder(
        new RtmpProtocol(
            protocol.players(),
            protocol.publishers(),
            protocol.moves(),
            protocol.returns(),
            connectTimeout,
            playTimeout,
            protocol.engine(),
            protocol.loops(),
            protocol.book()));
  }

  private RtmpProtocolBuilder with(Optional<LoadEngine> engine, int loops, MeasureBook book) {
    return new RtmpProtocolBuilder(
        new RtmpProtocol(
            protocol.players(),
            protocol.publishers(),
            protocol.moves(),
            protocol.returns(),
            protocol.connectTimeout(),
            protocol.playTimeout(),
            engine,
            loops,
            book));
  }

  private static List<Target> targets(String... urls) {
    return Arrays.stream(urls).map(RtmpUrl::parse).map(Target::of).toList();
  }
}
