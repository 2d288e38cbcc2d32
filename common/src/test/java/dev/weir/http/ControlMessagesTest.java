package dev.weir.http;

import static dev.weir.http.FakeNode.session;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

class ControlMessagesTest {
  private static final Question SESSIONS = Question.all(Question.About.SESSIONS, 2);
  private static final NodeSummary NODE = new FakeNode("edge-1", "edge").node();

  @Test
  void questionsSurviveTheBus() {
    Question one = Question.stream("live/demo");

    assertThat(Question.parse(one.toJson())).contains(one);
    assertThat(Question.parse(SESSIONS.toJson())).contains(SESSIONS);
  }

  @Test
  void questionsOfOtherVersionsAndUnknownOnesAreNotUnderstood() {
    assertThat(Question.parse(new JsonObject())).isEmpty();
    assertThat(Question.parse(SESSIONS.toJson().put("v", 2))).isEmpty();
    assertThat(Question.parse(SESSIONS.toJson().put("question", "weather"))).isEmpty();
    assertThat(Question.parse(SESSIONS.toJson().putNull("v"))).isEmpty();
    assertThat(Question.parse(new JsonArray())).isEmpty();
    assertThat(Question.parse(SESSIONS.toJson().put("later", "field"))).contains(SESSIONS);
  }

  @Test
  void aQuestionCannotAskForMoreThanTheMaximum() {
    assertThat(Question.parse(SESSIONS.toJson().put("limit", Integer.MAX_VALUE)))
        .contains(Question.all(Question.About.SESSIONS, 10_000));
  }

  @Test
  void answersAreSortedCutAndSurviveTheBus() {
    JsonArray snapshot =
        new JsonArray()
            .add(session("c-3", "player"))
            .add("no row")
            .add(new JsonObject().put("kind", "no id"))
            .add(session("c-1", "player"))
            .add(session("c-2", "player"));

    Answer answer = Answer.of(NODE, SESSIONS, snapshot);

    assertThat(answer.total()).isEqualTo(3);
    assertThat(answer.rows()).extracting(row -> row.getString("id")).containsExactly("c-1", "c-2");
    assertThat(Answer.parse("edge-1", SESSIONS, answer.toJson())).isEqualTo(answer);
  }

  @Test
  void answersThatAreNoneAreRefused() {
    JsonObject good = Answer.of(NODE, SESSIONS, new JsonArray()).toJson();

    for (JsonObject bad :
        new JsonObject[] {
          new JsonObject(),
          good.copy().put("v", 2),
          good.copy().put("node", "somebody-else"),
          good.copy().put("rows", "none"),
          good.copy().putNull("rows"),
          good.copy().putNull("v"),
        }) {
      assertThatThrownBy(() -> Answer.parse("edge-1", SESSIONS, bad))
          .as(bad.encode())
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void anAnswerWithMoreRowsThanAskedIsCut() {
    JsonArray rows = new JsonArray();
    for (int i = 0; i < 9; i++) {
      rows.add(session("c-" + i, "player"));
    }
    JsonObject greedy =
        new JsonObject().put("v", 1).put("node", "edge-1").put("role", "edge").put("rows", rows);

    assertThat(Answer.parse("edge-1", SESSIONS, greedy).rows()).hasSize(2);
  }
}
