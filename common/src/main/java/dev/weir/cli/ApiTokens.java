package dev.weir.cli;

import dev.weir.config.ApiSection;
import dev.weir.config.NodeConfig;
import dev.weir.config.SecretFile;
import dev.weir.http.ApiAccess;
import dev.weir.http.ApiScope;
import dev.weir.http.ApiSettings;
import dev.weir.http.HttpSettings;
import java.security.SecureRandom;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.X509KeyManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** For whom a node's API is, by its settings. */
final class ApiTokens {
  private static final Logger LOG = LoggerFactory.getLogger(ApiTokens.class);
  private static final int RANDOM_BYTES = 20;

  private ApiTokens() {}

  /**
   * Reads the tokens' files. With an API and nothing set, it makes a token and prints it.
   *
   * @param keys for an API with a port of its own; empty where HTTP is in the clear
   */
  static ApiSettings settings(NodeConfig config, Optional<X509KeyManager> keys) {
    ApiSection api = config.api();
    Optional<HttpSettings> own =
        api.port().isPresent()
            ? Optional.of(HttpSettings.api(api.host(), api.port().getAsInt()).with(keys))
            : Optional.empty();
    boolean served = own.isPresent() || config.http().port().isPresent();
    return new ApiSettings(own, access(api, served), config.metrics().open());
  }

  private static ApiAccess access(ApiSection api, boolean served) {
    Map<ApiScope, List<String>> tokens = new EnumMap<>(ApiScope.class);
    tokens.put(ApiScope.ADMIN, SecretFile.read("api.token", api.token(), api.tokenFile()));
    tokens.put(
        ApiScope.OPERATE,
        SecretFile.read("api.operate-token", api.operateToken(), api.operateTokenFile()));
    tokens.put(
        ApiScope.READ, SecretFile.read("api.read-token", api.readToken(), api.readTokenFile()));
    boolean none = tokens.values().stream().allMatch(List::isEmpty);
    if (api.open()) {
      if (!none) {
        throw new StartupException("api.open: is true, but tokens are set too");
      }
      LOG.warn("api-open: api.open lets everybody who reaches the API do everything");
      return ApiAccess.OPEN;
    }
    if (none && served) {
      String token = random();
      tokens.put(ApiScope.ADMIN, List.of(token));
      // The one secret that is ever printed: nobody could use the API otherwise.
      LOG.atWarn()
          .addKeyValue("token", token)
          .log("api-token-made: api.token is not set; this one is valid until the node ends");
    }
    return ApiAccess.tokens(tokens);
  }

  private static String random() {
    byte[] bytes = new byte[RANDOM_BYTES];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
