package dev.weir.k8s.prometheus;

/**
 * An expression of PromQL.
 *
 * @param where it stands
 * @param text with every variable filled in
 */
record Question(String where, String text) {}
