package dev.weir.access;

import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * Somebody else is asked.
 *
 * @param url where
 * @param secret by which a question is signed
 * @param deadline for the whole exchange
 * @param allowOnFailure whether no answer is a yes
 * @param allow private addresses that the URL may lead to
 */
public record WebhookRules(
    URI url,
    HmacSecret secret,
    Duration deadline,
    boolean allowOnFailure,
    List<AddressRange> allow) {
  public WebhookRules {
    allow = List.copyOf(allow);
  }

  /** Without the URL's path and query, for they may hold a secret too. */
  @Override
  public String toString() {
    return "webhook " + url.getHost();
  }
}
