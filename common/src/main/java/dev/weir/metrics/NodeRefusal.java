package dev.weir.metrics;

/** Why a link between nodes was refused; the {@code reason} label of the refused links. */
public enum NodeRefusal {
  /** No secret is set here, and the other one is not on this machine. */
  NO_SECRET,
  /** It said that it is a node, and proved nothing. */
  NO_PROOF,
  /**
   * What it proved does not hold: another secret, another answer, tampered with, or used before.
   */
  WRONG_PROOF,
  /** Its proof came more than a minute after the question. */
  TOO_LATE,
  /** It proved itself for one stream and wants another. */
  OTHER_STREAM,
  /** The origin that was dialled did not prove itself. */
  ORIGIN
}
