package dev.weir.config;

import java.time.Duration;

/** How a node leaves. */
public record DrainSection(
    @Setting(
            kind = Kind.DURATION,
            value = "30s",
            min = "0s",
            max = "1h",
            meaning = "from SIGTERM to the end of the process at the latest; 0: at once")
        Duration deadline,
    @Setting(
            kind = Kind.DURATION,
            value = "0s",
            min = "0s",
            max = "10m",
            meaning =
                "time in which it is not ready but serves whoever still comes, until balancers have "
                    + "noticed; at most a quarter of the deadline")
        Duration notice,
    @Setting(
            kind = Kind.DURATION,
            value = "10s",
            min = "0s",
            max = "1h",
            meaning =
                "time over which clients are asked to go elsewhere, and at the end are closed")
        Duration spread,
    @Setting(
            kind = Kind.CHOICE,
            value = "node",
            meaning =
                "node: they are told another node's address; same: the one they came by, where a "
                    + "balancer leads them on")
        ReconnectTo reconnectTo) {}
