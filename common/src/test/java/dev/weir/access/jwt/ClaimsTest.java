package dev.weir.access.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClaimsTest {
  private static Claims parse(String json) throws IOException {
    return Claims.parse(json.replace('\'', '"'));
  }

  @Test
  void areReadInAnyOrderWithOthersBetween() throws IOException {
    Claims claims =
        parse(
            " {'x':{'exp':1,'a':[{'exp':2},[]]},'play':['a/*',7,['b'],null,'c/d'],'iss':'i',"
                + "'sub':'s','aud':['x','y'],'y':[1,[2]],'exp':1800000000,'nbf':17.9e2,"
                + "'iat':1,'jti':'\\u006a','publish':'live/show','priority':7,'z':true} ");
    assertThat(claims.issuer()).isEqualTo("i");
    assertThat(claims.subject()).isEqualTo("s");
    assertThat(claims.audience()).containsExactly("x", "y");
    assertThat(claims.expiryMillis()).isEqualTo(1_800_000_000_000L);
    assertThat(claims.beginMillis()).isEqualTo(1_790_000L);
    assertThat(claims.id()).isEqualTo("j");
    assertThat(claims.publish()).containsExactly("live/show");
    assertThat(claims.play()).containsExactly("a/*", "c/d");
    assertThat(claims.priority()).isEqualTo(7);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{'iss':null,'sub':null,'aud':null,'exp':null,'nbf':null,'iat':null,'jti':null,"
            + "'publish':null,'play':null,'priority':null}",
        "{'publish':7,'play':{'a':['b']}}",
        "{'publish':[[['live/*']]],'play':[{'live/*':'live/*'}]}"
      })
  void whatIsNotThereGrantsNothing(String json) throws IOException {
    Claims claims = parse(json);
    assertThat(claims.issuer()).isNull();
    assertThat(claims.subject()).isNull();
    assertThat(claims.id()).isNull();
    assertThat(claims.expiryMillis()).isNull();
    assertThat(claims.beginMillis()).isNull();
    assertThat(List.of(claims.audience(), claims.publish(), claims.play())).allMatch(List::isEmpty);
    assertThat(claims.priority()).isEqualTo(100);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "'text'",
        "[]",
        "[{}]",
        "{",
        "{}{}",
        "{} x",
        "{'a':1,}",
        "{a:1}",
        "{'a':NaN}",
        "{'a':01}",
        "{'a':1}//",
        "/**/{}",
        "{'play':['a'",
        "{'play':['a'}",
        "{'a':'\t'}",
        "{'exp':1,'exp':2}",
        "{'publish':'a','x':1,'publish':'b'}",
        "{'e\\u0078p':1,'exp':2}",
        "{'x':{'a':1,'a':1}}",
        "{'exp':'1800000000'}",
        "{'exp':true}",
        "{'exp':[1]}",
        "{'exp':{}}",
        "{'exp':9223372036854775807}",
        "{'exp':-9223372036854775807}",
        "{'exp':9223372036854775808}",
        "{'exp':1e30}",
        "{'nbf':'1'}",
        "{'iat':'1'}",
        "{'iss':1}",
        "{'iss':['i']}",
        "{'sub':['s']}",
        "{'sub':true}",
        "{'jti':1}",
        "{'jti':{}}",
        "{'aud':1}",
        "{'aud':{'a':'weir'}}",
        "{'aud':['weir',1]}",
        "{'aud':['weir',null]}",
        "{'aud':[['weir']]}",
        "{'priority':-1}",
        "{'priority':1001}",
        "{'priority':1.0}",
        "{'priority':'1'}",
        "{'priority':[1]}",
        "{'priority':99999999999999999999}"
      })
  void anythingElseIsRefused(String json) {
    assertThatThrownBy(() -> parse(json))
        .isInstanceOfAny(IOException.class, ArithmeticException.class);
  }

  @Test
  void aSubjectMayBeANumber() throws IOException {
    assertThat(parse("{'sub':42}").subject()).isEqualTo("42");
  }

  @Test
  void patternsAreNotMoreThanSixtyFour() throws IOException {
    assertThat(parse(play(64)).play()).hasSize(64);
    assertThat(parse(play(65)).play()).isEmpty();
  }

  private static String play(int patterns) {
    return IntStream.range(0, patterns)
        .mapToObj(i -> "'a/" + i + "'")
        .collect(Collectors.joining(",", "{'play':[", "]}"));
  }

  @Test
  void depthIsNoTrouble() throws IOException {
    String deep = "[".repeat(500) + "]".repeat(500);
    assertThat(parse("{'x':" + deep + ",'iss':'i'}").issuer()).isEqualTo("i");
    String tooDeep = "[".repeat(3_000) + "]".repeat(3_000);
    assertThatThrownBy(() -> parse("{'play':[" + tooDeep + "]}")).isInstanceOf(IOException.class);
  }
}
