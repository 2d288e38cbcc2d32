/**
 * The RTMP handshake, both roles, in the simple form of the specification (5.2) and in the two
 * digest forms that Flash Player, FFmpeg and SRS use: bytes in, bytes out.
 *
 * <p>It does not know chunks or sockets, keeps no deadline (the session does) and offers no
 * encryption: the digests prove nothing about a peer, they only satisfy clients that check them.
 */
package dev.weir.rtmp.handshake;
