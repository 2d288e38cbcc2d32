package dev.weir.stream;

import static dev.weir.stream.Frames.audio;
import static dev.weir.stream.Frames.batch;
import static dev.weir.stream.Frames.inter;
import static dev.weir.stream.Frames.key;
import static dev.weir.stream.Frames.labels;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.media.MediaFrame;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GopCacheTest {
  private final ByteBufAllocator allocator = new UnpooledByteBufAllocator(true, true);
  private GopCache cache = new GopCache(StreamSettings.DEFAULT, allocator);

  @AfterEach
  void clear() {
    cache.clear();
    assertThat(cache.isEmpty()).isTrue();
    assertThat(cache.bytes()).isZero();
  }

  @Test
  void beforeAKeyFrameNothingIsKept() {
    add(audio(0, 1));
    add(inter(0, 2), audio(1, 3));
    assertThat(content()).isEmpty();
  }

  @Test
  void whatComesBeforeTheKeyFrameIsLeftOut() {
    add(audio(0, 1), inter(1, 2), key(2, 3), audio(3, 4));
    add(inter(40, 5));

    assertThat(content()).containsExactly("K3@2", "A4@3", "P5@40");
    assertThat(cache.skipInFirst()).isEqualTo(2);
    assertThat(cache.firstTimestamp()).isEqualTo(2);
  }

  @Test
  void anotherKeyFrameBeginsAnew() {
    add(key(0, 1), inter(40, 2));
    add(audio(50, 3), key(80, 4));
    assertThat(content()).containsExactly("K4@80");
  }

  @Test
  void ofTwoKeyFramesInABatchTheFirstCounts() {
    add(key(0, 1), key(40, 2));
    assertThat(content()).containsExactly("K1@0", "K2@40");
  }

  @Test
  void pastItsFramesItIsEmptyUntilTheNextKeyFrame() {
    cache = new GopCache(new StreamSettings(16 << 20, 5, 15_000, 50, 0, 65_536), allocator);
    add(key(0, 1), inter(1, 2), inter(2, 3));
    add(inter(3, 4), inter(4, 5));
    assertThat(content()).hasSize(5);
    add(inter(5, 6));
    assertThat(content()).isEmpty();
    add(inter(6, 7));
    assertThat(content()).isEmpty();
    add(key(7, 8));
    assertThat(content()).containsExactly("K8@7");
  }

  @Test
  void pastItsBytesToo() {
    EncodedBatch first = batch(key(0, 1));
    int size = first.size();
    first.release();
    cache = new GopCache(new StreamSettings(3 * size, 2_500, 15_000, 50, 0, 65_536), allocator);
    add(key(0, 1));
    add(inter(1, 2));
    add(inter(2, 3));
    assertThat(cache.bytes()).isEqualTo(3 * size);
    add(inter(3, 4));
    assertThat(content()).isEmpty();
  }

  @Test
  void andPastItsTimeAlsoWhereTimeWraps() {
    long start = 0xFFFF_FFFFL - 5_000;
    add(key(start, 1));
    add(inter(start + 15_000 & 0xFFFF_FFFFL, 2));
    assertThat(content()).hasSize(2);
    add(inter(start + 15_001 & 0xFFFF_FFFFL, 3));
    assertThat(content()).isEmpty();
  }

  @Test
  void aStepBackInTimeDoesNotEmptyIt() {
    add(key(10_000, 1));
    add(audio(9_900, 2));
    assertThat(content()).hasSize(2);
  }

  @Test
  void aKeyFrameWithEachMessageKeepsOne() {
    for (int i = 0; i < 10_000; i++) {
      add(key(i, i));
    }
    assertThat(content()).containsExactly("K9999@9999");
  }

  private void add(MediaFrame... frames) {
    EncodedBatch batch = batch(frames);
    cache.add(batch);
    batch.release();
  }

  private List<String> content() {
    List<String> found = new ArrayList<>();
    int from = cache.skipInFirst();
    for (EncodedBatch batch : cache.share()) {
      found.addAll(labels(batch.share(from, batch.count())));
      batch.release();
      from = 0;
    }
    return found;
  }
}
