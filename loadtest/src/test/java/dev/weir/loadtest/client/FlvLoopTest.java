package dev.weir.loadtest.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FlvLoopTest {
  @Test
  void timestampsGoOnOverTheSeam() {
    FlvLoop loop = new FlvLoop(FlvFile.small().media());
    List<Long> pictures = new ArrayList<>();
    while (loop.rounds() < 3) {
      if (loop.unit().isVideo() && loop.unit().isMedia()) {
        pictures.add(loop.timestamp());
      }
      loop.advance();
    }

    assertThat(pictures)
        .containsExactly(0L, 40L, 80L, 120L, 160L, 200L, 240L, 280L, 320L, 360L, 400L, 440L);
  }

  @Test
  void whatIsLateInABadlyInterleavedFileIsDueAtOnce() {
    FlvLoop loop =
        new FlvLoop(
            new FlvFile()
                .video(0, "1701000000aa")
                .video(40, "2701000000aa")
                .audio(10, "af0100")
                .media());
    loop.advance();
    loop.advance();

    assertThat(loop.timestamp()).isEqualTo(10);
    assertThat(loop.dueMillis()).isEqualTo(40);
  }
}
