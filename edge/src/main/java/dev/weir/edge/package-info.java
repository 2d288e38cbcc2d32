/**
 * The edge: serves players, pulls each stream once from its owner, and passes publishers on to an
 * origin.
 *
 * <p>It owns no stream; what it knows of owners is a hint from the registry.
 */
package dev.weir.edge;
