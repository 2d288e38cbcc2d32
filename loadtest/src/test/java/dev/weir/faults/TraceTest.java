package dev.weir.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.faults.Trace.Fault;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Every kind of damage is seen, and nothing else is taken for one. */
final class TraceTest {
  private static final long MILLI = 1_000_000;
  private static final int FRAME = 40;

  private final ProbeStream stream = new ProbeStream("trace", ProbeStream.Shape.USUAL);
  private final Trace trace = new Trace(stream);
  private long now = 1_000 * MILLI;

  TraceTest() {
    join();
  }

  @Test
  void aCleanStreamHasNothing() {
    frames(1, 0, 60, 0);

    assertThat(faults()).isEmpty();
    assertThat(trace.gaps()).isEmpty();
    assertThat(trace.videoFrames()).isEqualTo(60);
  }

  @Test
  void aSpliceAtAKeyFrameIsAGapAndNothingElse() {
    frames(1, 0, 30, 0);
    pass(400);
    // Ten frames later, and the time line went on in real time.
    frames(2, 40, 10, 1_600);

    assertThat(faults()).isEmpty();
    assertThat(trace.gaps())
        .singleElement()
        .satisfies(
            gap -> {
              assertThat(gap.millis()).isEqualTo(440);
              assertThat(gap.missing()).isEqualTo(10);
            });
    assertThat(trace.missingSince(0)).isEqualTo(10);
    assertThat(trace.driftMillis()).isZero();
  }

  @Test
  void aTimeLineThatJumpsDrifts() {
    frames(1, 0, 30, 0);
    frames(2, 30, 10, 5_000);

    assertThat(trace.driftMillis()).isEqualTo(5_000 - 30 * FRAME);
  }

  @Test
  void aBreakWithoutAKeyFrameCannotBeDecoded() {
    frames(1, 0, 30, 0);
    picture(stamp(1, 33, false), 33 * FRAME);
    picture(stamp(1, 34, false), 34 * FRAME);

    assertThat(faults()).isEqualTo(Map.of(Fault.UNDECODABLE, 2));
  }

  @Test
  void anotherIncarnationBeginsWithAKeyFrame() {
    frames(1, 0, 30, 0);
    picture(stamp(2, 30, false), 30 * FRAME);

    assertThat(faults()).isEqualTo(Map.of(Fault.UNDECODABLE, 1));
  }

  @Test
  void repeatsAndForeignersAndOldIncarnationsAreTold() {
    frames(2, 0, 30, 0);
    picture(stamp(2, 29, false), 30 * FRAME);
    picture(new Stamp(stream.id() + 1, 2, 30, now, false), 30 * FRAME);
    picture(stamp(1, 30, true), 30 * FRAME);

    assertThat(faults())
        .containsEntry(Fault.REPEAT, 1)
        .containsEntry(Fault.FOREIGN, 1)
        .containsEntry(Fault.BACKWARD_EPOCH, 1);
  }

  @Test
  void twoEncodersMayMeetInOnePicture() {
    frames(1, 0, 30, 0);
    picture(stamp(2, 29, true), 29 * FRAME + 1);
    picture(stamp(2, 30, false), 30 * FRAME);
    assertThat(faults()).isEmpty();

    picture(stamp(3, 29, true), 31 * FRAME);
    assertThat(faults()).isEqualTo(Map.of(Fault.REPLAY, 1));
  }

  @Test
  void timestampsThatGoBackAreTold() {
    frames(1, 0, 30, 0);
    picture(stamp(1, 30, false), 10);

    assertThat(faults()).isEqualTo(Map.of(Fault.BACKWARD_TIMESTAMP, 1));
  }

  @Test
  void aKeyFrameNeedsTheHeaderOfItsIncarnation() {
    ProbeStream fresh = new ProbeStream("trace", ProbeStream.Shape.USUAL.withFreshHeaders());
    Trace watched = new Trace(fresh);
    watched.joined();
    watched.onMessage(true, 0, ProbeFrames.videoHeader(1), now);
    watched.onMessage(true, 0, video(new Stamp(fresh.id(), 1, 0, now, true)), now);
    assertThat(watched.count(Fault.STALE_HEADER)).isZero();

    watched.onMessage(true, FRAME, video(new Stamp(fresh.id(), 2, 1, now, true)), now);
    assertThat(watched.count(Fault.STALE_HEADER)).isEqualTo(1);
  }

  @Test
  void aPlayerThatComesAnewMaySeeItsGroupOfPicturesAgain() {
    frames(1, 0, 30, 0);
    trace.disconnected(now, "x");
    pass(200);
    join();
    frames(1, 25, 20, 9_000);

    assertThat(faults()).isEmpty();
    assertThat(trace.joins()).isEqualTo(2);
    assertThat(trace.videoFrames()).isEqualTo(45);
    assertThat(trace.missingSince(0)).isZero();
  }

  @Test
  void aDamagedFrameIsTold() {
    frames(1, 0, 30, 0);
    ByteBuf body = video(stamp(1, 30, false));
    body.setByte(60, body.getByte(60) ^ 1);
    trace.onMessage(true, 30 * FRAME, body, now);

    assertThat(faults()).isEqualTo(Map.of(Fault.CORRUPT, 1));
  }

  @Test
  void aGapThatNeverEndsCountsToTheEnd() {
    frames(1, 0, 30, 0);
    long last = now;
    pass(3_000);
    trace.end(now);

    assertThat(trace.longestGapSince(last)).isEqualTo(3_040);
    assertThat(trace.gaps().get(0).isOpen()).isTrue();

    frames(2, 200, 3, 9_000);
    assertThat(trace.gaps()).hasSize(1);
    assertThat(trace.videoFrames()).isEqualTo(30);
  }

  @Test
  void whatAPlayerItselfWaitsIsKnown() {
    trace.dialled(5);
    trace.disconnected(1_000_000, "cut");
    trace.dialled(101_000_000);
    trace.dialled(150_000_000);

    assertThat(trace.absences()).containsExactly(new Absence(1_000_000, 101_000_000));
    assertThat(trace.absences().get(0).millisWithin(0, 51_000_000)).isEqualTo(50);
    assertThat(trace.absences().get(0).millisWithin(200_000_000, 300_000_000)).isZero();
  }

  private void join() {
    trace.joined();
    trace.onMessage(true, 0, ProbeFrames.videoHeader(0), now);
  }

  /** Pictures in a row, the first a key frame, each after 40 ms. */
  private void frames(int epoch, long from, int count, long timestamp) {
    for (int i = 0; i < count; i++) {
      picture(stamp(epoch, from + i, i == 0 || stream.isKey(from + i)), timestamp + i * FRAME);
    }
  }

  private Stamp stamp(int epoch, long sequence, boolean key) {
    return new Stamp(stream.id(), epoch, sequence, now, key);
  }

  private void picture(Stamp stamp, long timestamp) {
    trace.onMessage(true, timestamp, video(stamp), now);
    pass(FRAME);
  }

  private static ByteBuf video(Stamp stamp) {
    return ProbeFrames.video(stamp, 100);
  }

  private void pass(long millis) {
    now += millis * MILLI;
  }

  private Map<Fault, Integer> faults() {
    Map<Fault, Integer> found = new EnumMap<>(Fault.class);
    Arrays.stream(Fault.values())
        .filter(fault -> trace.count(fault) > 0)
        .forEach(fault -> found.put(fault, trace.count(fault)));
    return found;
  }
}
