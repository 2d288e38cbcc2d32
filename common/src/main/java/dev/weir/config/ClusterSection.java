package dev.weir.config;

import java.time.Duration;
import java.util.List;

/** How the nodes find and talk to each other. */
public record ClusterSection(
    @Setting(
            kind = Kind.NAME,
            value = "weir",
            meaning = "nodes with different names never join each other")
        String name,
    @Setting(
            kind = Kind.FIXED_PORT,
            value = "5701",
            meaning = "port for the other nodes; taken exactly, because they dial it")
        int port,
    @Setting(
            kind = Kind.PORT,
            value = "0",
            meaning = "port of the event bus between nodes; 0: any free one")
        int busPort,
    @Setting(
            kind = Kind.MEMBERS,
            value = "127.0.0.1:5701",
            meaning = "HOST:PORT of the origins, for static discovery; commas or a YAML list")
        List<String> members,
    @Setting(
            kind = Kind.DISCOVERY,
            value = "static",
            meaning = "static: cluster.members; dns:NAME: all addresses of that name")
        String discovery,
    @Setting(
            kind = Kind.DURATION,
            value = "20s",
            min = "1s",
            max = "10m",
            meaning = "how long a starting node tries to reach the cluster")
        Duration joinTimeout,
    @Setting(
            kind = Kind.SECRET,
            value = "",
            meaning =
                "what all nodes know and prove to each other; empty: only nodes of the same machine "
                    + "are believed",
            secret = true)
        Secret secret,
    @Setting(
            kind = Kind.FILE_OR_EMPTY,
            value = "",
            meaning = "file with it; a second line is believed too")
        String secretFile,
    @Setting(
            kind = Kind.BOOLEAN,
            value = "false",
            meaning = "true: edges dial the rtmps.port of origins, never their rtmp.port")
        boolean tls,
    @Setting(
            kind = Kind.FILE_OR_EMPTY,
            value = "",
            meaning = "PEM file of the certificates that edges believe then")
        String tlsTrustFile,
    @Setting(
            kind = Kind.HOST_OR_EMPTY,
            value = "",
            meaning = "name that the certificates of all origins carry; empty: the address dialled")
        String tlsName) {}
