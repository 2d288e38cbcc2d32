package dev.weir.node;

import dev.weir.access.AccessDecision;
import dev.weir.access.AccessRequest;
import dev.weir.media.MediaFrame;
import dev.weir.rtmp.message.StatusCode;
import dev.weir.transport.CloseReason;
import io.vertx.core.Context;

/** Takes publish requests: an origin owns the stream, an edge passes it on to an origin. */
public interface PublishDesk {
  /**
   * Begins to serve a publish request. On the publisher's event loop; answers through the
   * publisher, now or later.
   *
   * @param request who wants to publish what
   * @param names application and stream name as the publisher wrote them, with their queries
   * @param publisher the other side
   */
  Publication open(AccessRequest request, Names names, Publisher publisher);

  /**
   * What a publisher wrote.
   *
   * @param app application with its query; secrets travel here, so it is never printed
   * @param stream stream name with its query
   */
  record Names(String app, String stream) {
    @Override
    public String toString() {
      return "names";
    }
  }

  /** The publisher as the desk sees it. Any thread. */
  interface Publisher {
    /** The event loop that its frames come on. */
    Context context();

    /** Id of the node that passes it on, as that says; empty when it is here itself. */
    String via();

    /** The policy lets it publish, on these terms. On its event loop, before {@link #accept()}. */
    void admit(AccessRequest request, AccessDecision decision);

    /** Publish.Start; frames follow. */
    void accept();

    /** No, or no longer, with a sentence that the encoder shows; then the connection is closed. */
    void reject(StatusCode code, String reason);

    /** Bytes that came from it so far, whatever they mean. On its event loop. */
    long bytesIn();

    /** Ends the connection. */
    void close(CloseReason reason);
  }

  /** An open publication, fed on the publisher's event loop. */
  interface Publication {
    /** A frame, taken over. */
    void onFrame(MediaFrame frame);

    /** Metadata, taken over. */
    void onMetadata(MediaFrame frame);

    /** The publisher took its metadata back. */
    void onMetadataCleared();

    /** The publisher has nothing more at hand. */
    void onReadComplete();

    /**
     * It is over; once, and nothing follows.
     *
     * @param announced the publisher said so; otherwise its connection broke
     */
    void onEnd(boolean announced);
  }
}
