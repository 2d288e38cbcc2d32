package dev.weir.config;

/** Where a node that leaves sends its clients. */
public enum ReconnectTo {
  /** To the address of another node. */
  NODE,
  /** To the address that they know, which is a balancer's. */
  SAME
}
