package dev.weir.http;

import io.vertx.core.json.JsonObject;
import java.time.Instant;

/**
 * How far a drain is.
 *
 * @param left clients still served
 * @param moved were asked to go elsewhere, and did
 * @param closed when their time had come
 * @param until the deadline
 */
public record DrainState(int left, int moved, int closed, Instant until) {
  JsonObject toJson() {
    return new JsonObject()
        .put("draining", true)
        .put("left", left)
        .put("moved", moved)
        .put("closed", closed)
        .put("until", until.toString());
  }
}
