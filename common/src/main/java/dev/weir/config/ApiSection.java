package dev.weir.config;

import java.util.OptionalInt;

/**
 * Who may use the HTTP API, and where it is. Of each token's pair one is set at most.
 *
 * @param port empty when the API is on {@code http.port}
 */
public record ApiSection(
    @Setting(kind = Kind.HOST, value = "127.0.0.1", meaning = "address that api.port listens on")
        String host,
    @Setting(
            kind = Kind.PORT_OR_OFF,
            value = "off",
            meaning = "port of the API alone; 0: any free one; off: it is on http.port")
        OptionalInt port,
    @Setting(
            kind = Kind.BOOLEAN,
            value = "false",
            meaning = "true: everybody may do everything over the API, without a token")
        boolean open,
    @Setting(
            kind = Kind.SECRET,
            value = "",
            meaning =
                "token that may do everything, keys among it; none of all set: made at start and "
                    + "printed",
            secret = true)
        Secret token,
    @Setting(
            kind = Kind.FILE_OR_EMPTY,
            value = "",
            meaning = "file with that token; a second line is valid too")
        String tokenFile,
    @Setting(
            kind = Kind.SECRET,
            value = "",
            meaning = "token that may read and drain",
            secret = true)
        Secret operateToken,
    @Setting(kind = Kind.FILE_OR_EMPTY, value = "", meaning = "file with that token, likewise")
        String operateTokenFile,
    @Setting(kind = Kind.SECRET, value = "", meaning = "token that may read", secret = true)
        Secret readToken,
    @Setting(kind = Kind.FILE_OR_EMPTY, value = "", meaning = "file with that token, likewise")
        String readTokenFile) {}
