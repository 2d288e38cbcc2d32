package dev.weir.config;

/** How much a node serves before it turns new players away. */
public record OverloadSection(
    @Setting(
            kind = Kind.COUNT,
            value = "0",
            min = "0",
            max = "1000000",
            meaning = "players of this node; more are turned away; 0: no limit")
        int viewers,
    @Setting(
            kind = Kind.RATE,
            value = "0",
            min = "0",
            max = "1000Gbit",
            meaning =
                "bits a second to all RTMP clients, over 5 s, from which on new players are turned "
                    + "away; 0: no limit")
        long egress,
    @Setting(
            kind = Kind.COUNT,
            value = "90",
            min = "0",
            max = "100",
            meaning =
                "percent of its time that the busiest event loop runs, over 10 s, likewise; 0: no "
                    + "limit")
        int loops,
    @Setting(
            kind = Kind.BOOLEAN,
            value = "true",
            meaning =
                "true: meanwhile the node is not ready, unless no other of its role has room; "
                    + "false: it only turns players away")
        boolean unready) {}
