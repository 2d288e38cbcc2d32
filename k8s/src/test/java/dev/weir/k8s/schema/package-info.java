/** Kubernetes' own idea of its objects, in two versions that share no code. */
package dev.weir.k8s.schema;
