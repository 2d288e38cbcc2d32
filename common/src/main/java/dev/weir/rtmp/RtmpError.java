package dev.weir.rtmp;

/**
 * What a peer did wrong. The constant's name, in lower case, is the {@code reason} label of the
 * error counter.
 */
public enum RtmpError {
  /** C0/S0 is not 3: HTTP, TLS, RTMPE or noise on the RTMP port. */
  BAD_VERSION,
  /** A configured balancer's connection that does not begin with a PROXY header. */
  BAD_PROXY_HEADER,
  /** A handshake packet that cannot be one. */
  BAD_HANDSHAKE,
  /** A chunk header that RTMP 5.3.1 does not allow where it stands. */
  BAD_CHUNK,
  /** A protocol control or user control message with an impossible body. */
  BAD_CONTROL,
  /** An AMF value that is truncated, nested too deeply, too large or of a forbidden kind. */
  BAD_AMF,
  /** A command, message or request at a point where the session's state does not allow it. */
  BAD_STATE,
  /** A command whose arguments make no sense. */
  BAD_COMMAND,
  /** An aggregate message whose parts do not fit. */
  BAD_AGGREGATE,
  /** An audio or video tag header that cannot be read. */
  BAD_MEDIA,
  /** An FLV file or stream that is not one. */
  BAD_FLV,
  /** A message longer than its limit. */
  MESSAGE_TOO_LARGE,
  /** Too many chunk streams, message streams, partial messages or bytes held for this peer. */
  TOO_MUCH_STATE,
  /** More chunks, commands or control messages a second than allowed. */
  TOO_FAST,
  /** A server that did not prove that it is the one which was dialled. */
  UNPROVEN,
  /** A deadline of the session passed: handshake, connect, publish or play, first media, idle. */
  TIMEOUT
}
