package dev.weir.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.weir.access.AddressRange;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;

/**
 * The settings of one node, all of them checked. A component's {@code Setting} says what it means;
 * sizes are bytes, and {@code rtmp.port} is {@code rtmp().port()}.
 */
public record NodeConfig(
    Node node,
    Rtmp rtmp,
    RtmpsSection rtmps,
    TlsSection tls,
    Http http,
    ApiSection api,
    Metrics metrics,
    ClusterSection cluster,
    StreamSection stream,
    Play play,
    Edge edge,
    Publish publish,
    AccessSection access,
    Limits limits,
    OverloadSection overload,
    DrainSection drain,
    Log log) {

  static final Schema<NodeConfig> SCHEMA = Schema.of(NodeConfig.class);

  /** The node itself. */
  public record Node(
      @Setting(
              kind = Kind.NAME_OR_EMPTY,
              value = "",
              meaning =
                  "name of the node, unique in the cluster; empty: its role and a random part")
          String id,
      @Setting(
              kind = Kind.HOST_OR_EMPTY,
              value = "",
              meaning = "address under which other nodes reach this one; empty: chosen at start")
          String advertiseHost,
      @Setting(
              kind = Kind.COUNT,
              value = "0",
              min = "0",
              max = "1024",
              meaning = "event loops; 0: one a core")
          int eventLoops) {}

  /** The RTMP listener. */
  public record Rtmp(
      @Setting(kind = Kind.HOST, value = "0.0.0.0", meaning = "address that RTMP listens on")
          String host,
      @Setting(
              kind = Kind.PORT,
              value = "1935",
              meaning = "port that RTMP listens on; 0: any free one")
          int port,
      @Setting(
              kind = Kind.COUNT,
              value = "1024",
              min = "1",
              max = "65535",
              meaning = "connections that may wait for being accepted")
          int backlog,
      @Setting(
              kind = Kind.COUNT,
              value = "20000",
              min = "1",
              max = "1000000",
              meaning = "open RTMP connections; more are closed at once")
          int maxConnections,
      @Setting(
              kind = Kind.COUNT,
              value = "10000",
              min = "0",
              max = "1000000",
              meaning = "open RTMP connections from one address; 0: no limit")
          int maxConnectionsPerAddress,
      @Setting(
              kind = Kind.RANGES,
              value = "",
              meaning =
                  "addresses or ranges (10.0.0.0/8) of the balancers that send the PROXY protocol, "
                      + "version 1 or 2, and must; commas or a YAML list")
          List<AddressRange> proxyFrom,
      @Setting(
              kind = Kind.DURATION,
              value = "20s",
              min = "1s",
              max = "10m",
              meaning =
                  "a client that acknowledges no byte for this long is closed; at least twice "
                      + "play.stall-timeout")
          Duration userTimeout,
      @Setting(
              kind = Kind.DURATION,
              value = "20s",
              min = "1s",
              max = "10m",
              meaning = "a client from which no byte came for this long is pinged")
          Duration pingAfter,
      @Setting(
              kind = Kind.DURATION,
              value = "10s",
              min = "1s",
              max = "10m",
              meaning = "a client that used to answer pings and does not for this long is closed")
          Duration pingTimeout) {}

  /** The HTTP listener; an empty port is {@code off}. */
  public record Http(
      @Setting(kind = Kind.HOST, value = "0.0.0.0", meaning = "address that HTTP listens on")
          String host,
      @Setting(
              kind = Kind.PORT_OR_OFF,
              value = "8080",
              meaning = "port of health, metrics and API; 0: any free one; or off")
          OptionalInt port,
      @Setting(
              kind = Kind.BOOLEAN,
              value = "false",
              meaning = "true: HTTPS and nothing else on http.port and api.port")
          boolean tls) {}

  /** Who may read the metrics. */
  public record Metrics(
      @Setting(
              kind = Kind.BOOLEAN,
              value = "true",
              meaning = "true: /metrics needs no token; false: one that may read")
          boolean open) {}

  /** What a player may ask of a node. */
  public record Play(
      @Setting(
              kind = Kind.DURATION,
              value = "10s",
              min = "0s",
              max = "10m",
              meaning = "how long a player waits for a stream that is not there")
          Duration hold,
      @Setting(
              kind = Kind.DURATION,
              value = "30s",
              min = "0s",
              max = "10m",
              meaning = "how long players stay in a stream while an edge seeks its new owner")
          Duration recover,
      @Setting(
              kind = Kind.SIZE,
              value = "2MiB",
              min = "64KiB",
              max = "1GiB",
              meaning = "bytes that wait for one player before frames are skipped")
          int queueBytes,
      @Setting(
              kind = Kind.DURATION,
              value = "1500ms",
              min = "100ms",
              max = "1m",
              meaning = "media time that waits for one player, likewise")
          Duration queueTime,
      @Setting(
              kind = Kind.DURATION,
              value = "10s",
              min = "1s",
              max = "10m",
              meaning = "a player that takes next to nothing for this long is closed")
          Duration stallTimeout,
      @Setting(
              kind = Kind.SIZE,
              value = "256MiB",
              min = "1MiB",
              max = "1GiB",
              meaning = "bytes that wait for all players together before all skip sooner")
          int totalQueueBytes) {}

  /** What an edge pulls. */
  public record Edge(
      @Setting(
              kind = Kind.DURATION,
              value = "5s",
              min = "0s",
              max = "1h",
              meaning = "how long a stream is still pulled after its last player left")
          Duration linger) {}

  /** What is asked of a publisher. */
  public record Publish(
      @Setting(
              kind = Kind.DURATION,
              value = "10s",
              min = "1s",
              max = "10m",
              meaning = "a publisher that sends no media for this long at first is closed")
          Duration firstMediaTimeout,
      @Setting(
              kind = Kind.DURATION,
              value = "5s",
              min = "1s",
              max = "1h",
              meaning = "a publisher that sends no media for this long later is closed")
          Duration idleTimeout,
      @Setting(
              kind = Kind.DURATION,
              value = "10s",
              min = "0s",
              max = "10m",
              meaning = "how long a stream waits for a publisher that dropped out; 0: not at all")
          Duration resumeWindow,
      @Setting(
              kind = Kind.DURATION,
              value = "3s",
              min = "0s",
              max = "1m",
              meaning = "how long a publisher waits for a stream whose owner does not answer")
          Duration claimWait) {}

  /** The log on standard error. */
  public record Log(
      @Setting(
              kind = Kind.CHOICE,
              value = "text",
              meaning = "text: key=value lines; json: one object a line")
          LogFormat format,
      @Setting(kind = Kind.CHOICE, value = "info", meaning = "error, warn, info, debug or trace")
          LogLevel level) {}

  /**
   * Reads the settings: defaults, then the file, then the environment. Blocks while it reads the
   * file.
   *
   * @param file a YAML file of at most 1 MiB with nested or dotted keys
   * @param environment of which the {@code WEIR_*} variables count, and all of those must be
   *     settings; those that Kubernetes sets for a service named {@code weir-...} are passed over
   * @throws ConfigException for the first thing that is wrong
   */
  public static NodeConfig load(Optional<Path> file, Map<String, String> environment) {
    List<Map<String, Given>> sources = new ArrayList<>();
    file.ifPresent(path -> sources.add(YamlFile.read(path)));
    sources.add(Variables.read(environment, SCHEMA));
    return read(sources);
  }

  /**
   * The defaults with these settings over them, by key.
   *
   * @throws ConfigException for the first thing that is wrong
   */
  public static NodeConfig of(Map<String, String> settings) {
    Map<String, Given> given = new LinkedHashMap<>();
    settings.forEach((key, text) -> given.put(key, new Given(text, false, "the program")));
    return read(List.of(given));
  }

  private static NodeConfig read(List<Map<String, Given>> sources) {
    NodeConfig config = new SettingsReader<>(SCHEMA).read(sources);
    PortClash.refuse(config);
    TlsSection.check(config);
    if (config.stream().mergeMax().compareTo(config.stream().mergeMin()) < 0) {
      throw new ConfigException("stream.merge-max", "is less than stream.merge-min");
    }
    return config;
  }

  /** This, with a random node id such as {@code origin-09af31c2} when it has none. */
  public NodeConfig named(String role, RandomGenerator random) {
    if (!node.id().isEmpty()) {
      return this;
    }
    String id = role + "-" + HexFormat.of().toHexDigits(random.nextInt());
    Node named = new Node(id, node.advertiseHost(), node.eventLoops());
    return new NodeConfig(
        named, rtmp, rtmps, tls, http, api, metrics, cluster, stream, play, edge, publish, access,
        limits, overload, drain, log);
  }

  /** A settings file that says what this says, secrets masked; ends with a line feed. */
  public String toYaml() {
    YAMLMapper mapper =
        YAMLMapper.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .build();
    try {
      return mapper.writeValueAsString(SCHEMA.shown(this));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
