package dev.weir.rtmp.handshake;

/**
 * The forms of the RTMP handshake. The two digest forms differ in where C1 and S1 hide their
 * digest.
 */
public enum HandshakeScheme {
  /** The handshake of the specification: bytes 4 to 7 of C1 are zero and S2 echoes C1. */
  SIMPLE(0),
  /** Digest in the second block, bytes 772 to 1535. */
  DIGEST_0(772),
  /** Digest in the first block, bytes 8 to 771; what FFmpeg sends and FMS expects. */
  DIGEST_1(8);

  private final int digestBlock;

  HandshakeScheme(int digestBlock) {
    this.digestBlock = digestBlock;
  }

  /**
   * Where the block with the digest begins; its first four bytes say how far into it the digest
   * stands.
   */
  int digestBlock() {
    return digestBlock;
  }
}
