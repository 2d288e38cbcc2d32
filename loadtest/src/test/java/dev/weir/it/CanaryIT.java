package dev.weir.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A secret in every place that can have one, right and wrong, and in everything that somebody may
 * say beside it: none is heard of again in logs that say all they can, metrics, answers of the API
 * and of RTMP, command lines, thread dumps or crash reports.
 *
 * <p>A dump of the heap is left out: a process holds what it was told while it checks it, and what
 * it signs with for as long as it lives. It makes none by itself.
 */
@Timeout(300)
final class CanaryIT {
  private static final Path LOGS = Path.of("target", "it-logs");
  private static final List<String> PATHS =
      List.of(
          "/",
          "/openapi.yaml",
          "/health/live",
          "/health/ready",
          "/metrics",
          "/api/v1/streams",
          "/api/v1/streams/live/show",
          "/api/v1/sessions",
          "/api/v1/nodes",
          "/api/v1/drain",
          "/api/v1/keys",
          "/api/v1/keys/" + CanaryGround.KEY_ID,
          "/api/v1/nothing");

  @TempDir private static Path directory;
  private static CanaryGround ground;
  private static Canaries canaries;
  private static CanaryTalk talk;

  @BeforeAll
  static void start() throws IOException {
    ground = new CanaryGround(directory);
    canaries = ground.canaries;
    talk = new CanaryTalk(canaries);
    ground.edge();
  }

  @AfterAll
  static void stop() throws Exception {
    try {
      for (NodeProcess node : nodes()) {
        looksIntoTheProcess(node);
      }
    } finally {
      ground.close();
    }
    for (NodeProcess node : nodes()) {
      String log = Files.readString(LOGS.resolve(node.id() + ".log"));
      assertThat(log).contains("access-refused", "session-opened");
      canaries.assertAbsent("the log of " + node.id(), log);
    }
    String kept = Files.readString(ground.keysFile());
    assertThat(kept).contains("live/made");
    canaries.assertAbsentButForHashes("the file of keys", kept);
    assertThat(canaries.count()).isGreaterThan(20);
  }

  private static List<NodeProcess> nodes() {
    return List.of(ground.origin(), ground.edge());
  }

  private static void looksIntoTheProcess(NodeProcess node) throws Exception {
    long pid = node.handle().pid();
    canaries.assertAbsent(
        "the command line of " + node.id(),
        Files.readString(Path.of("/proc", String.valueOf(pid), "cmdline")));
    for (String command :
        List.of("Thread.print -l", "VM.command_line", "VM.system_properties", "VM.info")) {
      List<String> words = new ArrayList<>();
      words.add(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString());
      words.add(String.valueOf(pid));
      words.addAll(List.of(command.split(" ")));
      String said = CanaryTalk.output(words, Map.of());
      assertThat(said).hasSizeGreaterThan(100);
      canaries.assertAbsent(command + " of " + node.id(), said);
    }
  }

  @Test
  void overRtmp() throws Exception {
    List<String> right =
        List.of(
            "show?key=" + ground.key,
            ground.key,
            "show?user=" + CanaryGround.KEY_ID + "&pass=" + ground.key,
            ground.signed("publish", "signed"),
            "members?token=" + ground.token());
    for (NodeProcess node : nodes()) {
      for (String name : right) {
        publishes(node, "live", name);
        talk.says(node, talk.connect("live"), "play", name, "NetStream.Play.");
      }
      publishes(node, "live?key=" + ground.key, "show");
    }
  }

  private static void publishes(NodeProcess node, String app, String name) throws IOException {
    String heard = talk.says(node, talk.connect(app), "publish", name, "NetStream.Publish.Start");
    assertThat(heard).as("publish in the right way").contains("NetStream.Publish.Start");
  }

  @Test
  void overRtmpInTheWrongWay() throws Exception {
    String told = canaries.secret("what a webhook is told");
    List<Callable<String>> talks = new ArrayList<>();
    for (NodeProcess node : nodes()) {
      for (String name : wrongNames()) {
        talks.add(() -> talk.says(node, talk.connect("live"), "publish", name, "closed"));
        talks.add(() -> talk.says(node, talk.connect("live"), "play", name, "closed"));
      }
      for (String app : wrongApps()) {
        talks.add(() -> talk.says(node, talk.connect(app), "publish", "show", "closed"));
      }
      talks.add(
          () -> talk.says(node, talk.connect("hooked"), "publish", "show?key=" + told, "closed"));
    }
    CanaryTalk.together(talks);
  }

