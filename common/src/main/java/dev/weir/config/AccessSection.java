package dev.weir.config;

/** Who may do what. */
public record AccessSection(
    @Setting(
            kind = Kind.FILE_OR_EMPTY,
            value = "",
            meaning = "file that keeps the stream keys' hashes over restarts; empty: memory only")
        String keysFile) {}
