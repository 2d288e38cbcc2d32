package dev.weir.node;

import dev.weir.rtmp.RtmpUrl;
import dev.weir.rtmp.handshake.HandshakeScheme;
import dev.weir.rtmp.message.MessageType;
import dev.weir.rtmp.message.StatusCode;
import dev.weir.rtmp.session.ClientEvent;
import dev.weir.rtmp.session.ClientSession;
import dev.weir.rtmp.session.ClientTarget;
import dev.weir.rtmp.session.ServerEvent;
import dev.weir.rtmp.session.ServerSession;
import dev.weir.rtmp.session.SessionSettings;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Spares a node's first publisher the loading of classes, which takes longer than the 200 ms in
 * which a rival has to hear that the name is taken. About half of it lies before {@code publish}:
 * Netty's pools, the handshake, AMF. Two publishers' sessions are played against the server's in
 * memory, which brings that in. What lies behind asks the policy, the registry and the log, and
 * those would keep something of a publisher who never was; of these parts the classes are loaded by
 * name, and none is run or even initialized.
 *
 * <p>A class-data archive would do the same, but where the node is not started from an image there
 * is none, and Java 17 makes none by itself.
 */
final class Rehearsal {
  /** In each module, one a line: what a first publisher meets in it beyond the session. */
  static final String NAMES = "META-INF/weir/first-publisher";

  private static final Logger LOG = LoggerFactory.getLogger(Rehearsal.class);
  private static final String URL = "rtmp://localhost/rehearsal/nobody";

  private Rehearsal() {}

  /**
   * Begins, on a thread of its own: while the node waits for its cluster there is time for it.
   *
   * @return done when it is over; never fails, for a node can be slow at first and good
   */
  static Future<Void> begin() {
    Promise<Void> over = Promise.promise();
    Runnable all =
        () -> {
          try {
            play(HandshakeScheme.SIMPLE, true);
            play(HandshakeScheme.DIGEST_1, false);
            load(names());
          } catch (IOException | RuntimeException | LinkageError e) {
            LOG.debug("rehearsal-failed reason=\"{}\"", e.toString());
          } finally {
            over.complete();
          }
        };
    Thread thread = new Thread(all, "weir-rehearsal");
    thread.setDaemon(true);
    thread.start();
    return over.future();
  }

  /**
   * Plays a publisher's session to its end.
   *
   * @param granted whether it may publish, and sends something; otherwise it is told BadName
   * @return what the client heard of its wish
   */
  static List<ClientEvent> play(HandshakeScheme handshake, boolean granted) {
    long now = System.nanoTime();
    ClientTarget target =
        ClientTarget.of(ClientTarget.Role.PUBLISH, RtmpUrl.parse(URL)).with(handshake).enhanced();
    List<ClientEvent> heard = new ArrayList<>();
    PooledByteBufAllocator buffers = PooledByteBufAllocator.DEFAULT;
    try (ServerSession server =
            new ServerSession(SessionSettings.DEFAULT, buffers, new Random(), now);
        ClientSession client =
            new ClientSession(SessionSettings.DEFAULT, target, buffers, new Random(), now)) {
      for (ByteBuf out; (out = client.pollOutput()) != null; ) {
        server.receive(out, now);
        for (ServerEvent event; (event = server.pollEvent()) != null; ) {
          answer(server, event, granted, now);
        }
        for (ByteBuf back; (back = server.pollOutput()) != null; ) {
          client.receive(back, now);
        }
        for (ClientEvent event; (event = client.pollEvent()) != null; ) {
          heard.add(event);
          if (event instanceof ClientEvent.Started) {
            publish(client);
          }
        }
      }
    }
    return heard;
  }

  private static void answer(ServerSession server, ServerEvent event, boolean granted, long now) {
    if (event instanceof ServerEvent.Connect) {
      server.acceptConnect(now);
    } else if (event instanceof ServerEvent.Publish publish) {
      if (granted) {
        server.acceptPublish(publish.streamId(), now);
      } else {
        server.rejectPublish(publish.streamId(), StatusCode.PUBLISH_BAD_NAME, "A rehearsal.");
      }
    } else {
      event.release();
    }
  }

  private static void publish(ClientSession client) {
    ByteBuf frame = Unpooled.wrappedBuffer(new byte[] {0x17, 1, 0, 0, 0});
    client.publish(MessageType.VIDEO, 0, frame);
    client.publish(MessageType.AUDIO, 0, frame);
    frame.release();
    client.end();
  }

  /** The names that the modules of this node list. */
  static List<String> names() throws IOException {
    List<String> names = new ArrayList<>();
    for (URL list : Collections.list(Rehearsal.class.getClassLoader().getResources(NAMES))) {
      try (BufferedReader lines =
          new BufferedReader(new InputStreamReader(list.openStream(), StandardCharsets.UTF_8))) {
        lines.lines().filter(line -> !line.isBlank()).forEach(names::add);
      }
    }
    return names;
  }

  /** A name that is gone costs a few milliseconds later, and a test fails over it. */
  private static void load(List<String> names) {
    for (String name : names) {
      try {
        Class<?> known = Class.forName(name, false, Rehearsal.class.getClassLoader());
        // Asked for its constructors a class is linked, which is most of the work.
        Objects.requireNonNull(known.getDeclaredConstructors());
      } catch (ClassNotFoundException e) {
        LOG.debug("rehearsal-incomplete class={}", name);
      }
    }
  }
}
