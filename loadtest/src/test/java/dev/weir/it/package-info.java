/**
 * What only whole nodes can show: real processes, real sockets, real players. {@code *IT} classes
 * are run by {@code mvn verify}.
 *
 * <p>{@link dev.weir.it.NodeProcess} is a node, {@link dev.weir.it.PlayProbe} one of our own
 * players, {@link dev.weir.it.Tool} somebody else's; {@link dev.weir.it.PacketLog} compares what
 * was published with what was played, packet by packet.
 */
package dev.weir.it;
