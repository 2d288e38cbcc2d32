/**
 * A Kubernetes of one machine and for tests only: it runs the pods of a rendered overlay as
 * processes, each in a network namespace with an address of its own, answers the names of headless
 * Services with dnsmasq, probes, rolls out, scales and ends pods as kubelet and the controllers do.
 * Needs root and kubectl.
 *
 * <p>What it does not have: images (the jars of this build run on the JDK of the tests), several
 * machines, NetworkPolicies, limits other than those that a JVM keeps by itself. It knows nothing
 * of Weir but where its jars are; what it does not understand of a manifest it refuses.
 */
package dev.weir.kube;
