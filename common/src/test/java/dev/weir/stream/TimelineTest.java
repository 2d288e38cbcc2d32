package dev.weir.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.media.MediaFrame;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimelineTest {
  private static final long MILLI = 1_000_000;

  private final Timeline timeline = new Timeline();
  private long now;

  /**
   * Steps: {@code V} or {@code A} with a time comes in, {@code +} milliseconds pass, {@code S} with
   * a time is another source's first frame. Out: the time of every frame.
   */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          the first source passes              | V7000 +40 A7010 +40 V7040              | 7000 7010 7040
          a late track of it passes            | V3600000 A0 +40 V3600040 A40           | 3600000 0 3600040 40
          nothing out, nothing to match        | S5000 V5000                            | 5000
          the gap is the time that passed      | V7000 +300 S0 V0 +40 V40               | 7000 7300 7340
          no time passed                       | V7000 S0 V0 V40                        | 7000 7001 7041
          a source with higher times           | V7000 +40 S999000 V999000              | 7000 7040
          behind the later of both kinds       | V7000 A7100 +10 S0 V0 A5               | 7000 7100 7110 7115
          no kind goes back over the switch    | A7000 V7020 +1 S500 V500 A460 A503     | 7000 7020 7021 7020 7024
          three sources                        | V0 +40 S0 V0 +40 V40 +100 S70 V70      | 0 40 80 180
          across the wrap of the first         | V4294967290 +40 V34                    | 4294967290 34
          spliced across the wrap              | V4294967290 +40 S100 V100 +40 V140     | 4294967290 34 74
          a source that wraps later            | V50 +40 S4294967290 V4294967290 +40 V34 | 50 90 130
          across the wrap of the sign          | V2147483640 +40 V2147483680            | 2147483640 2147483680
          a pause is no jump                   | V0 +15000 V15000                       | 0 15000
          a pause without time is none         | V0 +15000 V40                          | 0 40
          ten seconds ahead pass               | V0 V10000                              | 0 10000
          more is closed                       | V0 +40 V3600000 +40 V3600040           | 0 40 80
          an hour back is closed               | V3600000 +40 V0 +40 V40                | 3600000 3600040 3600080
          a little back passes                 | V1000 +40 V750 +40 V1080               | 1000 750 1080
          more than a little does not          | V1000 +40 V749 +40 V789                | 1000 1040 1080
          little by little is too far          | V1000 V900 V800 V700 V740              | 1000 900 800 1001 1041
          tracks jump one after the other      | V1000 A1010 +20 V9000000 A1030 +20 A9000030 | 1000 1010 1030 1030 1060
          a later source's track far away      | V1000 +40 S0 V0 +10 A3600000 +20 A3600020 | 1000 1040 1050 1070
          """)
  void timesGoOn(String name, String steps, String out) {
    assertThat(run(steps)).isEqualTo(longs(out));
  }

  @Test
  void aJumpIsCountedOnce() {
    run("V0 A0 +40 V3600000 A3600000 +40 V3600040 A3600040");
    assertThat(timeline.jumps()).isEqualTo(2);
  }

  @Test
  void tracksThatJumpedOneAfterTheOtherStayInSync() {
    List<Long> out = run("V1000 A1000 +40 V9000000 A1040 +40 V9000040 A9000040");
    assertThat(out.get(4)).isEqualTo(out.get(5));
  }

  @Test
  void theSameClockLeavesOutWhatWasThere() {
    run("V1000 A1005 +40 V1040 A1045 +200");
    assertThat(meets(1000)).isTrue();
    timeline.resume(now);

    assertThat(run("V1000 A1005 V1040 A1045 V1080 A1085"))
        .containsExactly(-1L, -1L, -1L, -1L, 1080L, 1085L);
  }

  @Test
  void theSameClockGoesOnAfterAGap() {
    run("V1000 +5000");
    assertThat(meets(6000)).isTrue();
    timeline.resume(now);
    assertThat(run("V6000 +40 V6040")).containsExactly(6000L, 6040L);
  }

  @Test
  void theSameClockOfALaterSourceKeepsItsOffset() {
    run("V1000 +40 S0 V0 +40 V40 +500");
    timeline.resume(now);
    assertThat(run("V0 V40 V80")).containsExactly(-1L, -1L, 1120L);
  }

  @Test
  void aClockThatStandsFarBehindIsAnother() {
    run("V100000 +40");
    assertThat(meets(79_999)).isFalse();
    assertThat(meets(110_041)).isFalse();
    assertThat(meets(110_040)).isTrue();
  }

  @Test
  void aSourceThatOnlyRepeatsIsTakenAfterAWhile() {
    run("V10000 A10000 +40");
    timeline.resume(now);
    assertThat(run("V5000 +1999 P5040 +1 P5080 V5120 +40 P5160 A5160"))
        .containsExactly(-1L, -1L, -1L, 12_040L, 12_080L, 12_080L);
  }

  @Test
  void headersAndDataDoNotStandOut() {
    assertThat(timeline.stampLoosely(700)).isEqualTo(700);
    run("V5000");
    assertThat(timeline.stampLoosely(0)).isEqualTo(5_000);
    assertThat(timeline.stampLoosely(4_900)).isEqualTo(4_900);
    assertThat(timeline.stampLoosely(20_000)).isEqualTo(5_000);
    run("+40 S0 V0");
    assertThat(timeline.stampLoosely(30)).isEqualTo(5_070);
    assertThat(timeline.stampLoosely(0)).isEqualTo(5_040);
    run("+40 V40");
    assertThat(timeline.stampLoosely(0)).isEqualTo(5_080);
  }

  private List<Long> run(String steps) {
    return Arrays.stream(steps.trim().split(" ")).map(this::step).filter(t -> t != null).toList();
  }

  private Long step(String step) {
    long value = Long.parseLong(step.substring(1));
    switch (step.charAt(0)) {
      case '+' -> now += value * MILLI;
      case 'S' -> timeline.splice(value, now, now);
      case 'V' -> {
        return stamp(Frames.key(value, 0));
      }
      case 'P' -> {
        return stamp(Frames.inter(value, 0));
      }
      default -> {
        return stamp(Frames.audio(value, 0));
      }
    }
    return null;
  }

  private long stamp(MediaFrame frame) {
    long out = timeline.stamp(frame, now);
    frame.release();
    return out;
  }

  private boolean meets(long time) {
    MediaFrame frame = Frames.key(time, 0);
    boolean meets = timeline.meets(frame, now);
    frame.release();
    return meets;
  }

  private static List<Long> longs(String text) {
    return Arrays.stream(text.trim().split(" ")).map(Long::valueOf).toList();
  }
}
