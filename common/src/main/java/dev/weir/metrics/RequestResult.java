package dev.weir.metrics;

/** How a publish or play request was answered; the {@code result} label of the requests. */
public enum RequestResult {
  ACCEPTED,
  /** The name is not a stream key. */
  BAD_NAME,
  /** Access control said no. */
  DENIED,
  /** Publish: somebody else owns the stream. */
  TAKEN,
  /** Play: there is no such stream. */
  NOT_FOUND,
  /** A limit of the node is reached. */
  TOO_MANY,
  /** No answer could be given in time. */
  TIMEOUT,
  /** The node or the cluster failed. */
  FAILED
}
