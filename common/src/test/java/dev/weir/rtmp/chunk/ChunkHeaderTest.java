package dev.weir.rtmp.chunk;

import static dev.weir.rtmp.chunk.ChunkBytes.chunks;
import static dev.weir.rtmp.chunk.Decoded.message;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.rtmp.RtmpError;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkHeaderTest {
  private static final byte[] BODY = {1, 2, 3};

  @Test
  void readsEveryFormat() {
    byte[] wire =
        chunks()
            .fmt0(4, 1_000, 3, 8, 1)
            .bytes(BODY)
            .fmt1(4, 20, 2, 9)
            .hex("0405")
            .fmt2(4, 30)
            .hex("0607")
            .fmt3(4)
            .hex("0809")
            .array();

    assertThat(Decoded.all(wire))
        .containsExactly(
            message(4, 8, 1, 1_000, BODY),
            message(4, 9, 1, 1_020, new byte[] {4, 5}),
            message(4, 9, 1, 1_050, new byte[] {6, 7}),
            message(4, 9, 1, 1_080, new byte[] {8, 9}));
  }

  @ParameterizedTest
  @CsvSource({
    "02 000000 000004 05 00000000 002625A0, 5, 002625a0",
    "02 000000 000005 06 00000000 002625A0 02, 6, 002625a002",
    "02 000000 000004 01 00000000 0000EA60, 1, 0000ea60",
    "02 000000 000006 04 00000000 0000 00000001, 4, 000000000001",
  })
  void readsTheControlVectors(String wire, int type, String body) {
    assertThat(Decoded.all(chunks().hex(wire).array()))
        .containsExactly(new Decoded(2, type, 0, 0, body));
  }

  @ParameterizedTest
  @CsvSource({"64, 00 00", "319, 00 FF", "320, 01 00 01", "65599, 01 FF FF", "64, 01 00 00"})
  void readsTheChunkStreamIdVectors(int id, String basic) {
    byte[] wire = chunks().hex(basic).message0(7, 3, 9, 1).bytes(BODY).array();

    assertThat(Decoded.all(wire)).containsExactly(message(id, 9, 1, 7, BODY));
  }

  @Test
  void readsTheExtendedTimestampVector() {
    byte[] body = new byte[130];
    byte[] wire =
        chunks()
            .hex("04 FFFFFF 000082 08 01000000 01000000")
            .bytes(body, 0, 128)
            .hex("C4 01000000")
            .bytes(body, 128, 130)
            .array();

    assertThat(Decoded.all(wire)).containsExactly(message(4, 8, 1, 0x0100_0000, body));
  }

  @Test
  void everyChunkStreamIdWorksInEveryFormThatCanHoldIt() {
    for (int id = 2; id <= 65_599; id += id < 400 ? 1 : 97) {
      List<byte[]> forms = new ArrayList<>();
      forms.add(chunks().basic(0, id).message0(5, 3, 8, 1).bytes(BODY).array());
      if (id >= 64) {
        forms.add(chunks().basicLong(0, id).message0(5, 3, 8, 1).bytes(BODY).array());
      }
      for (byte[] wire : forms) {
        assertThat(Decoded.by(bytes -> List.of(bytes), wire))
            .containsExactly(message(id, 8, 1, 5, BODY));
      }
    }
    assertThat(Decoded.all(chunks().basicLong(0, 65_599).message0(5, 3, 8, 1).bytes(BODY).array()))
        .containsExactly(message(65_599, 8, 1, 5, BODY));
  }

  @Test
  void bothLongFormsNameTheSameChunkStream() {
    byte[] wire =
        chunks()
            .basic(0, 100)
            .message0(5, 3, 8, 1)
            .bytes(BODY)
            .basicLong(3, 100)
            .bytes(BODY)
            .array();

    assertThat(Decoded.all(wire))
        .containsExactly(message(100, 8, 1, 5, BODY), message(100, 8, 1, 10, BODY));
  }

  @Test
  void theMessageStreamIdIsLittleEndian() {
    byte[] wire = chunks().hex("04 000000 000000 08 01020304").array();

    assertThat(Decoded.all(wire)).containsExactly(message(4, 8, 0x0403_0201, 0, new byte[0]));
  }

  @Test
  void controlMessagesBelongToNoMessageStreamWhateverTheirHeaderSays() {
    byte[] wire = chunks().fmt0(4, 0, 4, 3, 1).hex("00000001").array();

    assertThat(Decoded.all(wire)).extracting(Decoded::streamId).containsExactly(0);
  }

  @Test
  void formatOneMayOpenAChunkStreamAsLibrtmpsPingDoes() {
    byte[] wire = chunks().fmt1(2, 0, 6, 4).hex("0006 00000001").array();

    assertThat(Decoded.all(wire)).containsExactly(new Decoded(2, 4, 0, 0, "000600000001"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"82 000000", "C2", "C3", "80 40 000001", "C1 FF FF"})
  void formatsTwoAndThreeMayNotOpenAChunkStream(String wire) {
    assertThat(Decoded.failure(chunks().hex(wire).array())).isEqualTo(RtmpError.BAD_CHUNK);
  }
}
