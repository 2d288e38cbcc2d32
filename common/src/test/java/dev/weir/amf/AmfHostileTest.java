package dev.weir.amf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.management.ThreadMXBean;
import dev.weir.amf.AmfAttacks.Attack;
import dev.weir.amf.AmfVectors.Format;
import dev.weir.rtmp.RtmpError;
import dev.weir.rtmp.RtmpException;
import dev.weir.rtmp.RtmpLimits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Inputs made to exhaust a stack, a heap or a CPU. */
class AmfHostileTest {
  private static final RtmpLimits.Amf LIMITS = RtmpLimits.Amf.DEFAULT;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** What an attack may cost: a small multiple of an honest message of the same size. */
  private static final long ALLOCATED_MAX = 2 << 20;

  private static final int ROUNDS = 200;
  private static final Duration CPU_MAX = Duration.ofSeconds(2);

  @ParameterizedTest
  @MethodSource("dev.weir.amf.AmfAttacks#all")
  void isRefusedWithinLittleMemoryAndTime(Attack attack) {
    refuse(attack);
    long allocatedBefore = THREADS.getCurrentThreadAllocatedBytes();
    refuse(attack);
    long allocated = THREADS.getCurrentThreadAllocatedBytes() - allocatedBefore;

    // Processor time of this thread, so that a busy machine does not matter.
    long cpuBefore = THREADS.getCurrentThreadCpuTime();
    for (int i = 0; i < ROUNDS; i++) {
      refuse(attack);
    }
    long cpu = THREADS.getCurrentThreadCpuTime() - cpuBefore;

    assertThat(allocated).isLessThan(ALLOCATED_MAX);
    assertThat(Duration.ofNanos(cpu)).isLessThan(CPU_MAX);
  }

  @ParameterizedTest
  @ValueSource(strings = {"04", "07 0000", "09", "0E", "12", "FF", "03 000161 09", "03 000109"})
  void refusesForbiddenAndUnknownAmf0Markers(String hex) {
    refuse(attack(Format.AMF0, hex));
  }

  @ParameterizedTest
  @ValueSource(strings = {"12 00", "FF 01", "11 03 00 09 01 01 01"})
  void refusesUnknownAmf3MarkersAndUnusableDictionaryKeys(String hex) {
    refuse(attack(Format.AMF3, hex));
  }

  @Test
  void doesNotTolerateAMissingEndAtTheEndOfTheMessage() {
    refuse(attack(Format.AMF0, "03000161" + "05"));
    refuse(attack(Format.AMF0, "03000161" + "05" + "0000"));
    refuse(attack(Format.AMF3, "0A0B010361" + "01"));
  }

  @ParameterizedTest
  @CsvSource({"AMF0, 16, true", "AMF0, 17, false", "AMF3, 16, true", "AMF3, 17, false"})
  void nestsAsDeepAsTheLimitAndNoDeeper(Format format, int depth, boolean accepted) {
    AmfValue value = AmfValue.NULL;
    for (int i = 0; i < depth; i++) {
      value = i % 2 == 0 ? AmfValue.object("a", value) : new AmfValue.StrictArray(List.of(value));
    }
    byte[] bytes = AmfVectors.write(format, value);

    if (accepted) {
      assertThat(AmfVectors.read(format, bytes)).containsExactly(value);
    } else {
      refuse(new Attack("", "deeper than 16", format, bytes));
    }
  }

  @Test
  void countsTheDepthThroughTheSwitchToAmf3() {
    refuse(attack(Format.AMF0, "0A00000001".repeat(8) + "11" + "090301".repeat(9) + "01"));
    assertThat(bytes("0A00000001".repeat(8) + "11" + "090301".repeat(8) + "01"))
        .satisfies(b -> AmfVectors.read(Format.AMF0, b));
  }

  @ParameterizedTest
  @CsvSource({"1000, true", "1001, false"})
  void takesAsManyPropertiesAsTheLimit(int count, boolean accepted) {
    byte[] bytes = bytes("03" + AmfAttacks.properties(count));

    if (accepted) {
      assertThat(AmfVectors.read(Format.AMF0, bytes).get(0).asProperties()).hasSize(count);
    } else {
      refuse(new Attack("", "1000 properties", Format.AMF0, bytes));
    }
  }

  @Test
  void takesAsManyValuesAsTheLimitOverAllLevels() {
    RtmpLimits.Amf limits = new RtmpLimits.Amf(4, 10, 4, 100);
    ByteBuf in = Unpooled.wrappedBuffer(bytes("0A00000002" + "05" + "1101" + "05" + "05"));
    Amf0Reader reader = new Amf0Reader(in, limits);

    assertThat(reader.next()).isInstanceOf(AmfValue.StrictArray.class);
    assertThat(reader.next()).isEqualTo(AmfValue.NULL);
    assertThat(catchThrowableOfType(RtmpException.class, reader::next)).isNotNull();
  }

  @Test
  void keepsAClassNameAsPlainText() {
    AmfValue object = new AmfValue.TypedObject("java.lang.ProcessBuilder", Map.of());

    byte[] bytes = AmfVectors.write(Format.AMF0, object);

    assertThat(AmfVectors.read(Format.AMF0, bytes)).containsExactly(object);
  }

  @Test
  void keepsXmlAsPlainText() {
    String xml = "<!DOCTYPE a [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><a>&e;</a>";

    byte[] bytes = AmfVectors.write(Format.AMF0, new AmfValue.Xml(xml));

    assertThat(AmfVectors.read(Format.AMF0, bytes)).containsExactly(new AmfValue.Xml(xml));
  }

  @Test
  void refusesANameThatWouldGrowPastAmf0sLengthWhenWrittenAgain() {
    String name = "FFFF" + "FF".repeat(0xFFFF);

    for (String hex : List.of("03" + name + "05000009", "10" + name + "000009")) {
      refuse(new Attack("", "name too long", Format.AMF0, bytes(hex)));
    }
  }

  private static void refuse(Attack attack) {
    ByteBuf in = Unpooled.wrappedBuffer(attack.bytes());

    RtmpException refusal =
        catchThrowableOfType(
            RtmpException.class, () -> AmfVectors.read(attack.format(), in, LIMITS));

    assertThat(refusal).isNotNull();
    assertThat(refusal.error()).isEqualTo(RtmpError.BAD_AMF);
    assertThat(refusal).hasMessageContaining(attack.reason());
    assertThat(in.refCnt()).isOne();
  }

  private static Attack attack(Format format, String hex) {
    return new Attack(hex, "", format, bytes(hex));
  }

  private static byte[] bytes(String hex) {
    return ByteBufUtil.decodeHexDump(hex.replace(" ", ""));
  }
}
