package dev.weir.loadtest.gatling;

import dev.weir.loadtest.swarm.PlayerStyle;
import dev.weir.rtmp.message.StatusCode;
import io.gatling.core.session.Session;

/** {@code rtmp("name").connect()}: TCP, handshake and connect command, for a player. */
final class ConnectAction extends RtmpAction {
  private final PlayerStyle style;

  ConnectAction(Frame frame, PlayerStyle style) {
    super(frame);
    this.style = style;
  }

  @Override
  void start(Session session, RtmpUser user) {
    long startNanos = System.nanoTime();
    long timeout = protocol().connectTimeout().toMillis();
    user.execute(
        () ->
            Dial.start(
                user,
                user.nextTarget(),
                style,
                timeout,
                log(),
                session,
                failure -> {
                  if (failure != null) {
                    log().fail(session, Measures.JOIN, startNanos, System.nanoTime(), failure);
                  }
                  String status = failure == null ? StatusCode.CONNECT_SUCCESS.code() : "";
                  end(session, startNanos, null, failure, RtmpResponse.of(status));
                }));
  }
}
