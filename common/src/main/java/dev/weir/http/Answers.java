package dev.weir.http;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What the nodes of the cluster answered to one question.
 *
 * @param question what was asked
 * @param answers of those that answered
 * @param missing ids of those that did not
 * @param allKnown false when the list of nodes itself could not be had and an older one was used
 */
record Answers(Question question, List<Answer> answers, List<String> missing, boolean allKnown) {

  /**
   * The page: {@code {"streams": [...], "total": n, "exact": true, "limit": n, "missing": []}}.
   *
   * <p>Walks up to the limit times the number of nodes rows: not for an event loop.
   */
  JsonObject page() {
    List<JsonObject> rows =
        switch (question.about()) {
          case STREAMS -> StreamMerge.merge(answers);
          case SESSIONS, NODES -> sideBySide();
        };
    int total = Math.max(rows.size(), total());
    int kept = Math.min(rows.size(), question.limit());
    return new JsonObject()
        .put(question.about().label(), new JsonArray(rows.subList(0, kept)))
        .put("total", total)
        .put("exact", exact())
        .put("limit", question.limit())
        .put("missing", new JsonArray(missing));
  }

  /** Rows of all nodes, sessions with the node they came from, sorted by node and then by id. */
  private List<JsonObject> sideBySide() {
    boolean tagged = question.about() == Question.About.SESSIONS;
    List<JsonObject> rows = new ArrayList<>();
    for (Answer answer : answers.stream().sorted(Comparator.comparing(Answer::node)).toList()) {
      for (JsonObject row : answer.rows()) {
        rows.add(tagged ? row.copy().put("node", answer.node()) : row);
      }
    }
    return rows;
  }

  /** Streams are on many nodes, so their numbers do not add up: the largest is a lower bound. */
  private int total() {
    return question.about() == Question.About.STREAMS
        ? answers.stream().mapToInt(Answer::total).max().orElse(0)
        : answers.stream().mapToInt(Answer::total).sum();
  }

  private boolean exact() {
    return allKnown
        && missing.isEmpty()
        && (question.about() != Question.About.STREAMS
            || answers.stream().allMatch(answer -> answer.total() == answer.rows().size()));
  }
}
