package dev.weir.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.stream.StreamKey;
import java.security.SecureRandom;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StreamKeySecretTest {
  private static final SecureRandom RANDOM = new SecureRandom();

  @Test
  void aSecretHas160BitsAndAPrefixAndIsAStreamName() {
    String secret = StreamKeySecret.random(RANDOM);
    assertThat(secret).matches("sk_live_[a-z2-7]{32}");
    assertThat(StreamKey.of("live", secret)).isPresent();
    assertThat(StreamKeySecret.randomId(RANDOM)).matches("[a-z2-7]{8}");
  }

  @Test
  void secretsDiffer() {
    assertThat(
            Stream.generate(() -> StreamKeySecret.random(RANDOM))
                .limit(1_000)
                .collect(Collectors.toSet()))
        .hasSize(1_000);
  }

  @Test
  void theHashIsSha256() {
    assertThat(StreamKeySecret.hash("abc"))
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }

  @Test
  void theVerifierIsTheInnerDigestOfAdobesScheme() {
    assertThat(StreamKeySecret.adobeVerifier("alice", "abc", "secret"))
        .isEqualTo("CFSdoEboR9XQeoIW8mAcuQ==");
  }

  @ParameterizedTest
  @CsvSource({
    "sk_live_abcdefghijklmnopqrstuvwxyz234567, true",
    "SK_LIVE_ABCDEFGHIJKLMNOPQRSTUVWXYZ234567, true",
    "abcdefghijklmnopqrstuvwxyz234567, true",
    "k_live_abcdefghijklmnopqrstuvwxyz234567, true",
    "sk_live_abc, true",
    "show, false",
    "a-very-long-name-of-a-show-that-somebody-gave-it, false",
    "d41d8cd98f00b204e9800998ecf8427e, false"
  })
  void isHiddenWhereItMayBeASecret(String name, boolean hidden) {
    StreamKey key = new StreamKey("live", name);
    assertThat(StreamKeySecret.masked(key).equals(key)).isNotEqualTo(hidden);
    assertThat(new AccessRequest(AccessRequest.Action.PLAY, key, Map.of(), "h"))
        .asString()
        .matches(text -> text.contains(name) != hidden);
  }
}
