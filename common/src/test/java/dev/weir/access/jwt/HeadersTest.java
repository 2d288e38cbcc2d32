package dev.weir.access.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSHeader;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeadersTest {
  private final Headers headers = new Headers();

  private static String part(String json) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void thoseOfGenuineTokensAreKept() throws ParseException {
    String part = part("{'alg':'RS256','kid':'a'}");
    JWSHeader header = headers.of(part);
    assertThat(header.getKeyID()).isEqualTo("a");
    assertThat(headers.size()).isZero();

    headers.keep(part, header);
    headers.keep(part, header);

    assertThat(headers.size()).isEqualTo(1);
    assertThat(headers.of(part)).isSameAs(header);
    assertThat(headers.of(part("{'alg':'RS256','kid':'b'}")).getKeyID()).isEqualTo("b");
  }

  @Test
  void butOnlySomeAndNoLongOnes() throws ParseException {
    for (int i = 0; i < 1_000; i++) {
      String part = part("{'alg':'RS256','n':" + i + "}");
      headers.keep(part, headers.of(part));
      assertThat(headers.size()).isBetween(1, 128);
      assertThat(headers.of(part)).isSameAs(headers.of(part));
    }
    int before = headers.size();
    String longOne = part("{'alg':'RS256','n':'" + "x".repeat(1_000) + "'}");
    headers.keep(longOne, headers.of(longOne));
    assertThat(headers.size()).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{}",
        "{'alg':7}",
        "{'alg':'none'}",
        "{'alg':null}",
        "{'kid':'a'}",
        "{'alg':'RS256'",
        "{'alg':'RS256'} x",
        "{'alg':'HS256','alg':'RS256'}",
        "{'alg':'RS256','kid':'a','kid':'b'}",
        "{'alg':'RS256','kid':7}",
        "{'alg':'RS256','crit':['x'],'x':1}",
        "{'alg':'RS256','crit':['exp']}",
        "{'alg':'RS256','b64':false,'crit':['b64']}",
        "{'alg':'RS256','b64':false}"
      })
  void anythingElseIsRefused(String json) {
    assertThatThrownBy(() -> headers.of(part(json)))
        .isInstanceOfAny(ParseException.class, RuntimeException.class);
  }

  @Test
  void aTokenHasThreePartsInLettersOfBase64() {
    assertThat(SignedToken.of("eyJ.e-_.AZ09")).contains(new SignedToken("eyJ", "e-_", "AZ09"));
    assertThat(SignedToken.of("eyJ.e-_.AZ09").orElseThrow().signed())
        .asString(StandardCharsets.US_ASCII)
        .isEqualTo("eyJ.e-_");
    Stream.of(
            "",
            ".",
            "..",
            "...",
            "a",
            "a.b",
            "a.b.",
            "a..c",
            ".b.c",
            "a.b.c.d",
            "a.b.c.",
            ".a.b.c",
            "a b.c.d",
            " a.b.c",
            "a.b.c ",
            "a.b.c\n",
            "a.b.c=",
            "a+.b.c",
            "a/.b.c",
            "a.b\u00e9.c",
            "a.b\u0161.c",
            "a.b.\ud83d\ude00",
            "a.b\0.c")
        .forEach(text -> assertThat(SignedToken.of(text)).as(text).isEmpty());
  }
}
