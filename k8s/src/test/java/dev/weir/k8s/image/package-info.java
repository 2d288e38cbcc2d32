/** The images: whether they are what they say, and whether they run as a container would. */
package dev.weir.k8s.image;
