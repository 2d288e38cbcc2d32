/**
 * What a node counts: one documented list of metric names, the object that the other packages
 * report to, and the wiring that makes Vert.x report into the same registry.
 *
 * <p>It does not know streams, players or HTTP: callers say what happened, and a page that shows
 * the result is somebody else's. Label values come from enums only, so no stranger can make series.
 */
package dev.weir.metrics;
