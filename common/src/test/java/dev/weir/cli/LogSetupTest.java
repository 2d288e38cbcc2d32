package dev.weir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.config.LogFormat;
import dev.weir.config.LogLevel;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

final class LogSetupTest {
  private final Logger ours = LoggerFactory.getLogger("dev.weir.Sample");
  private final Logger netty = LoggerFactory.getLogger("io.netty.channel.Sample");
  private final Logger micrometer =
      LoggerFactory.getLogger("io.micrometer.core.instrument.MeterRegistry");

  @AfterEach
  void putBackTheDefaults() {
    LogSetup.apply(LogFormat.TEXT, LogLevel.INFO);
  }

  @Test
  void keepsLibrariesQuietUnlessDebugIsAskedFor() {
    LogSetup.apply(LogFormat.TEXT, LogLevel.INFO);
    assertThat(ours.isInfoEnabled()).isTrue();
    assertThat(ours.isDebugEnabled()).isFalse();
    assertThat(netty.isInfoEnabled()).isFalse();
    assertThat(netty.isWarnEnabled()).isTrue();

    LogSetup.apply(LogFormat.TEXT, LogLevel.DEBUG);
    assertThat(netty.isDebugEnabled()).isTrue();
    assertThat(micrometer.isWarnEnabled()).isFalse();

    LogSetup.apply(LogFormat.TEXT, LogLevel.ERROR);
    assertThat(netty.isWarnEnabled()).isFalse();
  }

  @Test
  void neverLetsARouterTellWhichUrlsAreAskedFor() {
    Logger router = LoggerFactory.getLogger("io.vertx.ext.web.impl.RouterImpl");
    LogSetup.apply(LogFormat.TEXT, LogLevel.TRACE);
    assertThat(netty.isTraceEnabled()).isTrue();
    assertThat(router.isTraceEnabled()).isFalse();
    assertThat(router.isDebugEnabled()).isTrue();
    LogSetup.apply(LogFormat.TEXT, LogLevel.INFO);
    assertThat(router.isInfoEnabled()).isFalse();
  }

  @Test
  void writesToStandardErrorInTheFormatThatIsSet() {
    assertThat(logged(LogFormat.TEXT)).matches("\\S+Z WARN  dev.weir.Sample key=1 a\\\\nb\n");
    assertThat(logged(LogFormat.JSON)).startsWith("{\"time\":").endsWith("}\n");
  }

  /** A node that dies resets what other nodes had to it. */
  @Test
  void doesNotCallItAnErrorWhenTheOtherSideBreaksAConnection() {
    Logger vertx = LoggerFactory.getLogger("io.vertx.core.net.impl.ConnectionBase");
    String told =
        logged(
            LogFormat.TEXT,
            () -> {
              vertx.error("recvAddress(..) failed with error(-104): Connection reset by peer");
              vertx.error("out of memory");
            });
    assertThat(told).contains("out of memory").doesNotContain("reset");
  }

  private String logged(LogFormat format) {
    return logged(format, () -> ours.atWarn().addKeyValue("key", 1).log("a\nb"));
  }

  private static String logged(LogFormat format, Runnable events) {
    PrintStream before = System.err;
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    try {
      LogSetup.apply(format, LogLevel.INFO);
      events.run();
      LogSetup.flush();
    } finally {
      System.setErr(before);
    }
    return err.toString(StandardCharsets.UTF_8);
  }
}
