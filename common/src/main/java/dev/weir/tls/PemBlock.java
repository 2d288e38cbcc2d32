package dev.weir.tls;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What stands between BEGIN and END in a PEM file.
 *
 * @param label as in {@code CERTIFICATE}
 * @param encrypted with the headers of old encrypted keys before the content
 * @param der the content
 */
record PemBlock(String label, boolean encrypted, byte[] der) {
  private static final String BEGIN = "-----BEGIN ";
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,40})-----(.*?)-----END \\1-----", Pattern.DOTALL);

  /** The blocks of a file; throws IllegalArgumentException with what is wrong with it. */
  static List<PemBlock> of(byte[] file) {
    String text = new String(file, StandardCharsets.ISO_8859_1);
    List<PemBlock> blocks = new ArrayList<>();
    for (Matcher match = BLOCK.matcher(text); match.find(); ) {
      String body = match.group(2);
      boolean encrypted = body.contains("ENCRYPTED") || match.group(1).contains("ENCRYPTED");
      byte[] der = encrypted ? new byte[0] : Base64.getMimeDecoder().decode(body);
      blocks.add(new PemBlock(match.group(1), encrypted, der));
    }
    // Somebody may be writing it at this very moment.
    if (text.split(BEGIN, -1).length - 1 != blocks.size()) {
      throw new IllegalArgumentException("is cut off in the middle");
    }
    return blocks;
  }

  /** PEM text of some content. */
  static String text(String label, byte[] der) {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return BEGIN + label + "-----\n" + body + "\n-----END " + label + "-----\n";
  }
}
