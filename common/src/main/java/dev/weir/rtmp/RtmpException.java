package dev.weir.rtmp;

import java.util.Objects;

/**
 * The only exception that leaves the protocol core: the peer sent something that RTMP, AMF or FLV
 * does not allow, or that a limit forbids. It has no stack trace, because it is an answer to bad
 * input and not a defect, and bad input must be cheap.
 */
public final class RtmpException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final RtmpError error;

  /**
   * @param error what kind of violation this is; metrics count by it
   * @param detail one line for the log: what was found and what the limit was; never the peer's raw
   *     bytes
   */
  public RtmpException(RtmpError error, String detail) {
    super(Objects.requireNonNull(error) + ": " + detail, null, false, false);
    this.error = error;
  }

  /** The kind of violation. */
  public RtmpError error() {
    return error;
  }
}
