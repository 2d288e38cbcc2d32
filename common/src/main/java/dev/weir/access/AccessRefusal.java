package dev.weir.access;

/** Why access is refused or ended; the {@code reason} label of the refusals. */
public enum AccessRefusal {
  /** Nothing was shown that anybody here accepts. */
  NO_CREDENTIALS,
  /** What was shown is not genuine. */
  WRONG_CREDENTIALS,
  /** Its time is over. */
  EXPIRED,
  /** Its time has not come. */
  NOT_YET,
  /** It is genuine, and for something else. */
  NOT_THIS_STREAM,
  /** The address is not admitted. */
  ADDRESS,
  /** It was taken back. */
  REVOKED,
  /** The webhook said no. */
  WEBHOOK,
  /** It cannot be checked now. */
  UNAVAILABLE,
  /** The address tried too often. */
  TOO_MANY_ATTEMPTS,
  /** A limit of the credential or the stream is reached. */
  LIMIT,
  /** The request makes no sense. */
  MALFORMED
}
