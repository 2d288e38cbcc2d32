package dev.weir.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.ExecutionCallback;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.IExecutorService;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** Asks the other origins whether they count this node among them. */
final class HazelcastRollCall {
  private static final long ANSWER_MILLIS = 1_000;

  private final HazelcastInstance hazelcast;
  private final String run;

  /**
   * @param run the one of this node
   */
  HazelcastRollCall(HazelcastInstance hazelcast, String run) {
    this.hazelcast = hazelcast;
    this.run = run;
  }

  /**
   * Asks all origins in view, and each has a second. Never fails.
   *
   * @return whether all of them said yes; so do none
   */
  CompletionStage<Boolean> allKnowMe() {
    try {
      return ask(hazelcast.getCluster().getMembers());
    } catch (RuntimeException closing) {
      return CompletableFuture.completedStage(false);
    }
  }

  private CompletionStage<Boolean> ask(Set<Member> members) {
    List<CompletableFuture<Boolean>> answers = new ArrayList<>();
    for (Member member : members) {
      if (!member.localMember() && !member.isLiteMember()) {
        answers.add(ask(member));
      }
    }
    return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
        .handle((v, failure) -> failure == null && answers.stream().allMatch(yes -> yes.join()));
  }

  private CompletableFuture<Boolean> ask(Member member) {
    Answer answer = new Answer();
    try {
      IExecutorService executor =
          hazelcast.getExecutorService(HazelcastConfiguration.PRESENCE_QUESTIONS);
      executor.submitToMember(new HazelcastPresence(run), member, answer);
    } catch (RuntimeException e) {
      answer.onFailure(e);
    }
    return answer.said.orTimeout(ANSWER_MILLIS, TimeUnit.MILLISECONDS);
  }

  private static final class Answer implements ExecutionCallback<Boolean> {
    private final CompletableFuture<Boolean> said = new CompletableFuture<>();

    @Override
    public void onResponse(Boolean response) {
      said.complete(response);
    }

    @Override
    public void onFailure(Throwable t) {
      said.completeExceptionally(t);
    }
  }
}
