package dev.weir.config;

import java.util.OptionalInt;

/** The RTMPS listener; an empty port is {@code off}. */
public record RtmpsSection(
    @Setting(kind = Kind.HOST, value = "0.0.0.0", meaning = "address that RTMPS listens on")
        String host,
    @Setting(
            kind = Kind.PORT_OR_OFF,
            value = "off",
            meaning = "port of RTMP inside TLS; 0: any free one; or off")
        OptionalInt port) {}
