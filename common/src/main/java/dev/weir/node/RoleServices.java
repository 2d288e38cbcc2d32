package dev.weir.node;

import dev.weir.stream.StreamKey;
import dev.weir.stream.StreamResolver;
import io.vertx.core.Future;

/** What makes a node an origin or an edge. */
public interface RoleServices {
  /** Where publishers go. */
  PublishDesk publishDesk();

  /** Where players' streams come from. */
  StreamResolver resolver();

  /** Who owns a stream that is live here, for the API. */
  StreamOwner ownerOf(StreamKey key);

  /**
   * The node begins to leave: the publishers of what it owns, and of what still comes to it, may go
   * on elsewhere at once, and it serves until they do. Called once, with the news that the node
   * leaves: from then on others send publishers past it, who must be able to take their streams
   * along.
   */
  default void handOver() {}

  /** Nobody new is taken from now on. Called once, after {@link #handOver()}. */
  default void takeNobody() {}

  /** Gives everything up, when the listener has stopped. */
  Future<Void> close();

  /** Makes the services of a role, once the node is in the cluster. */
  @FunctionalInterface
  interface Factory {
    /** Called once. */
    RoleServices create(NodeGround ground);
  }

  /**
   * Which claim a stream runs under.
   *
   * @param originId the owner
   * @param epoch of the owner's claim
   */
  record StreamOwner(String originId, long epoch) {
    /** While the owner is not known. */
    public static final StreamOwner NONE = new StreamOwner("", 0);
  }
}
