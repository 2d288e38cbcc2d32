package dev.weir.it;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Command lines for JVMs with the test's class path. */
public final class Jvm {
  private static final List<String> OPENED =
      List.of(
          "java.base/java.lang",
          "java.base/java.nio",
          "java.base/sun.nio.ch",
          "java.management/sun.management",
          "jdk.management/com.sun.management.internal");

  /** Small, quick to start, and with every buffer watched at little cost. */
  private static final List<String> OPTIONS =
      List.of(
          "-Xmx256m",
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-Dio.netty.leakDetection.level=simple",
          "-Dio.netty.leakDetection.samplingInterval=1",
          "-Dvertx.disableFileCPResolving=true",
          "-Dhazelcast.logging.type=slf4j",
          "-Dweir.stop-on-stdin-eof=true");

  private Jvm() {}

  /** Runs a main class. */
  public static List<String> command(String mainClass, String... args) {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(OPTIONS);
    OPENED.forEach(name -> words.addAll(List.of("--add-opens", name + "=ALL-UNNAMED")));
    words.addAll(List.of("--add-exports", "java.base/jdk.internal.ref=ALL-UNNAMED"));
    words.addAll(List.of("-cp", classPath(), mainClass));
    words.addAll(Arrays.asList(args));
    return words;
  }

  /** Surefire puts the class path into a jar's manifest and tells the real one here. */
  private static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }
}
