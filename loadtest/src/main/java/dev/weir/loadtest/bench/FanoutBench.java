package dev.weir.loadtest.bench;

import dev.weir.loadtest.report.Table;
import dev.weir.loadtest.swarm.PlayerStyle;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * What a player costs, and how old the frames are that it gets, at rising numbers of players. Each
 * round starts each server anew, in turn; a server has its players in rising numbers, so that
 * memory tells something.
 */
final class FanoutBench {
  private final Load load;
  private final Cores cores;
  private final Patience patience;
  private final Consumer<String> print;
  private final List<Row> rows = new ArrayList<>();

  FanoutBench(Load load, Cores cores, Patience patience, Consumer<String> print) {
    this.load = load;
    this.cores = cores;
    this.patience = patience;
    this.print = print;
  }

  /**
   * Runs all of it.
   *
   * @param servers starts each server
   * @param players in rising order
   * @return what is wrong with Weir's runs; empty when nothing is
   */
  String run(List<Supplier<Server>> servers, List<Integer> players, int rounds) {
    for (int round = 1; round <= rounds; round++) {
      for (Supplier<Server> start : servers) {
        round(start, players, round);
      }
    }
    print.accept("");
    table().lines().forEach(print);
    growth().forEach(print);
    faults(NginxServer.NAME).forEach(fault -> print.accept("beyond what it can do: " + fault));
    Outcome.write(load.out(), "fanout", json(), svg()).forEach(print);
    return rows.stream()
        .filter(row -> row.server().startsWith(Server.WEIR))
        .map(Row::fault)
        .filter(fault -> !fault.isEmpty())
        .collect(Collectors.joining("; "));
  }

  private List<String> faults(String server) {
    return rows.stream()
        .filter(row -> row.server().equals(server))
        .map(Row::fault)
        .filter(fault -> !fault.isEmpty())
        .toList();
  }

  private void round(Supplier<Server> start, List<Integer> players, int round) {
    try (Stage stage = Stage.open(start.get(), load, cores, patience)) {
      String server = stage.server().name();
      stage.warmUp(players.get(0));
      for (int count : players) {
        stage.play(count, PlayerStyle.HEALTHY);
        stage.settle();
        Window window = stage.watch();
        row(server, count).add(window, stage.idleRssKb());
        print.accept(
            "round %d, %s, %d players: %s us a player frame, core %s %%, age %s / %s ms, missing %d"
                .formatted(
                    round,
                    server,
                    count,
                    Table.text(window.cpuMicros()),
                    Table.text(window.corePercent()),
                    Table.text(window.report().healthy().ageMillis(50)),
                    Table.text(window.report().healthy().ageMillis(99)),
                    window.report().healthy().missing()));
        stage.clear();
      }
    }
  }

  private Row row(String server, int players) {
    return find(server, players)
        .orElseGet(
            () -> {
              Row row = new Row(server, players);
              rows.add(row);
              return row;
            });
  }

  private Optional<Row> find(String server, int players) {
    return rows.stream()
        .filter(row -> row.server().equals(server) && row.players() == players)
        .findFirst();
  }

  private Table table() {
    Table table =
        new Table(
            "server",
            "players",
            "CPU us/frame",
            "core us/frame",
            "core %",
            "to nginx",
            "to plain",
            "age p50 ms",
            "p99",
            "max",
            "missing",
            "stalls",
            "RSS MB",
            "KB/player",
            "client %");
    for (Row row : rows) {
      table.row(
          row.server(),
          row.players(),
          row.median(Window::cpuMicros),
          row.median(Window::coreMicros),
          row.median(Window::corePercent),
          ratio(row, NginxServer.NAME),
          row.server().equals(Server.WEIR) ? Double.NaN : ratio(row, Server.WEIR),
          row.median(w -> w.report().healthy().ageMillis(50)),
          row.median(w -> w.report().healthy().ageMillis(99)),
          row.median(w -> w.report().healthy().ageMillis(100)),
          row.sum(w -> w.report().healthy().missing()),
          row.sum(w -> w.report().healthy().stalls()),
          row.median(w -> w.rssKb() / 1024.0),
          row.rssKbPerPlayer(),
          row.median(Window::clientPercent));
    }
    return table;
  }

  /** CPU per player frame over that of another with as many players; NaN without one. */
  private double ratio(Row row, String server) {
    return find(server, row.players())
        .map(other -> row.median(Window::cpuMicros) / other.median(Window::cpuMicros))
        .orElse(Double.NaN);
  }

  /** Memory by player between the smallest and the largest number of players. */
  private List<String> growth() {
    List<String> lines = new ArrayList<>();
    for (String server : servers()) {
      List<Row> own = rows.stream().filter(row -> row.server().equals(server)).toList();
      Row least = own.get(0);
      Row most = own.get(own.size() - 1);
      if (most.players() > least.players()) {
        double kb =
            (most.median(Window::rssKb) - least.median(Window::rssKb))
                / (most.players() - least.players());
        lines.add(
            "%s: RSS grows by %s KB a player from %d to %d players"
                .formatted(server, Table.text(kb), least.players(), most.players()));
      }
    }
    return lines;
  }

  private List<String> servers() {
    return rows.stream().map(Row::server).distinct().toList();
  }

  private JsonObject json() {
    JsonArray all = new JsonArray();
    rows.forEach(row -> all.add(row.json()));
    return Outcome.head("fanout", load, cores).put("rows", all);
  }

  private String svg() {
    Chart cpu = new Chart("CPU of the server per player frame", "us", false);
    Chart age = new Chart("Age of a frame when a player has it", "ms", true);
    for (int i = 0; i < servers().size(); i++) {
      String server = servers().get(i);
      cpu.line(server, i, false, points(server, Window::cpuMicros));
      age.line(server + " p50", i, false, points(server, w -> w.report().healthy().ageMillis(50)));
      age.line(server + " p99", i, true, points(server, w -> w.report().healthy().ageMillis(99)));
    }
    return Chart.page(cpu, age);
  }

  private List<Chart.Point> points(String server, ToDoubleFunction<Window> figure) {
    return rows.stream()
        .filter(row -> row.server().equals(server))
        .map(row -> new Chart.Point(row.players(), row.median(figure)))
        .toList();
  }
}
