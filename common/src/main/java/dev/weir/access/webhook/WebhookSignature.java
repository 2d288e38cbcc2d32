package dev.weir.access.webhook;

import dev.weir.access.Digests;
import dev.weir.access.HmacSecret;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Shows a webhook that a request is ours and new: {@code X-Signature: t=SECONDS,v1=HEX}, where HEX
 * is the HMAC-SHA256 of the seconds, a dot and the body.
 */
final class WebhookSignature {
  private WebhookSignature() {}

  static String of(HmacSecret secret, long unixSeconds, byte[] body) {
    ByteArrayOutputStream signed = new ByteArrayOutputStream(body.length + 16);
    signed.writeBytes((unixSeconds + ".").getBytes(StandardCharsets.US_ASCII));
    signed.writeBytes(body);
    String hex = Digests.hex(secret.sign(signed.toByteArray()));
    return "t=" + unixSeconds + ",v1=" + hex;
  }
}
