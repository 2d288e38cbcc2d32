package dev.weir.it;

import dev.weir.flv.FlvTag;
import dev.weir.flv.FlvWriter;
import dev.weir.loadtest.client.FlvMedia;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Random;

/** Things to publish. */
final class Clips {
  /** A key frame every two seconds, 25 frames a second, H.264 and AAC. */
  private static final String SAMPLE = "/sample/weir-sample.flv";

  /** About. */
  static final int EVENT_BYTES_A_SECOND = 125_000;

  private static final int FRAME_MILLIS = 40;
  private static final int FRAMES = 250;
  private static final int KEY_INTERVAL = 50;
  private static final int KEY_BYTES = 12_000;
  private static final int INTER_BYTES = 2_500;
  private static final int SOUND_BYTES = 180;
  private static final double SOUND_MILLIS = 1024 * 1000 / 48_000.0;

  /** AVCDecoderConfigurationRecord of 640x360, High. */
  private static final byte[] AVC_HEADER =
      HexFormat.of()
          .parseHex(
              "17000000000164001effe1001a6764001eacd940a02ff970110000030001000003003"
                  + "20f162d9601000568ebe3cb22");

  /** AudioSpecificConfig of AAC-LC, 48 kHz, stereo. */
  private static final byte[] AAC_HEADER = HexFormat.of().parseHex("af001190");

  private Clips() {}

  /** The sample that {@code weir up} publishes. */
  static FlvMedia sample() {
    try (InputStream in = Clips.class.getResourceAsStream(SAMPLE)) {
      return FlvMedia.read(in, SAMPLE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The sample as a file for other programs. */
  static Path sampleFile() {
    try (InputStream in = Clips.class.getResourceAsStream(SAMPLE)) {
      Path file = Tool.directory().resolve("sample.flv");
      Files.write(file, in.readAllBytes());
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ten seconds of H.264 and AAC at {@link #EVENT_BYTES_A_SECOND}, encoded here. */
  static Path event(Tool ffmpeg, String name) throws IOException {
    Path file = Tool.recording(name + ".flv");
    String[] arguments =
        ("-v error -nostats -f lavfi -i testsrc2=size=640x360:rate=25,noise=alls=12:allf=t"
                + " -f lavfi -i sine=frequency=440:sample_rate=48000 -t 10"
                + " -c:v h264 -b:v 900k -g 50 -c:a aac -b:a 64k -f flv "
                + file)
            .split(" ");
    try (Tool.Running encoder = ffmpeg.start(name, arguments)) {
      if (encoder.awaitExit(60) != 0) {
        throw new IllegalStateException(encoder.log());
      }
    }
    return file;
  }

  static FlvMedia read(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return FlvMedia.read(in, file.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An ffmpeg that sends the sample in real time, and writes down what it sends. */
  static Tool.Running publishSample(
      Tool ffmpeg, String name, int seconds, String url, Path published) {
    return ffmpeg.start(
        name,
        ("-hide_banner -nostats -loglevel warning -re -stream_loop -1 -i "
                + sampleFile()
                + " -map 0:v -map 0:a -c copy -t %d -f flv %s".formatted(seconds, url)
                + " -map 0:v -map 0:a -c copy -t %d -f framehash %s".formatted(seconds, published))
            .split(" "));
  }

  /** Ten seconds that look like H.264 and AAC from outside, with noise inside. */
  static FlvMedia noise() {
    ByteBuf flv = Unpooled.buffer();
    FlvWriter.header(flv, true, true);
    FlvWriter.tag(flv, FlvTag.VIDEO, 0, Unpooled.wrappedBuffer(AVC_HEADER));
    FlvWriter.tag(flv, FlvTag.AUDIO, 0, Unpooled.wrappedBuffer(AAC_HEADER));
    Random random = new Random(1);
    double sound = 0;
    for (int frame = 0; frame < FRAMES; frame++) {
      int millis = frame * FRAME_MILLIS;
      for (; sound <= millis; sound += SOUND_MILLIS) {
        FlvWriter.tag(flv, FlvTag.AUDIO, (long) sound, body("af01", SOUND_BYTES, random));
      }
      boolean key = frame % KEY_INTERVAL == 0;
      ByteBuf picture =
          body(key ? "1701000000" : "2701000000", key ? KEY_BYTES : INTER_BYTES, random);
      FlvWriter.tag(flv, FlvTag.VIDEO, millis, picture);
    }
    byte[] bytes = new byte[flv.readableBytes()];
    flv.readBytes(bytes);
    try {
      return FlvMedia.read(new ByteArrayInputStream(bytes), "noise");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ByteBuf body(String header, int bytes, Random random) {
    byte[] noise = new byte[bytes];
    random.nextBytes(noise);
    return Unpooled.wrappedBuffer(HexFormat.of().parseHex(header), noise);
  }
}
