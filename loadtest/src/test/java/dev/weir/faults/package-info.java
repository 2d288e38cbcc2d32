/**
 * What happens to players when nodes die, drain, freeze and lose each other. {@code *FaultIT}
 * classes run only in the Maven profile {@code faults}; they write tables and timelines to {@code
 * target/faults}.
 *
 * <p>{@link dev.weir.faults.ProbePublisher} stamps every frame of a {@link
 * dev.weir.faults.ProbeStream}; {@link dev.weir.faults.ProbePlayer} verifies every frame into a
 * {@link dev.weir.faults.Trace}; {@link dev.weir.faults.FaultCluster} is the nodes and what is done
 * to them; {@link dev.weir.faults.FaultReport} is what came of it. The package knows the server
 * from outside only: its commands, its sockets and its API.
 */
package dev.weir.faults;
