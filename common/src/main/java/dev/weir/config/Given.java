package dev.weir.config;

/**
 * A value as somebody wrote it.
 *
 * @param text the value, a list's items joined by commas; null for a YAML key with nothing behind
 *     it
 * @param list written as a list
 * @param source for people: {@code weir.yaml line 3}
 */
record Given(String text, boolean list, String source) {}
