package dev.weir.http;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;

/**
 * What is on this node now, gathered from whatever event loops it lives on. Each call makes a fresh
 * array and hands it over; a call that takes more than a second is given up.
 *
 * <p>Times are ISO 8601 text in UTC, such as {@code 2026-01-01T00:00:00Z}. A value that is not
 * known is absent or null. Publishing keys, tokens and query strings are in no field.
 */
public interface NodeSnapshots {
  /**
   * One object for each stream that exists here:
   *
   * <pre>{@code
   * {"key": "live/demo", "origin": "origin-a", "epoch": 7, "state": "live",
   *  "startedAt": "2026-01-01T00:00:00Z",
   *  "video": {"codec": "avc1", "width": 1280, "height": 720},
   *  "audio": {"codec": "mp4a", "sampleRate": 44100, "channels": 2},
   *  "bitrateKbps": 1000, "players": 3}
   * }</pre>
   *
   * {@code origin} is the id of the node that owns the stream. {@code state} is {@code live} or
   * {@code waiting} (players are here, the source is not). {@code players} counts the players of
   * this node only, and not the edges that pull from it, whose players count there.
   */
  Future<JsonArray> streams();

  /**
   * One object for each connection that publishes, plays or pulls here:
   *
   * <pre>{@code
   * {"id": "c-17", "kind": "player", "stream": "live/demo",
   *  "remoteAddress": "192.0.2.7:50123", "client": "LNX 9,0,124,2",
   *  "since": "2026-01-01T00:00:00Z", "bytesIn": 3537, "bytesOut": 81234567, "queueBytes": 0}
   * }</pre>
   *
   * {@code id} is unique on this node. {@code kind} is {@code publisher}, {@code player} or {@code
   * edge_pull}. {@code client} is the flashVer that the client sent.
   */
  Future<JsonArray> sessions();
}
