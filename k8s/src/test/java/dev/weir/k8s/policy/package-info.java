/**
 * What must hold of rendered manifests, a class for each matter, and the ways to break it. Nothing
 * here renders or reads files but the settings that a node would be given.
 */
package dev.weir.k8s.policy;
