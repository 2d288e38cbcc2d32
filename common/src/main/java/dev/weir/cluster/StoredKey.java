package dev.weir.cluster;

import dev.weir.access.StreamKeyRecord;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/** A stream key as text, in the cluster's map and in a file. */
final class StoredKey {
  private static final int VERSION = 1;

  private StoredKey() {}

  static String toText(StreamKeyRecord key) {
    return new JsonObject()
        .put("v", VERSION)
        .put("id", key.id())
        .put("hash", key.hash())
        .put("adobeSalt", key.adobeSalt())
        .put("adobeVerifier", key.adobeVerifier())
        .put("owner", key.owner())
        .put("until", key.untilMillis())
        .put("names", new JsonArray(key.names()))
        .put("priority", key.priority())
        .put("viewers", key.viewers())
        .put("publishers", key.publishers())
        .put("bitsPerSecond", key.bitsPerSecond())
        .put("revoked", key.revoked())
        .encode();
  }

  /** Empty when it is of an unknown version, or no key's. */
  static Optional<StreamKeyRecord> parse(String text) {
    return JsonFields.parse(text, VERSION, StoredKey::read);
  }

  private static StreamKeyRecord read(JsonFields in) {
    return new StreamKeyRecord(
        in.text("id"),
        in.text("hash"),
        in.text("adobeSalt", ""),
        in.text("adobeVerifier", ""),
        in.text("owner", ""),
        in.integer("until", Long.MIN_VALUE, Long.MAX_VALUE),
        in.texts("names"),
        in.integer("priority", Integer.MIN_VALUE, Integer.MAX_VALUE),
        in.integer("viewers", 0, Integer.MAX_VALUE),
        in.integer("publishers", 0, Integer.MAX_VALUE),
        in.integer("bitsPerSecond", 0L, Long.MAX_VALUE),
        in.bool("revoked"));
  }
}
