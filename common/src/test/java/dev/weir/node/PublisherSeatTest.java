package dev.weir.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import dev.weir.access.AccessDecision;
import dev.weir.access.AccessPolicy;
import dev.weir.access.AccessRequest;
import dev.weir.amf.AmfValue;
import dev.weir.egress.Overload;
import dev.weir.egress.OverloadSettings;
import dev.weir.egress.PlayDesk;
import dev.weir.media.MediaFrame;
import dev.weir.metrics.ConnectionLimit;
import dev.weir.metrics.MetricsBootstrap;
import dev.weir.rtmp.RtmpError;
import dev.weir.rtmp.message.MessageEncoder;
import dev.weir.rtmp.message.StatusCode;
import dev.weir.rtmp.session.SessionSettings;
import dev.weir.stream.PlayerLimits;
import dev.weir.stream.QueueBudget;
import dev.weir.stream.StreamKey;
import dev.weir.stream.StreamNotFoundException;
import dev.weir.transport.ConnectionLimits;
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
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class PublisherSeatTest {
  private static final int HANDSHAKE = 1536;

  private final MetricsBootstrap metrics = MetricsBootstrap.create("origin-a", "origin");
  private final BlockingQueue<PublishDesk.Publisher> asked = new LinkedBlockingQueue<>();
  private final AtomicInteger begun = new AtomicInteger();
  private final AtomicInteger ended = new AtomicInteger();
  private long ingestRate;
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

  @Test
  void whoSendsTooFastIsNotReadForAWhile(Vertx vertx) throws Exception {
    ingestRate = 800_000;
    RtmpListener listener = listen(vertx);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), listener.port())) {
      greet(socket);
      publish(socket, "fast");
      PublishDesk.Publisher fast = asked.poll(5, TimeUnit.SECONDS);
      AccessDecision yes = AccessDecision.allowed(100, "");
      fast.context().runOnContext(v -> fast.admit(request("fast"), yes));
      fast.accept();

      long began = System.nanoTime();
      OutputStream out = socket.getOutputStream();
      CompletableFuture<Void> sending =
          CompletableFuture.runAsync(() -> sendForever(out, picture(60_000)));
      Pattern slowed =
          Pattern.compile("weir_ingest_limited_total\\{[^}]*\"slowed\"[^}]*} ([4-9]|\\d\\d)");
      await().until(() -> slowed.matcher(metrics.scrape()).find());

      // Five seconds' worth, what was read while that ran out, and then as much as it may.
      double seconds = (System.nanoTime() - began) / 1e9;
      assertThat(fast.bytesIn() - 100_000 * seconds).isBetween(400_000.0, 2_000_000.0);
      assertThat(ended).hasValue(0);
      socket.close();
      await().until(sending::isDone);
    }
    await().untilAtomic(ended, equalTo(1));
    assertThat(listener.close().toCompletionStage().toCompletableFuture())
        .succeedsWithin(5, TimeUnit.SECONDS);
  }

  @Test
  void whoLeftBeforeHeWasLetInTakesNoPlace(Vertx vertx) throws Exception {
    RtmpListener listener = listen(vertx);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), listener.port())) {
      greet(socket);
      publish(socket, "gone");
      PublishDesk.Publisher gone = asked.poll(5, TimeUnit.SECONDS);
      publish(socket, "here");
      PublishDesk.Publisher here = asked.poll(5, TimeUnit.SECONDS);

      AccessDecision yes = AccessDecision.allowed(100, "");
      gone.context().runOnContext(v -> gone.admit(request("gone"), yes));
      here.context().runOnContext(v -> here.admit(request("here"), yes));
      await().untilAtomic(begun, equalTo(1));
      assertThat(ended).hasValue(0);
    }
    await().untilAtomic(ended, equalTo(1));
    assertThat(begun).hasValue(1);
    assertThat(listener.close().toCompletionStage().toCompletableFuture())
        .succeedsWithin(5, TimeUnit.SECONDS);
  }

  private static AccessRequest request(String name) {
    return new AccessRequest(
        AccessRequest.Action.PUBLISH, new StreamKey("live", name), Map.of(), "127.0.0.1");
  }

  /** Counts the places that are taken and given back. */
  private final class Places implements AccessPolicy {
    @Override
    public CompletionStage<AccessDecision> decide(AccessRequest request) {
      return OPEN.decide(request);
    }

    @Override
    public Optional<AccessDecision> begin(AccessRequest request, AccessDecision decision) {
      begun.incrementAndGet();
      return Optional.empty();
    }

    @Override
    public void end(AccessRequest request, AccessDecision decision) {
      ended.incrementAndGet();
    }
  }

  private static void sendForever(OutputStream out, byte[] picture) {
    try {
      while (true) {
        out.write(picture);
      }
    } catch (IOException e) {
      // The test is over.
    }
  }

  /** A video message of type 0 on message stream 1, in chunks of 128 bytes. */
  private static byte[] picture(int length) {
    ByteBuf out = Unpooled.buffer();
    out.writeByte(6).writeMedium(0).writeMedium(length).writeByte(9).writeIntLE(1);
    for (int sent = 0; sent < length; sent += 128) {
      if (sent > 0) {
        out.writeByte(0xC6);
      }
      out.writeZero(Math.min(128, length - sent));
    }
    return ByteBufUtil.getBytes(out);
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
            "127.0.0.1",
            0,
            16,
            1,
            ConnectionLimits.of(10),
            List.of(),
            0,
            0,
            PeerPatience.DEFAULT,
            SessionSettings.DEFAULT,
            Optional.empty());
    PlayDesk plays =
        new PlayDesk(
            AccessPolicy.OPEN,
            key -> Future.failedFuture(new StreamNotFoundException("none")),
            PlayerLimits.DEFAULT,
            new QueueBudget(1 << 20, 1 << 20),
            new Overload(OverloadSettings.NONE, metrics.metrics()),
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
                    new ClientGround(
                        this::ask,
                        plays,
                        new Places(),
                        metrics.metrics(),
                        sessions,
                        () -> false,
                        new IngestLimit(ingestRate, metrics.metrics()),
                        new NodeTrust("origin-a", Optional.empty(), metrics.metrics(), () -> 0),
                        new SessionLog())))
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
    public void onRefused(ConnectionLimit limit) {}

    @Override
    public void onBytesIn(int bytes) {}

    @Override
    public void onProtocolError(RtmpError error) {}
  }
}
