/**
 * Who may publish, play, pull and operate.
 *
 * <p>A policy answers one question at a time, now or later. It does not know sockets, sessions or
 * the cluster; whoever asks waits for the answer without blocking.
 */
package dev.weir.access;
