/**
 * The run from which an image's archive of classes is made. It knows the URLs of a node and the
 * load test's clients, and nothing of images.
 */
package dev.weir.k8s.rehearsal;
