package dev.weir.stream;

import io.vertx.core.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A subscriber that remembers what it got. */
final class Listener implements Subscriber {
  private final FakeLoop loop;
  final List<String> headers = new ArrayList<>();
  final List<String> messages = new ArrayList<>();
  LoopPace pace = LoopPace.EVERY_FRAME;
  int joins;
  int gaps;
  int writes;
  int gopMessages;
  int ends;
  int moves;

  /** Called inside of every delivery. */
  Consumer<Listener> during = listener -> {};

  Listener(FakeLoop loop) {
    this.loop = loop;
  }

  @Override
  public Context context() {
    return loop.context();
  }

  @Override
  public LoopPace pace() {
    return pace;
  }

  @Override
  public void onJoin(Join join) {
    joins++;
    if (join.headers() != null) {
      headers.addAll(Frames.labels(join.headers().share(0, join.headers().count())));
    }
    int from = join.skipInFirst();
    for (EncodedBatch batch : join.gop()) {
      messages.addAll(Frames.labels(batch.share(from, batch.count())));
      from = 0;
    }
    gopMessages = messages.size();
  }

  @Override
  public void onBatch(EncodedBatch batch) {
    writes++;
    messages.addAll(Frames.labels(batch.share(0, batch.count())));
    during.accept(this);
  }

  @Override
  public void onGap() {
    gaps++;
  }

  @Override
  public void onEnd() {
    ends++;
    during.accept(this);
  }

  @Override
  public void onMoved() {
    moves++;
  }
}
