package dev.weir.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

class LeakExtensionTest {
  @Test
  void aLostBufferFailsItsTestClass() {
    EngineExecutionResults results = run(LosesABuffer.class);

    assertThat(results.testEvents().succeeded().count()).isEqualTo(1);
    assertThat(results.containerEvents().failed().list())
        .singleElement()
        .satisfies(LeakExtensionTest::tellsWhere);
  }

  @Test
  void aReleasedBufferFailsNothing() {
    EngineExecutionResults results = run(ReleasesItsBuffer.class);

    assertThat(results.testEvents().succeeded().count()).isEqualTo(1);
    assertThat(results.allEvents().failed().count()).isZero();
  }

  private static void tellsWhere(Event failure) {
    assertThat(failure.getRequiredPayload(TestExecutionResult.class))
        .extracting(result -> result.getThrowable().orElseThrow().getMessage())
        .asString()
        .contains("LEAK:", "LosesABuffer");
  }

  private static EngineExecutionResults run(Class<?> tests) {
    return EngineTestKit.engine("junit-jupiter")
        .configurationParameter("junit.jupiter.extensions.autodetection.enabled", "true")
        .selectors(selectClass(tests))
        .execute();
  }

  static final class LosesABuffer {
    @Test
    void forgetsToRelease() {
      ByteBuf lost = PooledByteBufAllocator.DEFAULT.directBuffer(16);
      lost.writeInt(1);
      assertThat(lost.readableBytes()).isEqualTo(4);
    }
  }

  static final class ReleasesItsBuffer {
    @Test
    void releases() {
      ByteBuf kept = PooledByteBufAllocator.DEFAULT.directBuffer(16);
      assertThat(kept.release()).isTrue();
    }
  }
}
