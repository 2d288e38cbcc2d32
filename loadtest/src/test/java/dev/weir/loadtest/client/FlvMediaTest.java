package dev.weir.loadtest.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.cli.StartupException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FlvMediaTest {
  @TempDir private Path directory;

  @Test
  void aLoopIsAsLongAsItsLongestTrackAndOneFrame() {
    // Sound ends at 100 + 50, pictures at 120 + 40.
    assertThat(FlvFile.small().media().periodMillis()).isEqualTo(160);
  }

  @Test
  void theFirstPictureOrSoundIsTimeZero() {
    FlvMedia media =
        new FlvFile()
            .video(0, FlvFile.AVC_HEADER)
            .video(5_000, "1701000000aa")
            .video(5_040, "2701000000aa")
            .media();

    assertThat(media.units()).extracting(MediaUnit::timestamp).containsExactly(0L, 0L, 40L);
    assertThat(media.periodMillis()).isEqualTo(80);
  }

  @Test
  void aLoopHasNoEndOfItsTracksAndNoEmptyHeaders() {
    FlvMedia media = FlvFile.small().audio(120, "af00").video(120, "1702000000").media();

    assertThat(media.units()).hasSameSizeAs(FlvFile.small().media().units());
  }

  @Test
  void aFileThatBreaksOffIsUsedUpToThere() throws Exception {
    byte[] whole = FlvFile.small().bytes();

    assertThat(read(Arrays.copyOf(whole, whole.length - 6)).units())
        .hasSize(FlvFile.small().media().units().size() - 1);
  }

  @Test
  void saysInOneSentenceWhatIsWrongWithAFile() throws Exception {
    Path text = Files.writeString(directory.resolve("notes.txt"), "not a film at all");
    Path silent = Files.write(directory.resolve("silent.flv"), new FlvFile().metadata().bytes());

    assertRefused(directory.resolve("none.flv"), "no such file");
    assertRefused(directory, "is a directory");
    assertRefused(text, "not an FLV file");
    assertRefused(silent, "neither picture nor sound");
  }

  private static void assertRefused(Path file, String words) {
    assertThatThrownBy(() -> FlvMedia.read(file))
        .isInstanceOf(StartupException.class)
        .hasMessageStartingWith(file + ": ")
        .hasMessageContaining(words);
  }

  private FlvMedia read(byte[] bytes) throws IOException {
    return FlvMedia.read(Files.write(directory.resolve("file.flv"), bytes));
  }
}
