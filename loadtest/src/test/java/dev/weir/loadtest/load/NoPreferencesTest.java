package dev.weir.loadtest.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.prefs.Preferences;
import org.junit.jupiter.api.Test;

final class NoPreferencesTest {
  @Test
  void lookedForANewVersionAMomentAgoAndRemembersNothing() {
    Preferences node = new NoPreferences().userRoot().node("/io/gatling/latestVersion");
    node.put("x", "y");

    assertThat(node.get("x", "nothing")).isEqualTo("nothing");
    assertThat(System.currentTimeMillis() - node.getLong("lastCheckTimestamp", 0)).isNegative();
    assertThat(node.getBoolean("lastCheckSuccess", false)).isFalse();
  }
}
