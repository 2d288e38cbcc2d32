package dev.weir.config;

import java.time.Duration;

/** What a live stream keeps. */
public record StreamSection(
    @Setting(
            kind = Kind.SIZE,
            value = "16MiB",
            min = "0",
            max = "1GiB",
            meaning = "bytes kept of a stream since its last key frame, for new players; 0: none")
        int gopCacheBytes,
    @Setting(
            kind = Kind.COUNT,
            value = "2500",
            min = "0",
            max = "100000",
            meaning = "frames kept, likewise")
        int gopCacheFrames,
    @Setting(
            kind = Kind.DURATION,
            value = "15s",
            min = "0s",
            max = "10m",
            meaning = "time kept, likewise")
        Duration gopCacheTime,
    @Setting(
            kind = Kind.DURATION,
            value = "50ms",
            min = "0s",
            max = "1s",
            meaning = "longest that audio waits for the next video frame before it is flushed")
        Duration audioWait,
    @Setting(
            kind = Kind.DURATION,
            value = "0s",
            min = "0s",
            max = "5s",
            meaning = "media time that a write to a player gathers at least; 0: one video frame")
        Duration mergeMin,
    @Setting(
            kind = Kind.DURATION,
            value = "350ms",
            min = "0s",
            max = "5s",
            meaning = "media time that it gathers at most, while the event loop is busy")
        Duration mergeMax) {}