  private static List<String> wrongNames() {
    String wrong = ground.wrongKey;
    String junk = canaries.secret("a credential that makes no sense");
    return List.of(
        "show?key=" + wrong,
        wrong,
        wrong.substring(3),
        "mp4:" + wrong,
        "show?user=" + CanaryGround.KEY_ID + "&pass=" + wrong,
        "show?user=" + wrong + "&pass=" + wrong,
        "other?key=" + ground.key,
        ground.signed("publish", "signed").replace("sig=", "sig=0"),
        "show?exp=1&kid=" + junk + "&sig=" + junk,
        "show?token=" + ground.token() + "x",
        "show?token=" + junk,
        "sh ow?key=" + ground.key,
        "../../" + wrong,
        "show\r\n" + wrong + "?key=" + wrong,
        "show?key=%ZZ" + wrong + "&priority=" + junk,
        "show?key=" + "x".repeat(5_000) + wrong,
        "x".repeat(200) + wrong);
  }

  private static List<String> wrongApps() {
    String wrong = ground.wrongKey;
    return List.of(
        "live?key=" + wrong,
        "nowhere?key=" + wrong,
        "li ve?key=" + wrong,
        "studio?authmod=adobe&user=show1&challenge=%s&response=%s&opaque=%s"
            .formatted(wrong, wrong, wrong),
        "studio?authmod=" + wrong + "&user=show1");
  }

  @Test
  void overHttp() throws Exception {
    String made = makeKey();
    publishes(ground.edge(), "live", "made?key=" + made);
    String wrong = canaries.secret("a wrong token");
    for (NodeProcess node : nodes()) {
      for (String path : PATHS) {
        for (String token :
            List.of(ground.readToken, ground.operateToken, ground.adminToken, wrong)) {
          for (String method : List.of("GET", "POST", "DELETE", "TRACE", "OPTIONS")) {
            // That one ends the node.
            if (!(method.equals("POST") && path.endsWith("drain"))) {
              talk.asks(node, method, path, "", "Authorization", "Bearer " + token);
            }
          }
        }
        talk.asks(node, "GET", path + "?token=" + wrong, "", "Cookie", "session=" + wrong);
      }
      talk.asks(node, "GET", "/api/v1/streams/live/" + ground.wrongKey, "");
      talk.asks(node, "GET", "/" + ground.wrongKey + ".flv?key=" + ground.wrongKey, "");
      talk.asks(node, "GET", "/api/v1/streams", "", "Authorization", "Basic " + wrong);
      talk.asks(
          node,
          "GET",
          "/api/v1/streams",
          "",
          "X-Forwarded-For",
          wrong,
          "Origin",
          "http://" + wrong);
      String[] admin = {"Authorization", "Bearer " + ground.adminToken};
      talk.asks(node, "DELETE", "/api/v1/keys/" + wrong, "", admin);
      for (String body :
          List.of(
              "{\"names\": [\"live/x\"], \"secret\": \"" + wrong + "\"}",
              "{\"names\": [\"" + wrong,
              "{\"names\": [\"live/x\"], \"until\": \"" + wrong + "\"}",
              "{\"names\": [\"live/x y " + wrong + "\"]}",
              "{\"" + wrong + "\": 1}",
              wrong)) {
        talk.asks(node, "POST", "/api/v1/keys", body, admin);
      }
    }
  }

  /** Its secret is shown once, in the answer, and is one more to look for from then on. */
  private static String makeKey() throws Exception {
    HttpResponse<String> answer =
        CanaryTalk.send(
            ground.origin(),
            "POST",
            "/api/v1/keys",
            "{\"names\": [\"live/made\"]}",
            "Authorization",
            "Bearer " + ground.adminToken);
    assertThat(answer.statusCode()).isEqualTo(201);
    String secret = new JsonObject(answer.body()).getString("secret");
    return canaries.remember("the secret of a key that was made here", secret);
  }

