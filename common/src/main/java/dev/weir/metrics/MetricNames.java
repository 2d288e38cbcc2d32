package dev.weir.metrics;

import java.util.List;

/**
 * Every metric of Weir's own, with its unit and labels; this list is the documentation. Beside them
 * the metrics page has what Vert.x ({@code vertx_*}) and the JVM ({@code jvm_*}, {@code process_*},
 * {@code system_*}) report.
 *
 * <p>All of them also carry {@code node} and {@code role}. The values of every other label are the
 * lower-case names of an enum's constants: nothing a peer sends becomes a label, and stream keys
 * least of all, since there is no limit to how many of those strangers can make up. What belongs to
 * one stream or one session is in the HTTP API.
 */
public enum MetricNames {
  /** Bytes on RTMP connections, handshake and chunk headers included. */
  RTMP_BYTES("weir_rtmp_bytes_total", "bytes", "Bytes on RTMP connections", "direction"),
  /** Connections closed because the peer broke the protocol or a limit, by kind of error. */
  RTMP_ERRORS("weir_rtmp_errors_total", "errors", "Protocol errors of peers", "reason"),
  /** Well-formed messages that had no effect, by {@link IgnoredReason}. */
  MESSAGES_IGNORED(
      "weir_rtmp_messages_ignored_total", "messages", "Messages without effect", "reason"),
  /** Connections that became a kind, by {@link ConnectionKind}; {@code pending} counts them all. */
  CONNECTIONS_OPENED(
      "weir_connections_opened_total", "connections", "Connections that became this kind", "kind"),
  /** Connections open now, by {@link ConnectionKind}. */
  CONNECTIONS("weir_connections", Type.GAUGE, "connections", "Connections open now", "kind"),
  /** Bytes written to players and not yet sent; a buffer counts once for each of them. */
  QUEUE_BYTES("weir_queue_bytes", Type.GAUGE, "bytes", "Unsent bytes of all players"),
  /** Share of its time that an event loop of the listener ran, by its number. */
  LOOP_BUSY("weir_loop_busy_ratio", Type.GAUGE, "ratio", "Event loop utilisation", "loop"),
  /** Media time that an event loop gathers into one write a player now; 0 for a video frame. */
  LOOP_MERGE("weir_loop_merge_seconds", Type.GAUGE, "seconds", "Merge in effect", "loop"),
  /** Connections closed as they came, by the {@link ConnectionLimit} that was reached. */
  CONNECTIONS_REFUSED(
      "weir_connections_refused_total", "connections", "Connections refused by a limit", "limit"),
  /** 1 while a limit is passed and new players are turned away, by {@link OverloadLimit}. */
  OVERLOADED("weir_overloaded", Type.GAUGE, "nodes", "Whether a limit is passed", "limit"),
  /** Share of a limit that is used, 1 when it is reached; 0 where there is no limit. */
  OVERLOAD_USED("weir_overload_used_ratio", Type.GAUGE, "ratio", "Share of a limit", "limit"),
  /** Players turned away, by the {@link OverloadLimit} that was passed. */
  OVERLOAD_REFUSED(
      "weir_overload_refused_total", "players", "Players turned away by overload", "limit"),
  /** Requests to the HTTP API that were refused, by {@link ApiRefusal}. */
  API_REFUSED("weir_api_refused_total", "requests", "API requests refused", "reason"),
  /** Links between nodes that were refused, by {@link NodeRefusal}. */
  NODES_REFUSED("weir_node_links_refused_total", "links", "Node links refused", "reason"),
  /** TLS handshakes that clients began, by {@link TlsHandshake}. */
  TLS_HANDSHAKES("weir_tls_handshakes_total", "handshakes", "TLS handshakes", "result"),
  /** Times that changed certificate files were read and are served. */
  TLS_RELOADS("weir_tls_reloads_total", "reloads", "Certificate files read anew"),
  /** Times that changed certificate files could not be used; the old ones are served on. */
  TLS_RELOAD_FAILURES(
      "weir_tls_reload_failures_total", "reloads", "Certificate files that cannot be used"),
  /** 1 while the certificate files hold something that cannot be used. */
  TLS_RELOAD_FAILING(
      "weir_tls_reload_failing", Type.GAUGE, "nodes", "Whether certificate files are bad"),
  /** When the first of the certificates that are served ends, in seconds since 1970. */
  TLS_EXPIRY(
      "weir_tls_certificate_expiry_timestamp_seconds",
      Type.GAUGE,
      "seconds",
      "End of the first certificate"),
  /** Publish and play requests answered, by {@link RequestKind} and {@link RequestResult}. */
  REQUESTS(
      "weir_requests_total", "requests", "Publish and play requests answered", "kind", "result"),
  /** Requests that access policies refused or ended, by {@link RequestKind} and their reason. */
  ACCESS_REFUSED(
      "weir_access_refused_total", "requests", "Requests refused or ended", "kind", "reason"),
  /** Times that a changed access file was read and holds. */
  ACCESS_RELOADS("weir_access_reloads_total", "reloads", "Access files read anew"),
  /** Times that a changed access file could not be used; the rules of before hold on. */
  ACCESS_RELOAD_FAILURES(
      "weir_access_reload_failures_total", "reloads", "Access files that cannot be used"),
  /** 1 while the access file says something that cannot be used. */
  ACCESS_RELOAD_FAILING(
      "weir_access_reload_failing", Type.GAUGE, "nodes", "Whether the access file is bad"),
  /** Publishers that sent more than they may, by {@link IngestResult}. */
  INGEST_LIMITED(
      "weir_ingest_limited_total", "times", "Publishers slowed or closed for speed", "result"),
  /** Addresses banned for a while because they showed too many wrong credentials. */
  ADDRESSES_BANNED("weir_addresses_banned_total", "bans", "Bans of addresses that guessed"),
  /** Calls of webhooks, by {@link WebhookCall} and {@link WebhookResult}. */
  WEBHOOK_CALLS(
      "weir_webhook_seconds", Type.TIMER, "seconds", "Calls of webhooks", "kind", "result"),
  /** Frames taken from sources (publishers and upstreams): audio, video, data. */
  FRAMES_IN("weir_frames_in_total", "frames", "Frames taken from sources", "kind"),
  /** Frames written to players and edges, each receiver counted. */
  FRAMES_OUT("weir_frames_out_total", "frames", "Frames written to receivers"),
  /** Frames that a receiver did not get because it was too slow for them. */
  FRAMES_SKIPPED("weir_frames_skipped_total", "frames", "Frames skipped for slow receivers"),
  /** Writes to receivers; frames out divided by this is the merge that is in effect. */
  FLUSHES("weir_flushes_total", "writes", "Writes to receivers"),
  /** Streams that exist on this node now, with or without a source. */
  STREAMS("weir_streams", Type.GAUGE, "streams", "Streams on this node now"),
  /** Streams that lost their source and wait for another one now. */
  STREAMS_SOURCELESS(
      "weir_streams_sourceless", Type.GAUGE, "streams", "Streams that wait for a source now"),
  /** Changes of a stream's source that players stayed through, by {@link SpliceReason}. */
  SPLICES("weir_splices_total", "splices", "Changes of a stream's source", "reason"),
  /** From the last frame of a stream's source to the first of the next one. */
  SPLICE_GAP("weir_splice_gap_seconds", Type.TIMER, "seconds", "Gap at a change of source"),
  /** What happened to this origin's claims and to those who publish under them. */
  OWNERSHIP("weir_ownership_events_total", "events", "Claims and publishers", "event"),
  /** Jumps in a source's timestamps that were closed. */
  TIMESTAMP_JUMPS("weir_timestamp_jumps_total", "jumps", "Jumps in timestamps of sources"),
  /** Bytes held in GOP caches now. */
  GOP_CACHE_BYTES("weir_gop_cache_bytes", Type.GAUGE, "bytes", "Bytes in GOP caches now"),
  /** Stream keys that this node knows, revoked ones among them. */
  STREAM_KEYS("weir_stream_keys", Type.GAUGE, "keys", "Stream keys known here"),
  /** Pulls begun towards the owners of streams. */
  PULLS_STARTED("weir_pulls_started_total", "pulls", "Pulls begun from other nodes"),
  /** Players and edges added to a stream. */
  JOINS("weir_joins_total", "joins", "Receivers added to a stream"),
  /** From an accepted play request to the first media frame written. */
  FIRST_FRAME(
      "weir_first_frame_seconds", Type.TIMER, "seconds", "Accepted play to first frame written"),
  /** Players closed, by {@link CloseReason}. */
  PLAYERS_CLOSED("weir_players_closed_total", "players", "Players closed", "reason"),
  /** 1 while the node drains. */
  DRAINING("weir_draining", Type.GAUGE, "nodes", "Whether this node drains"),
  /** Clients that a node which drains still serves; 0 while it does not. */
  DRAIN_LEFT("weir_drain_sessions_left", Type.GAUGE, "sessions", "Clients left in a drain"),
  /** Clients in a drain, by {@link DrainResult}. */
  DRAINED("weir_drain_sessions_total", "sessions", "Clients sent away by a drain", "result"),
  /** Stream registry operations, by {@link RegistryOperation} and {@link RegistryResult}. */
  REGISTRY_OPERATIONS(
      "weir_registry_operation_seconds",
      Type.TIMER,
      "seconds",
      "Stream registry operations",
      "kind",
      "result");

