package dev.weir.loadtest.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class TimelineTest {
  @Test
  void foldsASecondAsItWasTold() {
    assertThat(timeline(Fold.SUM).at(2)).isEqualTo(9);
    assertThat(timeline(Fold.MEAN).at(2)).isEqualTo(3);
    assertThat(timeline(Fold.MAX).at(2)).isEqualTo(5);
    assertThat(timeline(Fold.MAX).at(1)).isNaN();
    assertThat(timeline(Fold.MAX).at(99)).isNaN();
  }

  @Test
  void knowsItsGreatestSecond() {
    assertThat(timeline(Fold.SUM).peak()).isEqualTo(2);
    assertThat(timeline(Fold.SUM).figures().getMax()).isEqualTo(9);
    assertThat(timeline(Fold.SUM).figures().getCount()).isEqualTo(2);
    assertThat(new Series().timeline().peak()).isEqualTo(-1);
  }

  @Test
  void keepsValuesBelowZero() {
    Series series = new Series();
    series.value(0, -4);
    series.value(0, -2);

    Timeline both = series.timeline().plus(series.timeline());

    assertThat(both.at(0)).isEqualTo(-2);
  }

  @Test
  void endsAfterADay() {
    Timeline timeline = timeline(Fold.MAX).later(Timeline.MOST_SECONDS - 1);

    assertThat(timeline.seconds()).isEqualTo(Timeline.MOST_SECONDS);
    assertThat(timeline.at(Timeline.MOST_SECONDS - 1)).isEqualTo(1);
  }

  @Test
  void shrinksALongRunToALine() {
    Series series = new Series();
    for (int second = 0; second < 3_600; second++) {
      series.value(second, second == 1_800 ? 10 : 1);
    }

    assertThat(Sparkline.secondsPerColumn(3_600)).isEqualTo(60);
    assertThat(Sparkline.of(series.timeline(), 3_600)).hasSize(60).containsOnlyOnce("█");
    assertThat(Sparkline.of(new Series().timeline(), 5)).isEqualTo(".....");
  }

  @Test
  void drawsNothingButZeros() {
    Series series = new Series();
    series.value(0, 0);

    assertThat(Sparkline.of(series.timeline(), 1)).isEqualTo("▁");
  }

  private static Timeline timeline(Fold fold) {
    Series series = new Series();
    series.show(fold, "");
    series.value(0, 1);
    for (double value : new double[] {1, 5, 3}) {
      series.value(2, value);
    }
    return series.timeline();
  }
}
