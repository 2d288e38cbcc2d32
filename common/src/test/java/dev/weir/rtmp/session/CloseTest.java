package dev.weir.rtmp.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.amf.Amf0Writer;
import dev.weir.amf.AmfValue;
import dev.weir.rtmp.RtmpException;
import dev.weir.rtmp.message.MessageEncoder;
import dev.weir.rtmp.message.MessageType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever was said up to the close, nothing is held after it. */
class CloseTest {
  private static final MessageEncoder ENCODER =
      new MessageEncoder(UnpooledByteBufAllocator.DEFAULT, 128);

  /** How a node answers requests. */
  private enum Answers {
    ALL,
    CONNECT_ONLY,
    NOTHING,
    NOTHING_AND_POLLS_NOTHING
  }

  @Test
  void everythingIsReleasedWhereverAConversationIsCut() {
    byte[] conversation = conversation();
    for (Answers answers : Answers.values()) {
      for (int cut = 0; cut <= conversation.length; cut += cut < 3_060 ? 101 : 1) {
        run(Arrays.copyOf(conversation, cut), answers, cut % 7 == 0 ? 13 : cut);
      }
    }
  }

  @Test
  void everythingIsReleasedWhereverAConversationIsDamaged() {
    byte[] conversation = conversation();
    Random random = new Random(5);
    for (int round = 0; round < 3_000; round++) {
      byte[] damaged = conversation.clone();
      for (int i = 0; i <= random.nextInt(3); i++) {
        int at = RawClient.HANDSHAKE + random.nextInt(damaged.length - RawClient.HANDSHAKE);
        damaged[at] = (byte) random.nextInt(256);
      }
      run(damaged, Answers.values()[round % 4], round % 2 == 0 ? damaged.length : 500);
    }
  }

  @Test
  void closingTwiceIsHarmless() {
    RawClient client = new RawClient();
    client.publishing().media(MessageType.VIDEO, 1, 0, (byte) 1);
    client.close();
    client.session().close();
  }

  private static void run(byte[] bytes, Answers answers, int portion) {
    UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true, true);
    ServerSession session = new ServerSession(SessionSettings.DEFAULT, allocator, new Random(1), 0);
    try {
      for (int from = 0; from < bytes.length; from += portion) {
        int to = Math.min(bytes.length, from + portion);
        session.receive(allocator.directBuffer().writeBytes(bytes, from, to - from), 0);
        if (answers != Answers.NOTHING_AND_POLLS_NOTHING) {
          answer(session, answers);
        }
      }
    } catch (RtmpException expected) {
      assertThat(expected.error()).isNotNull();
    } finally {
      session.close();
    }
    assertThat(session.pollEvent()).isNull();
    assertThat(session.pollOutput()).isNull();
    assertThat(allocator.metric().usedDirectMemory()).as("cut at %d", bytes.length).isZero();
    assertThat(allocator.metric().usedHeapMemory()).as("cut at %d", bytes.length).isZero();
  }

  private static void answer(ServerSession session, Answers answers) {
    for (ServerEvent event; (event = session.pollEvent()) != null; ) {
      if (event instanceof ServerEvent.Connect && answers != Answers.NOTHING) {
        session.acceptConnect(0);
      } else if (event instanceof ServerEvent.Publish publish && answers == Answers.ALL) {
        session.acceptPublish(publish.streamId(), 0);
      } else if (event instanceof ServerEvent.Play play && answers == Answers.ALL) {
        session.acceptPlay(play.streamId(), play.name().path());
      }
      event.release();
    }
    ByteBuf out = session.pollOutput();
    if (out != null) {
      out.release();
    }
  }

  private static byte[] conversation() {
    return RawClient.bytes(
        out -> {
          out.writeBytes(RawClient.handshake());
          ENCODER.command(out, 0, "connect", 1, AmfValue.object("app", "live"));
          ENCODER.command(out, 0, "createStream", 2, AmfValue.NULL);
          ENCODER.command(out, 1, "publish", 3, AmfValue.NULL, AmfValue.of("demo"));
          media(out, MessageType.DATA_AMF0, metadata());
          media(out, MessageType.VIDEO, Unpooled.wrappedBuffer(new byte[200]));
          media(out, MessageType.AUDIO, Unpooled.EMPTY_BUFFER);
          media(out, MessageType.AGGREGATE, aggregate());
          ENCODER.userControl(out, 6, 1);
          ENCODER.command(out, 0, "createStream", 4, AmfValue.NULL);
          ENCODER.command(out, 2, "play", 5, AmfValue.NULL, AmfValue.of("demo"));
          // Two messages chunk by chunk, one of them given up.
          out.writeByte(4).writeMedium(9).writeMedium(150).writeByte(9).writeIntLE(1);
          out.writeZero(128).writeByte(8).writeMedium(9).writeMedium(150).writeByte(8);
          out.writeIntLE(1).writeZero(128);
          ENCODER.control(out, MessageType.ABORT, 8);
          out.writeByte(0xC4).writeZero(22);
          ENCODER.command(out, 1, "deleteStream", 0, AmfValue.NULL, AmfValue.of(1));
        });
  }

  private static void media(ByteBuf out, int type, ByteBuf body) {
    ENCODER.media(out, type, 1, 0, body);
  }

  private static ByteBuf metadata() {
    ByteBuf body = Unpooled.buffer();
    Amf0Writer.write(body, AmfValue.of("onMetaData"), AmfValue.object("width", 1));
    return body;
  }

  private static ByteBuf aggregate() {
    ByteBuf body = Unpooled.buffer();
    for (int i = 0; i < 3; i++) {
      body.writeByte(8).writeMedium(2).writeMedium(i).writeInt(0).writeShort(0).writeInt(13);
    }
    return body;
  }
}
