package dev.weir.http;

import static dev.weir.http.FakeNode.stream;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

class StreamMergeTest {
  @Test
  void theOwnersRowIsTheMainOneWhateverOrderTheAnswersComeIn() {
    Answer owner = answer("origin-a", "origin", row("origin-a", 3).put("state", "live"));
    Answer other = answer("origin-b", "origin", row("origin-a", 9).put("state", "waiting"));
    Answer edge = answer("edge-1", "edge", row("origin-a", 9).put("state", "waiting"));

    assertThat(merged(owner, other, edge).getString("state")).isEqualTo("live");
    assertThat(merged(edge, other, owner).getString("state")).isEqualTo("live");
  }

  @Test
  void ofTwoThatHoldThemselvesForTheOwnerTheHigherEpochWins() {
    Answer old = answer("origin-a", "origin", row("origin-a", 3));
    Answer young = answer("origin-b", "origin", row("origin-b", 4));

    assertThat(merged(young, old).getString("origin")).isEqualTo("origin-b");
    assertThat(merged(old, young).getString("origin")).isEqualTo("origin-b");
  }

  @Test
  void anEdgesRowStandsInWhenTheOwnerDidNotAnswer() {
    JsonObject row = merged(answer("edge-1", "edge", row("origin-a", 3)));

    assertThat(row.getString("origin")).isEqualTo("origin-a");
    assertThat(row.getLong("players")).isEqualTo(1);
  }

  @Test
  void rowsWithoutNumbersCountAsNone() {
    JsonObject bare = new JsonObject().put("key", "live/demo").put("players", "many");

    assertThat(merged(answer("edge-1", "edge", bare)).getLong("players")).isZero();
  }

  @Test
  void rowsAreSortedByKeyAndTheInputIsLeftAlone() {
    JsonObject b = stream("live/b", "o", 1, 1);
    JsonObject a = stream("live/a", "o", 1, 1);
    JsonObject before = b.copy();

    List<JsonObject> rows =
        StreamMerge.merge(List.of(answer("edge-1", "edge", b), answer("edge-2", "edge", a)));

    assertThat(rows).extracting(row -> row.getString("key")).containsExactly("live/a", "live/b");
    assertThat(b).isEqualTo(before);
  }

  private static JsonObject row(String origin, long epoch) {
    return stream("live/demo", origin, epoch, 1);
  }

  private static Answer answer(String node, String role, JsonObject row) {
    return new Answer(node, role, 1, List.of(row));
  }

  private static JsonObject merged(Answer... answers) {
    List<JsonObject> rows = StreamMerge.merge(List.of(answers));
    assertThat(rows).hasSize(1);
    return rows.get(0);
  }
}
