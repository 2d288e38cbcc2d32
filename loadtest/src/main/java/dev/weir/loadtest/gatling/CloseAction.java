package dev.weir.loadtest.gatling;

import io.gatling.core.session.Session;

/** {@code rtmp("name").close()}: leaves, which takes no time and is not reported. */
final class CloseAction extends RtmpAction {
  CloseAction(Frame frame) {
    super(frame);
  }

  @Override
  void start(Session session, RtmpUser user) {
    user.execute(
        () -> {
          user.close();
          pass(session);
        });
  }
}
