package dev.weir.egress;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LimitGuardTest {
  private static final long START = Long.MIN_VALUE + 1;

  /**
   * Each step is {@code seconds:used}; what is said after each of them is a letter, {@code o} for
   * over.
   */
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "less than the limit is none of its business, 0:0 1:0.5 2:0.99 9:0.999, ....",
    "at the limit it is over at once, 0:0.5 1:1 2:1.5, .oo",
    "a little less changes nothing however long, 0:1 1:0.91 100:0.95, ooo",
    "nine tenths for five seconds end it, 0:1 1:0.9 3:0.2 5:0.9 6:0.9 7:0.95, oooo..",
    "and not a moment less, 0:1 1:0.9 5.999:0.9 6:0.9, ooo.",
    "more in between begins them anew, 0:1 1:0.5 5:0.92 6:0.5 10:0.5 11:0.5, ooooo.",
    "so does the limit, 0:1 1:0.5 5:1 6:0.5 10:0.5 11:0.5, ooooo.",
    "it may be over again, 0:1 1:0 6:0 7:1 8:0 13:0, oo.oo.",
    "without a limit nothing is used, 0:0 1:0, .."
  })
  void isOverFromTheLimitToTheCalm(String name, String steps, String over) {
    LimitGuard guard = new LimitGuard();
    StringBuilder said = new StringBuilder();
    for (String step : steps.split(" ")) {
      String[] parts = step.split(":");
      long now = START + (long) (Double.parseDouble(parts[0]) * 1e9);
      said.append(guard.update(now, Double.parseDouble(parts[1])) ? 'o' : '.');
    }

    assertThat(said).as(name).hasToString(over);
  }
}
