package dev.weir.loadtest.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class TableTest {
  @Test
  void isMarkdown() {
    Table table = new Table("server", "age, ms").row("weir <1>", 8.123).row("a|b", Double.NaN);

    assertThat(table.markdown())
        .containsExactly(
            "| server | age, ms |", "| --- | --- |", "| weir &lt;1> | 8.12 |", "| a\\|b | - |");
  }

  @Test
  void isEmptyWithoutRows() {
    assertThat(new Table("x").isEmpty()).isTrue();
    assertThat(new Table("x").row(1).isEmpty()).isFalse();
  }
}
