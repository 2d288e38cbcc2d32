/**
 * Asks a web server of the operator's who may publish and play, and tells it when that is over.
 *
 * <p>It knows HTTP and JSON, and neither sockets of ours nor event loops: whoever asks is answered
 * on another thread. A hook that is down, slow, or lies costs its deadline and no more.
 */
package dev.weir.access.webhook;
