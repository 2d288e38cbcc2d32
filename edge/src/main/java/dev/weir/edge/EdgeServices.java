package dev.weir.edge;

import dev.weir.node.NodeGround;
import dev.weir.node.PublishDesk;
import dev.weir.node.RoleServices;
import dev.weir.stream.StreamKey;
import dev.weir.stream.StreamResolver;
import dev.weir.transport.RtmpDialer;
import io.vertx.core.Future;

/** What makes a node an edge. */
final class EdgeServices implements RoleServices {
  private final RtmpDialer dialer;
  private final PullDesk pulls;
  private final ForwardDesk forwards;

  EdgeServices(NodeGround ground) {
    this.dialer = new RtmpDialer(ground.vertx(), ground.session(), ground.dialTls());
    this.pulls = new PullDesk(ground, dialer);
    this.forwards = new ForwardDesk(ground, dialer);
  }

  @Override
  public PublishDesk publishDesk() {
    return forwards;
  }

  @Override
  public StreamResolver resolver() {
    return pulls;
  }

  @Override
  public StreamOwner ownerOf(StreamKey key) {
    return pulls.ownerOf(key);
  }

  @Override
  public Future<Void> close() {
    pulls.close();
    return dialer.close();
  }
}
