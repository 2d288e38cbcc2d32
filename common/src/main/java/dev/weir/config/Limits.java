package dev.weir.config;

import java.time.Duration;

/** What strangers and guests may cost; each node counts for itself. */
public record Limits(
    @Setting(
            kind = Kind.COUNT,
            value = "4096",
            min = "1",
            max = "1000000",
            meaning = "RTMP connections that have not finished connect; more are closed at once")
        int pendingConnections,
    @Setting(
            kind = Kind.COUNT,
            value = "2048",
            min = "0",
            max = "1000000",
            meaning = "those of one address; 0: no limit")
        int pendingPerAddress,
    @Setting(
            kind = Kind.COUNT,
            value = "1000",
            min = "0",
            max = "100000",
            meaning =
                "new RTMP connections a second from one address, ten times this in a burst; "
                    + "0: no limit")
        int connectsPerAddress,
    @Setting(
            kind = Kind.COUNT,
            value = "50",
            min = "10",
            max = "10000",
            meaning = "RTMP commands a second of one connection, four times this in a burst")
        int commandsPerSecond,
    @Setting(
            kind = Kind.COUNT,
            value = "10",
            min = "0",
            max = "10000",
            meaning =
                "wrong credentials a minute from one address; after them only credentials that "
                    + "were right before are checked from there; 0: no limit")
        int failuresPerAddress,
    @Setting(
            kind = Kind.DURATION,
            value = "5m",
            min = "1s",
            max = "24h",
            meaning = "how long that lasts")
        Duration failureBan,
    @Setting(
            kind = Kind.COUNT,
            value = "10",
            min = "0",
            max = "100000",
            meaning = "streams that one credential publishes at once; 0: no limit")
        int publishersPerKey,
    @Setting(
            kind = Kind.COUNT,
            value = "0",
            min = "0",
            max = "1000000",
            meaning = "players of one stream; 0: no limit")
        int viewersPerStream,
    @Setting(
            kind = Kind.COUNT,
            value = "0",
            min = "0",
            max = "1000000",
            meaning = "players that use one credential at once; 0: no limit")
        int viewersPerKey,
    @Setting(
            kind = Kind.RATE,
            value = "50Mbit",
            min = "0",
            max = "10Gbit",
            meaning =
                "bits a second of one publisher, over 5 s; a faster one is slowed, and closed "
                    + "after 10 s of that; 0: no limit")
        long ingestRate) {}
