/**
 * Renders the overlays and looks at what comes of them, without a cluster. It knows the settings
 * and the metrics of a node, and nothing else of what a node does.
 */
package dev.weir.k8s;
