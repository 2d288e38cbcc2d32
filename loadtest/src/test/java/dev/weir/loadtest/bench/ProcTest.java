package dev.weir.loadtest.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.cli.StartupException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ProcTest {
  @Test
  void readsTheTimesOfAProcessWhateverItsName() {
    String stat = "42 (a ) b) S 1 42 42 0 -1 4194560 100 0 0 0 250 50 0 0 20 0 9 0 1 2 3";

    assertThat(Proc.cpuSeconds(stat)).isEqualTo(3.0);
    assertThat(Proc.cpuSeconds("")).isNaN();
  }

  @Test
  void readsAllThatACoreDid() {
    String stat =
        """
        cpu  1 1 1 1 1 1 1 0 0 0
        cpu0 100 20 300 9000 50 7 73 5 0 0
        cpu10 1 1 1 1 1 1 1 0 0 0
        """;

    assertThat(Proc.busySeconds(stat, 0)).isEqualTo(5.0);
    assertThat(Proc.busySeconds(stat, 1)).isNaN();
  }

  @Test
  void readsListsOfCores() {
    assertThat(Proc.range("0-2,5")).containsExactly(0, 1, 2, 5);
    assertThat(Proc.range("3")).containsExactly(3);
  }

  @Test
  void readsTheServersEndsOfConnections() {
    Map<Integer, TcpTable.Entry> entries = new HashMap<>();
    TcpTable.add(
        """
          sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid
           0: 0100007F:078F 0100007F:9C40 01 0000A000:00000000 01:00000014 00000000     0
           1: 0100007F:078F 0100007F:9C41 04 00000010:00000000 01:00000014 00000000     0
           2: 0100007F:9C40 0100007F:078F 01 00000000:00001000 00:00000000 00000000     0
        """,
        1935,
        entries);
    TcpTable.add(
        """
          sl  local_address                         remote_address                        st tx_queue
           0: 0000000000000000FFFF00000100007F:078F 0000000000000000FFFF00000100007F:9C42 01 00000000:00000000 00:0
        """,
        1935,
        entries);

    assertThat(entries)
        .containsOnly(
            Map.entry(40_000, new TcpTable.Entry(true, 40_960)),
            Map.entry(40_001, new TcpTable.Entry(false, 16)),
            Map.entry(40_002, new TcpTable.Entry(true, 0)));
  }

  @Test
  void asksForAsManyOpenFilesAsItNeeds() {
    OpenFiles.require(1_000, 4_096);

    assertThatThrownBy(() -> OpenFiles.require(4_000, 4_096))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("need 4400 open files, the limit is 4096");
  }

  @Test
  void sumsTheSamplesOfAMetric() {
    String page =
        """
        # HELP weir_pulls_started_total Pulls
        weir_pulls_started_total 2.0
        weir_pulls_started_total_other 5.0
        weir_pulls_started_total{node="a"} 1.0
        """;

    assertThat(JoinsBench.sum(page, "weir_pulls_started_total")).isEqualTo(3.0);
  }

  @Test
  void pinsTheServerOnly() {
    Cores cores = new Cores(0, "1-3", "");

    assertThat(cores.forServer(List.of("nginx", "-v")))
        .containsExactly("taskset", "-c", "0", "nginx", "-v");
    assertThat(Cores.unpinned("one core").forServer(List.of("nginx"))).containsExactly("nginx");
    assertThat(cores.words()).contains("core 0", "1-3");
    assertThat(Cores.unpinned("one core").words()).contains("one core");
  }
}
