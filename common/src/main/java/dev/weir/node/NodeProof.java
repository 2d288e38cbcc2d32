package dev.weir.node;

import dev.weir.access.AccessRequest.Action;
import dev.weir.access.NodeSecret;
import dev.weir.stream.StreamKey;

/**
 * One exchange between two nodes: what both proofs are made over.
 *
 * @param dialNonce of the one that dials
 * @param answerNonce of the one that answers
 * @param answering id of that one
 * @param dialling id of the other
 * @param time at which the answer was given, in milliseconds of the answering one's wall clock
 */
record NodeProof(
    String dialNonce, String answerNonce, String answering, String dialling, String time) {
  /** Apart, so that nobody sends a proof back to the one that made it. */
  private static final String ANSWER = "weir answer 1";

  private static final String REQUEST = "weir request 1";

  /** By which the answering one shows itself. */
  String answer(NodeSecret secret) {
    return secret.prove(ANSWER, dialNonce, answerNonce, answering, dialling, time);
  }

  boolean isAnswer(NodeSecret secret, String proof) {
    return secret.isProof(proof, ANSWER, dialNonce, answerNonce, answering, dialling, time);
  }

  /** By which the dialling one shows itself, for one stream. */
  String request(NodeSecret secret, Action action, StreamKey key, String granted) {
    return secret.prove(fields(action, key.toString(), granted));
  }

  boolean isRequest(NodeSecret secret, String proof, Action action, String key, String granted) {
    return secret.isProof(proof, fields(action, key, granted));
  }

  private String[] fields(Action action, String key, String granted) {
    return new String[] {
      REQUEST, answerNonce, dialNonce, answering, dialling, time, action.name(), key, granted
    };
  }
}
