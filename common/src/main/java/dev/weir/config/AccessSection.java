package dev.weir.config;

/** Who may do what; the rules are in a file of their own, because they change while a node runs. */
public record AccessSection(
    @Setting(
            kind = Kind.FILE_OR_EMPTY,
            value = "",
            meaning =
                "YAML file of who may publish and play, read anew when it changes; empty: all")
        String file,
    @Setting(
            kind = Kind.FILE_OR_EMPTY,
            value = "",
            meaning = "file that keeps the stream keys' hashes over restarts; empty: memory only")
        String keysFile) {}
