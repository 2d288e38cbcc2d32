package dev.weir.it;

import dev.weir.amf.AmfValue;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Says secrets to nodes and programs; fails when one is in what they answer. Any thread. */
final class CanaryTalk {
  /** Who is refused waits a second for it. */
  private static final int AT_ONCE = 16;

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final Canaries canaries;

  CanaryTalk(Canaries canaries) {
    this.canaries = canaries;
  }

  /** What a client says of itself, with secrets where a URL has them. */
  AmfValue connect(String app) {
    String page = canaries.secret("the page that a player is on");
    return AmfValue.object(
        "app",
        app,
        "type",
        "nonprivate",
        "flashVer",
        "FMLE/3.0 (compatible; test)",
        "swfUrl",
        "https://example.org/player.swf?token=" + page,
        "pageUrl",
        "https://example.org/?token=" + page,
        "tcUrl",
        "rtmp://show1:" + canaries.streamKey("a wrong stream key") + "@127.0.0.1/" + app);
  }

  /** Says all that it has to say at once; what is said back, in which no secret may be. */
  String says(NodeProcess node, AmfValue connect, String action, String name, String until)
      throws IOException {
    AmfValue text = AmfValue.of(name);
    String secret = canaries.secret("a command that nobody knows");
    try (RawPeer peer = RawPeer.greeted(node.port("rtmp"))) {
      peer.command(0, "connect", 1, connect);
      peer.command(0, "releaseStream", 2, AmfValue.NULL, text);
      peer.command(0, "FCPublish", 3, AmfValue.NULL, text);
      peer.command(0, secret, 4, AmfValue.NULL, AmfValue.of(secret));
      peer.command(0, "createStream", 5, AmfValue.NULL);
      peer.command(1, action, 6, AmfValue.NULL, text, AmfValue.of("live"));
      String heard = peer.hear(until);
      String metadata = canaries.secret("a stream's metadata");
      AmfValue title = AmfValue.object("title", metadata);
      peer.message(
          18, 1, RawPeer.amf(AmfValue.of("@setDataFrame"), AmfValue.of("onMetaData"), title));
      // An AMF string that says it is longer than the message.
      peer.message(20, 0, ("\u0002\u007f\u007f" + secret).getBytes(StandardCharsets.US_ASCII));
      String all = heard + peer.hear("closed");
      // Whoever may play a stream is meant to hear what it says of itself.
      String told = action.equals("play") ? all.replace(metadata, "") : all;
      canaries.assertAbsent("what " + node.id() + " says over RTMP", told);
      return heard;
    } catch (IOException gone) {
      // It was refused before it had said all.
      return "";
    }
  }

  /** Talks of which none waits for another; fails when one of them does. */
  static void together(List<Callable<String>> talks) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
    try {
      for (Future<String> talk : threads.invokeAll(talks)) {
        talk.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /** Asks a node over HTTP, and looks for secrets in headers and body of the answer. */
  void asks(NodeProcess node, String method, String path, String body, String... headers)
      throws Exception {
    HttpResponse<String> answer = send(node, method, path, body, headers);
    canaries.assertAbsent(
        node.id() + " at " + method + " of a path", answer.headers() + answer.body());
  }

  /** Asks a node over HTTP. */
  static HttpResponse<String> send(
      NodeProcess node, String method, String path, String body, String... headers)
      throws Exception {
    URI uri = URI.create("http://" + NodeProcess.HOST + ":" + node.port("http") + path);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .timeout(Duration.ofSeconds(10))
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  /** All that a program says until it ends. */
  static String output(List<String> command, Map<String, String> environment) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("WEIR_"));
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return said;
  }
}
