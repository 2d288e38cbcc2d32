package dev.weir.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

class MergeControlTest {
  private static final int FRAME_MILLIS = 40;

  @Test
  void aLoopWithRoomWritesEveryFrame() {
    MergeControl control = new MergeControl(0, 350);
    for (int i = 0; i < 100; i++) {
      assertThat(control.update(0.79, 10)).isZero();
    }
  }

  @Test
  void aBusyLoopMergesStepByStepUpToTheCeiling() {
    MergeControl control = new MergeControl(0, 350);
    assertThat(control.update(0.85, 0)).isEqualTo(40);
    assertThat(control.update(0.95, 0)).isEqualTo(120);
    for (int i = 0; i < 20; i++) {
      control.update(1, 1_000);
    }
    assertThat(control.millis()).isEqualTo(350);
  }

  @Test
  void aLoopThatComesLateMergesHoweverLittleItRan() {
    // Something else on its core takes the time: other threads, other processes.
    assertThat(new MergeControl(0, 350).update(0.3, 400)).isEqualTo(80);
  }

  @Test
  void itGoesBackSlowlyOnceThereIsRoomForTheLowerStep() {
    MergeControl control = new MergeControl(0, 350);
    control.update(1, 0);
    for (int i = 0; i < 2; i++) {
      assertThat(control.update(0.2, 0)).isEqualTo(80);
    }
    assertThat(control.update(0.2, 0)).isEqualTo(40);
  }

  @Test
  void settlesForEveryLoadInsteadOfSwinging() {
    for (double fullCost = 0.1; fullCost < 6; fullCost += 0.1) {
      double cost = fullCost;
      assertThat(swings(merge -> Math.min(1, cost * FRAME_MILLIS / Math.max(FRAME_MILLIS, merge))))
          .as("a frame a write would take " + fullCost + " of the loop")
          .isZero();
    }
  }

  @Test
  void aFixedMergeStays() {
    MergeControl control = new MergeControl(350, 350);
    assertThat(control.update(1, 500)).isEqualTo(350);
    for (int i = 0; i < 50; i++) {
      assertThat(control.update(0, 0)).isEqualTo(350);
    }
  }

  @Test
  void aCeilingBelowTheFloorIsRefused() {
    assertThatThrownBy(() -> new MergeControl(100, 50))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** Changes of the merge in the last hundred of two hundred windows under a constant load. */
  private static int swings(IntToDoubleFunction busyAt) {
    MergeControl control = new MergeControl(0, 350);
    int changes = 0;
    for (int i = 0; i < 200; i++) {
      int before = control.millis();
      int after = control.update(busyAt.applyAsDouble(before), 0);
      changes += i >= 100 && after != before ? 1 : 0;
    }
    return changes;
  }
}
