package dev.weir;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import dev.weir.amf.badexample.BreaksTheRulesHelper;
import io.vertx.core.AsyncResult;
import io.vertx.core.Completable;
import io.vertx.core.CompositeFuture;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Who may import whom: one test a package, lowest first. A package may use the packages in rows
 * before its own, and of other people's code only what its line names.
 *
 * <p>That {@code config} is for mains, verticles and the {@code cli} follows from its place in
 * {@link #ROWS}; Checkstyle holds the other modules to it.
 */
class ArchitectureTest {
  private static final List<String> ROWS =
      List.of(
          "rtmp",
          "amf",
          "rtmp.handshake",
          "rtmp.chunk",
          "rtmp.message",
          "rtmp.session",
          "flv",
          "media",
          "metrics",
          "stream",
          "access",
          "cluster",
          "tls",
          "transport",
          "egress",
          "http",
          "node",
          "config",
          "cli");

  private static final DescribedPredicate<JavaClass> PLAIN_JAVA =
      resideInAnyPackage("java..", "org.jspecify.annotations");
  private static final DescribedPredicate<JavaClass> BUFFERS =
      PLAIN_JAVA.or(
          resideInAnyPackage("io.netty.buffer", "io.netty.util", "io.netty.util.collection"));
  private static final DescribedPredicate<JavaClass> CRYPTO = resideInAnyPackage("javax.crypto..");
  private static final DescribedPredicate<JavaClass> TLS =
      resideInAnyPackage("javax.net.ssl..", "javax.security.auth.x500", "io.netty.handler.ssl..");
  private static final DescribedPredicate<JavaClass> LOG = resideInAnyPackage("org.slf4j..");
  private static final DescribedPredicate<JavaClass> TOKENS =
      resideInAnyPackage("com.nimbusds.jose..", "com.nimbusds.jwt..");
  private static final DescribedPredicate<JavaClass> METERS =
      resideInAnyPackage("io.micrometer..", "io.prometheus..");
  private static final DescribedPredicate<JavaClass> JSON =
      resideInAnyPackage("com.fasterxml.jackson..", "org.yaml.snakeyaml..");
  private static final DescribedPredicate<JavaClass> VERTX_INTERNALS =
      resideInAnyPackage("io.vertx.core.internal..", "io.vertx.core.impl..");
  private static final DescribedPredicate<JavaClass> VERTX =
      resideInAnyPackage("io.vertx..").and(DescribedPredicate.not(VERTX_INTERNALS));
  private static final DescribedPredicate<JavaClass> VERTX_FUTURES =
      belongToAnyOf(
          AsyncResult.class,
          Completable.class,
          CompositeFuture.class,
          Context.class,
          Future.class,
          Handler.class,
          Promise.class);

  /** How Vert.x tells why a request could not be read. */
  private static final DescribedPredicate<JavaClass> HTTP_ERRORS =
      resideInAnyPackage("io.netty.handler.codec", "io.netty.handler.codec.http");

  private static final DescribedPredicate<JavaClass> HAZELCAST =
      resideInAnyPackage("com.hazelcast..", "io.vertx.spi.cluster.hazelcast..");

  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.weir");
  private static final JavaClasses BAD =
      new ClassFileImporter().importClasses(BreaksTheRulesHelper.class);

  @Test
  void rtmpUsesBuffersOnly() {
    line("rtmp", BUFFERS).check(MAIN);
  }

  @Test
  void amfUsesBuffersOnly() {
    line("amf", BUFFERS).check(MAIN);
  }

  @Test
  void handshakeUsesBuffersAndDigests() {
    line("rtmp.handshake", BUFFERS.or(CRYPTO)).check(MAIN);
  }

  @Test
  void chunkUsesBuffersOnly() {
    line("rtmp.chunk", BUFFERS).check(MAIN);
  }

  @Test
  void messageUsesBuffersOnly() {
    line("rtmp.message", BUFFERS).check(MAIN);
  }

  @Test
  void sessionUsesBuffersOnly() {
    line("rtmp.session", BUFFERS).check(MAIN);
  }

  @Test
  void flvUsesBuffersOnly() {
    line("flv", BUFFERS).check(MAIN);
  }

  @Test
  void mediaUsesBuffersOnly() {
    line("media", BUFFERS).check(MAIN);
  }

  @Test
  void metricsUsesMicrometer() {
    line("metrics", BUFFERS.or(LOG).or(METERS).or(VERTX)).check(MAIN);
  }

  @Test
  void streamUsesOfVertxFuturesAndContextsOnly() {
    line("stream", BUFFERS.or(LOG).or(VERTX_FUTURES)).check(MAIN);
  }

  @Test
  void accessUsesNoVertx() {
    line("access", PLAIN_JAVA.or(LOG).or(CRYPTO).or(JSON).or(TOKENS)).check(MAIN);
  }

  @Test
  void clusterUsesVertxAndHazelcast() {
    line("cluster", PLAIN_JAVA.or(LOG).or(VERTX).or(HAZELCAST)).check(MAIN);
  }

  @Test
  void tlsUsesNoVertxAndNoChannels() {
    line("tls", PLAIN_JAVA.or(LOG).or(TLS)).check(MAIN);
  }

  @Test
  void transportUsesVertxAndNetty() {
    line("transport", BUFFERS.or(LOG).or(TLS).or(resideInAnyPackage("io.vertx..", "io.netty..")))
        .check(MAIN);
  }

  @Test
  void egressUsesVertx() {
    line("egress", BUFFERS.or(LOG).or(VERTX)).check(MAIN);
  }

  @Test
  void httpUsesVertxWeb() {
    line("http", BUFFERS.or(LOG).or(TLS).or(VERTX).or(METERS).or(JSON).or(HTTP_ERRORS)).check(MAIN);
  }

  @Test
  void nodeUsesVertx() {
    line("node", BUFFERS.or(LOG).or(VERTX).or(METERS)).check(MAIN);
  }

  @Test
  void configUsesAParser() {
    line("config", PLAIN_JAVA.or(LOG).or(JSON)).check(MAIN);
  }

  @Test
  void everyPackageHasARow() {
    classes()
        .that()
        .resideInAPackage("dev.weir..")
        .should(ArchCondition.from(describe("have a row in ROWS", type -> row(type) >= 0)))
        .allowEmptyShould(true)
        .check(MAIN);
  }

  @Test
  void hazelcastStaysInItsClassesAndTheBootstrap() {
    hazelcast().check(MAIN);
  }

  @Test
  void channelsAndVertxInternalsStayInTransport() {
    channels().check(MAIN);
  }

  @Test
  void theProtocolCoreHasNoClockRandomLogThreadOrFile() {
    pure().check(MAIN);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("dev.weir.(**)").should().beFreeOfCycles().allowEmptyShould(true).check(MAIN);
  }

  @Test
  void namesSayWhatDiffers() {
    names().check(MAIN);
  }

  @Test
  void aBadClassIsCaughtByEveryKindOfRule() {
    assertThat(line("amf", BUFFERS).evaluate(BAD).getFailureReport().getDetails())
        .anyMatch(found -> found.contains("dev.weir.stream.StreamKey"))
        .anyMatch(found -> found.contains("io.vertx.core.Vertx"));
    assertThat(pure().evaluate(BAD).getFailureReport().getDetails())
        .singleElement()
        .asString()
        .contains("System.nanoTime");
    assertThat(hazelcast().evaluate(BAD).hasViolation()).isTrue();
    assertThat(channels().evaluate(BAD).hasViolation()).isTrue();
    assertThat(names().evaluate(BAD).hasViolation()).isTrue();
  }

  private static ArchRule line(String row, DescribedPredicate<JavaClass> outside) {
    int own = ROWS.indexOf(row);
    return classes()
        .that(describe("belong to " + row, type -> row(type) == own))
        .should()
        .onlyDependOnClassesThat(
            describe(
                "are in a row before it or are " + outside.getDescription(),
                type -> {
                  JavaClass named = type.getBaseComponentType();
                  return named.isPrimitive()
                      || (isOurs(named) ? row(named) <= own : outside.test(named));
                }))
        .allowEmptyShould(true);
  }

  private static ArchRule hazelcast() {
    return noClasses()
        .that(
            describe(
                "are neither Hazelcast* nor the bootstrap",
                type -> !outermost(type).matches("Hazelcast.*|ClusterNode|ClusterBootstrap")))
        .should()
        .dependOnClassesThat(HAZELCAST)
        .allowEmptyShould(true);
  }

  private static ArchRule channels() {
    return noClasses()
        .that()
        .resideOutsideOfPackage("dev.weir.transport..")
        .should()
        .dependOnClassesThat(VERTX_INTERNALS.or(resideInAnyPackage("io.netty.channel..")))
        .allowEmptyShould(true);
  }

  private static ArchRule pure() {
    return noClasses()
        .that()
        .resideInAnyPackage(
            "dev.weir.amf..", "dev.weir.rtmp..", "dev.weir.flv..", "dev.weir.media..")
        .should()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .dependOnClassesThat(
            resideInAnyPackage("java.util.logging..", "java.nio.channels..", "java.nio.file..")
                .or(
                    belongToAnyOf(
                        System.Logger.class,
                        Thread.class,
                        java.time.Clock.class,
                        java.time.Instant.class,
                        java.util.Random.class,
                        java.util.SplittableRandom.class,
                        java.util.Timer.class,
                        java.util.concurrent.ThreadLocalRandom.class,
                        java.util.concurrent.Executor.class,
                        java.security.SecureRandom.class)))
        .allowEmptyShould(true);
  }

  private static ArchRule names() {
    return noClasses()
        .should()
        .haveNameMatching(".*(Impl|Utils?|Helper|Manager|Base)")
        .allowEmptyShould(true);
  }

  private static boolean isOurs(JavaClass type) {
    return (type.getPackageName() + ".").startsWith("dev.weir.");
  }

  /** Where a class stands in {@link #ROWS}; a package below a row's belongs to that row. */
  private static int row(JavaClass type) {
    String name = type.getPackageName() + ".";
    return ROWS.stream()
        .filter(row -> name.startsWith("dev.weir." + row + "."))
        .max(Comparator.comparingInt(String::length))
        .map(ROWS::indexOf)
        .orElse(-1);
  }

  private static String outermost(JavaClass type) {
    String name = type.getName().substring(type.getPackageName().length() + 1);
    int nested = name.indexOf('$');
    return nested < 0 ? name : name.substring(0, nested);
  }
}
