package dev.weir.access.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.access.AccessDecision;
import dev.weir.access.AccessMethod;
import dev.weir.access.AccessPolicy;
import dev.weir.access.AccessRefusal;
import dev.weir.access.AccessRules;
import dev.weir.access.ActionRules;
import dev.weir.access.AddressRange;
import dev.weir.access.AppRules;
import dev.weir.access.Ask;
import dev.weir.access.HmacSecret;
import dev.weir.access.StreamKeys;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyTableTest {
  /** Admits who shows a parameter that says yes. */
  private static AccessPolicy asked(AccessMethod method, String parameter) {
    return request -> {
      Optional<String> said = request.parameter(parameter);
      AccessDecision decision =
          said.isEmpty()
              ? AccessDecision.refused(AccessRefusal.NO_CREDENTIALS, "none")
              : said.get().equals("yes")
                  ? AccessDecision.allowed(500, parameter).by(method.credential("x"))
                  : AccessDecision.refused(AccessRefusal.WRONG_CREDENTIALS, "wrong");
      return CompletableFuture.completedStage(decision);
    };
  }

  private static ActionRules rules(String allow, String deny, AccessMethod... accept) {
    return new ActionRules(ranges(allow), ranges(deny), List.of(accept), false);
  }

  private static List<AddressRange> ranges(String text) {
    return Stream.of(text.split(" "))
        .filter(range -> !range.isEmpty())
        .map(range -> AddressRange.parse(range).orElseThrow())
        .toList();
  }

  private static PolicyTable table(Map<String, AppRules> apps) {
    Map<AccessMethod, AccessPolicy> methods = new EnumMap<>(AccessMethod.class);
    methods.put(AccessMethod.KEYS, asked(AccessMethod.KEYS, "k"));
    methods.put(AccessMethod.JWT, asked(AccessMethod.JWT, "j"));
    AccessRules rules =
        new AccessRules(apps, Map.of(), Optional.empty(), Optional.empty(), Optional.empty());
    AdobeScheme adobe =
        new AdobeScheme(
            StreamKeys.NONE,
            new HmacSecret("0123456789abcdef"),
            new SpentChallenges(),
            System::currentTimeMillis);
    return new PolicyTable(rules, methods, adobe);
  }

  private static final PolicyTable TABLE =
      table(
          Map.of(
              "live",
              new AppRules(
                  rules("", "", AccessMethod.KEYS, AccessMethod.JWT),
                  rules("", "", AccessMethod.OPEN)),
              "office",
              new AppRules(
                  rules("10.0.0.0/8 2001:db8::/32", "10.66.0.0/16", AccessMethod.OPEN),
                  rules("10.0.0.0/8", "", AccessMethod.KEYS)),
              "mixed",
              new AppRules(
                  rules("", "", AccessMethod.KEYS, AccessMethod.OPEN),
                  rules("", "192.0.2.0/24", AccessMethod.OPEN)),
              "closed",
              new AppRules(rules("", ""), rules("", "")),
              "live/room1",
              new AppRules(rules("", "", AccessMethod.JWT), rules("", "", AccessMethod.JWT))));

  @ParameterizedTest
  @CsvSource({
    // the first whose credential is shown decides
    "PUBLISH, live/a?k=yes, 1.2.3.4, ALLOWED",
    "PUBLISH, live/a?j=yes, 1.2.3.4, ALLOWED",
    "PUBLISH, live/a?k=no, 1.2.3.4, WRONG_CREDENTIALS",
    "PUBLISH, live/a?k=no&j=yes, 1.2.3.4, WRONG_CREDENTIALS",
    "PUBLISH, live/a?k=yes&j=no, 1.2.3.4, ALLOWED",
    "PUBLISH, live/a, 1.2.3.4, NO_CREDENTIALS",
    "PLAY, live/a, 1.2.3.4, ALLOWED",
    // addresses before anything else
    "PUBLISH, office/a, 10.1.2.3, ALLOWED",
    "PUBLISH, office/a, ::ffff:10.1.2.3, ALLOWED",
    "PUBLISH, office/a, 2001:db8::9, ALLOWED",
    "PUBLISH, office/a, 10.66.2.3, ADDRESS",
    "PUBLISH, office/a, 1.2.3.4, ADDRESS",
    "PUBLISH, office/a, unknown, ADDRESS",
    "PLAY, office/a?k=yes, 1.2.3.4, ADDRESS",
    "PLAY, office/a?k=yes, 10.1.2.3, ALLOWED",
    "PLAY, office/a, 10.1.2.3, NO_CREDENTIALS",
    "PLAY, mixed/a, 192.0.2.9, ADDRESS",
    "PLAY, mixed/a, 192.0.3.9, ALLOWED",
    // open behind others is for those who show nothing
    "PUBLISH, mixed/a, 1.2.3.4, ALLOWED",
    "PUBLISH, mixed/a?k=no, 1.2.3.4, WRONG_CREDENTIALS",
    // nobody at all, and applications that nobody named
    "PUBLISH, closed/a?k=yes, 1.2.3.4, NO_CREDENTIALS",
    "PLAY, closed/a, 1.2.3.4, NO_CREDENTIALS",
    "PLAY, other/a, 1.2.3.4, NOT_THIS_STREAM",
    "PLAY, live/room1/a, 1.2.3.4, NO_CREDENTIALS",
    "PLAY, live/room1/a?j=yes, 1.2.3.4, ALLOWED",
    "PLAY, live/room2/a?j=yes, 1.2.3.4, NOT_THIS_STREAM"
  })
  void decides(String action, String name, String host, String expected) {
    Ask ask = action.equals("PUBLISH") ? Ask.publish(name) : Ask.play(name);
    assertThat(ask.from(host).outcome(TABLE)).isEqualTo(expected);
  }

  @Test
  void theStarIsForAllOthers() {
    PolicyTable table =
        table(
            Map.of(
                "*",
                new AppRules(rules("", "", AccessMethod.OPEN), rules("", "", AccessMethod.OPEN)),
                "live",
                new AppRules(rules("", ""), rules("", ""))));
    assertThat(Ask.play("anything/a").outcome(table)).isEqualTo("ALLOWED");
    assertThat(Ask.play("live/a").outcome(table)).isEqualTo("NO_CREDENTIALS");
  }

  @Test
  void whoShowsNothingCannotOutrankThoseWhoDo() {
    assertThat(Ask.publish("mixed/a?priority=900").of(TABLE).priority()).isEqualTo(100);
    assertThat(Ask.publish("mixed/a?priority=50").of(TABLE).priority()).isEqualTo(50);
    assertThat(Ask.publish("office/a?priority=900").from("10.0.0.1").of(TABLE).priority())
        .isEqualTo(900);
  }

  @Test
  void aSessionEndsWhenTheRulesNoLongerAdmitIt() {
    Ask ask = Ask.publish("live/a?k=yes").from("10.1.1.1");
    AccessDecision decision = ask.of(TABLE);
    assertThat(TABLE.recheck(ask.request(), decision)).isEmpty();

    assertThat(recheck(ask, decision, rules("", "", AccessMethod.JWT)))
        .isEqualTo(AccessRefusal.REVOKED);
    assertThat(recheck(ask, decision, rules("", "10.0.0.0/8", AccessMethod.KEYS)))
        .isEqualTo(AccessRefusal.ADDRESS);
    assertThat(recheck(ask, decision, rules("", "", AccessMethod.JWT, AccessMethod.KEYS))).isNull();
  }

  private static AccessRefusal recheck(Ask ask, AccessDecision decision, ActionRules publish) {
    return table(Map.of("live", new AppRules(publish, publish)))
        .recheck(ask.request(), decision)
        .map(AccessDecision::cause)
        .orElse(null);
  }
}
