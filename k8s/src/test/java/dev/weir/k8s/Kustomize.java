package dev.weir.k8s;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Renders overlays as {@code kubectl apply -k} would; each once a test run. */
public final class Kustomize {
  /** Of kubectl 1.27; what kubectl 1.20 has knows neither labels nor what components may do. */
  private static final int OLDEST = 5;

  private static final Pattern VERSION = Pattern.compile("\\bv(\\d+)\\.\\d+\\.\\d+");

  private static final Map<String, Manifests> RENDERED = new ConcurrentHashMap<>();

  private Kustomize() {}

  /** The overlay for the public with all that may be added to it. */
  public static final String MORE = "src/test/overlays/more";

  /** What users apply. */
  public static Stream<String> overlays() {
    return Stream.of("overlays/dev", "overlays/prod", "overlays/prod-keda", MORE);
  }

  /** A copy of its own for who asks. Where nothing can render, the test ends as not run. */
  public static Manifests render(String directory) {
    Program program =
        Program.require("kubectl or kustomize with kustomize 5 or newer", Found.PROGRAM);
    return RENDERED
        .computeIfAbsent(directory, path -> Manifests.parse(program.run(path).good()))
        .copy();
  }

  private static final class Found {
    static final Optional<Program> PROGRAM =
        Stream.of(
                found("kubectl", "kustomize", "version", "--client"),
                found("kustomize", "build", "version"))
            .flatMap(Optional::stream)
            .findFirst();

    private static Optional<Program> found(String name, String verb, String... version) {
      return Program.find(name)
          .filter(program -> isNewEnough(program.run(version)))
          .map(program -> new Program(List.of(name, verb)));
    }

    /** Kubernetes itself is at 1 and a long way from 5. */
    private static boolean isNewEnough(Program.Output output) {
      return VERSION
          .matcher(output.out())
          .results()
          .anyMatch(version -> Integer.parseInt(version.group(1)) >= OLDEST);
    }
  }
}
