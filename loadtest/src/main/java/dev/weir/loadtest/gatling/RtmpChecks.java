package dev.weir.loadtest.gatling;

import io.gatling.commons.validation.Success;
import io.gatling.commons.validation.Validation;
import io.gatling.core.check.Check;
import io.gatling.core.check.CheckMaterializer;
import io.gatling.core.check.Extractor;
import io.gatling.core.check.FindExtractor;
import io.gatling.core.session.Session;
import io.gatling.javaapi.core.CheckBuilder;
import java.util.Locale;
import java.util.function.Function;
import scala.Function1;
import scala.Option;
import scala.collection.immutable.List;
import scala.collection.mutable.ListBuffer;

/** Makes checks on {@link RtmpResponse}, and makes Gatling's own ready to look at one. */
final class RtmpChecks {
  /** What is checked. */
  enum Type implements CheckBuilder.CheckType {
    STATUS,
    VIDEO_CODEC,
    AUDIO_CODEC,
    BITRATE
  }

  /** Looks at the response as it is. */
  private static final class Materializer
      extends CheckMaterializer<Type, Check<RtmpResponse>, RtmpResponse, RtmpResponse> {
    private static final Materializer INSTANCE = new Materializer();

    private Materializer() {
      super(check -> check);
    }

    @Override
    public Function1<RtmpResponse, Validation<RtmpResponse>> preparer() {
      return Success::new;
    }
  }

  private RtmpChecks() {}

  /**
   * A check.
   *
   * @param part what it looks at; null for nothing there
   */
  static <X> CheckBuilder.Find<X> of(Type type, Class<X> what, Function<RtmpResponse, X> part) {
    String name = type.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    Extractor<RtmpResponse, X> extractor =
        new FindExtractor<>(name, response -> new Success<>(Option.apply(part.apply(response))));
    Function1<Session, Validation<Extractor<RtmpResponse, X>>> expression =
        session -> new Success<>(extractor);
    return new CheckBuilder.Find.Default<Type, RtmpResponse, X, X>(
        new io.gatling.core.check.CheckBuilder$Find$Default<>(expression, true), type, what, null);
  }

  /**
   * Makes checks ready.
   *
   * @throws IllegalArgumentException when one is not of RTMP
   */
  static List<Check<RtmpResponse>> ready(java.util.List<CheckBuilder> builders) {
    ListBuffer<Check<RtmpResponse>> checks = new ListBuffer<>();
    for (CheckBuilder builder : builders) {
      if (!(builder.type() instanceof Type)) {
        throw new IllegalArgumentException("RTMP has no check of type " + builder.type());
      }
      @SuppressWarnings("unchecked") // as the type says
      io.gatling.core.check.CheckBuilder<Type, RtmpResponse> ours =
          (io.gatling.core.check.CheckBuilder<Type, RtmpResponse>) builder.asScala();
      checks.addOne(ours.build(Materializer.INSTANCE));
    }
    return checks.toList();
  }
}
