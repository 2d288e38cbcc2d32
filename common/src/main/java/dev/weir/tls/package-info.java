/**
 * Certificates: read from PEM files, checked before they are used, and exchanged while connections
 * go on. It knows no sockets; {@code transport} and {@code http} do the talking.
 */
package dev.weir.tls;
