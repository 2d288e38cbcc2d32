/**
 * The cluster: who is in it, who owns which stream, and how a node joins and leaves.
 *
 * <p>The registry is a hint and the origin that serves a stream is the truth. Hazelcast gives no
 * consensus here and nothing relies on it for any: every claim carries an epoch, and one rule
 * ({@code ClaimRule}) says which of two claims stands, wherever two meet. What is stored is
 * versioned JSON text, so that nodes of neighbouring releases read each other.
 *
 * <p>Hazelcast is named only in classes whose name begins with it; everybody outside sees {@link
 * dev.weir.cluster.StreamRegistry}, {@link dev.weir.cluster.NodeDirectory}, {@link
 * dev.weir.cluster.StreamKeyStore} and {@link dev.weir.cluster.ClusterNode}. This package does not
 * know RTMP, media, or what a node does with a stream it owns.
 */
package dev.weir.cluster;
