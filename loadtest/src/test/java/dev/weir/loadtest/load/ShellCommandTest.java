package dev.weir.loadtest.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.loadtest.simulation.Fault;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ShellCommandTest {
  @TempDir private Path directory;

  @Test
  void isToldWhichFaultItIsAndWhereTheStreamsAre() {
    Path told = directory.resolve("told");
    ShellCommand command = new ShellCommand("echo $FAULT_NUMBER $FAULT_SERVER >>" + told);

    assertThat(command.begin(new Fault(1, "a:1935"))).succeedsWithin(30, TimeUnit.SECONDS);
    assertThat(command.mend()).succeedsWithin(30, TimeUnit.SECONDS);
    assertThat(command.begin(new Fault(2, "b:1936"))).succeedsWithin(30, TimeUnit.SECONDS);

    assertThat(told).hasContent("1 a:1935\n2 b:1936");
  }

  @Test
  void saysAtWhichFaultItFailed() {
    assertThat(new ShellCommand("exit 7").begin(new Fault(2, "")))
        .failsWithin(30, TimeUnit.SECONDS)
        .withThrowableThat()
        .withMessageContaining("the command failed with exit code 7 at fault 2: exit 7");
  }
}
