package dev.weir.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.access.AccessPolicy;
import dev.weir.access.AccessRequest;
import dev.weir.amf.AmfValue;
import dev.weir.egress.PlayDesk;
import dev.weir.media.MediaFrame;
import dev.weir.metrics.MetricsBootstrap;
import dev.weir.rtmp.RtmpError;
import dev.weir.rtmp.message.MessageEncoder;
import dev.weir.rtmp.message.StatusCode;
import dev.weir.rtmp.session.SessionSettings;
import dev.weir.stream.PlayerLimits;
import dev.weir.stream.QueueBudget;
import dev.weir.stream.StreamNotFoundException;
import dev.weir.transport.ListenerSettings;
import dev.weir.transport.PeerPatience;
import dev.weir.transport.RtmpListener;
import dev.weir.transport.TransportObserver;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class PublisherSeatTest {
  private static final int HANDSHAKE = 1536;

  private final MetricsBootstrap metrics = MetricsBootstrap.create("origin-a", "origin");
  private final BlockingQueue<PublishDesk.Publisher> asked = new LinkedBlockingQueue<>();
  private final MessageEncoder encoder = new MessageEncoder(UnpooledByteBufAllocator.DEFAULT, 128);

  @Test
  void anAnswerThatComesLateGrantsNothingThatWasAskedForSince(Vertx vertx) throws Exception {
    RtmpListener listener = listen(vertx);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), listener.port())) {
      socket.setSoTimeout(5_000);
      greet(socket);
      publish(socket, "allowed");
      PublishDesk.Publisher allowed = asked.poll(5, TimeUnit.SECONDS);
      publish(socket, "forbidden");
      PublishDesk.Publisher forbidden = asked.poll(5, TimeUnit.SECONDS);

      allowed.accept();
      forbidden.reject(StatusCode.PUBLISH_DENIED, "Not you.");

      String heard = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      assertThat(heard).contains("NetStream.Publish.Denied").doesNotContain("Publish.Start");
    }
    assertThat(listener.close().toCompletionStage().toCompletableFuture())
        .succeedsWithin(5, TimeUnit.SECONDS);
  }

  private void greet(Socket socket) throws Exception {
    OutputStream out = socket.getOutputStream();
    byte[] opening = new byte[1 + HANDSHAKE];
    opening[0] = 3;
    out.write(opening);
    InputStream in = socket.getInputStream();
    assertThat(in.readNBytes(1 + 2 * HANDSHAKE)).hasSize(1 + 2 * HANDSHAKE);
    out.write(new byte[HANDSHAKE]);
    command(socket, 0, "connect", AmfValue.object("app", "live"));
    command(socket, 0, "createStream", AmfValue.NULL);
  }

  private void publish(Socket socket, String name) throws Exception {
    command(socket, 1, "publish", AmfValue.NULL, AmfValue.of(name), AmfValue.of("live"));
  }

  private void command(Socket socket, int streamId, String name, AmfValue... arguments)
      throws Exception {
    ByteBuf out = Unpooled.buffer();
    encoder.command(out, streamId, name, 1, arguments);
    socket.getOutputStream().write(ByteBufUtil.getBytes(out));
  }

  private RtmpListener listen(Vertx vertx) {
    ListenerSettings settings =
        new ListenerSettings(
            "127.0.0.1", 0, 16, 1, 10, 0, 10, 0, 0, PeerPatience.DEFAULT, SessionSettings.DEFAULT);
    PlayDesk plays =
        new PlayDesk(
            AccessPolicy.OPEN,
            key -> Future.failedFuture(new StreamNotFoundException("none")),
            PlayerLimits.DEFAULT,
            new QueueBudget(1 << 20, 1 << 20),
            metrics.metrics());
    SessionTable sessions = new SessionTable();
    return RtmpListener.listen(
            vertx,
            settings,
            new Unheard(),
            connection ->
                new ClientLink(
                    "c",
                    connection,
                    this::ask,
                    plays,
                    AccessPolicy.OPEN,
                    metrics.metrics(),
                    sessions,
                    () -> false,
                    new NodeTrust("origin-a", Optional.empty(), metrics.metrics(), () -> 0)))
        .toCompletionStage()
        .toCompletableFuture()
        .join();
  }

  private PublishDesk.Publication ask(
      AccessRequest request, PublishDesk.Names names, PublishDesk.Publisher publisher) {
    asked.add(publisher);
    return new Discarded();
  }

  /** Drops everything. */
  private static final class Discarded implements PublishDesk.Publication {
    @Override
    public void onFrame(MediaFrame frame) {
      frame.release();
    }

    @Override
    public void onMetadata(MediaFrame frame) {
      frame.release();
    }

    @Override
    public void onMetadataCleared() {}

    @Override
    public void onReadComplete() {}

    @Override
    public void onEnd(boolean announced) {}
  }

  /** Hears nothing. */
  private static final class Unheard implements TransportObserver {
    @Override
    public void onRefused(String limit) {}

    @Override
    public void onBytesIn(int bytes) {}

    @Override
    public void onProtocolError(RtmpError error) {}
  }
}
