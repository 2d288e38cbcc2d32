package dev.weir.access;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.Function;

/** An answer's body up to a size; a longer one is not read on. */
public final class BoundedBody implements BodySubscriber<byte[]> {
  private final int max;
  private final Function<String, Throwable> tooLong;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final CompletableFuture<byte[]> body = new CompletableFuture<>();
  private Flow.Subscription subscription;

  /**
   * @param max in bytes
   * @param tooLong what a longer one fails with, from a few words
   */
  public BoundedBody(int max, Function<String, Throwable> tooLong) {
    this.max = max;
    this.tooLong = tooLong;
  }

  @Override
  public CompletionStage<byte[]> getBody() {
    return body;
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    subscription = given;
    given.request(1);
  }

  @Override
  public void onNext(List<ByteBuffer> items) {
    for (ByteBuffer item : items) {
      if (bytes.size() + item.remaining() > max) {
        subscription.cancel();
        body.completeExceptionally(tooLong.apply("more than " + max + " bytes"));
        return;
      }
      byte[] part = new byte[item.remaining()];
      item.get(part);
      bytes.writeBytes(part);
    }
    subscription.request(1);
  }

  @Override
  public void onError(Throwable failure) {
    body.completeExceptionally(failure);
  }

  @Override
  public void onComplete() {
    body.complete(bytes.toByteArray());
  }
}
