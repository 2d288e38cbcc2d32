/**
 * What tests of every module share; it reaches the other modules as common's test jar.
 *
 * <p>Its first duty needs no call: a test JVM with this package on its class path fails the test
 * class after which a lost buffer shows. It does not know streams, sessions or nodes.
 */
package dev.weir.testkit;