  @Test
  void inRulesThatCannotBeUsed() throws IOException {
    String misplaced = canaries.secret("a secret in the wrong place");
    String rules = ground.rules();
    for (String bad :
        List.of(
            rules + "signed:" + misplaced + "\n",
            rules.replace("secret-env: HOOK", "secret:" + misplaced),
            rules.replace("secret-env: HOOK", "secret: " + misplaced),
            rules.replace("secret-env: HOOK", "secret-file: " + misplaced),
            rules.replace("secret-env: HOOK", "secret-env: " + misplaced),
            rules.replace("url: \"http:", "url: \"ftp:"),
            rules.replaceFirst("hash: \\w+", "hash: " + misplaced),
            rules.replace("adobe-verifier: ", "adobe-verifier: " + misplaced))) {
      long[] before = nodes().stream().mapToLong(CanaryIT::refusals).toArray();
      ground.writeAccess(bad);
      await()
          .atMost(Duration.ofSeconds(20))
          .until(
              () -> refusals(ground.origin()) > before[0] && refusals(ground.edge()) > before[1]);
    }
    ground.writeAccess(ground.rulesWithKeysFetched());
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> said(ground.origin(), "access-keys-not-fetched") > 0);
    ground.writeAccess(rules);
    long reloads = said(ground.edge(), "access-reloaded");
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> said(ground.edge(), "access-reloaded") > reloads);
  }

  @Test
  void inAPrivateKeyThatCannotBeUsed() throws IOException {
    String junk = canaries.secret("a private key that is none");
    for (String bad :
        List.of(junk, "-----BEGIN PRIVATE KEY-----\n" + junk + "\n-----END PRIVATE KEY-----\n")) {
      long before = said(ground.edge(), "tls-reload-failed");
      ground.write("key.pem", bad);
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> said(ground.edge(), "tls-reload-failed") > before);
    }
    ground.writeCertificate();
  }

  private static long refusals(NodeProcess node) {
    return said(node, "access-not-reloaded");
  }

  /** From the file, because a log that says so much is not kept. */
  private static long said(NodeProcess node, String event) {
    try (Stream<String> lines = Files.lines(LOGS.resolve(node.id() + ".log"))) {
      return lines.filter(line -> line.contains(event)).count();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void inWhatCheckConfigSays() throws Exception {
    Map<String, String> environment = ground.environment("info");
    String all = checks(environment, "--config", ground.settings().toString());
    assertThat(all).contains("read-token: '***'").contains("token-file: ");
    String misplaced = canaries.secret("a secret in the wrong place");
    checks(environment, "--api.token=" + misplaced);
    checks(environment, misplaced);
    checks(with(environment, "WEIR_API_READ_TOKEN_FILE", misplaced));
    checks(with(environment, "WEIR_API_TOKN", misplaced));
    checks(with(environment, "WEIR_TLS_KEY_FILE", "-----BEGIN\n" + misplaced));
    checks(with(environment, "WEIR_API_TOKEN", misplaced + " and more"));
    Path bad = ground.write("bad.yaml", "api:\n  read-token:" + misplaced + ": x\n");
    checks(environment, "--config", bad.toString());
  }

  private static Map<String, String> with(Map<String, String> all, String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(all);
    more.put(name, value);
    return more;
  }

  private static String checks(Map<String, String> environment, String... args) throws Exception {
    String said = CanaryTalk.output(Jvm.command("dev.weir.cli.CheckConfigMain", args), environment);
    canaries.assertAbsent("check-config", said);
    return said;
  }

  @Test
  void inTheCommandThatPublishes() throws Exception {
    Path film = Clips.sampleFile();
    for (String secret : List.of(ground.key, ground.wrongKey)) {
      String url = ground.origin().rtmp("live/show?key=" + secret);
      String argument = "@" + ground.write("url", url + "\n");
      List<String> command =
          Jvm.command(
              "dev.weir.loadtest.LoadtestMain", "publish", "--once", film.toString(), argument);
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String first = process.inputReader().readLine();
      canaries.assertAbsent("a publisher's output", first);
      if (secret.equals(ground.key)) {
        assertThat(first).contains("publishing to rtmp://127.0.0.1");
        String line = Files.readString(Path.of("/proc", "" + process.pid(), "cmdline"));
        canaries.assertAbsent("a publisher's command line", line);
        process.toHandle().destroy();
      } else {
        assertThat(first).contains("This stream key is not valid.");
      }
      process.inputReader().lines().forEach(line -> canaries.assertAbsent("its output", line));
      process.waitFor();
    }
  }

  @Test
  void inTheReportOfACrash() throws Exception {
    Path report = directory.resolve("crash.log");
    List<String> command = new ArrayList<>(Jvm.command("dev.weir.origin.OriginMain"));
    command.addAll(1, List.of("-XX:ErrorFile=" + report, "-XX:-CreateCoredumpOnCrash"));
    Map<String, String> environment = with(ground.environment("info"), "WEIR_CLUSTER_NAME", "own");
    environment.put("WEIR_CLUSTER_PORT", String.valueOf(FreePort.next()));
    environment.put("WEIR_CLUSTER_MEMBERS", "127.0.0.1:" + environment.get("WEIR_CLUSTER_PORT"));
    NodeProcess node = NodeProcess.start(command, "it-secrets-crash", environment).awaitReady();
    try {
      talk.says(
          node,
          talk.connect("live"),
          "publish",
          "show?key=" + ground.key,
          "NetStream.Publish.Start");
      new ProcessBuilder("kill", "-SEGV", String.valueOf(node.handle().pid())).start().waitFor();
      node.awaitExit();
      assertThat(Files.readString(report)).contains("SIGSEGV", "vm_info");
      canaries.assertAbsent("a crash report", Files.readString(report));
      canaries.assertAbsent("the log before it", String.join("\n", node.log()));
    } finally {
      node.kill();
    }
  }
}