  /** How a metric behaves. A timer's name is followed by _count, _sum, _max and maybe _bucket. */
  public enum Type {
    COUNTER,
    GAUGE,
    TIMER
  }

  private static final String COUNTER_SUFFIX = "_total";

  private final String exposedName;
  private final Type type;
  private final String unit;
  private final String description;
  private final List<String> labels;

  MetricNames(String exposedName, String unit, String description, String... labels) {
    this(exposedName, Type.COUNTER, unit, description, labels);
  }

  MetricNames(String exposedName, Type type, String unit, String description, String... labels) {
    this.exposedName = exposedName;
    this.type = type;
    this.unit = unit;
    this.description = description;
    this.labels = List.of(labels);
  }

  /** The name on the metrics page; for a timer the part before {@code _count} and {@code _sum}. */
  public String exposedName() {
    return exposedName;
  }

  /** Counter, gauge or timer. */
  public Type type() {
    return type;
  }

  /** What one is. */
  public String unit() {
    return unit;
  }

  /** One line for the metrics page. */
  public String description() {
    return description;
  }

  /** Label names in order, without {@code node} and {@code role}. */
  public List<String> labels() {
    return labels;
  }

  /** The name to register under: Micrometer appends the suffix of counters by itself. */
  String meterName() {
    return type == Type.COUNTER
        ? exposedName.substring(0, exposedName.length() - COUNTER_SUFFIX.length())
        : exposedName;
  }
}
