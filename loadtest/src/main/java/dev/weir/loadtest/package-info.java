/**
 * The programs for trying Weir out and for loading it: {@code weir publish}, {@code weir up} and
 * {@code weir load}.
 *
 * <p>It knows the nodes from outside only: their RTMP, their HTTP, their settings as environment
 * variables, and their process.
 */
package dev.weir.loadtest;
