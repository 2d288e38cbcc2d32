package dev.weir.metrics;

/** Why a well-formed message had no effect; the {@code reason} label of the ignored messages. */
public enum IgnoredReason {
  /** A message type this server gives no meaning. */
  UNKNOWN_TYPE,
  /** A command this server gives no meaning. */
  UNKNOWN_COMMAND,
  /** A user control event this server gives no meaning. */
  UNKNOWN_EVENT,
  /** A data message other than metadata. */
  UNKNOWN_DATA,
  /** A shared object message; RTMP has them, live video does not. */
  SHARED_OBJECT,
  /** On a message stream that was never created or is deleted. */
  WRONG_STREAM,
  /** Media from a peer that does not publish, or before its publish was accepted. */
  NOT_PUBLISHING,
  /** Audio or video without a body; several encoders send them as keep-alives. */
  EMPTY_MEDIA,
  /** Anything else. */
  OTHER
}
